#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

// Thirty-two registers of sixteen floats.
#define HELD_GROUPS 4

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,fma,f16c"))), apply_to = function)
#include "../vector/table.h"
#include "packed.h"

const hone_kernels hone_avx512_kernels = {.name = "avx512", HONE_VECTOR_KERNELS};
#pragma clang attribute pop
#endif
