#pragma once
#include <stdbool.h>
#include <stdint.h>

// The numeric kernels of hone, one table for each instruction set. All matrices are row-major float32 unless said
// otherwise. Every function of every table computes what the scalar table's computes, within rounding.

/// Storage types of weights, by GGML's numbers.
enum {
  HONE_F32 = 0,
  HONE_F16 = 1,
  HONE_BF16 = 30,
  HONE_Q4_0 = 2,
  HONE_Q4_1 = 3,
  HONE_Q5_0 = 6,
  HONE_Q5_1 = 7,
  HONE_Q8_0 = 8,
  HONE_Q4_K = 12,
  HONE_Q5_K = 13,
  HONE_Q6_K = 14
};

/// A run of consecutive keys.
typedef struct hone_span {
  intptr_t start;
  intptr_t count;
} hone_span;

/// One attention layer over packed sequences. Queries are rows of `queries`; keys and values are rows of their own.
typedef struct hone_attention {
  intptr_t heads, key_heads, head_size;
  float scale;
  intptr_t window;       // the most keys that a query sees, itself and those just before it; at least 1
  const float *queries;  // (query rows, heads * head_size)
  const float *keys;     // (key rows, key_heads * head_size)
  const float *values;   // (key rows, key_heads * head_size)
  float *out;            // (query rows, heads * head_size)
  float *log_sums;       // (query rows, heads): log of the sum of exp(score), kept for the backward pass
} hone_attention;

/// The queries of one sequence: `count` rows from `first`. Query i sees every key of `contexts`, in their order, and
/// then the `own + i + 1` keys from `own_start`: of all these the last `window` ones.
typedef struct hone_segment {
  intptr_t first, count;
  const hone_span *contexts;
  intptr_t context_count;
  intptr_t own_start, own;
} hone_segment;

/// Where the backward pass of one head leaves its gradients, and the gradient it starts from.
typedef struct hone_attention_gradients {
  const float *out_gradient;   // (query rows, heads * head_size)
  float *query_gradient;       // (query rows, heads * head_size), overwritten
  float *key_gradient;         // (key rows, heads * head_size): one column block a query head, added to
  float *value_gradient;       // (key rows, heads * head_size), added to
} hone_attention_gradients;

typedef struct hone_adamw {
  float rate, beta1, beta2, epsilon, decay;
  float correction1, correction2;  // 1 - beta^t
} hone_adamw;

/// Rows of activations in codes of 16 bits: value i of a row is scales[i / 32] * (256 * high + low), two bytes that
/// products take one after the other.
typedef struct hone_codes {
  const int8_t *codes;    // (rows, blocks, 64): the 32 high bytes of a block, then the 32 low ones, each -127...127
  const float *scales;    // (rows, blocks)
  const int32_t *sums;    // (rows, blocks * 2): the sums of each half of a block's codes
  intptr_t rows, blocks;
} hone_codes;

typedef struct hone_kernels {
  const char *name;
  /// out: (count), weights first..<first + count of the blocks; both multiples of 32, or anything for types without blocks.
  /// Every table gives the same bits, those of GGML's formulas in float32 (what is no number may be any such).
  void (*dequantize)(int type, const void *blocks, intptr_t first, float *out, intptr_t count);
  /// out[r] = weight row r · x. weight: (rows, columns) in blocks; x: (columns).
  void (*matrix_vector)(int type, const void *weight, intptr_t row_bytes, intptr_t rows, intptr_t columns,
                        const float *x, float *out);
  /// Codes of blocks * 32 activations, each block scaled by its largest magnitude / 32512, rounded to the nearest, halves
  /// to even; a low byte of -128 becomes -127. Codes are zero where that magnitude is below 2^-110, or no finite number:
  /// then the scale is none either, and spoils every product. codes: (blocks, 64); sums: two a block.
  void (*encode)(const float *x, intptr_t blocks, int8_t *codes, float *scales, int32_t *sums);
  /// out[r * out_stride + o] = row r of x · row o of a weight that `hone_pack` arranged, o < outputs; added to what is
  /// there where `adding`. A row's figures do not depend on the other rows.
  void (*packed_product)(int type, const uint8_t *packed, intptr_t outputs, const hone_codes *x, float *out,
                         intptr_t out_stride, bool adding);
  /// out, x: (rows, size); weight: (size); inverse: (rows), 1 / root mean square.
  void (*rms_norm)(const float *x, const float *weight, float epsilon, float *out, float *inverse, intptr_t rows,
                   intptr_t size);
  /// gradient: (rows, size), added to, of x given the gradient of out.
  void (*rms_norm_backward)(const float *out_gradient, const float *x, const float *weight, const float *inverse,
                            float *gradient, intptr_t rows, intptr_t size);
  /// Rotary positions in place. x: (rows, heads * head_size) with `stride` floats a row; cosines, sines: (rows,
  /// head_size / 2). direction -1 undoes the rotation. interleaved: pairs are neighbours, else halves apart.
  void (*rotate)(float *x, intptr_t stride, const float *cosines, const float *sines, intptr_t rows, intptr_t heads,
                 intptr_t head_size, float direction, bool interleaved);
  /// out = silu(gate) * up, n floats each.
  void (*gated)(const float *gate, const float *up, float *out, intptr_t n);
  void (*gated_backward)(const float *out_gradient, const float *gate, const float *up, float *gate_gradient,
                         float *up_gradient, intptr_t n);
  /// out = gelu(gate) * up, n floats each; gelu by the hyperbolic tangent (Hendrycks and Gimpel 2016, section 2).
  void (*gated_gelu)(const float *gate, const float *up, float *out, intptr_t n);
  void (*gated_gelu_backward)(const float *out_gradient, const float *gate, const float *up, float *gate_gradient,
                              float *up_gradient, intptr_t n);
  /// x += y
  void (*add)(float *x, const float *y, intptr_t n);
  /// out += factor * x * y, n floats each
  void (*add_product)(const float *x, const float *y, float factor, float *out, intptr_t n);
  /// out[r][o] += sum over k of inner[r][k] * b[k][o], o < outputs. inner: (rows, rank); b: (rank, ...) with `b_stride`
  /// floats a row; out: (rows, ...) with `out_stride`. A row's figures do not depend on the other rows.
  void (*add_mixture)(const float *inner, intptr_t rows, intptr_t rank, const float *b, intptr_t b_stride,
                      intptr_t outputs, float *out, intptr_t out_stride);
  /// x *= factor
  void (*scale)(float *x, float factor, intptr_t n);
  double (*sum_of_squares)(const float *x, intptr_t n);
  /// The largest of n logits and the sum of exp(logit - largest).
  void (*softmax_statistics)(const float *logits, intptr_t n, float *largest, float *sum);
  /// logits := factor * exp(logits - log_sum)
  void (*softmax_gradient)(float *logits, intptr_t n, float log_sum, float factor);
  /// The query heads that share a key head, over one segment. scratch: hone_attention_scratch(head_size) floats.
  void (*attention)(const hone_attention *layer, const hone_segment *segment, intptr_t key_head, float *scratch);
  /// One query head of one segment. scratch: as for attention.
  void (*attention_backward)(const hone_attention *layer, const hone_attention_gradients *gradients,
                             const hone_segment *segment, intptr_t head, float *scratch);
  void (*adamw)(const hone_adamw *settings, float *weights, const float *gradient, float *first_moment,
                float *second_moment, intptr_t n);
} hone_kernels;

/// Rows of a packed weight that are handled together, one lane each.
enum { HONE_PACKED_ROWS = 16 };

/// Whether weights of a type can be packed, and the bytes of a packed block of 16 rows by 32 columns.
bool hone_can_pack(int type);
intptr_t hone_packed_block_bytes(int type);
/// Packs up to 16 rows of `blocks` times 32 columns; rows that are not there weigh nothing.
/// out: (blocks * hone_packed_block_bytes(type)) bytes.
void hone_pack(int type, const void *weight, intptr_t row_bytes, intptr_t rows, intptr_t blocks, uint8_t *out);

/// Keys that are laid out at a time; query rows (of one head each) that share them, forward and backward.
enum { HONE_KEY_TILE = 256, HONE_BLOCK_ROWS = 96, HONE_GRADIENT_ROWS = 48 };

/// Floats of scratch that attention needs, however many keys there are.
static inline intptr_t hone_attention_scratch(intptr_t head_size) {
  return 2 * HONE_KEY_TILE * (head_size + HONE_GRADIENT_ROWS);
}

extern const hone_kernels hone_scalar_kernels;

/// Eases a spinning thread.
static inline void hone_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/// Asks for the cache lines of `count` bytes from an address that need not be one.
static inline void hone_fetch_ahead(uintptr_t address, intptr_t count) {
  for (intptr_t at = 0; at < count; at += 64) __builtin_prefetch((const void *)(address + (uintptr_t)at), 0, 2);
}

/// How many tables this processor can run, best last, and each by index.
int hone_kernel_table_count(void);
const hone_kernels *hone_kernel_table(int index);
