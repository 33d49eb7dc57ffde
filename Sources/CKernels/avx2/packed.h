#pragma once
#include <immintrin.h>

#include "../packed.h"

/// Four columns of activations for every lane.
static inline __m256i word(const int8_t *codes) {
  int32_t bits;
  memcpy(&bits, codes, sizeof bits);
  return _mm256_set1_epi32(bits);
}

/// sums + the products of four unsigned codes and activations in each lane. Pairs must fit 16 bits.
static inline __m256i add_products(__m256i sums, __m256i codes, __m256i activations) {
  __m256i pairs = _mm256_maddubs_epi16(codes, activations);
  return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

/// Sums of codes times activations of one block for eight rows; Q8_0's offset is already taken off.
static inline __m256i block_sums(int type, const uint8_t *words, const int8_t *codes) {
  __m256i sums = _mm256_setzero_si256();
  const __m256i nibble = _mm256_set1_epi8(15);
#pragma clang loop unroll(full)
  for (int j = 0; j < (type == HONE_Q8_0 ? 8 : 4); j++) {
    __m256i both = _mm256_loadu_si256((const __m256i *)(words + 64 * j));
    if (type == HONE_Q8_0) {
      // Unsigned codes times activations could overflow 16 bits: magnitudes times activations with the sign cannot.
      __m256i weights = _mm256_xor_si256(both, _mm256_set1_epi8((char)0x80));
      sums = add_products(sums, _mm256_abs_epi8(weights), _mm256_sign_epi8(word(codes + 4 * j), weights));
    } else {
      sums = add_products(sums, _mm256_and_si256(both, nibble), word(codes + 4 * j));
      both = _mm256_and_si256(_mm256_srli_epi16(both, 4), nibble);
      sums = add_products(sums, both, word(codes + 4 * (j + 4)));
    }
  }
  return sums;
}

static inline __m256 halves(const uint8_t *bytes) {
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)bytes));
}

/// Eight of a group's rows, from row `first`.
static inline __attribute__((always_inline)) __m256 half_group(int type, const uint8_t *packed, intptr_t bytes,
                                                               int first, const hone_codes *x) {
  __m256 total = _mm256_setzero_ps();
  for (intptr_t b = 0; b < x->blocks; b++, packed += bytes) {
    __m256i sums = block_sums(type, packed_codes(type, packed) + 4 * first, x->codes + 32 * b);
    if (type == HONE_Q4_0) sums = _mm256_sub_epi32(sums, _mm256_set1_epi32(packed_offset(type) * x->sums[b]));
    __m256 scale = _mm256_mul_ps(halves(packed + 2 * first), _mm256_set1_ps(x->scales[b]));
    total = _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(sums), total);
    if (type == HONE_Q4_1)
      total = _mm256_fmadd_ps(halves(packed + PACKED_CODES + 2 * first),
                              _mm256_set1_ps(x->scales[b] * (float)x->sums[b]), total);
  }
  return total;
}

static inline __attribute__((always_inline)) void packed_groups(int type, const uint8_t *packed, intptr_t groups,
                                                                const hone_codes *x, float *out) {
  const intptr_t bytes = (type == HONE_Q4_1 ? 2 : 1) * PACKED_CODES + PACKED_ROWS * (type == HONE_Q8_0 ? 32 : 16);
  for (intptr_t g = 0; g < groups; g++, out += PACKED_ROWS, packed += bytes * x->blocks) {
    _mm256_storeu_ps(out, half_group(type, packed, bytes, 0, x));
    _mm256_storeu_ps(out + 8, half_group(type, packed, bytes, 8, x));
  }
}

static void packed_vector(int type, const uint8_t *packed, intptr_t groups, const hone_codes *x, float *out) {
  switch (type) {
    case HONE_Q4_0: packed_groups(HONE_Q4_0, packed, groups, x, out); break;
    case HONE_Q4_1: packed_groups(HONE_Q4_1, packed, groups, x, out); break;
    default: packed_groups(HONE_Q8_0, packed, groups, x, out); break;
  }
}
