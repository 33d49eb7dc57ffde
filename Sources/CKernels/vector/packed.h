#pragma once
#include "../packed.h"
#include "quantized.h"

// Needs of the instruction set that includes it: PASS_ROWS, how many rows of activations its registers hold sums for;
// BYTE_OFFSET, what codes of whole bytes are still too large by in its sums; and two functions that add the products
// of four codes and activations to every lane: dot_codes for codes below 64 and dot_bytes for whole bytes.

INLINE lanes_codes codes_at(const uint8_t *p) {
  lanes_codes v;
  memcpy(&v, p, sizeof v);
  return v;
}

/// Words j and j + 4 of a block's codes.
INLINE void unpack_words(const int bits, const uint8_t *codes, const int j, lanes_codes *low, lanes_codes *high) {
  lanes_codes both = codes_at(codes + PACKED_WORD * j);
  if (bits == 8) {
    *low = both;
    *high = codes_at(codes + PACKED_WORD * (j + 4));
    return;
  }
  *low = both & 0x0F0F0F0F;
  *high = both >> 4 & 0x0F0F0F0F;
  if (bits == 6) {
    lanes_codes first = codes_at(codes + PACKED_WORD * 4), second = codes_at(codes + PACKED_WORD * 5);
    *low |= (j < 2 ? first << (4 - 2 * j) : first >> (2 * j - 4)) & 0x30303030;
    *high |= (j < 2 ? second << (4 - 2 * j) : second >> (2 * j - 4)) & 0x30303030;
  }
}

/// Adds the products of one word of codes and the activations of n rows to their sums, high and low bytes apart.
INLINE void add_word(const int n, const int bits, lanes_codes word, const int8_t *activations, intptr_t stride,
                     lanes_int high[PASS_ROWS], lanes_int low[PASS_ROWS]) {
#pragma clang loop unroll(full)
  for (int i = 0; i < n; i++) {
    const int8_t *at = activations + i * stride;
    high[i] = bits == 8 ? dot_bytes(high[i], word, at) : dot_codes(high[i], word, at);
    low[i] = bits == 8 ? dot_bytes(low[i], word, at + 32) : dot_codes(low[i], word, at + 32);
  }
}

/// One group of sixteen outputs for n rows of x, from row `row`.
INLINE void packed_rows(const int n, const packed_layout layout, const uint8_t *packed, const hone_codes *x,
                        intptr_t row, lanes totals[PASS_ROWS]) {
  const int offset = layout.bits == 8 ? BYTE_OFFSET : layout.offset;
  const intptr_t blocks = x->blocks, stride = blocks * 64;
  const int8_t *codes = x->codes + row * stride;
  const float *scales = x->scales + row * blocks;
  const int32_t *code_sums = x->sums + row * blocks * 2;
#pragma clang loop unroll(full)
  for (int i = 0; i < n; i++) totals[i] = spread(0);
  for (intptr_t b = 0; b < blocks; b++, codes += 64, packed += packed_bytes(layout)) {
    const uint8_t *stored = packed + PACKED_HALVES * (layout.scales + layout.minimum);
    // The first and second half of a block have sums of their own where their scales differ.
    lanes_int high[2][PASS_ROWS], low[2][PASS_ROWS];
#pragma clang loop unroll(full)
    for (int i = 0; i < n; i++) {
      const int32_t *halves = code_sums + (i * blocks + b) * 2;
      high[0][i] = high[1][i] = (lanes_int){0};
      low[0][i] = (lanes_int){0} - offset * (layout.scales == 2 ? halves[0] : halves[0] + halves[1]);
      low[1][i] = (lanes_int){0} - offset * halves[1];
    }
#pragma clang loop unroll(full)
    for (int j = 0; j < 4; j++) {
      lanes_codes first, second;
      unpack_words(layout.bits, stored, j, &first, &second);
      add_word(n, layout.bits, first, codes + 4 * j, stride, high[0], low[0]);
      add_word(n, layout.bits, second, codes + 4 * (j + 4), stride, high[layout.scales - 1], low[layout.scales - 1]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < n; i++) {
      const lanes row_scale = spread(scales[i * blocks + b]);
#pragma clang loop unroll(full)
      for (int s = 0; s < layout.scales; s++) {
        lanes sum = __builtin_convertvector((high[s][i] << 8) + low[s][i], lanes);
        totals[i] += halves_at(packed + PACKED_HALVES * s) * row_scale * sum;
      }
      if (layout.minimum) {
        const int32_t *halves = code_sums + (i * blocks + b) * 2;
        lanes sum = spread(scales[i * blocks + b] * (float)(halves[0] + halves[1]));
        totals[i] += halves_at(packed + PACKED_HALVES * layout.scales) * sum;
      }
    }
  }
}

INLINE void packed_pass(const int n, const packed_layout layout, const uint8_t *packed, const hone_codes *x,
                        intptr_t row, float *out, intptr_t out_stride, intptr_t outputs, bool adding) {
  lanes totals[PASS_ROWS];
  packed_rows(n, layout, packed, x, row, totals);
#pragma clang loop unroll(full)
  for (int i = 0; i < n; i++) {
    float *to = out + (row + i) * out_stride;
    if (outputs >= LANES)
      store(to, adding ? load(to) + totals[i] : totals[i]);
    else
      store_part(to, adding ? load_part(to, outputs) + totals[i] : totals[i], outputs);
  }
}

INLINE void packed_groups(const packed_layout layout, const uint8_t *packed, intptr_t outputs, const hone_codes *x,
                          float *out, intptr_t out_stride, bool adding) {
  for (; outputs > 0; outputs -= LANES, out += LANES, packed += x->blocks * packed_bytes(layout)) {
    intptr_t r = 0;
    for (; r + PASS_ROWS <= x->rows && layout.scales == 1; r += PASS_ROWS)
      packed_pass(PASS_ROWS, layout, packed, x, r, out, out_stride, outputs, adding);
    for (; PASS_ROWS > 4 && r + 4 <= x->rows; r += 4)
      packed_pass(4, layout, packed, x, r, out, out_stride, outputs, adding);
    for (; r + 2 <= x->rows; r += 2) packed_pass(2, layout, packed, x, r, out, out_stride, outputs, adding);
    if (r < x->rows) packed_pass(1, layout, packed, x, r, out, out_stride, outputs, adding);
  }
}

static void packed_product(int type, const uint8_t *packed, intptr_t outputs, const hone_codes *x, float *out,
                           intptr_t out_stride, bool adding) {
  switch (type) {
    case HONE_Q4_0: packed_groups(layout_of(HONE_Q4_0), packed, outputs, x, out, out_stride, adding); break;
    case HONE_Q4_1:
    case HONE_Q4_K: packed_groups(layout_of(HONE_Q4_1), packed, outputs, x, out, out_stride, adding); break;
    case HONE_Q5_0: packed_groups(layout_of(HONE_Q5_0), packed, outputs, x, out, out_stride, adding); break;
    case HONE_Q5_1:
    case HONE_Q5_K: packed_groups(layout_of(HONE_Q5_1), packed, outputs, x, out, out_stride, adding); break;
    case HONE_Q6_K: packed_groups(layout_of(HONE_Q6_K), packed, outputs, x, out, out_stride, adding); break;
    default: packed_groups(layout_of(HONE_Q8_0), packed, outputs, x, out, out_stride, adding); break;
  }
}
