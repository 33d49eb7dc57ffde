#pragma once
#include "attention.h"
#include "attention_backward.h"
#include "elementwise.h"
#include "encode.h"
#include "packed.h"
#include "quantized.h"

/// The fields of a table whose functions are all compiled from these bodies.
#define HONE_VECTOR_KERNELS                                                                                        \
  .dequantize = dequantize, .matrix_vector = matrix_vector, .encode = encode,                                      \
  .packed_product = packed_product, .rms_norm = rms_norm,                                                          \
  .rms_norm_backward = rms_norm_backward, .rotate = rotate, .gated = gated, .gated_backward = gated_backward,      \
  .gated_gelu = gated_gelu, .gated_gelu_backward = gated_gelu_backward, .add = add, .add_product = add_product,    \
  .add_mixture = add_mixture, .scale = scale, .sum_of_squares = sum_of_squares,                                    \
  .softmax_statistics = softmax_statistics, .softmax_gradient = softmax_gradient, .attention = attention,          \
  .attention_backward = attention_backward, .adamw = adamw
