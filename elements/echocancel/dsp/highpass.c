/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "highpass.h"

#include <math.h>

void
lc_high_pass_init (LcHighPass * h, unsigned rate, double hz)
{
  double k = tan (M_PI * hz / rate), norm = 1 / (1 + M_SQRT2 * k + k * k);

  h->b0 = norm;
  h->a1 = 2 * (k * k - 1) * norm;
  h->a2 = (1 - M_SQRT2 * k + k * k) * norm;
  lc_high_pass_reset (h);
}

void
lc_high_pass_reset (LcHighPass * h)
{
  h->z1 = h->z2 = 0;
}

void
lc_high_pass_process (LcHighPass * h, float *x, size_t n)
{
  size_t i;

  for (i = 0; i < n; i++) {
    double in = x[i] * h->b0, out = in + h->z1;

    /* The constant keeps the state out of the denormals. */
    h->z1 = -2 * in - h->a1 * out + h->z2 + 1e-25;
    h->z2 = in - h->a2 * out;
    x[i] = (float) out;
  }
}
