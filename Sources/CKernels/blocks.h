#pragma once
#include <stdint.h>
#include <string.h>

// The layouts of GGML's blocks of 32 weights, as they lie in a file (little-endian).

typedef struct __attribute__((packed)) block_q4_0 {
  uint16_t scale;
  uint8_t nibbles[16];  // low halves are weights 0..15, high halves 16..31; weight = scale * (nibble - 8)
} block_q4_0;

typedef struct __attribute__((packed)) block_q4_1 {
  uint16_t scale, minimum;
  uint8_t nibbles[16];  // weight = scale * nibble + minimum
} block_q4_1;

typedef struct __attribute__((packed)) block_q8_0 {
  uint16_t scale;
  int8_t values[32];
} block_q8_0;

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
static inline intptr_t block_weights(int type) { return type == 0 || type == 1 ? 1 : 32; }
static inline intptr_t block_bytes(int type) {
  switch (type) {
    case 0: return 4;
    case 1: return 2;
    case 2: return sizeof(block_q4_0);
    case 3: return sizeof(block_q4_1);
    default: return sizeof(block_q8_0);
  }
}
