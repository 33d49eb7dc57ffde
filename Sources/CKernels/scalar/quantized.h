#pragma once
#include <stdint.h>

void hone_scalar_dequantize(int type, const void *blocks, intptr_t first, float *out, intptr_t count);
void hone_scalar_matrix_vector(int type, const void *weight, intptr_t row_bytes, intptr_t rows, intptr_t columns,
                               const float *x, float *out);
