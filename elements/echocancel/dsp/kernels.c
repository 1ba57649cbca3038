/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "kernels.h"

#include "elements/common/cpu.h"

const LcAecKernels *
lc_aec_kernels_pick (void)
{
#ifdef LC_HAVE_AVX2
  if (lc_cpu_has_avx2 ())
    return &lc_aec_kernels_avx2;
#endif
  return &lc_aec_kernels_base;
}
