#pragma once
#include <immintrin.h>

#include "../packed.h"

/// Four columns of activations for every lane.
static inline __m512i word(const int8_t *codes) {
  int32_t bits;
  memcpy(&bits, codes, sizeof bits);
  return _mm512_set1_epi32(bits);
}

/// Sums of codes times activations of one block, a row a lane.
static inline __m512i block_sums(int type, const uint8_t *words, const int8_t *codes) {
  __m512i even = _mm512_setzero_si512(), odd = even;
  const __m512i nibble = _mm512_set1_epi8(15);
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; j++) {
    if (type == HONE_Q8_0) {
      even = _mm512_dpbusd_epi32(even, _mm512_loadu_si512(words + 64 * j), word(codes + 4 * j));
      odd = _mm512_dpbusd_epi32(odd, _mm512_loadu_si512(words + 64 * (j + 4)), word(codes + 4 * (j + 4)));
    } else {
      __m512i both = _mm512_loadu_si512(words + 64 * j);
      even = _mm512_dpbusd_epi32(even, _mm512_and_si512(both, nibble), word(codes + 4 * j));
      both = _mm512_and_si512(_mm512_srli_epi16(both, 4), nibble);
      odd = _mm512_dpbusd_epi32(odd, both, word(codes + 4 * (j + 4)));
    }
  }
  return _mm512_add_epi32(even, odd);
}

static inline __m512 halves(const uint8_t *bytes) {
  return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)bytes));
}

static inline __attribute__((always_inline)) void packed_groups(int type, const uint8_t *packed, intptr_t groups,
                                                                const hone_codes *x, float *out) {
  const intptr_t bytes = (type == HONE_Q4_1 ? 2 : 1) * PACKED_CODES + PACKED_ROWS * (type == HONE_Q8_0 ? 32 : 16);
  for (intptr_t g = 0; g < groups; g++, out += PACKED_ROWS) {
    __m512 total = _mm512_setzero_ps();
    for (intptr_t b = 0; b < x->blocks; b++, packed += bytes) {
      __m512i sums = block_sums(type, packed_codes(type, packed), x->codes + 32 * b);
      if (packed_offset(type)) sums = _mm512_sub_epi32(sums, _mm512_set1_epi32(packed_offset(type) * x->sums[b]));
      __m512 scale = _mm512_mul_ps(halves(packed), _mm512_set1_ps(x->scales[b]));
      total = _mm512_fmadd_ps(scale, _mm512_cvtepi32_ps(sums), total);
      if (type == HONE_Q4_1)
        total = _mm512_fmadd_ps(halves(packed + PACKED_CODES), _mm512_set1_ps(x->scales[b] * (float)x->sums[b]), total);
    }
    _mm512_storeu_ps(out, total);
  }
}

static void packed_vector(int type, const uint8_t *packed, intptr_t groups, const hone_codes *x, float *out) {
  switch (type) {
    case HONE_Q4_0: packed_groups(HONE_Q4_0, packed, groups, x, out); break;
    case HONE_Q4_1: packed_groups(HONE_Q4_1, packed, groups, x, out); break;
    default: packed_groups(HONE_Q8_0, packed, groups, x, out); break;
  }
}
