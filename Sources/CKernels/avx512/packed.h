#pragma once
#include <immintrin.h>

#include "../vector/lanes.h"

enum { PASS_ROWS = 6, BYTE_OFFSET = 128 };

/// Four activations for every lane.
INLINE __m512i activations_at(const int8_t *x) {
  int32_t bits;
  memcpy(&bits, x, sizeof bits);
  return _mm512_set1_epi32(bits);
}

INLINE lanes_int dot_bytes(lanes_int sums, lanes_codes codes, const int8_t *x) {
  return (lanes_int)_mm512_dpbusd_epi32((__m512i)sums, (__m512i)codes, activations_at(x));
}

INLINE lanes_int dot_codes(lanes_int sums, lanes_codes codes, const int8_t *x) { return dot_bytes(sums, codes, x); }
