/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_AEC_HIGHPASS_H
#define LC_AEC_HIGHPASS_H

#include <stddef.h>

/* Second-order Butterworth high-pass, by the bilinear transform. */
typedef struct
{
  double b0, a1, a2;
  double z1, z2;
} LcHighPass;

void lc_high_pass_init (LcHighPass * h, unsigned rate, double hz);
void lc_high_pass_reset (LcHighPass * h);
/* In place. */
void lc_high_pass_process (LcHighPass * h, float *x, size_t n);

#endif
