#pragma once
#include "products.h"

// Attention a tile of keys at a time with a running maximum and sum (Milakov and Gimelshein 2018; Dao et al. 2022).
// Places number the keys that a segment sees, in their order. Tiles end at multiples of HONE_KEY_TILE places whatever
// the query, and each is summed by itself, so that a query's bits depend on the keys it sees alone.

/// Places `from`..<`to` of a tile.
typedef struct places {
  intptr_t from, to;
} places;

/// Keys that a block of query rows sees, place by place: their rows, the last one repeated up to a whole panel.
typedef struct tile {
  intptr_t first, count;
  intptr_t rows[HONE_KEY_TILE];
} tile;

INLINE intptr_t smaller(intptr_t a, intptr_t b) { return a < b ? a : b; }
INLINE intptr_t larger(intptr_t a, intptr_t b) { return a > b ? a : b; }

/// Keys that a segment's first query sees before its own, were there no window.
INLINE intptr_t keys_before(const hone_segment *segment) {
  intptr_t keys = segment->own;
  for (intptr_t c = 0; c < segment->context_count; c++) keys += segment->contexts[c].count;
  return keys;
}

/// The first place that a query sees which sees nothing from place `seen` on.
INLINE intptr_t first_seen(const hone_attention *layer, intptr_t seen) {
  return seen > layer->window ? seen - layer->window : 0;
}

/// The part of a tile that such a query sees.
INLINE places seen_in(const hone_attention *layer, const tile *tile, intptr_t seen) {
  intptr_t to = larger(0, smaller(tile->count, seen - tile->first));
  return (places){smaller(to, larger(0, first_seen(layer, seen) - tile->first)), to};
}

/// The tile at `place`, a multiple of a panel, for queries that see nothing from place `seen` on.
static void find_tile(const hone_segment *segment, intptr_t place, intptr_t seen, tile *tile) {
  intptr_t end = smaller(seen, (place / HONE_KEY_TILE + 1) * HONE_KEY_TILE), n = 0;
  tile->first = place;
  tile->count = end - place;
  for (intptr_t c = 0; c < segment->context_count; c++) {
    hone_span span = segment->contexts[c];
    intptr_t skipped = smaller(place, span.count);
    place -= skipped;
    for (intptr_t i = skipped; i < span.count && n < tile->count; i++) tile->rows[n++] = span.start + i;
  }
  for (; n < tile->count; n++) tile->rows[n] = segment->own_start + place++;
  for (; n % PANEL; n++) tile->rows[n] = tile->rows[tile->count - 1];
}

/// panels: (panels, size, PANEL), what the tile's rows of `x` hold from `column` on, dimension by dimension.
static void lay_out(const tile *tile, const float *x, intptr_t stride, intptr_t column, intptr_t size, float *panels) {
  for (intptr_t j = 0; j < tile->count; j += LANES) {
    const float *rows[LANES];
    for (intptr_t i = 0; i < LANES; i++) rows[i] = x + tile->rows[j + i] * stride + column;
    transpose_rows(rows, size, panels + j / PANEL * PANEL * size + j % PANEL, PANEL);
  }
}

/// weights[j] := exp(scale * weights[j] - shift) at the places in `seen`, zero at the others of `all`; their sum.
INLINE float weigh(float *weights, float scale, float shift, places seen, places all) {
  lanes total = {0};
  for (intptr_t j = all.from / LANES * LANES; j < all.to; j += LANES) {
    lanes weight = exponential(load(weights + j) * spread(scale) - spread(shift));
    if (j < seen.from || j + LANES > seen.to)
      weight = choose(lanes_within(seen.from - j, seen.to - j), weight, spread(0));
    total += weight;
    store(weights + j, weight);
  }
  return lane_sum(total);
}

/// The largest of scale * scores at the places in `seen`; what is not a number is passed over.
INLINE float top_of(const float *scores, float scale, places seen) {
  lanes tops = spread(-INFINITY);
  for (intptr_t j = seen.from / LANES * LANES; j < seen.to; j += LANES) {
    lanes score = load(scores + j) * spread(scale);
    if (j < seen.from || j + LANES > seen.to)
      score = choose(lanes_within(seen.from - j, seen.to - j), score, spread(-INFINITY));
    tops = __builtin_elementwise_max(tops, score);
  }
  return __builtin_reduce_max(tops);
}

/// Query rows that are taken together, query by query and head by head, with what is known of each so far.
typedef struct query_block {
  intptr_t count;
  const float *queries[HONE_BLOCK_ROWS];
  float *outs[HONE_BLOCK_ROWS];
  float *log_sums[HONE_BLOCK_ROWS];
  intptr_t seen[HONE_BLOCK_ROWS];  // places that the query sees at most
  float tops[HONE_BLOCK_ROWS], sums[HONE_BLOCK_ROWS];
} query_block;

static void begin_block(const hone_attention *layer, const hone_segment *segment, intptr_t key_head, intptr_t first,
                        query_block *block) {
  intptr_t d = layer->head_size, group = layer->heads / layer->key_heads, before = keys_before(segment);
  block->count = smaller(HONE_BLOCK_ROWS, segment->count * group - first);
  for (intptr_t r = 0; r < block->count; r++) {
    intptr_t query = (first + r) / group, head = key_head * group + (first + r) % group;
    intptr_t at = ((segment->first + query) * layer->heads + head) * d;
    block->queries[r] = layer->queries + at;
    block->outs[r] = layer->out + at;
    block->log_sums[r] = layer->log_sums + (segment->first + query) * layer->heads + head;
    block->seen[r] = before + query + 1;
    block->tops[r] = -INFINITY;
    block->sums[r] = 0;
    memset(layer->out + at, 0, (size_t)d * sizeof(float));
  }
}

/// Adds what n rows from `first` see in a tile to what is known of them. scores: (ROWS, HONE_KEY_TILE) of room.
static void attend_rows(const hone_attention *layer, query_block *block, intptr_t first, intptr_t n, const tile *tile,
                        const float *panels, const float *const *values, float *scores) {
  intptr_t last = first + n - 1;
  places all = {seen_in(layer, tile, block->seen[first]).from, seen_in(layer, tile, block->seen[last]).to};
  if (all.from >= all.to) return;
  products(n, block->queries + first, layer->head_size, panels, all.from, all.to, scores);
  float sums[ROWS], kept[LANES] = {0}, gained[LANES] = {0};
  for (intptr_t i = 0; i < n; i++) {
    places seen = seen_in(layer, tile, block->seen[first + i]);
    float *row = scores + i * HONE_KEY_TILE, top = top_of(row, layer->scale, seen), before = block->tops[first + i];
    sums[i] = weigh(row, layer->scale, top, seen, all);
    // A row that sees nothing here, and maybe saw nothing before, has no largest score to tell apart.
    if (seen.from == seen.to) continue;
    float now = top > before ? top : before;
    kept[i] = before - now;
    gained[i] = top - now;
    block->tops[first + i] = now;
  }
  store(kept, exponential(load(kept)));
  store(gained, exponential(load(gained)));
  for (intptr_t i = 0; i < n; i++)
    block->sums[first + i] = block->sums[first + i] * kept[i] + sums[i] * gained[i];
  mixture(n, scores + all.from, HONE_KEY_TILE, 1, values + all.from, all.to - all.from, layer->head_size,
          block->outs + first, kept, gained);
}

static void finish_block(const hone_attention *layer, const query_block *block) {
  for (intptr_t r = 0; r < block->count; r++) {
    lanes share = spread(1 / block->sums[r]);
    for (intptr_t k = 0; k < layer->head_size; k += LANES)
      store(block->outs[r] + k, load(block->outs[r] + k) * share);
    *block->log_sums[r] = block->tops[r] + logf(block->sums[r]);
  }
}

static void attention(const hone_attention *layer, const hone_segment *segment, intptr_t key_head, float *scratch) {
  intptr_t d = layer->head_size, key_width = layer->key_heads * d;
  if (d % LANES) {
    hone_scalar_attention(layer, segment, key_head, scratch);
    return;
  }
  float *panels = scratch, *scores = scratch + HONE_KEY_TILE * d;
  query_block block;
  tile tile;
  const float *values[HONE_KEY_TILE];
  intptr_t rows = segment->count * (layer->heads / layer->key_heads);
  for (intptr_t first = 0; first < rows; first += HONE_BLOCK_ROWS) {
    begin_block(layer, segment, key_head, first, &block);
    intptr_t seen = block.seen[block.count - 1], place = first_seen(layer, block.seen[0]) / PANEL * PANEL;
    for (; place < seen; place = tile.first + tile.count) {
      find_tile(segment, place, seen, &tile);
      lay_out(&tile, layer->keys, key_width, key_head * d, d, panels);
      for (intptr_t j = 0; j < tile.count; j++) values[j] = layer->values + tile.rows[j] * key_width + key_head * d;
      for (intptr_t r = 0; r < block.count; r += ROWS)
        attend_rows(layer, &block, r, smaller(ROWS, block.count - r), &tile, panels, values, scores);
    }
    finish_block(layer, &block);
  }
}
