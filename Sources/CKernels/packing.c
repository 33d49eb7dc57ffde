#include "packed.h"

bool hone_can_pack(int type) { return type == HONE_Q4_0 || type == HONE_Q4_1 || type == HONE_Q8_0; }

intptr_t hone_packed_block_bytes(int type) {
  return (type == HONE_Q4_1 ? 2 : 1) * PACKED_CODES + PACKED_ROWS * (type == HONE_Q8_0 ? 32 : 16);
}

/// The 32 codes of one block of the file, as unsigned bytes.
static void unpack_codes(int type, const uint8_t *block, uint8_t codes[32]) {
  if (type == HONE_Q8_0) {
    for (int i = 0; i < 32; i++) codes[i] = (uint8_t)(block[2 + i] ^ 0x80);
    return;
  }
  const uint8_t *nibbles = block + (type == HONE_Q4_1 ? 4 : 2);
  for (int i = 0; i < 16; i++) {
    codes[i] = nibbles[i] & 15;
    codes[i + 16] = nibbles[i] >> 4;
  }
}

void hone_pack(int type, const void *weight, intptr_t row_bytes, intptr_t rows, intptr_t blocks, uint8_t *out) {
  memset(out, 0, (size_t)(blocks * hone_packed_block_bytes(type)));
  for (intptr_t b = 0; b < blocks; b++, out += hone_packed_block_bytes(type)) {
    uint8_t *words = out + (type == HONE_Q4_1 ? 2 : 1) * PACKED_CODES;
    for (intptr_t r = 0; r < rows; r++) {
      const uint8_t *block = (const uint8_t *)weight + r * row_bytes + b * block_bytes(type);
      uint8_t codes[32];
      unpack_codes(type, block, codes);
      memcpy(out + 2 * r, block, 2);
      if (type == HONE_Q4_1) memcpy(out + PACKED_CODES + 2 * r, block + 2, 2);
      for (int j = 0; j < 8; j++)
        for (int i = 0; i < 4; i++) {
          uint8_t code = codes[4 * j + i];
          if (type == HONE_Q8_0)
            words[64 * j + 4 * r + i] = code;
          else
            words[64 * (j & 3) + 4 * r + i] |= (uint8_t)(j < 4 ? code : code << 4);
        }
    }
  }
}
