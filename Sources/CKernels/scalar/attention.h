#pragma once
#include "../include/hone_kernels.h"

void hone_scalar_attention(const hone_attention *layer, const hone_segment *segment, intptr_t key_head, float *scratch);
void hone_scalar_attention_backward(const hone_attention *layer, const hone_attention_gradients *gradients,
                                    const hone_segment *segment, intptr_t head, float *scratch);
