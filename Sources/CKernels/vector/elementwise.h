#pragma once
#include "lanes.h"

// Each loop runs over whole groups of sixteen, then once over what is left, zero-padded.

static void rms_norm(const float *x, const float *weight, float epsilon, float *out, float *inverse, intptr_t rows,
                     intptr_t size) {
  intptr_t whole = size / LANES * LANES, left = size - whole;
  for (intptr_t r = 0; r < rows; r++, x += size, out += size) {
    lanes squares = {0};
    for (intptr_t i = 0; i < whole; i += LANES) squares += load(x + i) * load(x + i);
    if (left) squares += load_part(x + whole, left) * load_part(x + whole, left);
    lanes inv = spread(inverse[r] = 1.0f / sqrtf(lane_sum(squares) / (float)size + epsilon));
    for (intptr_t i = 0; i < whole; i += LANES) store(out + i, load(x + i) * inv * load(weight + i));
    if (left) store_part(out + whole, load_part(x + whole, left) * inv * load_part(weight + whole, left), left);
  }
}

static void rms_norm_backward(const float *out_gradient, const float *x, const float *weight, const float *inverse,
                              float *gradient, intptr_t rows, intptr_t size) {
  intptr_t whole = size / LANES * LANES, left = size - whole;
  for (intptr_t r = 0; r < rows; r++, x += size, out_gradient += size, gradient += size) {
    lanes dot = {0};
    for (intptr_t i = 0; i < whole; i += LANES) dot += load(out_gradient + i) * load(weight + i) * load(x + i);
    if (left)
      dot += load_part(out_gradient + whole, left) * load_part(weight + whole, left) * load_part(x + whole, left);
    float inv = inverse[r];
    lanes factor = spread(inv), back = spread(lane_sum(dot) * inv * inv * inv / (float)size);
    for (intptr_t i = 0; i < whole; i += LANES)
      store(gradient + i,
            load(gradient + i) + load(out_gradient + i) * load(weight + i) * factor - load(x + i) * back);
    if (left)
      store_part(gradient + whole,
                 load_part(gradient + whole, left) +
                     load_part(out_gradient + whole, left) * load_part(weight + whole, left) * factor -
                     load_part(x + whole, left) * back,
                 left);
  }
}

static void rotate(float *x, intptr_t stride, const float *cosines, const float *sines, intptr_t rows, intptr_t heads,
                   intptr_t head_size, float direction, bool interleaved) {
  intptr_t half = head_size / 2, step = interleaved ? 2 : 1, partner = interleaved ? 1 : half;
  for (intptr_t r = 0; r < rows; r++, cosines += half, sines += half)
    for (intptr_t h = 0; h < heads; h++) {
      float *restrict head = x + r * stride + h * head_size;
      intptr_t i = 0;
      if (interleaved)
        for (; i + 8 <= half; i += 8) {
          lanes v = load(head + 2 * i), c = load_part(cosines + i, 8), s = load_part(sines + i, 8);
          lanes swapped = __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
          c = __builtin_shufflevector(c, c, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
          s = __builtin_shufflevector(s, -s, 16, 0, 17, 1, 18, 2, 19, 3, 20, 4, 21, 5, 22, 6, 23, 7);
          store(head + 2 * i, v * c + swapped * s * spread(direction));
        }
      else
        for (; i + LANES <= half; i += LANES) {
          lanes a = load(head + i), b = load(head + half + i), c = load(cosines + i);
          lanes s = load(sines + i) * spread(direction);
          store(head + i, a * c - b * s);
          store(head + half + i, b * c + a * s);
        }
      for (; i < half; i++) {
        float *a = head + i * step, *b = a + partner, s = direction * sines[i], a0 = *a, b0 = *b;
        *a = a0 * cosines[i] - b0 * s;
        *b = b0 * cosines[i] + a0 * s;
      }
    }
}

INLINE lanes sigmoid(lanes x) { return spread(1.0f) / (spread(1.0f) + exponential(-x)); }

static void gated(const float *gate, const float *up, float *out, intptr_t n) {
  intptr_t i = 0;
  for (; i + LANES <= n; i += LANES) store(out + i, load(gate + i) * sigmoid(load(gate + i)) * load(up + i));
  if (i < n) {
    lanes g = load_part(gate + i, n - i);
    store_part(out + i, g * sigmoid(g) * load_part(up + i, n - i), n - i);
  }
}

INLINE void gated_gradients(lanes dy, lanes g, lanes u, lanes *dg, lanes *du) {
  lanes s = sigmoid(g);
  *du = dy * g * s;
  *dg = dy * u * s * (spread(1.0f) + g * (spread(1.0f) - s));
}

static void gated_backward(const float *out_gradient, const float *gate, const float *up, float *gate_gradient,
                           float *up_gradient, intptr_t n) {
  intptr_t i = 0;
  lanes dg, du;
  for (; i + LANES <= n; i += LANES) {
    gated_gradients(load(out_gradient + i), load(gate + i), load(up + i), &dg, &du);
    store(gate_gradient + i, dg);
    store(up_gradient + i, du);
  }
  if (i < n) {
    gated_gradients(load_part(out_gradient + i, n - i), load_part(gate + i, n - i), load_part(up + i, n - i), &dg,
                    &du);
    store_part(gate_gradient + i, dg, n - i);
    store_part(up_gradient + i, du, n - i);
  }
}

// As in the scalar table: gelu(x) = x * sigmoid(t).
#define GELU_LINEAR spread(1.5957691216057308f)
#define GELU_CUBIC spread(0.044715f)

INLINE lanes gelu_sigmoid(lanes g) {
  return sigmoid(GELU_LINEAR * g * (spread(1.0f) + GELU_CUBIC * g * g));
}

static void gated_gelu(const float *gate, const float *up, float *out, intptr_t n) {
  intptr_t i = 0;
  for (; i + LANES <= n; i += LANES) store(out + i, load(gate + i) * gelu_sigmoid(load(gate + i)) * load(up + i));
  if (i < n) {
    lanes g = load_part(gate + i, n - i);
    store_part(out + i, g * gelu_sigmoid(g) * load_part(up + i, n - i), n - i);
  }
}

INLINE void gated_gelu_gradients(lanes dy, lanes g, lanes u, lanes *dg, lanes *du) {
  lanes s = gelu_sigmoid(g), slope = GELU_LINEAR * (spread(1.0f) + spread(3.0f) * GELU_CUBIC * g * g);
  *du = dy * g * s;
  *dg = dy * u * s * (spread(1.0f) + g * (spread(1.0f) - s) * slope);
}

static void gated_gelu_backward(const float *out_gradient, const float *gate, const float *up, float *gate_gradient,
                                float *up_gradient, intptr_t n) {
  intptr_t i = 0;
  lanes dg, du;
  for (; i + LANES <= n; i += LANES) {
    gated_gelu_gradients(load(out_gradient + i), load(gate + i), load(up + i), &dg, &du);
    store(gate_gradient + i, dg);
    store(up_gradient + i, du);
  }
  if (i < n) {
    gated_gelu_gradients(load_part(out_gradient + i, n - i), load_part(gate + i, n - i), load_part(up + i, n - i), &dg,
                         &du);
    store_part(gate_gradient + i, dg, n - i);
    store_part(up_gradient + i, du, n - i);
  }
}

static void add(float *x, const float *y, intptr_t n) {
  intptr_t i = 0;
  for (; i + LANES <= n; i += LANES) store(x + i, load(x + i) + load(y + i));
  for (; i < n; i++) x[i] += y[i];
}

static void add_product(const float *x, const float *y, float factor, float *out, intptr_t n) {
  intptr_t i = 0;
  for (; i + LANES <= n; i += LANES) store(out + i, load(out + i) + spread(factor) * load(x + i) * load(y + i));
  for (; i < n; i++) out[i] += factor * x[i] * y[i];
}

static void add_mixture(const float *inner, intptr_t rows, intptr_t rank, const float *b, intptr_t b_stride,
                        intptr_t outputs, float *out, intptr_t out_stride) {
  for (intptr_t r = 0; r < rows; r++, inner += rank, out += out_stride)
    for (intptr_t o = 0; o < outputs; o += LANES) {
      intptr_t left = outputs - o < LANES ? outputs - o : LANES;
      lanes sum = left == LANES ? load(out + o) : load_part(out + o, left);
      for (intptr_t k = 0; k < rank; k++) {
        const float *row = b + k * b_stride + o;
        sum += spread(inner[k]) * (left == LANES ? load(row) : load_part(row, left));
      }
      if (left == LANES)
        store(out + o, sum);
      else
        store_part(out + o, sum, left);
    }
}

static void scale(float *x, float factor, intptr_t n) {
  intptr_t i = 0;
  for (; i + LANES <= n; i += LANES) store(x + i, load(x + i) * spread(factor));
  for (; i < n; i++) x[i] *= factor;
}

/// Partial sums of 4,096 squares in float32, added up in double.
static double sum_of_squares(const float *x, intptr_t n) {
  double total = 0;
  while (n > 0) {
    intptr_t piece = n < 4096 ? n : 4096, i = 0;
    lanes sum = {0};
    for (; i + LANES <= piece; i += LANES) sum += load(x + i) * load(x + i);
    if (i < piece) sum += load_part(x + i, piece - i) * load_part(x + i, piece - i);
    total += lane_sum(sum);
    x += piece;
    n -= piece;
  }
  return total;
}

static void softmax_statistics(const float *logits, intptr_t n, float *largest, float *sum) {
  lanes tops = spread(-INFINITY), total = {0};
  intptr_t i = 0;
  for (; i + LANES <= n; i += LANES) tops = __builtin_elementwise_max(tops, load(logits + i));
  float top = __builtin_reduce_max(tops);
  for (; i < n; i++) top = logits[i] > top ? logits[i] : top;
  for (i = 0; i + LANES <= n; i += LANES) total += exponential(load(logits + i) - spread(top));
  float all = lane_sum(total);
  for (; i < n; i++) all += expf(logits[i] - top);
  *largest = top;
  *sum = all;
}

static void softmax_gradient(float *logits, intptr_t n, float log_sum, float factor) {
  intptr_t i = 0;
  for (; i + LANES <= n; i += LANES)
    store(logits + i, spread(factor) * exponential(load(logits + i) - spread(log_sum)));
  for (; i < n; i++) logits[i] = factor * expf(logits[i] - log_sum);
}

static void adamw(const hone_adamw *s, float *weights, const float *gradient, float *first_moment,
                  float *second_moment, intptr_t n) {
  lanes beta1 = spread(s->beta1), rest1 = spread(1 - s->beta1), beta2 = spread(s->beta2), rest2 = spread(1 - s->beta2);
  lanes correction1 = spread(s->correction1), correction2 = spread(s->correction2), epsilon = spread(s->epsilon);
  lanes rate = spread(s->rate), kept = spread(1 - s->rate * s->decay);
  for (intptr_t i = 0; i < n; i += LANES) {
    intptr_t left = n - i;
    bool whole = left >= LANES;
    lanes g = whole ? load(gradient + i) : load_part(gradient + i, left);
    lanes first = beta1 * (whole ? load(first_moment + i) : load_part(first_moment + i, left)) + rest1 * g;
    lanes second = beta2 * (whole ? load(second_moment + i) : load_part(second_moment + i, left)) + rest2 * g * g;
    lanes step = first / correction1 / (__builtin_elementwise_sqrt(second / correction2) + epsilon);
    lanes weight = (whole ? load(weights + i) : load_part(weights + i, left)) * kept - rate * step;
    if (whole) {
      store(first_moment + i, first);
      store(second_moment + i, second);
      store(weights + i, weight);
    } else {
      store_part(first_moment + i, first, left);
      store_part(second_moment + i, second, left);
      store_part(weights + i, weight, left);
    }
  }
}
