#pragma once
#include "lanes.h"

/// The nearest whole number, halves to even, of |x| below 2^22.
INLINE lanes nearest(lanes x) { return x + spread(12582912.0f) - spread(12582912.0f); }

static void encode(const float *x, intptr_t blocks, int8_t *codes, float *scales, int32_t *sums) {
  for (intptr_t b = 0; b < blocks; b++, x += 32, codes += 32) {
    lanes low = load(x), high = load(x + LANES);
    lanes magnitudes = __builtin_elementwise_max(__builtin_elementwise_abs(low), __builtin_elementwise_abs(high));
    float largest = __builtin_reduce_max(magnitudes);
    lanes inverse = spread(largest > 0 ? 127.0f / largest : 0);
    lanes_int first = __builtin_convertvector(nearest(low * inverse), lanes_int);
    lanes_int second = __builtin_convertvector(nearest(high * inverse), lanes_int);
    lanes_signed pair[2] = {__builtin_convertvector(first, lanes_signed), __builtin_convertvector(second, lanes_signed)};
    memcpy(codes, pair, sizeof pair);
    // Zero, or no number where an activation is none: maximum and rounding would hide it.
    float poison = lane_sum((low + high) * spread(0));
    scales[b] = largest / 127.0f + poison;
    sums[b] = __builtin_reduce_add(first + second);
  }
}
