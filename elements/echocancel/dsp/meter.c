/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "meter.h"

#include <math.h>
#include <string.h>

#define SPEED 0.02f

float
lc_energy (const float *x, size_t n)
{
  float sum[8] = { 0 };
  size_t i, j;

  /* Blocks are multiples of eight. */
  for (i = 0; i < n; i += 8)
    for (j = 0; j < 8; j++)
      sum[j] += x[i + j] * x[i + j];
  return ((sum[0] + sum[4]) + (sum[1] + sum[5]))
      + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
}

void
lc_meter_reset (LcMeter * m)
{
  memset (m, 0, sizeof *m);
}

void
lc_meter_add (LcMeter * m, const LcMeter * block)
{
  m->far += SPEED * (block->far - m->far);
  m->mic += SPEED * (block->mic - m->mic);
  m->echo += SPEED * (block->echo - m->echo);
  m->error += SPEED * (block->error - m->error);
  m->out += SPEED * (block->out - m->out);
}

float
lc_ratio_db (float over, float under)
{
  return 10 * log10f ((over + 1e-10f) / (under + 1e-10f));
}
