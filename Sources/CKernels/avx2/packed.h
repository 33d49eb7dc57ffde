#pragma once
#include <immintrin.h>

#include "../vector/lanes.h"

enum { PASS_ROWS = 2, BYTE_OFFSET = 0 };

/// Four activations for every lane.
INLINE __m256i activations_at(const int8_t *x) {
  int32_t bits;
  memcpy(&bits, x, sizeof bits);
  return _mm256_set1_epi32(bits);
}

/// sums + the products of four unsigned codes and activations in each lane. Pairs must fit 16 bits.
INLINE __m256i add_products(__m256i sums, __m256i codes, __m256i activations) {
  __m256i pairs = _mm256_maddubs_epi16(codes, activations);
  return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

/// The same of whole bytes, their offset taken off: unsigned codes could overflow 16 bits, magnitudes times activations
/// that took the sign over cannot.
INLINE __m256i add_byte_products(__m256i sums, __m256i codes, __m256i activations) {
  __m256i weights = _mm256_xor_si256(codes, _mm256_set1_epi8((char)0x80));
  return add_products(sums, _mm256_abs_epi8(weights), _mm256_sign_epi8(activations, weights));
}

typedef struct two_registers {
  __m256i low, high;
} two_registers;

INLINE two_registers halves_of(const void *lanes16) {
  two_registers two;
  memcpy(&two, lanes16, sizeof two);
  return two;
}

INLINE lanes_int dot_codes(lanes_int sums, lanes_codes codes, const int8_t *x) {
  two_registers s = halves_of(&sums), c = halves_of(&codes);
  __m256i activations = activations_at(x);
  s = (two_registers){add_products(s.low, c.low, activations), add_products(s.high, c.high, activations)};
  memcpy(&sums, &s, sizeof sums);
  return sums;
}

INLINE lanes_int dot_bytes(lanes_int sums, lanes_codes codes, const int8_t *x) {
  two_registers s = halves_of(&sums), c = halves_of(&codes);
  __m256i activations = activations_at(x);
  s = (two_registers){add_byte_products(s.low, c.low, activations), add_byte_products(s.high, c.high, activations)};
  memcpy(&sums, &s, sizeof sums);
  return sums;
}
