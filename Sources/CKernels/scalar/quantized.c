#include "quantized.h"

#include "../blocks.h"

// One function a type, each for 32 weights: a block, or a part of one.

/// Half byte i of 32: first the low halves of 16 bytes, then the high ones.
static int nibble(const uint8_t nibbles[16], int i) { return i < 16 ? nibbles[i] & 15 : nibbles[i - 16] >> 4; }

static int fifth(const uint8_t fifths[4], int i) { return (fifths[i / 8] >> i % 8 & 1) << 4; }

static void unpack_q4_0(const block_q4_0 *b, float *out) {
  for (int i = 0; i < 32; i++) out[i] = half_to_float(b->scale) * (float)(nibble(b->nibbles, i) - 8);
}

static void unpack_q4_1(const block_q4_1 *b, float *out) {
  float scale = half_to_float(b->scale), minimum = half_to_float(b->minimum);
  for (int i = 0; i < 32; i++) out[i] = scale * (float)nibble(b->nibbles, i) + minimum;
}

static void unpack_q5_0(const block_q5_0 *b, float *out) {
  float scale = half_to_float(b->scale);
  for (int i = 0; i < 32; i++) out[i] = scale * (float)((nibble(b->nibbles, i) | fifth(b->fifths, i)) - 16);
}

static void unpack_q5_1(const block_q5_1 *b, float *out) {
  float scale = half_to_float(b->scale), minimum = half_to_float(b->minimum);
  for (int i = 0; i < 32; i++) out[i] = scale * (float)(nibble(b->nibbles, i) | fifth(b->fifths, i)) + minimum;
}

static void unpack_q8_0(const block_q8_0 *b, float *out) {
  for (int i = 0; i < 32; i++) out[i] = half_to_float(b->scale) * (float)b->values[i];
}

static void unpack_q4_K(const block_q4_K *b, int part, float *out) {
  const uint8_t *nibbles = b->nibbles + 32 * (part / 2);
  float scale = half_to_float(b->scale) * (float)part_scale(b->parts, part);
  float minimum = half_to_float(b->minimum) * (float)part_minimum(b->parts, part);
  for (int i = 0; i < 32; i++) out[i] = scale * (float)(nibbles[i] >> 4 * (part % 2) & 15) - minimum;
}

static void unpack_q5_K(const block_q5_K *b, int part, float *out) {
  const uint8_t *nibbles = b->nibbles + 32 * (part / 2);
  float scale = half_to_float(b->scale) * (float)part_scale(b->parts, part);
  float minimum = half_to_float(b->minimum) * (float)part_minimum(b->parts, part);
  for (int i = 0; i < 32; i++) {
    int code = (nibbles[i] >> 4 * (part % 2) & 15) | (b->fifths[i] >> part & 1) << 4;
    out[i] = scale * (float)code - minimum;
  }
}

static void unpack_q6_K(const block_q6_K *b, int part, float *out) {
  int half = part / 4, place = part % 4;
  const uint8_t *nibbles = b->nibbles + 64 * half + 32 * (place % 2), *highs = b->highs + 32 * half;
  for (int i = 0; i < 32; i++) {
    int code = (nibbles[i] >> 4 * (place / 2) & 15) | (highs[i] >> 2 * place & 3) << 4;
    out[i] = half_to_float(b->scale) * (float)b->scales[2 * part + i / 16] * (float)(code - 32);
  }
}

static void unpack(int type, const void *block, int part, float *out) {
  switch (type) {
    case HONE_Q4_0: unpack_q4_0(block, out); break;
    case HONE_Q4_1: unpack_q4_1(block, out); break;
    case HONE_Q5_0: unpack_q5_0(block, out); break;
    case HONE_Q5_1: unpack_q5_1(block, out); break;
    case HONE_Q8_0: unpack_q8_0(block, out); break;
    case HONE_Q4_K: unpack_q4_K(block, part, out); break;
    case HONE_Q5_K: unpack_q5_K(block, part, out); break;
    case HONE_Q6_K: unpack_q6_K(block, part, out); break;
  }
}

/// Weight i of a type without blocks.
static float plain(int type, const uint8_t *bytes, intptr_t i) {
  float value;
  if (type == HONE_F32) {
    memcpy(&value, bytes + 4 * i, sizeof value);
    return value;
  }
  uint32_t bits = (uint32_t)(bytes[2 * i] | bytes[2 * i + 1] << 8);
  if (type == HONE_F16) return half_to_float((uint16_t)bits);
  bits <<= 16;
  memcpy(&value, &bits, sizeof value);
  return value;
}

void hone_scalar_dequantize(int type, const void *blocks, intptr_t first, float *out, intptr_t count) {
  intptr_t weights = block_weights(type);
  if (weights == 1) {
    for (intptr_t i = 0; i < count; i++) out[i] = plain(type, blocks, first + i);
    return;
  }
  for (intptr_t i = first; i < first + count; i += 32, out += 32)
    unpack(type, (const uint8_t *)blocks + i / weights * block_bytes(type), (int)(i % weights / 32), out);
}

void hone_scalar_matrix_vector(int type, const void *weight, intptr_t row_bytes, intptr_t rows, intptr_t columns,
                               const float *x, float *out) {
  enum { PIECE = 256 };
  float piece[PIECE];
  for (intptr_t r = 0; r < rows; r++) {
    const uint8_t *row = (const uint8_t *)weight + r * row_bytes;
    float sum = 0;
    for (intptr_t c = 0; c < columns; c += PIECE) {
      intptr_t n = columns - c < PIECE ? columns - c : PIECE;
      hone_scalar_dequantize(type, row, c, piece, n);
      for (intptr_t i = 0; i < n; i++) sum += piece[i] * x[c + i];
    }
    out[r] = sum;
  }
}
