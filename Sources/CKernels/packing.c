#include "packed.h"

bool hone_can_pack(int type) { return layout_of(type).bits > 0; }

intptr_t hone_packed_block_bytes(int type) { return packed_bytes(layout_of(type)); }

/// 32 columns of one row as they are packed.
typedef struct piece {
  uint8_t codes[32];
  uint16_t scales[2], minimum;  // halves
} piece;

/// Columns 32 * index and on of a row of blocks.
static piece unpack_piece(int type, const uint8_t *row, intptr_t index) {
  const uint8_t *block = row + index * block_bytes(type);
  piece p = {.scales = {half_bits_at(block, 0)}};
  if (type == HONE_Q8_0) {
    for (int i = 0; i < 32; i++) p.codes[i] = (uint8_t)(block[2 + i] ^ 0x80);
    return p;
  }
  if (type == HONE_Q4_1) p.minimum = half_bits_at(block, 1);
  const uint8_t *nibbles = block + (type == HONE_Q4_1 ? 4 : 2);
  for (int i = 0; i < 16; i++) {
    p.codes[i] = nibbles[i] & 15;
    p.codes[i + 16] = nibbles[i] >> 4;
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
