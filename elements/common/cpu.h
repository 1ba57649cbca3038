/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_CPU_H
#define LC_CPU_H

#include <stdbool.h>

/* Whether this machine runs code built with -mavx2 -mfma. */
bool lc_cpu_has_avx2 (void);

#endif
