#include "packed.h"

#include <math.h>

#include "../packed.h"

/// Magnitudes in order of their bits: what is not a number is the largest of all.
static float largest_magnitude(const float x[32]) {
  uint32_t top = 0;
  for (int i = 0; i < 32; i++) {
    uint32_t bits;
    memcpy(&bits, x + i, sizeof bits);
    bits &= 0x7FFFFFFF;
    top = bits > top ? bits : top;
  }
  float largest;
  memcpy(&largest, &top, sizeof largest);
  return largest;
}

void hone_scalar_encode(const float *x, intptr_t blocks, int8_t *codes, float *scales, int32_t *sums) {
  for (intptr_t b = 0; b < blocks; b++, x += 32, codes += 64) {
    float largest = largest_magnitude(x), inverse = has_codes(largest) ? 32512.0f / largest : 0;
    scales[b] = largest / 32512.0f;
    sums[2 * b] = sums[2 * b + 1] = 0;
    for (int i = 0; i < 32; i++) {
      int code = inverse > 0 ? (int)nearbyintf(x[i] * inverse) : 0;
      int high = (code + 128) >> 8, low = code - 256 * high < -127 ? -127 : code - 256 * high;
      codes[i] = (int8_t)high;
      codes[32 + i] = (int8_t)low;
      sums[2 * b + i / 16] += 256 * high + low;
    }
  }
}

/// The stored code of lane r, column i of a packed block's codes.
static int code_at(int bits, const uint8_t *codes, int r, int i) {
  int word = i / 4, at = 4 * r + i % 4;
  if (bits == 8) return codes[PACKED_WORD * word + at];
  int low = codes[PACKED_WORD * (word & 3) + at] >> (word < 4 ? 0 : 4) & 15;
  if (bits == 4) return low;
  return low | (codes[PACKED_WORD * (4 + word / 4) + at] >> 2 * (word & 3) & 3) << 4;
}

/// Lane r of one packed block times one block of activations.
static float lane_product(packed_layout layout, const uint8_t *block, int r, const int8_t *codes, float scale,
                          const int32_t *sums) {
  const uint8_t *stored = block + PACKED_HALVES * (layout.scales + layout.minimum);
  float total = 0;
  for (int part = 0; part < layout.scales; part++) {
    int32_t sum = 0;
    for (int i = part * 16; i < 32 && i < (part + 1) * 32 / layout.scales; i++)
      sum += (code_at(layout.bits, stored, r, i) - layout.offset) * (256 * codes[i] + codes[32 + i]);
    total += half_to_float(half_bits_at(block + PACKED_HALVES * part, r)) * scale * (float)sum;
  }
  if (layout.minimum)
    total += half_to_float(half_bits_at(block + PACKED_HALVES * layout.scales, r)) * (scale * (float)(sums[0] + sums[1]));
  return total;
}

void hone_scalar_packed_product(int type, const uint8_t *packed, intptr_t outputs, const hone_codes *x, float *out,
                                intptr_t out_stride, bool adding) {
  const packed_layout layout = layout_of(type);
  const intptr_t bytes = packed_bytes(layout);
  for (intptr_t r = 0; r < x->rows; r++)
    for (intptr_t o = 0; o < outputs; o++) {
      const uint8_t *group = packed + o / PACKED_ROWS * x->blocks * bytes;
      float total = 0;
      for (intptr_t b = 0; b < x->blocks; b++) {
        intptr_t at = r * x->blocks + b;
        total += lane_product(layout, group + b * bytes, (int)(o % PACKED_ROWS), x->codes + 64 * at, x->scales[at],
                              x->sums + 2 * at);
      }
      float *to = out + r * out_stride + o;
      *to = adding ? *to + total : total;
    }
}
