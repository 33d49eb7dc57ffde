#pragma once
#include <float.h>

#include "blocks.h"
#include "include/hone_kernels.h"

// Weights rearranged for activations in 16-bit codes: sixteen rows of the matrix side by side, one lane each, so that a
// product needs no sum across lanes. A block holds 16 rows by 32 columns: the rows' scales as halves (two of them where
// a scale counts for 16 columns), then their minimums if the type has any, then the codes in words of four columns: word
// j of row r is columns 4j...4j+3. Codes lie in planes: 4 bits with word j in the low and word j + 4 in the high halves
// of a byte; for codes of 6 bits their two high bits follow, words 0...3 in the bit pairs of one vector and words 4...7
// in those of another; codes of 8 bits are whole bytes, with 128 added.

enum { PACKED_ROWS = HONE_PACKED_ROWS, PACKED_HALVES = 2 * PACKED_ROWS, PACKED_WORD = 4 * PACKED_ROWS };

typedef struct packed_layout {
  int bits;      // of a stored code: 4, 6 or 8
  int offset;    // what a stored code is too large by
  int scales;    // of a row: 1 for its 32 columns, or 2 for 16 each
  bool minimum;  // whether weight = scale * code + minimum
} packed_layout;

/// How weights of a type are packed; no bits for the types that are read as they lie. The scales and minimums that parts
/// of larger blocks have are packed as products rounded to halves: within 2^-11 of themselves, far less than their codes.
static inline __attribute__((always_inline)) packed_layout layout_of(int type) {
  switch (type) {
    case HONE_Q4_0: return (packed_layout){4, 8, 1, false};
    case HONE_Q4_1:
    case HONE_Q4_K: return (packed_layout){4, 0, 1, true};
    case HONE_Q5_0: return (packed_layout){6, 16, 1, false};
    case HONE_Q5_1:
    case HONE_Q5_K: return (packed_layout){6, 0, 1, true};
    case HONE_Q6_K: return (packed_layout){6, 32, 2, false};
    case HONE_Q8_0: return (packed_layout){8, 128, 1, false};
    default: return (packed_layout){0, 0, 0, false};
  }
}

static inline __attribute__((always_inline)) intptr_t packed_bytes(packed_layout layout) {
  return PACKED_HALVES * (layout.scales + layout.minimum) + PACKED_ROWS * 4 * layout.bits;
}

static inline uint16_t half_bits_at(const uint8_t *bytes, int index) {
  uint16_t bits;
  memcpy(&bits, bytes + 2 * index, sizeof bits);
  return bits;
}

/// Whether a block of activations of that largest magnitude has codes other than zero.
static inline __attribute__((always_inline)) bool has_codes(float largest) {
  return largest >= 0x1p-110f && largest <= FLT_MAX;
}
