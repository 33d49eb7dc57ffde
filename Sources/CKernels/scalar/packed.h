#pragma once
#include "../include/hone_kernels.h"

void hone_scalar_encode(const float *x, intptr_t blocks, int8_t *codes, float *scales, int32_t *sums);
void hone_scalar_packed_product(int type, const uint8_t *packed, intptr_t outputs, const hone_codes *x, float *out,
                                intptr_t out_stride, bool adding);
