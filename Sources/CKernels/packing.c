#include <stddef.h>

#include "packed.h"

bool hone_can_pack(int type) { return layout_of(type).bits > 0; }

intptr_t hone_packed_block_bytes(int type) { return packed_bytes(layout_of(type)); }

/// 32 columns of one row as they are packed.
typedef struct piece {
  uint8_t codes[32];
  uint16_t scales[2], minimum;  // halves
} piece;

/// The half nearest to x, halves to even.
static uint16_t float_to_half(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  const uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
  const uint32_t magnitude = bits & 0x7FFFFFFF;
  if (magnitude > 0x7F800000) return sign | 0x7E00;
  if (magnitude >= 0x477FF000) return sign | 0x7C00;
  float scaled;
  if (magnitude < 0x38800000) {
    // Below the least normal half: the last 2^-24 is the unit, which adding 1/2 brings to the float's own last bit.
    memcpy(&scaled, &magnitude, sizeof scaled);
    scaled += 0.5f;
    memcpy(&bits, &scaled, sizeof bits);
    return (uint16_t)(sign | (bits - 0x3F000000));
  }
  const uint32_t rounded = magnitude + 0xFFF + (magnitude >> 13 & 1);
  return (uint16_t)(sign | (rounded - 0x38000000) >> 13);
}

static void unpack_nibbles(const uint8_t nibbles[16], uint8_t codes[32]) {
  for (int i = 0; i < 16; i++) {
    codes[i] = nibbles[i] & 15;
    codes[i + 16] = nibbles[i] >> 4;
  }
}

static void add_fifths(const uint8_t fifths[4], uint8_t codes[32]) {
  for (int i = 0; i < 32; i++) codes[i] |= (uint8_t)((fifths[i / 8] >> i % 8 & 1) << 4);
}

/// A part of Q4_K or Q5_K; no fifths for Q4_K.
static piece unpack_part(uint16_t scale, uint16_t minimum, const uint8_t parts[12], const uint8_t *nibbles,
                         const uint8_t *fifths, int part) {
  piece p = {
      .scales = {float_to_half(half_to_float(scale) * (float)part_scale(parts, part))},
      .minimum = float_to_half(-half_to_float(minimum) * (float)part_minimum(parts, part)),
  };
  for (int i = 0; i < 32; i++) {
    int low = nibbles[part / 2 * 32 + i] >> (part % 2 ? 4 : 0) & 15;
    p.codes[i] = (uint8_t)(low | (fifths ? (fifths[i] >> part & 1) << 4 : 0));
  }
  return p;
}

static piece unpack_q6_K(const block_q6_K *b, int part) {
  piece p;
  for (int s = 0; s < 2; s++)
    p.scales[s] = float_to_half(half_to_float(b->scale) * (float)b->scales[2 * part + s]);
  const uint8_t *nibbles = b->nibbles + part / 4 * 64 + part % 2 * 32, *highs = b->highs + part / 4 * 32;
  for (int i = 0; i < 32; i++) {
    int low = nibbles[i] >> (part % 4 < 2 ? 0 : 4) & 15;
    p.codes[i] = (uint8_t)(low | (highs[i] >> 2 * (part % 4) & 3) << 4);
  }
  return p;
}

/// Columns 32 * index and on of a row of blocks.
static piece unpack_piece(int type, const uint8_t *row, intptr_t index) {
  const intptr_t parts = block_weights(type) / 32;
  const int part = (int)(index % parts);
  const void *block = row + index / parts * block_bytes(type);
  piece p = {0};
  switch (type) {
    case HONE_Q4_0: {
      const block_q4_0 *b = block;
      p.scales[0] = b->scale;
      unpack_nibbles(b->nibbles, p.codes);
      break;
    }
    case HONE_Q4_1: {
      const block_q4_1 *b = block;
      p.scales[0] = b->scale;
      p.minimum = b->minimum;
      unpack_nibbles(b->nibbles, p.codes);
      break;
    }
    case HONE_Q5_0: {
      const block_q5_0 *b = block;
      p.scales[0] = b->scale;
      unpack_nibbles(b->nibbles, p.codes);
      add_fifths(b->fifths, p.codes);
      break;
    }
    case HONE_Q5_1: {
      const block_q5_1 *b = block;
      p.scales[0] = b->scale;
      p.minimum = b->minimum;
      unpack_nibbles(b->nibbles, p.codes);
      add_fifths(b->fifths, p.codes);
      break;
    }
    case HONE_Q4_K: {
      const block_q4_K *b = block;
      return unpack_part(b->scale, b->minimum, b->parts, b->nibbles, NULL, part);
    }
    case HONE_Q5_K: {
      const block_q5_K *b = block;
      return unpack_part(b->scale, b->minimum, b->parts, b->nibbles, b->fifths, part);
    }
    case HONE_Q6_K: return unpack_q6_K(block, part);
    default: {
      const block_q8_0 *b = block;
      p.scales[0] = b->scale;
      for (int i = 0; i < 32; i++) p.codes[i] = (uint8_t)(b->values[i] ^ 0x80);
    }
  }
  return p;
}

/// Puts the 32 codes of row r among those of a packed block.
static void put_codes(int bits, uint8_t *out, intptr_t r, const uint8_t codes[32]) {
  if (bits == 8) {
    for (int w = 0; w < 8; w++) memcpy(out + PACKED_WORD * w + 4 * r, codes + 4 * w, 4);
    return;
  }
  uint8_t nibbles[16], high[8] = {0};
  for (int i = 0; i < 16; i++) nibbles[i] = (uint8_t)((codes[i] & 15) | codes[i + 16] << 4);
  for (int w = 0; w < 4; w++) memcpy(out + PACKED_WORD * w + 4 * r, nibbles + 4 * w, 4);
  if (bits == 4) return;
  for (int i = 0; i < 32; i++) high[i / 16 * 4 + i % 4] |= (uint8_t)(codes[i] >> 4 << 2 * (i / 4 & 3));
  for (int w = 0; w < 2; w++) memcpy(out + PACKED_WORD * (4 + w) + 4 * r, high + 4 * w, 4);
}

void hone_pack(int type, const void *weight, intptr_t row_bytes, intptr_t rows, intptr_t blocks, uint8_t *out) {
  const packed_layout layout = layout_of(type);
  memset(out, 0, (size_t)(blocks * packed_bytes(layout)));
  for (intptr_t b = 0; b < blocks; b++, out += packed_bytes(layout))
    for (intptr_t r = 0; r < rows; r++) {
      piece p = unpack_piece(type, (const uint8_t *)weight + r * row_bytes, b);
      for (int s = 0; s < layout.scales; s++) memcpy(out + PACKED_HALVES * s + 2 * r, &p.scales[s], 2);
      if (layout.minimum) memcpy(out + PACKED_HALVES * layout.scales + 2 * r, &p.minimum, 2);
      put_codes(layout.bits, out + PACKED_HALVES * (layout.scales + layout.minimum), r, p.codes);
    }
}
