/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "farhistory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernels.h"

/* Steps between two samples that the kernel table knows; in between it is
 * interpolated linearly: the error stays below -90 dB. */
#define PHASES 128

struct _LcFarHistory
{
  size_t size, at;              /* power of two; where the next goes */
  const LcAecKernels *kernels;
  float *ring;                  /* twice, so that reads never wrap */
  float table[PHASES + 2][LC_FAR_TAPS];
};

static float
kernel (double t)
{
  double half = LC_FAR_TAPS / 2, r = t / half, w;

  if (fabs (r) >= 1)
    return 0;
  w = 0.42 + 0.5 * cos (M_PI * r) + 0.08 * cos (2 * M_PI * r);
  return (float) (w * (t == 0 ? 1 : sin (M_PI * t) / (M_PI * t)));
}

static void
fill_table (LcFarHistory * far)
{
  unsigned p, j;

  for (p = 0; p < PHASES + 2; p++)
    for (j = 0; j < LC_FAR_TAPS; j++)
      far->table[p][j] = kernel ((double) j - (LC_FAR_TAPS / 2 - 1)
          - (double) p / PHASES);
}

LcFarHistory *
lc_far_history_new (size_t span)
{
  LcFarHistory *far = calloc (1, sizeof *far);

  if (far == NULL)
    return NULL;
  far->size = 1024;
  while (far->size < span + 2 * LC_FAR_TAPS)
    far->size *= 2;
  far->ring = calloc (2 * far->size, sizeof (float));
  if (far->ring == NULL) {
    free (far);
    return NULL;
  }
  far->kernels = lc_aec_kernels_pick ();
  fill_table (far);
  return far;
}

void
lc_far_history_free (LcFarHistory * far)
{
  if (far != NULL)
    free (far->ring);
  free (far);
}

void
lc_far_history_reset (LcFarHistory * far)
{
  memset (far->ring, 0, 2 * far->size * sizeof (float));
  far->at = 0;
}

void
lc_far_history_push (LcFarHistory * far, const float *x, size_t n)
{
  size_t i;

  for (i = 0; i < n; i++) {
    far->ring[far->at] = far->ring[far->at + far->size] = x[i];
    far->at = (far->at + 1) & (far->size - 1);
  }
}

/* The kernel between its two neighbours in the table, applied. */
static float
interpolate (const LcFarHistory * far, const float *x, float phase)
{
  unsigned p = (unsigned) phase;

  return far->kernels->interpolate (x, far->table[p], far->table[p + 1],
      phase - (float) p);
}

void
lc_far_history_read (const LcFarHistory * far, double lag, double slope,
    float *out, size_t n)
{
  size_t mask = far->size - 1, i;
  double whole = floor (lag);

  if (slope == 0 && whole == lag) {
    size_t back = (size_t) lag < n ? n : (size_t) lag;

    memcpy (out, far->ring + ((far->at - back) & mask), n * sizeof (float));
    return;
  }
  for (i = 0; i < n; i++) {
    /* Position relative to the next sample to come, negative. */
    double pos = (double) i - lag - slope * (double) i, base;

    if (pos > -1.0 - LC_FAR_TAPS / 2)
      pos = -1.0 - LC_FAR_TAPS / 2;
    base = floor (pos);
    out[i] = interpolate (far, far->ring + ((far->at
                + (size_t) (ptrdiff_t) base - (LC_FAR_TAPS / 2 - 1)) & mask),
        (float) ((pos - base) * PHASES));
  }
}
