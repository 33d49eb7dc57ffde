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

/// bfloat16s: the upper halves of floats.
INLINE lanes brains_at(const void *p) {
  lanes_word words;
  memcpy(&words, p, sizeof words);
  return (lanes)(__builtin_convertvector(words, lanes_int) << 16);
}

INLINE lanes_byte bytes_at(const void *p) {
  lanes_byte bytes;
  memcpy(&bytes, p, sizeof bytes);
  return bytes;
}

/// The low halves of sixteen bytes, or the high ones.
INLINE lanes_byte nibbles_at(const uint8_t *p, bool high) { return high ? bytes_at(p) >> 4 : bytes_at(p) & 15; }

/// 16 where the lane's bit of two bytes is set.
INLINE lanes_byte fifths_at(const uint8_t *p) {
  const lanes_byte bit = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  lanes_byte both = {p[0], p[0], p[0], p[0], p[0], p[0], p[0], p[0], p[1], p[1], p[1], p[1], p[1], p[1], p[1], p[1]};
  return (lanes_byte)((both & bit) != 0) & 16;
}

/// Codes 16 * half..<16 * half + 16 of 32 in 16 bytes.
INLINE lanes_byte nibbles_of_block(const uint8_t nibbles[16], int half) { return nibbles_at(nibbles, half == 1); }

/// Codes 16 * half..<16 * half + 16 of a part of Q4_K or Q5_K.
INLINE lanes_byte nibbles_of_part(const uint8_t nibbles[128], int part, int half) {
  return nibbles_at(nibbles + 32 * (part / 2) + 16 * half, part % 2 == 1);
}

INLINE lanes codes_of_q6_K(const block_q6_K *b, int part, int half) {
  int later = part / 4, place = part % 4;
  lanes_byte low = nibbles_at(b->nibbles + 64 * later + 32 * (place % 2) + 16 * half, place >= 2);
  lanes_byte high = bytes_at(b->highs + 32 * later + 16 * half) >> (uint8_t)(2 * place) & 3;
  return __builtin_convertvector(low | high << 4, lanes) - 32;
}

/// Sixteen weights of a part of a block: its first half or its second. A block of 32 is one part.
INLINE lanes unpack(int type, const void *block, int part, int half) {
  switch (type) {
    case HONE_Q4_0: {
      const block_q4_0 *b = block;
      return (__builtin_convertvector(nibbles_of_block(b->nibbles, half), lanes) - 8) * half_at(&b->scale);
    }
    case HONE_Q4_1: {
      const block_q4_1 *b = block;
      lanes codes = __builtin_convertvector(nibbles_of_block(b->nibbles, half), lanes);
      return codes * half_at(&b->scale) + half_at(&b->minimum);
    }
    case HONE_Q5_0: {
      const block_q5_0 *b = block;
      lanes_byte codes = nibbles_of_block(b->nibbles, half) | fifths_at(b->fifths + 2 * half);
      return (__builtin_convertvector(codes, lanes) - 16) * half_at(&b->scale);
    }
    case HONE_Q5_1: {
      const block_q5_1 *b = block;
      lanes_byte codes = nibbles_of_block(b->nibbles, half) | fifths_at(b->fifths + 2 * half);
      return __builtin_convertvector(codes, lanes) * half_at(&b->scale) + half_at(&b->minimum);
    }
    case HONE_Q4_K: {
      const block_q4_K *b = block;
      lanes codes = __builtin_convertvector(nibbles_of_part(b->nibbles, part, half), lanes);
      float scale = half_at(&b->scale) * (float)part_scale(b->parts, part);
      return codes * scale - half_at(&b->minimum) * (float)part_minimum(b->parts, part);
    }
    case HONE_Q5_K: {
      const block_q5_K *b = block;
      lanes_byte fifths = (bytes_at(b->fifths + 16 * half) >> (uint8_t)part & 1) << 4;
      lanes codes = __builtin_convertvector(nibbles_of_part(b->nibbles, part, half) | fifths, lanes);
      float scale = half_at(&b->scale) * (float)part_scale(b->parts, part);
      return codes * scale - half_at(&b->minimum) * (float)part_minimum(b->parts, part);
    }
    case HONE_Q6_K: {
      const block_q6_K *b = block;
      return codes_of_q6_K(b, part, half) * (half_at(&b->scale) * (float)b->scales[2 * part + half]);
    }
    default: {
      const block_q8_0 *b = block;
      lanes_signed values;
      memcpy(&values, b->values + 16 * half, sizeof values);
      return __builtin_convertvector(values, lanes) * half_at(&b->scale);
    }
  }
}

INLINE void dequantize_part(int type, const uint8_t *block, int part, float *out) {
  lanes low = unpack(type, block, part, 0), high = unpack(type, block, part, 1);
  store(out, low);
  store(out + LANES, high);
}

INLINE void dequantize_blocks(int type, const uint8_t *block, intptr_t first, float *out, intptr_t count) {
  const intptr_t weights = block_weights(type);
  block += first / weights * block_bytes(type);
  // The end of a block, whole blocks, the beginning of one.
  for (first %= weights; first > 0 && count > 0; count -= 32, out += 32) {
    dequantize_part(type, block, (int)(first / 32), out);
    first = (first + 32) % weights;
    if (first == 0) block += block_bytes(type);
  }
  for (; count >= weights; count -= weights, out += weights, block += block_bytes(type)) {
#pragma clang loop unroll(full)
    for (int part = 0; part < weights / 32; part++) dequantize_part(type, block, part, out + 32 * part);
  }
  for (int part = 0; count > 0; count -= 32, out += 32) dequantize_part(type, block, part++, out);
}

/// Sixteen weights of a type without blocks.
INLINE lanes plain_at(int type, const uint8_t *bytes, intptr_t i) {
  switch (type) {
    case HONE_F16: return halves_at(bytes + 2 * i);
    case HONE_BF16: return brains_at(bytes + 2 * i);
    default: return load((const float *)bytes + i);
  }
}

INLINE float plain_one(int type, const uint8_t *bytes, intptr_t i) {
  if (type == HONE_F16) return half_at(bytes + 2 * i);
  uint32_t bits = 0;
  if (type == HONE_F32)
    memcpy(&bits, bytes + 4 * i, 4);
  else
    memcpy((uint8_t *)&bits + 2, bytes + 2 * i, 2);
  float weight;
  memcpy(&weight, &bits, sizeof weight);
  return weight;
}

INLINE void dequantize_plain(int type, const uint8_t *bytes, intptr_t first, float *out, intptr_t count) {
  intptr_t i = 0;
  for (; i + LANES <= count; i += LANES) store(out + i, plain_at(type, bytes, first + i));
  for (; i < count; i++) out[i] = plain_one(type, bytes, first + i);
}

static void dequantize(int type, const void *blocks, intptr_t first, float *out, intptr_t count) {
  switch (type) {
    case HONE_F32: memcpy(out, (const float *)blocks + first, (size_t)count * sizeof(float)); break;
    case HONE_F16: dequantize_plain(HONE_F16, blocks, first, out, count); break;
    case HONE_BF16: dequantize_plain(HONE_BF16, blocks, first, out, count); break;
    case HONE_Q4_0: dequantize_blocks(HONE_Q4_0, blocks, first, out, count); break;
    case HONE_Q4_1: dequantize_blocks(HONE_Q4_1, blocks, first, out, count); break;
    case HONE_Q5_0: dequantize_blocks(HONE_Q5_0, blocks, first, out, count); break;
    case HONE_Q5_1: dequantize_blocks(HONE_Q5_1, blocks, first, out, count); break;
    case HONE_Q8_0: dequantize_blocks(HONE_Q8_0, blocks, first, out, count); break;
    case HONE_Q4_K: dequantize_blocks(HONE_Q4_K, blocks, first, out, count); break;
    case HONE_Q5_K: dequantize_blocks(HONE_Q5_K, blocks, first, out, count); break;
    case HONE_Q6_K: dequantize_blocks(HONE_Q6_K, blocks, first, out, count); break;
  }
}

INLINE float dot_blocks(int type, const uint8_t *blocks, const float *x, intptr_t count) {
  const int parts = (int)(block_weights(type) / 32);
  lanes sum0 = {0}, sum1 = {0};
  for (; count > 0; count -= 32 * parts, blocks += block_bytes(type)) {
#pragma clang loop unroll(full)
    for (int part = 0; part < parts; part++, x += 32) {
      sum0 += unpack(type, blocks, part, 0) * load(x);
      sum1 += unpack(type, blocks, part, 1) * load(x + LANES);
    }
  }
  return lane_sum(sum0 + sum1);
}

INLINE float dot_plain(int type, const uint8_t *row, const float *x, intptr_t count) {
  lanes sum = {0};
  intptr_t i = 0;
  for (; i + LANES <= count; i += LANES) sum += plain_at(type, row, i) * load(x + i);
  float total = lane_sum(sum);
  for (; i < count; i++) total += plain_one(type, row, i) * x[i];
  return total;
}

static void matrix_vector(int type, const void *weight, intptr_t row_bytes, intptr_t rows, intptr_t columns,
                          const float *x, float *out) {
  const uint8_t *row = weight;
  for (intptr_t r = 0; r < rows; r++, row += row_bytes) switch (type) {
      case HONE_F32: out[r] = dot_plain(HONE_F32, row, x, columns); break;
      case HONE_F16: out[r] = dot_plain(HONE_F16, row, x, columns); break;
      case HONE_BF16: out[r] = dot_plain(HONE_BF16, row, x, columns); break;
      case HONE_Q4_0: out[r] = dot_blocks(HONE_Q4_0, row, x, columns); break;
      case HONE_Q4_1: out[r] = dot_blocks(HONE_Q4_1, row, x, columns); break;
      case HONE_Q5_0: out[r] = dot_blocks(HONE_Q5_0, row, x, columns); break;
      case HONE_Q5_1: out[r] = dot_blocks(HONE_Q5_1, row, x, columns); break;
      case HONE_Q8_0: out[r] = dot_blocks(HONE_Q8_0, row, x, columns); break;
      case HONE_Q4_K: out[r] = dot_blocks(HONE_Q4_K, row, x, columns); break;
      case HONE_Q5_K: out[r] = dot_blocks(HONE_Q5_K, row, x, columns); break;
      case HONE_Q6_K: out[r] = dot_blocks(HONE_Q6_K, row, x, columns); break;
    }
}
