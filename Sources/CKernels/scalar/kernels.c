#include <math.h>

#include "attention.h"
#include "packed.h"
#include "quantized.h"

static void rms_norm(const float *x, const float *weight, float epsilon, float *out, float *inverse, intptr_t rows,
                     intptr_t size) {
  for (intptr_t r = 0; r < rows; r++, x += size, out += size) {
    float squares = 0;
    for (intptr_t i = 0; i < size; i++) squares += x[i] * x[i];
    inverse[r] = 1.0f / sqrtf(squares / (float)size + epsilon);
    for (intptr_t i = 0; i < size; i++) out[i] = x[i] * inverse[r] * weight[i];
  }
}

static void rms_norm_backward(const float *out_gradient, const float *x, const float *weight, const float *inverse,
                              float *gradient, intptr_t rows, intptr_t size) {
  for (intptr_t r = 0; r < rows; r++, x += size, out_gradient += size, gradient += size) {
    float dot = 0, inv = inverse[r];
    for (intptr_t i = 0; i < size; i++) dot += out_gradient[i] * weight[i] * x[i];
    float back = dot * inv * inv * inv / (float)size;
    for (intptr_t i = 0; i < size; i++) gradient[i] += out_gradient[i] * weight[i] * inv - x[i] * back;
  }
}

static void rotate(float *x, intptr_t stride, const float *cosines, const float *sines, intptr_t rows, intptr_t heads,
                   intptr_t head_size, float direction, bool interleaved) {
  intptr_t half = head_size / 2, step = interleaved ? 2 : 1, partner = interleaved ? 1 : half;
  for (intptr_t r = 0; r < rows; r++, cosines += half, sines += half)
    for (intptr_t h = 0; h < heads; h++) {
      float *head = x + r * stride + h * head_size;
      for (intptr_t i = 0; i < half; i++) {
        float *a = head + i * step, *b = a + partner, s = direction * sines[i], a0 = *a, b0 = *b;
        *a = a0 * cosines[i] - b0 * s;
        *b = b0 * cosines[i] + a0 * s;
      }
    }
}

static void gated(const float *gate, const float *up, float *out, intptr_t n) {
  for (intptr_t i = 0; i < n; i++) out[i] = gate[i] / (1.0f + expf(-gate[i])) * up[i];
}

static void gated_backward(const float *out_gradient, const float *gate, const float *up, float *gate_gradient,
                           float *up_gradient, intptr_t n) {
  for (intptr_t i = 0; i < n; i++) {
    float sigmoid = 1.0f / (1.0f + expf(-gate[i])), dy = out_gradient[i], g = gate[i], u = up[i];
    up_gradient[i] = dy * g * sigmoid;
    gate_gradient[i] = dy * u * sigmoid * (1.0f + g * (1.0f - sigmoid));
  }
}

// gelu(x) = x / 2 (1 + tanh(s)) = x * sigmoid(2 s) with s = sqrt(2 / pi) (x + 0.044715 x^3); 2 s is called t here.
static const float gelu_linear = 1.5957691216057308f, gelu_cubic = 0.044715f;

static void gated_gelu(const float *gate, const float *up, float *out, intptr_t n) {
  for (intptr_t i = 0; i < n; i++) {
    float g = gate[i], t = gelu_linear * g * (1.0f + gelu_cubic * g * g);
    out[i] = g / (1.0f + expf(-t)) * up[i];
  }
}

static void gated_gelu_backward(const float *out_gradient, const float *gate, const float *up, float *gate_gradient,
                                float *up_gradient, intptr_t n) {
  for (intptr_t i = 0; i < n; i++) {
    float dy = out_gradient[i], g = gate[i], u = up[i], t = gelu_linear * g * (1.0f + gelu_cubic * g * g);
    float sigmoid = 1.0f / (1.0f + expf(-t)), slope = gelu_linear * (1.0f + 3.0f * gelu_cubic * g * g);
    up_gradient[i] = dy * g * sigmoid;
    gate_gradient[i] = dy * u * sigmoid * (1.0f + g * (1.0f - sigmoid) * slope);
  }
}

static void add(float *x, const float *y, intptr_t n) {
  for (intptr_t i = 0; i < n; i++) x[i] += y[i];
}

static void add_product(const float *x, const float *y, float factor, float *out, intptr_t n) {
  for (intptr_t i = 0; i < n; i++) out[i] += factor * x[i] * y[i];
}

static void add_mixture(const float *inner, intptr_t rows, intptr_t rank, const float *b, intptr_t b_stride,
                        intptr_t outputs, float *out, intptr_t out_stride) {
  for (intptr_t r = 0; r < rows; r++)
    for (intptr_t o = 0; o < outputs; o++) {
      float sum = out[r * out_stride + o];
      for (intptr_t k = 0; k < rank; k++) sum += inner[r * rank + k] * b[k * b_stride + o];
      out[r * out_stride + o] = sum;
    }
}

static void scale(float *x, float factor, intptr_t n) {
  for (intptr_t i = 0; i < n; i++) x[i] *= factor;
}

static double sum_of_squares(const float *x, intptr_t n) {
  double sum = 0;
  for (intptr_t i = 0; i < n; i++) sum += (double)x[i] * (double)x[i];
  return sum;
}

static void softmax_statistics(const float *logits, intptr_t n, float *largest, float *sum) {
  float top = -INFINITY, total = 0;
  for (intptr_t i = 0; i < n; i++) top = logits[i] > top ? logits[i] : top;
  for (intptr_t i = 0; i < n; i++) total += expf(logits[i] - top);
  *largest = top;
  *sum = total;
}

static void softmax_gradient(float *logits, intptr_t n, float log_sum, float factor) {
  for (intptr_t i = 0; i < n; i++) logits[i] = factor * expf(logits[i] - log_sum);
}

static void adamw(const hone_adamw *s, float *weights, const float *gradient, float *first_moment,
                  float *second_moment, intptr_t n) {
  for (intptr_t i = 0; i < n; i++) {
    first_moment[i] = s->beta1 * first_moment[i] + (1 - s->beta1) * gradient[i];
    second_moment[i] = s->beta2 * second_moment[i] + (1 - s->beta2) * gradient[i] * gradient[i];
    float step = first_moment[i] / s->correction1 / (sqrtf(second_moment[i] / s->correction2) + s->epsilon);
    weights[i] = weights[i] * (1 - s->rate * s->decay) - s->rate * step;
  }
}

const hone_kernels hone_scalar_kernels = {
    .name = "scalar",
    .dequantize = hone_scalar_dequantize,
    .matrix_vector = hone_scalar_matrix_vector,
    .encode = hone_scalar_encode,
    .packed_product = hone_scalar_packed_product,
    .rms_norm = rms_norm,
    .rms_norm_backward = rms_norm_backward,
    .rotate = rotate,
    .gated = gated,
    .gated_backward = gated_backward,
    .gated_gelu = gated_gelu,
    .gated_gelu_backward = gated_gelu_backward,
    .add = add,
    .add_product = add_product,
    .add_mixture = add_mixture,
    .scale = scale,
    .sum_of_squares = sum_of_squares,
    .softmax_statistics = softmax_statistics,
    .softmax_gradient = softmax_gradient,
    .attention = hone_scalar_attention,
    .attention_backward = hone_scalar_attention_backward,
    .adamw = adamw,
};
