#pragma once
#include <stdint.h>
#include <string.h>

#include "include/hone_kernels.h"

// The layouts of GGML's blocks of weights, as they lie in a file (little-endian). Scales and minimums are halves.
//
// Products of scales and codes are exact in float32: a half has 11 significant bits, a part's scale and a code have at
// most 12 together. So a product fused with the addition behind it rounds as one that is not, and each formula below has
// one result, whatever the instructions.

typedef struct __attribute__((packed)) block_q4_0 {
  uint16_t scale;
  uint8_t nibbles[16];  // low halves are weights 0..15, high halves 16..31; weight = scale * (nibble - 8)
} block_q4_0;

typedef struct __attribute__((packed)) block_q4_1 {
  uint16_t scale, minimum;
  uint8_t nibbles[16];  // weight = scale * nibble + minimum
} block_q4_1;

typedef struct __attribute__((packed)) block_q5_0 {
  uint16_t scale;
  uint8_t fifths[4];  // bit i is the fifth bit of code i
  uint8_t nibbles[16];  // weight = scale * (code - 16)
} block_q5_0;

typedef struct __attribute__((packed)) block_q5_1 {
  uint16_t scale, minimum;
  uint8_t fifths[4];
  uint8_t nibbles[16];  // weight = scale * code + minimum
} block_q5_1;

typedef struct __attribute__((packed)) block_q8_0 {
  uint16_t scale;
  int8_t values[32];
} block_q8_0;

// Blocks of 256 weights have eight parts of 32. Two neighbouring parts of Q4_K and Q5_K share 32 bytes of nibbles, the
// first in their low halves. weight = (scale * part's scale) * code - minimum * part's minimum.

typedef struct __attribute__((packed)) block_q4_K {
  uint16_t scale, minimum;
  uint8_t parts[12];  // see part_scale
  uint8_t nibbles[128];
} block_q4_K;

typedef struct __attribute__((packed)) block_q5_K {
  uint16_t scale, minimum;
  uint8_t parts[12];
  uint8_t fifths[32];  // bit p of byte i is the fifth bit of code i of part p
  uint8_t nibbles[128];
} block_q5_K;

/// Parts 0..3 have the first 64 bytes of nibbles and the first 32 of highs, parts 4..7 the others. Of these, parts 0 and 1
/// have the low halves and parts 2 and 3 the high halves of 32 nibbles each, and part p has bits 2p and 2p + 1 of the
/// highs. weight = (scale * scale of its 16) * (code - 32).
typedef struct __attribute__((packed)) block_q6_K {
  uint8_t nibbles[128];
  uint8_t highs[64];
  int8_t scales[16];  // one for 16 weights
  uint16_t scale;
} block_q6_K;

/// Scale and minimum of a part, six bits each: those of parts 0..3 are the low bits of bytes 0..3 and 4..7; parts 4..7 have
/// four bits each in bytes 8..11, and their upper two on top of the bytes of part - 4.
static inline int part_scale(const uint8_t parts[12], int part) {
  return part < 4 ? parts[part] & 63 : (parts[part + 4] & 15) | parts[part - 4] >> 6 << 4;
}

static inline int part_minimum(const uint8_t parts[12], int part) {
  return part < 4 ? parts[part + 4] & 63 : parts[part + 4] >> 4 | parts[part] >> 6 << 4;
}

/// IEEE half to single by bits: exact, subnormals and infinities included.
static inline float half_to_float(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = (half >> 10) & 0x1f, mantissa = half & 0x3ff, bits;
  if (exponent == 0) {
    float magnitude = (float)mantissa * 0x1p-24f;
    return sign ? -magnitude : magnitude;
  }
  bits = exponent == 31 ? sign | 0x7f800000 | mantissa << 13 : sign | (exponent + 112) << 23 | mantissa << 13;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// Weights in one block of a type, and the bytes it takes.
static inline intptr_t block_weights(int type) {
  switch (type) {
    case HONE_F32:
    case HONE_F16:
    case HONE_BF16: return 1;
    case HONE_Q4_K:
    case HONE_Q5_K:
    case HONE_Q6_K: return 256;
    default: return 32;
  }
}

static inline intptr_t block_bytes(int type) {
  switch (type) {
    case HONE_F32: return 4;
    case HONE_F16:
    case HONE_BF16: return 2;
    case HONE_Q4_0: return sizeof(block_q4_0);
    case HONE_Q4_1: return sizeof(block_q4_1);
    case HONE_Q5_0: return sizeof(block_q5_0);
    case HONE_Q5_1: return sizeof(block_q5_1);
    case HONE_Q4_K: return sizeof(block_q4_K);
    case HONE_Q5_K: return sizeof(block_q5_K);
    case HONE_Q6_K: return sizeof(block_q6_K);
    default: return sizeof(block_q8_0);
  }
}
