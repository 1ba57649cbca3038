/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "noisefloor.h"

#include "floats.h"

#define FRAMES_PER_WINDOW 15
#define SMOOTHING 0.25f
/* Mean over minimum of a smoothed periodogram of noise, found by feeding
 * white noise (tests/dsp/test_noisefloor.c holds it to 1.5 dB). */
#define BIAS 2.0f

bool
lc_noise_floor_init (LcNoiseFloor * f, size_t pad)
{
  memset (f, 0, sizeof *f);
  f->pad = pad;
  f->smooth = lc_new_floats (pad);
  f->lowest = lc_new_floats (pad);
  f->past = lc_new_floats (LC_NOISE_WINDOWS * pad);
  f->noise = lc_new_floats (pad);
  return f->smooth && f->lowest && f->past && f->noise;
}

void
lc_noise_floor_clear (LcNoiseFloor * f)
{
  free (f->smooth);
  free (f->lowest);
  free (f->past);
  free (f->noise);
  memset (f, 0, sizeof *f);
}

void
lc_noise_floor_reset (LcNoiseFloor * f)
{
  f->started = false;
  f->frames = f->window = 0;
  memset (f->noise, 0, f->pad * sizeof (float));
}

static void
start (LcNoiseFloor * f, const float *power)
{
  size_t bytes = f->pad * sizeof (float), w;

  memcpy (f->smooth, power, bytes);
  memcpy (f->lowest, power, bytes);
  for (w = 0; w < LC_NOISE_WINDOWS; w++)
    memcpy (f->past + w * f->pad, power, bytes);
  for (w = 0; w < f->pad; w++)
    f->noise[w] = BIAS * power[w];
  f->started = true;
}

static void
end_window (LcNoiseFloor * f)
{
  size_t k, w;

  memcpy (f->past + f->window * f->pad, f->lowest, f->pad * sizeof (float));
  f->window = (f->window + 1) % LC_NOISE_WINDOWS;
  f->frames = 0;
  memcpy (f->noise, f->past, f->pad * sizeof (float));
  for (w = 1; w < LC_NOISE_WINDOWS; w++) {
    const float *past = f->past + w * f->pad;

    for (k = 0; k < f->pad; k++)
      f->noise[k] = past[k] < f->noise[k] ? past[k] : f->noise[k];
  }
  for (k = 0; k < f->pad; k++)
    f->noise[k] *= BIAS;
  memcpy (f->lowest, f->smooth, f->pad * sizeof (float));
}

void
lc_noise_floor_process (LcNoiseFloor * f, const float *power)
{
  size_t k;

  float *restrict smooth = f->smooth, *restrict lowest = f->lowest;
  float *restrict noise = f->noise;

  if (!f->started)
    start (f, power);
  for (k = 0; k < f->pad; k++) {
    float v = smooth[k] + SMOOTHING * (power[k] - smooth[k]) + 1e-20f;
    float low = v < lowest[k] ? v : lowest[k];

    smooth[k] = v;
    lowest[k] = low;
    /* Downwards at once: a floor never lies above what is there. */
    noise[k] = BIAS * low < noise[k] ? BIAS * low : noise[k];
  }
  if (++f->frames == FRAMES_PER_WINDOW)
    end_window (f);
}
