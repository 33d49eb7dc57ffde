#pragma once
#include "lanes.h"

/// The nearest whole number, halves to even, of |x| below 2^22.
INLINE lanes nearest(lanes x) { return x + spread(12582912.0f) - spread(12582912.0f); }

static void encode(const float *x, intptr_t blocks, int8_t *codes, float *scales, int32_t *sums) {
  for (intptr_t b = 0; b < blocks; b++, x += 32, codes += 32) {
    lanes low = load(x), high = load(x + LANES);
    // Magnitudes in order of their bits: what is not a number is the largest of all and spoils the scale.
    lanes_int bits = __builtin_elementwise_max((lanes_int)low & 0x7FFFFFFF, (lanes_int)high & 0x7FFFFFFF);
    int32_t top = __builtin_reduce_max(bits);
    float largest;
    memcpy(&largest, &top, sizeof largest);
    lanes inverse = spread(largest > 0 ? 127.0f / largest : 0);
    lanes_int first = __builtin_convertvector(nearest(low * inverse), lanes_int);
    lanes_int second = __builtin_convertvector(nearest(high * inverse), lanes_int);
    lanes_signed pair[2] = {__builtin_convertvector(first, lanes_signed), __builtin_convertvector(second, lanes_signed)};
    memcpy(codes, pair, sizeof pair);
    scales[b] = largest / 127.0f;
    sums[2 * b] = __builtin_reduce_add(first);
    sums[2 * b + 1] = __builtin_reduce_add(second);
  }
}
