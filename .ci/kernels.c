// Runs every kernel of every table that this processor has, over awkward sizes, on heap rooms of exactly the size that
// the header promises: for a build with the address and undefined-behaviour sanitizers (see sanitize-kernels). That the
// figures are right is for Tests/HoneComputeTests.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../Sources/CKernels/blocks.h"
#include "../Sources/CKernels/include/hone_kernels.h"

static const intptr_t sizes[] = {0, 1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1000};
static const int types[] = {HONE_F32,  HONE_F16,  HONE_BF16, HONE_Q4_0, HONE_Q4_1, HONE_Q5_0,
                            HONE_Q5_1, HONE_Q8_0, HONE_Q4_K, HONE_Q5_K, HONE_Q6_K};
// Figures of ordinary size, of sizes that overflow and vanish, and none at all.
static const float extremes[] = {3, 200, 1e38f, 1e-38f, 1e-44f, 0, INFINITY, NAN};

#define EACH(i, array) for (size_t i = 0; i < sizeof array / sizeof *array; i++)

static uint64_t state = 88172645463325252u;

static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static void *room(intptr_t bytes) {
  void *p = malloc((size_t)bytes);
  if (!p && bytes) abort();
  return p;
}

/// n figures of up to `scale`, the last of them `scale` itself.
static float *figures(intptr_t n, float scale) {
  float *p = room(n * 4);
  for (intptr_t i = 0; i < n; i++) p[i] = ((float)(next() >> 40) / 0x1p23f - 1) * (isfinite(scale) ? scale : 1);
  if (n) p[n - 1] = scale;
  return p;
}

static uint8_t *bytes(intptr_t n) {
  uint8_t *p = room(n);
  for (intptr_t i = 0; i < n; i++) p[i] = (uint8_t)(next() >> 32);
  return p;
}

static void free_all(int count, void *const *rooms) {
  for (int i = 0; i < count; i++) free(rooms[i]);
}
#define FREE(...) free_all(sizeof((void *[]){__VA_ARGS__}) / sizeof(void *), (void *[]){__VA_ARGS__})

static void elementwise(hone_kernels k, intptr_t n, float scale) {
  float *a = figures(n, scale), *b = figures(n, scale), *c = figures(n, 1), *d = figures(n, 1), *e = figures(n, 1);
  float largest, sum;
  k.gated(a, b, c, n);
  k.gated_backward(a, b, c, d, e, n);
  k.gated_gelu(a, b, c, n);
  k.gated_gelu_backward(a, b, c, d, e, n);
  k.softmax_statistics(a, n, &largest, &sum);
  k.softmax_gradient(a, n, 1, 2);
  k.sum_of_squares(b, n);
  k.scale(b, 1.5f, n);
  k.add(a, b, n);
  k.add_product(a, b, 1.5f, c, n);
  const hone_adamw settings = {0.01f, 0.9f, 0.99f, 1e-8f, 0.1f, 0.1f, 0.01f};
  k.adamw(&settings, a, b, c, d, n);
  FREE(a, b, c, d, e);
}

static void rows(hone_kernels k, intptr_t n) {
  float *x = figures(3 * n, 3), *weight = figures(n, 1), *out = figures(3 * n, 1), *inverse = figures(3, 1);
  k.rms_norm(x, weight, 1e-5f, out, inverse, 3, n);
  k.rms_norm_backward(out, x, weight, inverse, x, 3, n);
  for (intptr_t rank = 1; rank < 18; rank += 8) {
    float *inner = figures(3 * rank, 1), *b = figures(rank * n, 1);
    k.add_mixture(inner, 3, rank, b, n, n, out, n);
    FREE(inner, b);
  }
  float *turned = figures(3 * 2 * 2 * n, 1), *cosines = figures(3 * n, 1), *sines = figures(3 * n, 1);
  for (int interleaved = 0; interleaved < 2; interleaved++)
    k.rotate(turned, 4 * n, cosines, sines, 3, 2, 2 * n, 1, interleaved);
  FREE(x, weight, out, inverse, turned, cosines, sines);
}

static void packed(hone_kernels k, int type, intptr_t columns, intptr_t outputs, intptr_t rows, float scale) {
  const intptr_t row_bytes = columns / block_weights(type) * block_bytes(type), blocks = columns / 32;
  const intptr_t group = blocks * hone_packed_block_bytes(type);
  uint8_t *weight = bytes(outputs * row_bytes), *packed = room((outputs + 15) / 16 * group);
  for (intptr_t o = 0; o < outputs; o += 16)
    hone_pack(type, weight + o * row_bytes, row_bytes, outputs - o < 16 ? outputs - o : 16, blocks,
              packed + o / 16 * group);
  float *x = figures(rows * columns, scale), *scales = room(4 * rows * blocks), *out = figures(rows * outputs, 1);
  int8_t *codes = room(64 * rows * blocks);
  int32_t *sums = room(8 * rows * blocks);
  k.encode(x, rows * blocks, codes, scales, sums);
  const hone_codes view = {codes, scales, sums, rows, blocks};
  for (int adding = 0; adding < 2; adding++) k.packed_product(type, packed, outputs, &view, out, outputs, adding);
  FREE(weight, packed, x, scales, out, codes, sums);
}

static void blocks(hone_kernels k, int type, intptr_t columns) {
  const intptr_t weights = block_weights(type);
  const intptr_t row_bytes = columns / weights * block_bytes(type), step = weights == 1 ? 1 : 32;
  uint8_t *weight = bytes(3 * row_bytes);
  float *x = figures(columns, 1), *out = room(3 * 4);
  k.matrix_vector(type, weight, row_bytes, 3, columns, x, out);
  for (intptr_t first = 0; first < columns && first < 3 * weights + 64; first += step) {
    float *part = room(4 * (columns - first)), *one = room(4 * step);
    k.dequantize(type, weight, first, part, columns - first);
    k.dequantize(type, weight, first, one, step);
    FREE(part, one);
  }
  FREE(weight, x, out);
  if (!hone_can_pack(type) || !columns) return;
  for (intptr_t outputs = 1; outputs <= 33; outputs += 16)
    for (intptr_t rows = 1; rows < 15; rows += 1 + rows / 4) packed(k, type, columns, outputs, rows, 1);
  EACH(e, extremes) packed(k, type, columns, 17, 2, extremes[e]);
}

static void attention(hone_kernels k, const intptr_t shape[3], intptr_t queries, intptr_t contexts, intptr_t window) {
  const hone_span spans[] = {{0, 31}, {31, 1}, {32, 250}};
  const intptr_t heads = shape[0], key_heads = shape[1], size = shape[2], own = 3 * contexts;
  intptr_t before = 0;
  for (intptr_t c = 0; c < contexts; c++) before += spans[c].count;
  const intptr_t keys = before + own + queries, width = queries * heads * size;
  float *q = figures(width, 3), *ks = figures(keys * key_heads * size, 2), *vs = figures(keys * key_heads * size, 1);
  float *out = room(4 * width), *sums = room(4 * queries * heads), *scratch = room(4 * hone_attention_scratch(size));
  const hone_attention layer = {heads, key_heads, size, 0.3f, window, q, ks, vs, out, sums};
  const hone_segment segment = {0, queries, spans, contexts, before, own};
  for (intptr_t head = 0; head < key_heads; head++) k.attention(&layer, &segment, head, scratch);
  float *dout = figures(width, 1), *dq = room(4 * width);
  float *dk = figures(keys * heads * size, 1), *dv = figures(keys * heads * size, 1);
  const hone_attention_gradients gradients = {dout, dq, dk, dv};
  for (intptr_t head = 0; head < heads; head++) k.attention_backward(&layer, &gradients, &segment, head, scratch);
  FREE(q, ks, vs, out, sums, scratch, dout, dq, dk, dv);
}

int main(void) {
  static const intptr_t shapes[][3] = {{2, 1, 16}, {9, 3, 64},  {4, 1, 128}, {4, 2, 20},
                                       {2, 2, 80}, {4, 1, 256}, {1, 1, 2},   {5, 5, 22}};
  static const intptr_t windows[] = {INTPTR_MAX, 1, 2, 17, 300}, queries[] = {1, 4, 50};
  for (int index = 0; index < hone_kernel_table_count(); index++) {
    const hone_kernels k = *hone_kernel_table(index);
    EACH(s, sizes) {
      EACH(e, extremes) elementwise(k, sizes[s], extremes[e]);
      rows(k, sizes[s]);
    }
    EACH(t, types) {
      const bool plain = block_weights(types[t]) == 1;
      EACH(s, sizes) if (plain || sizes[s] < 3) blocks(k, types[t], sizes[s] * block_weights(types[t]));
    }
    EACH(s, shapes) EACH(q, queries) EACH(w, windows)
      for (intptr_t contexts = 0; contexts <= 3; contexts++) attention(k, shapes[s], queries[q], contexts, windows[w]);
    printf("%s: no error\n", k.name);
  }
}
