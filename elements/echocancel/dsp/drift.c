/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "drift.h"

#include <math.h>

#include "floats.h"

#define LOW_HZ 250
#define HIGH_HZ 2500
#define PARTS 4
#define INTERVAL_MS 500
/* Sound cards are good to 200 ppm; more is a broken driver. */
#define MOST 500e-6
/* Until the estimate has once been beyond this it is taken for chance and
 * forgotten by and by: a reference that need not be interpolated is cheaper,
 * and the filter follows such a slow slide by itself. */
#define NOTICED 6e-6
#define FORGET 0.9

bool
lc_drift_init (LcDrift * d, const LcKalman * k, unsigned rate)
{
  double spacing = (double) rate / (2 * (double) k->n);

  memset (d, 0, sizeof *d);
  d->first = (size_t) (LOW_HZ / spacing);
  d->count = (size_t) (HIGH_HZ / spacing) - d->first;
  d->parts = k->parts < PARTS ? k->parts : PARTS;
  d->interval = (size_t) rate *INTERVAL_MS / 1000 / k->n;
  d->radians = M_PI / (double) k->n;
  d->wr = lc_new_floats (d->parts * d->count);
  d->wi = lc_new_floats (d->parts * d->count);
  return d->wr != NULL && d->wi != NULL;
}

void
lc_drift_clear (LcDrift * d)
{
  free (d->wr);
  free (d->wi);
  memset (d, 0, sizeof *d);
}

void
lc_drift_restart (LcDrift * d)
{
  d->have = false;
  d->blocks = 0;
}

void
lc_drift_reset (LcDrift * d)
{
  lc_drift_restart (d);
  d->slope = d->rest = 0;
  d->applied = false;
}

static void
take_picture (LcDrift * d, const LcKalman * k)
{
  size_t m;

  for (m = 0; m < d->parts; m++) {
    memcpy (d->wr + m * d->count, k->wr + m * k->pad + d->first,
        d->count * sizeof (float));
    memcpy (d->wi + m * d->count, k->wi + m * k->pad + d->first,
        d->count * sizeof (float));
  }
  d->have = true;
  d->blocks = 0;
}

/* Delay in samples by which the filter moved since the picture; false when
 * the two hardly resemble each other. */
static bool
compare (const LcDrift * d, const LcKalman * k, double *delay)
{
  double num = 0, den = 0, cross = 0, now = 0, then = 0;
  size_t i, m;

  for (i = 0; i < d->count; i++) {
    double re = 0, im = 0, w = d->radians * (double) (d->first + i), size;

    for (m = 0; m < d->parts; m++) {
      float a = k->wr[m * k->pad + d->first + i];
      float b = k->wi[m * k->pad + d->first + i];
      float c = d->wr[m * d->count + i], e = d->wi[m * d->count + i];

      re += a * c + b * e;
      im += b * c - a * e;
      now += a * a + b * b;
      then += c * c + e * e;
    }
    size = sqrt (re * re + im * im);
    cross += size;
    num -= size * w * atan2 (im, re);
    den += size * w * w;
  }
  if (den <= 0 || cross < 0.8 * sqrt (now * then))
    return false;
  *delay = num / den;
  return true;
}

/* Small rates are mostly chance, large ones mostly drift. */
static double
trust (double rest)
{
  double size = fabs (rest) / 15e-6;

  return 0.15 + 0.5 * (size < 1 ? size : 1);
}

bool
lc_drift_process (LcDrift * d, const LcKalman * k)
{
  double delay;
  bool good;

  if (++d->blocks < d->interval)
    return false;
  good = d->have && compare (d, k, &delay);
  if (good) {
    d->rest = delay / (double) (d->blocks * k->n);
    if (fabs (d->rest) > MOST)
      good = false;
  }
  take_picture (d, k);
  if (!good)
    return false;
  d->slope += trust (d->rest) * d->rest;
  if (!d->applied) {
    d->applied = fabs (d->slope) > NOTICED;
    d->slope *= FORGET;
  }
  if (d->slope > MOST)
    d->slope = MOST;
  if (d->slope < -MOST)
    d->slope = -MOST;
  return true;
}

double
lc_drift_slope (const LcDrift * d)
{
  return d->applied ? d->slope : 0;
}
