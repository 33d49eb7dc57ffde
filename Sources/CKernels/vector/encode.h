#pragma once
#include "../packed.h"
#include "lanes.h"

/// The nearest whole number, halves to even, of |x| below 2^22.
INLINE lanes nearest(lanes x) { return x + spread(12582912.0f) - spread(12582912.0f); }

static void encode(const float *x, intptr_t blocks, int8_t *codes, float *scales, int32_t *sums) {
  for (intptr_t b = 0; b < blocks; b++, x += 32, codes += 64) {
    lanes values[2] = {load(x), load(x + LANES)};
    // Magnitudes in order of their bits: what is not a number is the largest of all.
    lanes_int bits = __builtin_elementwise_max((lanes_int)values[0] & 0x7FFFFFFF, (lanes_int)values[1] & 0x7FFFFFFF);
    int32_t top = __builtin_reduce_max(bits);
    float largest;
    memcpy(&largest, &top, sizeof largest);
    scales[b] = largest / 32512.0f;
    lanes inverse = spread(32512.0f / largest);
    if (!has_codes(largest)) values[0] = values[1] = inverse = spread(0);
#pragma clang loop unroll(full)
    for (int half = 0; half < 2; half++) {
      lanes_int code = __builtin_convertvector(nearest(values[half] * inverse), lanes_int);
      lanes_int high = (code + 128) >> 8, low = __builtin_elementwise_max(code - (high << 8), (lanes_int){0} - 127);
      lanes_signed high_bytes = __builtin_convertvector(high, lanes_signed);
      lanes_signed low_bytes = __builtin_convertvector(low, lanes_signed);
      memcpy(codes + 16 * half, &high_bytes, sizeof high_bytes);
      memcpy(codes + 32 + 16 * half, &low_bytes, sizeof low_bytes);
      sums[2 * b + half] = __builtin_reduce_add((high << 8) + low);
    }
  }
}
