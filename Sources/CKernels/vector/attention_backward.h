#pragma once
#include "attention.h"

/// Queries of one head whose gradients are found together.
typedef struct gradient_block {
  intptr_t count, seen;  // places that the first query sees at most; each one after it sees one more
  const float *queries[HONE_GRADIENT_ROWS], *out_gradients[HONE_GRADIENT_ROWS];
  float *query_gradients[HONE_GRADIENT_ROWS];
  float log_sums[HONE_GRADIENT_ROWS];
  float backs[HONE_GRADIENT_ROWS];  // out · its gradient: what the weights' gradients have in common
} gradient_block;

INLINE float dot_rows(const float *a, const float *b, intptr_t size) {
  lanes sum = {0};
  for (intptr_t k = 0; k < size; k += LANES) sum += load(a + k) * load(b + k);
  return lane_sum(sum);
}

static void begin_gradients(const hone_attention *layer, const hone_attention_gradients *gradients,
                            const hone_segment *segment, intptr_t head, intptr_t first, gradient_block *block) {
  intptr_t d = layer->head_size;
  block->count = smaller(HONE_GRADIENT_ROWS, segment->count - first);
  block->seen = keys_before(segment) + first + 1;
  for (intptr_t q = 0; q < block->count; q++) {
    intptr_t row = (segment->first + first + q) * layer->heads + head;
    block->queries[q] = layer->queries + row * d;
    block->out_gradients[q] = gradients->out_gradient + row * d;
    block->query_gradients[q] = gradients->query_gradient + row * d;
    block->log_sums[q] = layer->log_sums[row];
    block->backs[q] = dot_rows(block->out_gradients[q], layer->out + row * d, d);
    memset(block->query_gradients[q], 0, (size_t)d * sizeof(float));
  }
}

/// changes := weights * (changes - back) * scale
INLINE void score_gradients(const float *weights, float *changes, float back, float scale, places all) {
  for (intptr_t j = all.from; j < all.to; j++) changes[j] = weights[j] * (changes[j] - back) * scale;
}

/// The weights of a tile's keys, and their scores' gradients, for n queries from `first`, whose own gradients grow.
/// weights, changes: (HONE_GRADIENT_ROWS, HONE_KEY_TILE)
static void change_queries(const hone_attention *layer, const gradient_block *block, intptr_t first, intptr_t n,
                           const tile *tile, const float *key_panels, const float *value_panels,
                           const float *const *keys, float *weights, float *changes) {
  // Groups of keys reach past what a query sees by less than ROWS.
  places all = {larger(0, seen_in(layer, tile, block->seen + first).from - ROWS),
                smaller(tile->count, seen_in(layer, tile, block->seen + first + n - 1).to + ROWS)};
  weights += first * HONE_KEY_TILE;
  changes += first * HONE_KEY_TILE;
  products(n, block->queries + first, layer->head_size, key_panels, all.from, all.to, weights);
  products(n, block->out_gradients + first, layer->head_size, value_panels, all.from, all.to, changes);
  for (intptr_t i = 0; i < n; i++) {
    float *row = weights + i * HONE_KEY_TILE;
    places seen = seen_in(layer, tile, block->seen + first + i);
    weigh(row, layer->scale, block->log_sums[first + i], seen, all);
    score_gradients(row, changes + i * HONE_KEY_TILE, block->backs[first + i], layer->scale, all);
  }
  mixture(n, changes + all.from, HONE_KEY_TILE, 1, keys + all.from, all.to - all.from, layer->head_size,
          block->query_gradients + first, 0, 0);
}

/// Adds what the block's queries say of n keys from place `from` of a tile to the keys' and values' gradients.
static void change_keys(const hone_attention *layer, const hone_attention_gradients *gradients,
                        const gradient_block *block, intptr_t head, const tile *tile, intptr_t from, intptr_t n,
                        const float *weights, const float *changes) {
  // The first of these keys is seen by this query on, the last one up to that.
  intptr_t place = tile->first + from, first = larger(0, place - block->seen + 1);
  intptr_t window = smaller(layer->window, block->seen + block->count);
  intptr_t last = smaller(block->count, place + n + window - block->seen);
  if (first >= last) return;
  float *keys[ROWS], *values[ROWS];
  for (intptr_t i = 0; i < n; i++) {
    intptr_t at = (tile->rows[from + i] * layer->heads + head) * layer->head_size;
    keys[i] = gradients->key_gradient + at;
    values[i] = gradients->value_gradient + at;
  }
  intptr_t at = first * HONE_KEY_TILE + from;
  mixture(n, changes + at, 1, HONE_KEY_TILE, block->queries + first, last - first, layer->head_size, keys, 0, 0);
  mixture(n, weights + at, 1, HONE_KEY_TILE, block->out_gradients + first, last - first, layer->head_size, values, 0,
          0);
}

static void attention_backward(const hone_attention *layer, const hone_attention_gradients *gradients,
                               const hone_segment *segment, intptr_t head, float *scratch) {
  intptr_t d = layer->head_size, key_width = layer->key_heads * d;
  if (d % LANES) {
    hone_scalar_attention_backward(layer, gradients, segment, head, scratch);
    return;
  }
  intptr_t key_column = head / (layer->heads / layer->key_heads) * d;
  float *key_panels = scratch, *value_panels = key_panels + HONE_KEY_TILE * d;
  float *weights = value_panels + HONE_KEY_TILE * d, *changes = weights + HONE_GRADIENT_ROWS * HONE_KEY_TILE;
  gradient_block block;
  tile tile;
  const float *keys[HONE_KEY_TILE];
  for (intptr_t i = 0; i < segment->count; i += HONE_GRADIENT_ROWS) {
    begin_gradients(layer, gradients, segment, head, i, &block);
    intptr_t seen = block.seen + block.count - 1, place = first_seen(layer, block.seen) / PANEL * PANEL;
    for (; place < seen; place = tile.first + tile.count) {
      find_tile(segment, place, seen, &tile);
      lay_out(&tile, layer->keys, key_width, key_column, d, key_panels);
      lay_out(&tile, layer->values, key_width, key_column, d, value_panels);
      for (intptr_t j = 0; j < tile.count; j++) keys[j] = layer->keys + tile.rows[j] * key_width + key_column;
      for (intptr_t q = 0; q < block.count; q += ROWS)
        change_queries(layer, &block, q, smaller(ROWS, block.count - q), &tile, key_panels, value_panels, keys,
                       weights, changes);
      for (intptr_t j = 0; j < tile.count; j += ROWS)
        change_keys(layer, gradients, &block, head, &tile, j, smaller(ROWS, tile.count - j), weights, changes);
    }
  }
}
