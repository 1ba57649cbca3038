/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "kalman.h"

#include <math.h>

#include "floats.h"

/* Expected power of a path nobody has seen once its delay is known, and
 * how a room's reverberation makes it fall: 1.5 dB in 10 ms. */
#define PRIOR_POWER 1.0f
#define PRIOR_DECAY 0.7f
#define PRIOR_LEAST 1e-3f
/* The same before the delay is known, in every partition. */
#define PRIOR_FLAT 0.1f
/* How much of the path stays the same from block to block, in power (A^2 in
 * Kuech et al.): below, real devices with moving parts and drift are lost;
 * above, noise gets into the coefficients in double talk. */
#define KEEP 0.9995f
/* Speed at which the near end's power is believed to rise and to fall. */
#define NEAR_RISE 0.1f
#define NEAR_FALL 0.04f

bool
lc_kalman_init (LcKalman * k, LcFft * fft, size_t n, size_t parts)
{
  float **spectra[] = { &k->er, &k->ei, &k->yr, &k->yi, &k->uncertainty,
    &k->near_power, &k->gain
  };
  float **partitioned[] = { &k->xr, &k->xi, &k->wr, &k->wi, &k->p };
  size_t i;

  memset (k, 0, sizeof *k);
  k->n = n;
  k->bins = n + 1;
  k->pad = (k->bins + LC_AEC_BIN_PAD - 1) & ~(size_t) (LC_AEC_BIN_PAD - 1);
  k->parts = parts;
  k->keep = KEEP;
  k->fft = fft;
  k->kernels = lc_aec_kernels_pick ();
  for (i = 0; i < sizeof spectra / sizeof *spectra; i++)
    if ((*spectra[i] = lc_new_floats (k->pad)) == NULL)
      return false;
  for (i = 0; i < sizeof partitioned / sizeof *partitioned; i++)
    if ((*partitioned[i] = lc_new_floats (k->pad * parts)) == NULL)
      return false;
  k->frame = lc_new_floats (2 * n);
  k->error = lc_new_floats (n);
  k->echo = lc_new_floats (n);
  if (k->frame == NULL || k->error == NULL || k->echo == NULL)
    return false;
  lc_kalman_reset (k);
  return true;
}

void
lc_kalman_clear (LcKalman * k)
{
  float *all[] = { k->er, k->ei, k->yr, k->yi, k->uncertainty, k->near_power,
    k->gain, k->xr, k->xi, k->wr, k->wi, k->p, k->frame, k->error, k->echo
  };
  size_t i;

  for (i = 0; i < sizeof all / sizeof *all; i++)
    free (all[i]);
  memset (k, 0, sizeof *k);
}

/* What is expected of partition m before anything is known: anything anywhere
 * while the delay is unknown, then a direct sound in one of the first
 * partitions and a room's decay. */
static float
prior (const LcKalman * k, size_t m, bool placed)
{
  if (!placed)
    return PRIOR_FLAT;
  return PRIOR_POWER * powf (PRIOR_DECAY, m < 2 ? 0 : (float) m - 2)
      + PRIOR_LEAST;
}

void
lc_kalman_reset (LcKalman * k)
{
  size_t all = k->parts * k->pad * sizeof (float), m, i;

  memset (k->xr, 0, all);
  memset (k->xi, 0, all);
  memset (k->wr, 0, all);
  memset (k->wi, 0, all);
  memset (k->near_power, 0, k->pad * sizeof (float));
  memset (k->uncertainty, 0, k->pad * sizeof (float));
  for (m = 0; m < k->parts; m++)
    for (i = 0; i < k->pad; i++)
      k->p[m * k->pad + i] = prior (k, m, false);
  k->newest = 0;
  k->constrain = 0;
}

static size_t
slot_of (const LcKalman * k, size_t age)
{
  return (k->newest + age) % k->parts;
}

void
lc_kalman_replace_far (LcKalman * k, size_t age, const float *two_blocks)
{
  size_t at = slot_of (k, age) * k->pad;

  lc_fft_forward (k->fft, two_blocks, k->xr + at, k->xi + at);
}

void
lc_kalman_push_far (LcKalman * k, const float *two_blocks)
{
  k->newest = (k->newest + k->parts - 1) % k->parts;
  lc_kalman_replace_far (k, 0, two_blocks);
}

void
lc_kalman_predict (LcKalman * k, const float *mic)
{
  size_t bytes = k->pad * sizeof (float), m, i;
  float scale = 0.5f / (float) k->n;

  memset (k->yr, 0, bytes);
  memset (k->yi, 0, bytes);
  memset (k->uncertainty, 0, bytes);
  for (m = 0; m < k->parts; m++) {
    size_t x = slot_of (k, m) * k->pad, w = m * k->pad;

    k->kernels->predict (k->yr, k->yi, k->uncertainty, k->wr + w, k->wi + w,
        k->p + w, k->xr + x, k->xi + x, k->pad);
  }
  lc_fft_inverse (k->fft, k->yr, k->yi, k->frame);
  for (i = 0; i < k->n; i++) {
    k->echo[i] = k->frame[k->n + i] * scale;
    k->error[i] = mic[i] - k->echo[i];
    k->frame[i] = 0;
    k->frame[k->n + i] = k->error[i];
  }
  lc_fft_forward (k->fft, k->frame, k->er, k->ei);
  for (i = 0; i < k->pad; i++)
    k->uncertainty[i] *= 0.5f;
}

void
lc_kalman_skip (LcKalman * k, const float *mic)
{
  memcpy (k->error, mic, k->n * sizeof (float));
  memset (k->echo, 0, k->n * sizeof (float));
  memset (k->uncertainty, 0, k->pad * sizeof (float));
}

/* What the error holds beyond the expected echo error: near end and noise.
 * At least a part of the error, or one loud block would move everything. */
static void
estimate_near (LcKalman * k)
{
  size_t i;

  for (i = 0; i < k->bins; i++) {
    float e2 = k->er[i] * k->er[i] + k->ei[i] * k->ei[i];
    float rest = e2 - k->uncertainty[i];

    if (rest < 0.2f * e2)
      rest = 0.2f * e2;
    rest -= k->near_power[i];
    k->near_power[i] += (rest > 0 ? NEAR_RISE : NEAR_FALL) * rest + 1e-20f;
  }
}

static void
compute_gain (LcKalman * k)
{
  /* -100 dBFS of noise: what keeps silence from being learned. */
  float least = 1e-10f * (float) k->n;
  size_t i;

  for (i = 0; i < k->bins; i++)
    k->gain[i] = 0.5f / (k->uncertainty[i] + k->near_power[i] + least);
}

/* Cuts the second half off a partition's impulse response, which a product
 * of spectra had wrapped into it. The first partition in every block, the
 * others in turn: all of them would be 0.8 dB better and cost four times the
 * filter (compare Soo and Pang, IEEE Trans. ASSP 38, 1990). */
static void
constrain (LcKalman * k, size_t m)
{
  float *wr = k->wr + m * k->pad, *wi = k->wi + m * k->pad;
  float scale = 0.5f / (float) k->n;
  size_t i;

  lc_fft_inverse (k->fft, wr, wi, k->frame);
  for (i = 0; i < k->n; i++) {
    k->frame[i] *= scale;
    k->frame[k->n + i] = 0;
  }
  lc_fft_forward (k->fft, k->frame, wr, wi);
}

void
lc_kalman_adapt (LcKalman * k)
{
  size_t m;

  estimate_near (k);
  compute_gain (k);
  for (m = 0; m < k->parts; m++) {
    size_t x = slot_of (k, m) * k->pad, w = m * k->pad;

    k->kernels->update (k->wr + w, k->wi + w, k->p + w, k->xr + x, k->xi + x,
        k->er, k->ei, k->gain, k->keep, 1 - k->keep, k->pad);
  }
  constrain (k, 0);
  k->constrain = k->constrain % (k->parts - 1) + 1;
  constrain (k, k->constrain);
}

void
lc_kalman_move (LcKalman * k, ptrdiff_t shift)
{
  ptrdiff_t parts = (ptrdiff_t) k->parts, i, m;
  size_t bytes = k->pad * sizeof (float), b;

  for (i = 0; i < parts; i++) {
    /* In the direction that reads before it overwrites. */
    float *p;

    m = shift > 0 ? parts - 1 - i : i;
    p = k->p + (size_t) m *k->pad;
    if (m - shift >= 0 && m - shift < parts) {
      size_t to = (size_t) m * k->pad, from = (size_t) (m - shift) * k->pad;

      memmove (k->wr + to, k->wr + from, bytes);
      memmove (k->wi + to, k->wi + from, bytes);
      memmove (p, k->p + from, bytes);
    } else {
      memset (k->wr + (size_t) m * k->pad, 0, bytes);
      memset (k->wi + (size_t) m * k->pad, 0, bytes);
      for (b = 0; b < k->pad; b++)
        p[b] = prior (k, (size_t) m, false);
    }
  }
}

void
lc_kalman_doubt (LcKalman * k, float share)
{
  size_t i;

  for (i = 0; i < k->parts * k->pad; i++)
    k->p[i] += share * (k->wr[i] * k->wr[i] + k->wi[i] * k->wi[i]);
}

void
lc_kalman_place (LcKalman * k)
{
  size_t m, i;

  for (m = 0; m < k->parts; m++)
    for (i = 0; i < k->pad; i++)
      k->p[m * k->pad + i] = prior (k, m, true);
}
