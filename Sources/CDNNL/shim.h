#pragma once
#include <oneapi/dnnl/dnnl.h>

// The toolchain ships no omp.h; oneDNN is linked against libgomp, which exports this.
void omp_set_num_threads(int count);
