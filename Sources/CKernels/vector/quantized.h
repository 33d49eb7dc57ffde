#pragma once
#include "lanes.h"

/// Through an integer register: left alone, the compiler inserts the half into any vector register, also a running sum's,
/// and each block waits for the sum of the one before it (products of rows take two to three times as long).
INLINE float half_at(const void *p) {
  uint16_t bits;
  memcpy(&bits, p, sizeof bits);
  uint32_t wide = bits;
  __asm__("" : "+r"(wide));
  bits = (uint16_t)wide;
  _Float16 half;
  memcpy(&half, &bits, sizeof half);
  return (float)half;
}

INLINE lanes halves_at(const void *p) {
  lanes_half halves;
  memcpy(&halves, p, sizeof halves);
  return __builtin_convertvector(halves, lanes);
}

/// The 32 weights of one quantized block.
INLINE void unpack(int type, const void *block, lanes *low, lanes *high) {
  if (type == HONE_Q8_0) {
    const block_q8_0 *b = block;
    lanes_signed first, second;
    memcpy(&first, b->values, 16);
    memcpy(&second, b->values + 16, 16);
    lanes scale = spread(half_at(&b->scale));
    *low = __builtin_convertvector(first, lanes) * scale;
    *high = __builtin_convertvector(second, lanes) * scale;
    return;
  }
  lanes_byte nibbles;
  if (type == HONE_Q4_0) {
    const block_q4_0 *b = block;
    memcpy(&nibbles, b->nibbles, 16);
    lanes scale = spread(half_at(&b->scale));
    *low = (__builtin_convertvector(nibbles & 15, lanes) - 8) * scale;
    *high = (__builtin_convertvector(nibbles >> 4, lanes) - 8) * scale;
  } else {
    const block_q4_1 *b = block;
    memcpy(&nibbles, b->nibbles, 16);
    lanes scale = spread(half_at(&b->scale)), minimum = spread(half_at(&b->minimum));
    *low = __builtin_convertvector(nibbles & 15, lanes) * scale + minimum;
    *high = __builtin_convertvector(nibbles >> 4, lanes) * scale + minimum;
  }
}

INLINE void dequantize_blocks(int type, const uint8_t *blocks, float *out, intptr_t count) {
  for (; count > 0; count -= 32, out += 32, blocks += block_bytes(type)) {
    lanes low, high;
    unpack(type, blocks, &low, &high);
    store(out, low);
    store(out + LANES, high);
  }
}

static void dequantize(int type, const void *blocks, float *out, intptr_t count) {
  switch (type) {
    case HONE_F16: {
      intptr_t i = 0;
      for (; i + LANES <= count; i += LANES) store(out + i, halves_at((const uint16_t *)blocks + i));
      for (; i < count; i++) out[i] = half_at((const uint16_t *)blocks + i);
      break;
    }
    case HONE_Q4_0: dequantize_blocks(HONE_Q4_0, blocks, out, count); break;
    case HONE_Q4_1: dequantize_blocks(HONE_Q4_1, blocks, out, count); break;
    case HONE_Q8_0: dequantize_blocks(HONE_Q8_0, blocks, out, count); break;
    default: memcpy(out, blocks, (size_t)count * sizeof(float)); break;
  }
}

INLINE float dot_blocks(int type, const uint8_t *blocks, const float *x, intptr_t count) {
  lanes sum0 = {0}, sum1 = {0};
  for (; count > 0; count -= 32, x += 32, blocks += block_bytes(type)) {
    lanes low, high;
    unpack(type, blocks, &low, &high);
    sum0 += low * load(x);
    sum1 += high * load(x + LANES);
  }
  return lane_sum(sum0 + sum1);
}

static float dot_plain(int type, const uint8_t *row, const float *x, intptr_t count) {
  lanes sum = {0};
  intptr_t i = 0;
  if (type == HONE_F16) {
    for (; i + LANES <= count; i += LANES) sum += halves_at((const uint16_t *)row + i) * load(x + i);
  } else {
    for (; i + LANES <= count; i += LANES) sum += load((const float *)row + i) * load(x + i);
  }
  float total = lane_sum(sum);
  for (; i < count; i++) {
    float weight;
    dequantize(type, row + i * block_bytes(type), &weight, 1);
    total += weight * x[i];
  }
  return total;
}

static void matrix_vector(int type, const void *weight, intptr_t row_bytes, intptr_t rows, intptr_t columns,
                          const float *x, float *out) {
  const uint8_t *row = weight;
  for (intptr_t r = 0; r < rows; r++, row += row_bytes) switch (type) {
      case HONE_Q4_0: out[r] = dot_blocks(HONE_Q4_0, row, x, columns); break;
      case HONE_Q4_1: out[r] = dot_blocks(HONE_Q4_1, row, x, columns); break;
      case HONE_Q8_0: out[r] = dot_blocks(HONE_Q8_0, row, x, columns); break;
      default: out[r] = dot_plain(type, row, x, columns); break;
    }
}
