/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "bands.h"

void
lc_bands_init (LcBands * bands, unsigned rate, size_t n, float low_hz,
    float high_hz)
{
  float spacing = (float) rate / (2 * (float) n), hz = low_hz;
  size_t last = n, at = (size_t) (low_hz / spacing + 0.5f);

  if (high_hz < (float) rate / 2)
    last = (size_t) (high_hz / spacing);
  bands->count = 0;
  bands->edge[0] = at;
  while (at < last && bands->count < LC_MAX_BANDS) {
    size_t next;

    hz = (float) at *spacing;
    hz += 2 * (24.7f + 0.108f * hz);
    next = (size_t) (hz / spacing + 0.5f);
    if (next <= at)
      next = at + 1;
    at = next < last ? next : last;
    bands->edge[++bands->count] = at;
  }
}

void
lc_bands_mean (const LcBands * bands, const float *bins, float *means)
{
  size_t b, k;

  for (b = 0; b < bands->count; b++) {
    float sum = 0;

    for (k = bands->edge[b]; k < bands->edge[b + 1]; k++)
      sum += bins[k];
    means[b] = sum / (float) (bands->edge[b + 1] - bands->edge[b]);
  }
}
