#pragma once
#include "lanes.h"

// Two small products do all the work of attention: rows times transposed keys, and weights times rows. Blocks of up to
// six rows are held in registers.

enum { ROWS = 6 };

/// out[i][j] = rows[i] · column j, for n rows and `count` columns of `transposed`; writes whole groups of 32.
INLINE void row_products(const int n, const float *rows, intptr_t row_stride, const float *transposed, intptr_t stride,
                         intptr_t size, intptr_t count, float *out, intptr_t out_stride) {
  for (intptr_t j = 0; j < count; j += 2 * LANES) {
    lanes sums[ROWS][2] = {0};
    for (intptr_t k = 0; k < size; k++) {
      lanes a = load(transposed + k * stride + j), b = load(transposed + k * stride + j + LANES);
#pragma clang loop unroll(full)
      for (int i = 0; i < n; i++) {
        lanes x = spread(rows[i * row_stride + k]);
        sums[i][0] += x * a;
        sums[i][1] += x * b;
      }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < n; i++) {
      store(out + i * out_stride + j, sums[i][0]);
      store(out + i * out_stride + j + LANES, sums[i][1]);
    }
  }
}

static void products(intptr_t n, const float *rows, intptr_t row_stride, const float *transposed, intptr_t stride,
                     intptr_t size, intptr_t count, float *out, intptr_t out_stride) {
  for (; n > 0; n -= ROWS, rows += ROWS * row_stride, out += ROWS * out_stride) switch (n) {
      case 1: row_products(1, rows, row_stride, transposed, stride, size, count, out, out_stride); break;
      case 2: row_products(2, rows, row_stride, transposed, stride, size, count, out, out_stride); break;
      case 3: row_products(3, rows, row_stride, transposed, stride, size, count, out, out_stride); break;
      case 4: row_products(4, rows, row_stride, transposed, stride, size, count, out, out_stride); break;
      case 5: row_products(5, rows, row_stride, transposed, stride, size, count, out, out_stride); break;
      default: row_products(6, rows, row_stride, transposed, stride, size, count, out, out_stride); break;
    }
}

/// out[a] += sum over b of weights[a * weight_row + b * weight_column] * rows[b], for n outs of 16 * groups floats.
INLINE void row_mixture(const int n, const int groups, const float *weights, intptr_t weight_row,
                        intptr_t weight_column, const float *rows, intptr_t row_stride, intptr_t count, float *out,
                        intptr_t out_stride) {
  lanes sums[ROWS][4];
#pragma clang loop unroll(full)
  for (int a = 0; a < n; a++)
#pragma clang loop unroll(full)
    for (int g = 0; g < groups; g++) sums[a][g] = load(out + a * out_stride + g * LANES);
  for (intptr_t b = 0; b < count; b++) {
    lanes row[4];
#pragma clang loop unroll(full)
    for (int g = 0; g < groups; g++) row[g] = load(rows + b * row_stride + g * LANES);
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
    for (int g = 0; g < groups; g++) store(out + a * out_stride + g * LANES, sums[a][g]);
}

INLINE void mixture_of(const int groups, intptr_t n, const float *weights, intptr_t weight_row, intptr_t weight_column,
                       const float *rows, intptr_t row_stride, intptr_t count, float *out, intptr_t out_stride) {
  for (; n >= ROWS; n -= ROWS, weights += ROWS * weight_row, out += ROWS * out_stride)
    row_mixture(ROWS, groups, weights, weight_row, weight_column, rows, row_stride, count, out, out_stride);
  for (; n > 0; n--, weights += weight_row, out += out_stride)
    row_mixture(1, groups, weights, weight_row, weight_column, rows, row_stride, count, out, out_stride);
}

static void mixture(intptr_t n, const float *weights, intptr_t weight_row, intptr_t weight_column, const float *rows,
                    intptr_t row_stride, intptr_t count, intptr_t size, float *out, intptr_t out_stride) {
  intptr_t at = 0;
  for (; at + 4 * LANES <= size; at += 4 * LANES)
    mixture_of(4, n, weights, weight_row, weight_column, rows + at, row_stride, count, out + at, out_stride);
  for (; at < size; at += LANES)
    mixture_of(1, n, weights, weight_row, weight_column, rows + at, row_stride, count, out + at, out_stride);
}

INLINE intptr_t context_keys(const hone_segment *segment) {
  intptr_t keys = segment->own;
  for (intptr_t c = 0; c < segment->context_count; c++) keys += segment->contexts[c].count;
  return keys;
}

/// Queries `first`...`last` of a segment and the keys that any of them sees: those from the `passed`-th on.
typedef struct block {
  const hone_segment *segment;
  intptr_t first, count, passed, keys;
} block;

INLINE intptr_t keys_passed(const hone_attention *layer, intptr_t keys) {
  return keys > layer->window ? keys - layer->window : 0;
}

INLINE block block_at(const hone_attention *layer, const hone_segment *segment, intptr_t first, intptr_t shared) {
  intptr_t left = segment->count - first, count = left < HONE_QUERY_BLOCK ? left : HONE_QUERY_BLOCK;
  intptr_t passed = keys_passed(layer, shared + first + 1);
  return (block){segment, first, count, passed, shared + first + count - passed};
}

/// The c-th run of a block's keys, the sequence's own being the last one, less the keys still to be passed over.
INLINE hone_span span_at(const block *block, intptr_t c, intptr_t *passed) {
  const hone_segment *segment = block->segment;
  hone_span span = {segment->own_start, segment->own + block->first + block->count};
  if (c < segment->context_count) span = segment->contexts[c];
  intptr_t skipped = *passed < span.count ? *passed : span.count;
  *passed -= skipped;
  return (hone_span){span.start + skipped, span.count - skipped};
}

/// Products of a block's rows with every key any of them sees, runs side by side in key order.
static void block_products(const block *block, const float *rows, intptr_t row_stride, const float *transposed,
                           intptr_t stride, intptr_t size, float *out, intptr_t out_stride) {
  for (intptr_t c = 0, passed = block->passed; c <= block->segment->context_count; c++) {
    hone_span span = span_at(block, c, &passed);
    products(block->count, rows, row_stride, transposed + span.start, stride, size, span.count, out, out_stride);
    out += span.count;
  }
}

/// scores := exp(scale * scores - log_sum) from `first` to `keys`, zeros before and up to `padded`.
INLINE void weigh(float *scores, float scale, float log_sum, intptr_t first, intptr_t keys, intptr_t padded) {
  intptr_t j = first;
  for (intptr_t i = 0; i < first; i++) scores[i] = 0;
  for (; j + LANES <= keys; j += LANES)
    store(scores + j, exponential(load(scores + j) * spread(scale) - spread(log_sum)));
  if (j < keys) {
    lanes left = exponential(load_part(scores + j, keys - j) * spread(scale) - spread(log_sum));
    store_part(scores + j, left, keys - j);
  }
  for (j = keys; j < padded; j++) scores[j] = 0;
}

static float log_sum_of(const float *scores, float scale, intptr_t keys) {
  lanes tops = spread(-INFINITY), total = {0};
  intptr_t j = 0;
  for (; j + LANES <= keys; j += LANES) tops = __builtin_elementwise_max(tops, load(scores + j));
  float top = __builtin_reduce_max(tops);
  for (; j < keys; j++) top = scores[j] > top ? scores[j] : top;
  top *= scale;
  for (j = 0; j + LANES <= keys; j += LANES) total += exponential(load(scores + j) * spread(scale) - spread(top));
  if (j < keys) {
    lanes left = exponential(load_part(scores + j, keys - j) * spread(scale) - spread(top));
    for (intptr_t i = 0; i < keys - j; i++) total[i] += left[i];
  }
  return top + logf(lane_sum(total));
}

static void attention(const hone_attention *layer, const hone_segment *segment, intptr_t head, float *scratch) {
  intptr_t d = layer->head_size, width = layer->heads * d, key_width = layer->key_heads * d;
  if (d % LANES) {
    hone_scalar_attention(layer, segment, head, scratch);
    return;
  }
  intptr_t key_column = head / (layer->heads / layer->key_heads) * d, shared = context_keys(segment);
  intptr_t stride = shared + segment->count + 64;
  for (intptr_t i = 0; i < segment->count; i += HONE_QUERY_BLOCK) {
    block block = block_at(layer, segment, i, shared);
    intptr_t at = (segment->first + i) * width + head * d;
    block_products(&block, layer->queries + at, width, layer->keys_transposed + key_column * layer->transposed_stride,
                   layer->transposed_stride, d, scratch, stride);
    for (intptr_t q = 0; q < block.count; q++) {
      intptr_t seen = shared + i + q + 1, keys = seen - block.passed;
      intptr_t first = keys_passed(layer, seen) - block.passed;
      float *scores = scratch + q * stride, log_sum = log_sum_of(scores + first, layer->scale, keys - first);
      layer->log_sums[(segment->first + i + q) * layer->heads + head] = log_sum;
      weigh(scores, layer->scale, log_sum, first, keys, block.keys);
      for (intptr_t k = 0; k < d; k += LANES) store(layer->out + at + q * width + k, spread(0));
    }
    const float *weights = scratch;
    for (intptr_t c = 0, passed = block.passed; c <= segment->context_count; c++) {
      hone_span span = span_at(&block, c, &passed);
      mixture(block.count, weights, stride, 1, layer->values + span.start * key_width + key_column, key_width,
              span.count, d, layer->out + at, width);
      weights += span.count;
    }
  }
}

INLINE float dot_rows(const float *a, const float *b, intptr_t size) {
  lanes sum = {0};
  for (intptr_t k = 0; k < size; k += LANES) sum += load(a + k) * load(b + k);
  return lane_sum(sum);
}

/// changes := weights * (changes - back) * scale, over `keys` keys.
INLINE void score_gradients(const float *weights, float *changes, float back, float scale, intptr_t keys) {
  for (intptr_t j = 0; j < keys; j++) changes[j] = weights[j] * (changes[j] - back) * scale;
}

static void attention_backward(const hone_attention *layer, const hone_attention_gradients *gradients,
                               const hone_segment *segment, intptr_t head, float *scratch) {
  intptr_t d = layer->head_size, width = layer->heads * d, key_width = layer->key_heads * d;
  if (d % LANES) {
    hone_scalar_attention_backward(layer, gradients, segment, head, scratch);
    return;
  }
  intptr_t key_column = head / (layer->heads / layer->key_heads) * d, shared = context_keys(segment);
  intptr_t stride = shared + segment->count + 64, transposed = key_column * layer->transposed_stride;
  float *changes = scratch + HONE_QUERY_BLOCK * stride;
  for (intptr_t i = 0; i < segment->count; i += HONE_QUERY_BLOCK) {
    block block = block_at(layer, segment, i, shared);
    intptr_t at = (segment->first + i) * width + head * d, n = block.count;
    const float *queries = layer->queries + at, *out_gradient = gradients->out_gradient + at;
    block_products(&block, queries, width, layer->keys_transposed + transposed, layer->transposed_stride, d, scratch,
                   stride);
    block_products(&block, out_gradient, width, layer->values_transposed + transposed, layer->transposed_stride, d,
                   changes, stride);
    for (intptr_t q = 0; q < n; q++) {
      intptr_t seen = shared + i + q + 1;
      float log_sum = layer->log_sums[(segment->first + i + q) * layer->heads + head];
      weigh(scratch + q * stride, layer->scale, log_sum, keys_passed(layer, seen) - block.passed, seen - block.passed,
            block.keys);
      score_gradients(scratch + q * stride, changes + q * stride,
                      dot_rows(out_gradient + q * width, layer->out + at + q * width, d), layer->scale, block.keys);
      for (intptr_t k = 0; k < d; k += LANES) store(gradients->query_gradient + at + q * width + k, spread(0));
    }
    for (intptr_t c = 0, offset = 0, passed = block.passed; c <= segment->context_count; c++) {
      hone_span span = span_at(&block, c, &passed);
      intptr_t key_at = span.start * width + head * d;
      mixture(n, changes + offset, stride, 1, layer->keys + span.start * key_width + key_column, key_width,
              span.count, d, gradients->query_gradient + at, width);
      mixture(span.count, changes + offset, 1, stride, queries, width, n, d, gradients->key_gradient + key_at, width);
      mixture(span.count, scratch + offset, 1, stride, out_gradient, width, n, d,
              gradients->value_gradient + key_at, width);
      offset += span.count;
    }
  }
}
