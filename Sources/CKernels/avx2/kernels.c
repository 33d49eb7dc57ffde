#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

// Sixteen registers of eight floats.
#define HELD_GROUPS 1

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#include "../vector/table.h"
#include "packed.h"

const hone_kernels hone_avx2_kernels = {.name = "avx2", HONE_VECTOR_KERNELS};
#pragma clang attribute pop
#endif
