/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "cpu.h"

bool
lc_cpu_has_avx2 (void)
{
#if defined (__x86_64__) || defined (__i386__)
  return __builtin_cpu_supports ("avx2")
      && __builtin_cpu_supports ("fma");
#else
  return false;
#endif
}
