/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "delay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "floats.h"

#define LOW_HZ 200
#define HIGH_HZ 3600
/* Echo earlier than its reference is looked for down to -20 ms. */
#define EARLY_BLOCKS 2
#define PARTS_PER_CALL 8
#define KEEP 0.975f
/* Until that many blocks were heard a peak may be chance. */
#define FULL_FRAMES 40

static size_t
bin_of (const LcDelay * d, unsigned hz)
{
  return (size_t) ((double) hz * 2 * (double) d->n / (double) d->rate + 0.5);
}

bool
lc_delay_init (LcDelay * d, unsigned rate, size_t n, unsigned max_ms)
{
  size_t spectra;

  memset (d, 0, sizeof *d);
  d->n = n;
  d->rate = rate;
  d->first = bin_of (d, LOW_HZ);
  d->count = bin_of (d, HIGH_HZ) - d->first;
  d->early = EARLY_BLOCKS;
  d->parts = (size_t) max_ms *rate / 1000 / n + 1 + d->early;
  d->m = 320;
  d->pad = (d->count + LC_AEC_BIN_PAD - 1) & ~(size_t) (LC_AEC_BIN_PAD - 1);
  d->kernels = lc_aec_kernels_pick ();
  spectra = d->parts * d->pad;
  d->fft = lc_fft_new (d->m);
  d->xr = lc_new_floats (spectra);
  d->xi = lc_new_floats (spectra);
  d->sr = lc_new_floats (spectra);
  d->si = lc_new_floats (spectra);
  d->qr = lc_new_floats ((d->early + 1) * d->pad);
  d->qi = lc_new_floats ((d->early + 1) * d->pad);
  d->px = lc_new_floats (d->count);
  d->py = lc_new_floats (d->count);
  d->full_r = lc_new_floats (d->m / 2 + 1);
  d->full_i = lc_new_floats (d->m / 2 + 1);
  d->corr = lc_new_floats (d->m);
  d->best = lc_new_floats (d->parts);
  d->best_at = lc_new_floats (d->parts);
  d->sum = lc_new_floats (d->parts);
  if (!d->fft || !d->xr || !d->xi || !d->sr || !d->si || !d->qr || !d->qi
      || !d->px || !d->py || !d->full_r || !d->full_i || !d->corr || !d->best
      || !d->best_at || !d->sum)
    return false;
  lc_delay_reset (d);
  return true;
}

void
lc_delay_clear (LcDelay * d)
{
  float *all[] = { d->xr, d->xi, d->sr, d->si, d->qr, d->qi, d->px, d->py,
    d->full_r, d->full_i, d->corr, d->best, d->best_at, d->sum
  };
  size_t i;

  for (i = 0; i < sizeof all / sizeof *all; i++)
    free (all[i]);
  lc_fft_free (d->fft);
  memset (d, 0, sizeof *d);
}

void
lc_delay_reset (LcDelay * d)
{
  size_t all = d->parts * d->pad * sizeof (float);
  size_t held = (d->early + 1) * d->pad * sizeof (float);

  memset (d->xr, 0, all);
  memset (d->xi, 0, all);
  memset (d->sr, 0, all);
  memset (d->si, 0, all);
  memset (d->qr, 0, held);
  memset (d->qi, 0, held);
  memset (d->px, 0, d->count * sizeof (float));
  memset (d->py, 0, d->count * sizeof (float));
  memset (d->best, 0, d->parts * sizeof (float));
  memset (d->sum, 0, d->parts * sizeof (float));
  d->newest = d->mic_at = d->next = 0;
  d->fresh = false;
  d->lag = 0;
  d->frames = d->steady = 0;
  d->confidence = 0;
}

static void
whiten (float *to_re, float *to_im, float *power, const float *re,
    const float *im, size_t count)
{
  size_t k;

  for (k = 0; k < count; k++) {
    float p = re[k] * re[k] + im[k] * im[k], g;

    power[k] += 0.05f * (p - power[k]) + 1e-20f;
    g = 1 / sqrtf (power[k] + 1e-12f);
    to_re[k] = re[k] * g;
    to_im[k] = im[k] * g;
  }
}

static void
accumulate (LcDelay * d)
{
  size_t m, held = (d->mic_at + 1) % (d->early + 1);
  const float *qr = d->qr + held * d->pad, *qi = d->qi + held * d->pad;

  for (m = 0; m < d->parts; m++) {
    size_t x = (d->newest + m) % d->parts * d->pad, s = m * d->pad;

    d->kernels->correlate (d->sr + s, d->si + s, d->xr + x, d->xi + x, qr, qi,
        KEEP, d->pad);
  }
}

/* Top of the parabola through three neighbours, as an offset of -.5 to .5. */
static float
vertex (float a, float b, float c)
{
  float bend = a - 2 * b + c;

  return bend < 0 ? 0.5f * (a - c) / bend : 0;
}

/* The correlation over one block of the past: only its first half is free
 * of wrapped-around lags. */
static void
look_at (LcDelay * d, size_t part)
{
  size_t half = d->m / 2, i, at = 0;
  float best = 0, sum = 0, shift = 0;

  memcpy (d->full_r + d->first, d->sr + part * d->pad,
      d->count * sizeof (float));
  memcpy (d->full_i + d->first, d->si + part * d->pad,
      d->count * sizeof (float));
  lc_fft_inverse (d->fft, d->full_r, d->full_i, d->corr);
  for (i = 0; i < half; i++) {
    float a = fabsf (d->corr[i]);

    sum += a;
    if (a > best) {
      best = a;
      at = i;
    }
  }
  if (at > 0)
    shift = vertex (fabsf (d->corr[at - 1]), best, fabsf (d->corr[at + 1]));
  d->best[part] = best;
  d->sum[part] = sum / (float) half;
  d->best_at[part] = ((float) at + shift) * 2 * (float) d->n / (float) d->m;
}

static void
conclude (LcDelay * d)
{
  size_t m, top = 0;
  float sum = 0, before = d->lag;

  for (m = 0; m < d->parts; m++) {
    sum += d->sum[m];
    if (d->best[m] > d->best[top])
      top = m;
  }
  d->lag = ((float) top - (float) d->early) * (float) d->n + d->best_at[top];
  d->confidence = sum > 0 ? d->best[top] * (float) d->parts / sum : 0;
  if (d->frames < FULL_FRAMES)
    d->confidence *= (float) d->frames / FULL_FRAMES;
  d->steady = fabsf (d->lag - before) < 0.002f * (float) d->rate
      ? d->steady + 1 : 0;
  d->fresh = true;
}

void
lc_delay_process (LcDelay * d, const float *far_re, const float *far_im,
    const float *mic_re, const float *mic_im, bool active)
{
  size_t i;

  d->newest = (d->newest + d->parts - 1) % d->parts;
  whiten (d->xr + d->newest * d->pad, d->xi + d->newest * d->pad, d->px,
      far_re + d->first, far_im + d->first, d->count);
  d->mic_at = (d->mic_at + 1) % (d->early + 1);
  whiten (d->qr + d->mic_at * d->pad, d->qi + d->mic_at * d->pad, d->py,
      mic_re + d->first, mic_im + d->first, d->count);
  d->fresh = false;
  if (!active)
    return;
  accumulate (d);
  if (d->frames < FULL_FRAMES)
    d->frames++;
  for (i = 0; i < PARTS_PER_CALL; i++) {
    look_at (d, d->next);
    d->next = (d->next + 1) % d->parts;
    if (d->next == 0)
      conclude (d);
  }
}

float
lc_delay_strength (const LcDelay * d, double lag)
{
  double place = lag / (double) d->n + (double) d->early;
  size_t part = place > 0 ? (size_t) place : 0;

  return part < d->parts ? d->best[part] : 0;
}
