#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "../blocks.h"
#include "../include/hone_kernels.h"
#include "../scalar/attention.h"

// Sixteen floats at a time, whatever the instruction set that includes these bodies: a table for a narrower one is
// compiled from the same text into pairs of registers.

// Nothing here is called across objects, so how a wide vector would be passed does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float lanes __attribute__((vector_size(64)));
typedef int32_t lanes_int __attribute__((vector_size(64)));
typedef _Float16 lanes_half __attribute__((vector_size(32)));
typedef uint16_t lanes_word __attribute__((vector_size(32)));
typedef uint8_t lanes_byte __attribute__((vector_size(16)));
typedef int8_t lanes_signed __attribute__((vector_size(16)));
enum { LANES = 16 };

#define INLINE static inline __attribute__((always_inline))

INLINE lanes load(const float *p) {
  lanes v;
  memcpy(&v, p, sizeof v);
  return v;
}

INLINE void store(float *p, lanes v) { memcpy(p, &v, sizeof v); }

/// The first n < 16 floats, zeros behind them.
INLINE lanes load_part(const float *p, intptr_t n) {
  lanes v = {0};
  memcpy(&v, p, (size_t)n * sizeof(float));
  return v;
}

INLINE void store_part(float *p, lanes v, intptr_t n) { memcpy(p, &v, (size_t)n * sizeof(float)); }

INLINE lanes spread(float x) { return (lanes){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }

INLINE float lane_sum(lanes v) {
  v += __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  v += __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3);
  v += __builtin_shufflevector(v, v, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1);
  return v[0] + v[1];
}

/// x where `mask` is not set, y where it is.
INLINE lanes choose(lanes_int mask, lanes y, lanes x) {
  return (lanes)((mask & (lanes_int)y) | (~mask & (lanes_int)x));
}

/// Set in the lanes from..<to.
INLINE lanes_int lanes_within(intptr_t from, intptr_t to) {
  lanes_int lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  int low = from < 0 ? 0 : from > LANES ? LANES : (int)from, high = to < 0 ? 0 : to > LANES ? LANES : (int)to;
  return (lane >= low) & (lane < high);
}

/// e^x within 2e-7 relative (Cephes' polynomial after reduction by ln 2 in two parts); x is clamped to ±87. What is not
/// a number stays so, lest a diverged figure pass for a small one: comparisons let it through, minimum and maximum not.
INLINE lanes exponential(lanes x) {
  x = choose(x < spread(-87.0f), spread(-87.0f), x);
  x = choose(x > spread(87.0f), spread(87.0f), x);
  lanes n = x * spread(1.44269504088896341f) + spread(12582912.0f) - spread(12582912.0f);
  lanes r = x - n * spread(0.693359375f) + n * spread(2.12194440e-4f);
  lanes p = spread(1.9875691500e-4f) * r + spread(1.3981999507e-3f);
  p = p * r + spread(8.3334519073e-3f);
  p = p * r + spread(4.1665795894e-2f);
  p = p * r + spread(1.6666665459e-1f);
  p = p * r + spread(5.0000001201e-1f);
  lanes y = p * r * r + r + spread(1.0f);
  lanes_int power = (__builtin_convertvector(n, lanes_int) + 127) << 23;
  lanes factor;
  memcpy(&factor, &power, sizeof factor);
  return y * factor;
}
