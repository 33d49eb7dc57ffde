#include <stddef.h>

#include "hone_kernels.h"

#if defined(__x86_64__)
extern const hone_kernels hone_avx2_kernels;
extern const hone_kernels hone_avx512_kernels;
#endif

static int usable_tables(const hone_kernels *tables[3]) {
  int count = 0;
  tables[count++] = &hone_scalar_kernels;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")) {
    tables[count++] = &hone_avx2_kernels;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512vnni"))
      tables[count++] = &hone_avx512_kernels;
  }
#endif
  return count;
}

int hone_kernel_table_count(void) {
  const hone_kernels *tables[3];
  return usable_tables(tables);
}

const hone_kernels *hone_kernel_table(int index) {
  const hone_kernels *tables[3];
  return index >= 0 && index < usable_tables(tables) ? tables[index] : NULL;
}
