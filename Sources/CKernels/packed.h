#pragma once
#include "blocks.h"
#include "include/hone_kernels.h"

// Weights rearranged for one row of activations: sixteen rows of the matrix side by side, one lane each, so that a product
// needs no sum across lanes. A block holds 16 rows by 32 columns: the rows' scales as halves, then (Q4_1) their minimums,
// then the codes in words of four columns: word j of row r is columns 4j...4j+3. Nibbles hold word j in their low and word
// j + 4 in their high halves; Q8_0's codes are stored with 128 added.

enum { PACKED_ROWS = HONE_PACKED_ROWS, PACKED_CODES = 2 * PACKED_ROWS };

static inline const uint8_t *packed_codes(int type, const uint8_t *block) {
  return block + (type == HONE_Q4_1 ? 2 : 1) * PACKED_CODES;
}

/// What a code of this type is too large by.
static inline int packed_offset(int type) { return type == HONE_Q8_0 ? 128 : type == HONE_Q4_0 ? 8 : 0; }

static inline uint16_t half_bits_at(const uint8_t *bytes, int index) {
  uint16_t bits;
  memcpy(&bits, bytes + 2 * index, sizeof bits);
  return bits;
}
