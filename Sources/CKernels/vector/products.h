#pragma once
#include "lanes.h"

// The small products that do all the work of attention: rows times keys laid out dimension by dimension, and weights
// times rows. Six rows' sums are held in registers, of as many groups of sixteen lanes as a table has registers for.

enum { ROWS = 6, PRODUCT_GROUPS = HELD_GROUPS < 2 ? HELD_GROUPS : 2 };

/// Keys that lie side by side in each dimension.
enum { PANEL = 2 * LANES };

#define UNPACK(...) __VA_ARGS__
#define EXCHANGE(name, low, high)                                      \
  INLINE void name(lanes *a, lanes *b) {                               \
    lanes first = __builtin_shufflevector(*a, *b, UNPACK low);         \
    *b = __builtin_shufflevector(*a, *b, UNPACK high);                 \
    *a = first;                                                        \
  }
EXCHANGE(exchange_4, (0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),
         (4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31))
EXCHANGE(exchange_2, (0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29),
         (2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31))
EXCHANGE(exchange_1, (0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30),
         (1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31))
#undef UNPACK
#undef EXCHANGE

/// Eight floats of each of two rows.
INLINE lanes load_halves(const float *low, const float *high) {
  lanes v;
  memcpy(&v, low, sizeof v / 2);
  memcpy((char *)&v + sizeof v / 2, high, sizeof v / 2);
  return v;
}

/// out: (size, stride), the sixteen rows in its first columns; size a multiple of eight.
static void transpose_rows(const float *const *rows, intptr_t size, float *out, intptr_t stride) {
  for (intptr_t k = 0; k < size; k += LANES / 2) {
    // Two squares of eight by eight, side by side.
    lanes x[LANES / 2];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) x[i] = load_halves(rows[i] + k, rows[i + 8] + k);
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) exchange_4(x + i, x + i + 4);
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) exchange_2(x + i / 2 * 4 + i % 2, x + i / 2 * 4 + i % 2 + 2);
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) exchange_1(x + 2 * i, x + 2 * i + 1);
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) store(out + (k + i) * stride, x[i]);
  }
}

/// out[i][j] = rows[i] · key j for the first keys of a panel: (size, PANEL); as many as are held.
INLINE void row_products(const int n, const float *const *rows, intptr_t size, const float *panel, float *out) {
  lanes sums[ROWS][PRODUCT_GROUPS] = {0};
  for (intptr_t k = 0; k < size; k++) {
    lanes keys[PRODUCT_GROUPS];
#pragma clang loop unroll(full)
    for (int g = 0; g < PRODUCT_GROUPS; g++) keys[g] = load(panel + k * PANEL + g * LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < n; i++) {
      lanes x = spread(rows[i][k]);
#pragma clang loop unroll(full)
      for (int g = 0; g < PRODUCT_GROUPS; g++) sums[i][g] += x * keys[g];
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < n; i++)
#pragma clang loop unroll(full)
    for (int g = 0; g < PRODUCT_GROUPS; g++) store(out + i * HONE_KEY_TILE + g * LANES, sums[i][g]);
}

/// Products of up to ROWS rows with the keys at places from..<to of a tile, and with others of their panels.
/// out: (n, HONE_KEY_TILE)
static void products(intptr_t n, const float *const *rows, intptr_t size, const float *panels, intptr_t from,
                     intptr_t to, float *out) {
  for (intptr_t j = from / PANEL * PANEL; j < to; j += PRODUCT_GROUPS * LANES) {
    const float *panel = panels + j / PANEL * PANEL * size + j % PANEL;
    switch (n) {
      case 1: row_products(1, rows, size, panel, out + j); break;
      case 2: row_products(2, rows, size, panel, out + j); break;
      case 3: row_products(3, rows, size, panel, out + j); break;
      case 4: row_products(4, rows, size, panel, out + j); break;
      case 5: row_products(5, rows, size, panel, out + j); break;
      default: row_products(ROWS, rows, size, panel, out + j); break;
    }
  }
}

/// outs[a] := kept[a] * outs[a] + gained[a] * the sum over b of weights[a * weight_row + b * weight_column] * rows[b],
/// each `groups` groups of lanes from `at`; without factors the sum is added.
INLINE void row_mixture(const int n, const int groups, const float *weights, intptr_t weight_row,
                        intptr_t weight_column, const float *const *rows, intptr_t count, intptr_t at,
                        float *const *outs, const float *kept, const float *gained) {
  lanes sums[ROWS][HELD_GROUPS] = {0};
  for (intptr_t b = 0; b < count; b++) {
    lanes row[HELD_GROUPS];
#pragma clang loop unroll(full)
    for (int g = 0; g < groups; g++) row[g] = load(rows[b] + at + g * LANES);
#pragma clang loop unroll(full)
    for (int a = 0; a < n; a++) {
      lanes weight = spread(weights[a * weight_row + b * weight_column]);
#pragma clang loop unroll(full)
      for (int g = 0; g < groups; g++) sums[a][g] += weight * row[g];
    }
  }
#pragma clang loop unroll(full)
  for (int a = 0; a < n; a++)
#pragma clang loop unroll(full)
    for (int g = 0; g < groups; g++) {
      float *out = outs[a] + at + g * LANES;
      store(out, kept ? load(out) * spread(kept[a]) + sums[a][g] * spread(gained[a]) : load(out) + sums[a][g]);
    }
}

/// The same for up to ROWS outs of `size` floats, a multiple of sixteen.
INLINE void held_mixture(const int n, const float *weights, intptr_t weight_row, intptr_t weight_column,
                         const float *const *rows, intptr_t count, intptr_t size, float *const *outs,
                         const float *kept, const float *gained) {
  intptr_t at = 0;
  for (; at + HELD_GROUPS * LANES <= size; at += HELD_GROUPS * LANES)
    row_mixture(n, HELD_GROUPS, weights, weight_row, weight_column, rows, count, at, outs, kept, gained);
  for (; at < size; at += LANES)
    row_mixture(n, 1, weights, weight_row, weight_column, rows, count, at, outs, kept, gained);
}

INLINE void mixture(intptr_t n, const float *weights, intptr_t weight_row, intptr_t weight_column,
                    const float *const *rows, intptr_t count, intptr_t size, float *const *outs, const float *kept,
                    const float *gained) {
  switch (n) {
    case 1: held_mixture(1, weights, weight_row, weight_column, rows, count, size, outs, kept, gained); break;
    case 2: held_mixture(2, weights, weight_row, weight_column, rows, count, size, outs, kept, gained); break;
    case 3: held_mixture(3, weights, weight_row, weight_column, rows, count, size, outs, kept, gained); break;
    case 4: held_mixture(4, weights, weight_row, weight_column, rows, count, size, outs, kept, gained); break;
    case 5: held_mixture(5, weights, weight_row, weight_column, rows, count, size, outs, kept, gained); break;
    default: held_mixture(ROWS, weights, weight_row, weight_column, rows, count, size, outs, kept, gained); break;
  }
}
