#include "attention.h"

#include <math.h>

/// The key row that is the n-th one query i of a segment sees.
static intptr_t key_row(const hone_segment *segment, intptr_t n) {
  for (intptr_t c = 0; c < segment->context_count; c++) {
    if (n < segment->contexts[c].count) return segment->contexts[c].start + n;
    n -= segment->contexts[c].count;
  }
  return segment->own_start + n;
}

static intptr_t keys_seen(const hone_segment *segment, intptr_t query) {
  intptr_t keys = segment->own + query + 1;
  for (intptr_t c = 0; c < segment->context_count; c++) keys += segment->contexts[c].count;
  return keys;
}

/// How many of the keys before and at a query lie out of its window.
static intptr_t keys_passed(const hone_attention *layer, intptr_t keys) {
  return keys > layer->window ? keys - layer->window : 0;
}

static float dot(const float *a, const float *b, intptr_t n) {
  float sum = 0;
  for (intptr_t i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

static void add_scaled(float *x, float factor, const float *y, intptr_t n) {
  for (intptr_t i = 0; i < n; i++) x[i] += factor * y[i];
}

/// One query of one head, with a running maximum and sum.
static void attend(const hone_attention *layer, const hone_segment *segment, intptr_t i, intptr_t head) {
  intptr_t d = layer->head_size, width = layer->heads * d, key_width = layer->key_heads * d;
  intptr_t key_column = head / (layer->heads / layer->key_heads) * d;
  intptr_t row = segment->first + i, keys = keys_seen(segment, i);
  const float *query = layer->queries + row * width + head * d;
  float *out = layer->out + row * width + head * d, largest = -INFINITY, sum = 0;
  for (intptr_t k = 0; k < d; k++) out[k] = 0;
  for (intptr_t j = keys_passed(layer, keys); j < keys; j++) {
    intptr_t key = key_row(segment, j) * key_width + key_column;
    float score = layer->scale * dot(query, layer->keys + key, d);
    if (score > largest) {
      float kept = expf(largest - score);
      sum *= kept;
      for (intptr_t k = 0; k < d; k++) out[k] *= kept;
      largest = score;
    }
    float weight = expf(score - largest);
    sum += weight;
    add_scaled(out, weight, layer->values + key, d);
  }
  for (intptr_t k = 0; k < d; k++) out[k] /= sum;
  layer->log_sums[row * layer->heads + head] = largest + logf(sum);
}

void hone_scalar_attention(const hone_attention *layer, const hone_segment *segment, intptr_t key_head,
                           float *scratch) {
  (void)scratch;
  intptr_t group = layer->heads / layer->key_heads;
  for (intptr_t i = 0; i < segment->count; i++)
    for (intptr_t head = key_head * group; head < (key_head + 1) * group; head++) attend(layer, segment, i, head);
}

void hone_scalar_attention_backward(const hone_attention *layer, const hone_attention_gradients *gradients,
                                    const hone_segment *segment, intptr_t head, float *scratch) {
  (void)scratch;
  intptr_t d = layer->head_size, width = layer->heads * d, key_width = layer->key_heads * d;
  intptr_t key_column = head / (layer->heads / layer->key_heads) * d;
  for (intptr_t i = 0; i < segment->count; i++) {
    intptr_t row = segment->first + i, at = row * width + head * d, keys = keys_seen(segment, i);
    const float *query = layer->queries + at, *out_gradient = gradients->out_gradient + at;
    intptr_t first = keys_passed(layer, keys);
    float *query_gradient = gradients->query_gradient + at, log_sum = layer->log_sums[row * layer->heads + head];
    float back = dot(out_gradient, layer->out + at, d);
    for (intptr_t k = 0; k < d; k++) query_gradient[k] = 0;
    for (intptr_t j = first; j < keys; j++) {
      intptr_t key = key_row(segment, j);
      const float *key_values = layer->keys + key * key_width + key_column;
      float weight = expf(layer->scale * dot(query, key_values, d) - log_sum);
      float change = dot(out_gradient, layer->values + key * key_width + key_column, d);
      float score_gradient = weight * (change - back) * layer->scale;
      add_scaled(query_gradient, score_gradient, key_values, d);
      add_scaled(gradients->key_gradient + key * width + head * d, score_gradient, query, d);
      add_scaled(gradients->value_gradient + key * width + head * d, weight, out_gradient, d);
    }
  }
}
