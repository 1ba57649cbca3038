/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "postfilter.h"

#include <math.h>
#include "floats.h"

/* The constants below were tuned together on the development bench, on
 * classes of rooms and devices; docs/design/echo-canceller.md says what each
 * trades for what. */

/* The echo estimate's power holds this much of itself for the next block: a
 * room's tail that the linear filter is too short or too slow for. */
#define TAIL_DECAY 0.7f
/* Share of the Kalman uncertainty believed: it is an upper bound. */
#define DOUBT_SHARE 0.3f
/* Residual over echo estimate: at first, at most, and how fast it is learned
 * downwards (always safe) and upwards (far end alone). */
#define LEAK_AT_FIRST 0.3f
#define LEAK_MOST 6.0f
#define LEAK_DOWN 0.027f
#define LEAK_UP 0.1f
#define LEAK_UP_CHANGED 0.3f
/* Over-subtraction with the far end alone and suppression 1, and the limit of
 * what it may take in units of the echo estimate. */
#define OVER_MOST 85.0f
#define TAKE_MOST 28.0f
/* The gain leaves this much of the noise floor's power: 5 dB below it, as
 * what little echo is left adds up with it. */
#define NOISE_KEPT 0.3f
/* Blocks for which somebody who talked is taken to go on, and how fast that
 * is given up afterwards. */
#define TALK_HOLD 34
#define TALK_RELEASE 0.022f

/* Mean power per band of this block. */
typedef struct
{
  float error[LC_MAX_BANDS], echo[LC_MAX_BANDS];
  float residual[LC_MAX_BANDS], noise[LC_MAX_BANDS];
} LcBandLevels;

static float
limit (float v, float low, float high)
{
  return v < low ? low : v > high ? high : v;
}

bool
lc_post_filter_init (LcPostFilter * f, LcFft * fft, unsigned rate, size_t n)
{
  float **pads[] = { &f->er, &f->ei, &f->yr, &f->yi, &f->pe, &f->py,
    &f->reverb, &f->doubt_last, &f->residual, &f->gain
  };
  float **doubles[] = { &f->window, &f->error, &f->echo, &f->frame, &f->tail };
  size_t i;

  memset (f, 0, sizeof *f);
  f->n = n;
  f->bins = n + 1;
  f->pad = (f->bins + LC_AEC_BIN_PAD - 1) & ~(size_t) (LC_AEC_BIN_PAD - 1);
  f->fft = fft;
  f->kernels = lc_aec_kernels_pick ();
  lc_bands_init (&f->bands, rate, n, 150, 8000);
  for (i = 0; i < sizeof pads / sizeof *pads; i++)
    if ((*pads[i] = lc_new_floats (f->pad)) == NULL)
      return false;
  for (i = 0; i < sizeof doubles / sizeof *doubles; i++)
    if ((*doubles[i] = lc_new_floats (2 * n)) == NULL)
      return false;
  for (i = 0; i < 2 * n; i++)
    f->window[i] = (float) sin (M_PI * ((double) i + 0.5) / (2 * (double) n));
  if (!lc_noise_floor_init (&f->noise, f->pad))
    return false;
  lc_post_filter_reset (f);
  return true;
}

void
lc_post_filter_clear (LcPostFilter * f)
{
  float *all[] = { f->er, f->ei, f->yr, f->yi, f->pe, f->py, f->reverb,
    f->doubt_last, f->residual, f->gain, f->window, f->error,
    f->echo, f->frame, f->tail
  };
  size_t i;

  for (i = 0; i < sizeof all / sizeof *all; i++)
    free (all[i]);
  lc_noise_floor_clear (&f->noise);
  memset (f, 0, sizeof *f);
}

void
lc_post_filter_reset (LcPostFilter * f)
{
  size_t i;

  lc_noise_floor_reset (&f->noise);
  memset (f->error, 0, 2 * f->n * sizeof (float));
  memset (f->echo, 0, 2 * f->n * sizeof (float));
  memset (f->tail, 0, 2 * f->n * sizeof (float));
  memset (f->reverb, 0, f->pad * sizeof (float));
  memset (f->doubt_last, 0, f->pad * sizeof (float));
  for (i = 0; i < f->pad; i++)
    f->gain[i] = 1;
  for (i = 0; i < LC_MAX_BANDS; i++)
    f->leak[i] = LEAK_AT_FIRST;
  f->talk = 0;
  f->hold = 0;
  f->belief = f->changed = 0;
  f->similarity = 0;
  f->at = f->filled = 0;
  f->excess = 0;
  f->mute = f->idle = false;
}

/* Shifts a block in and transforms the windowed last two. */
static void
transform (LcPostFilter * f, float *two_blocks, const float *block,
    float *re, float *im)
{
  size_t i;

  memcpy (two_blocks, two_blocks + f->n, f->n * sizeof (float));
  memcpy (two_blocks + f->n, block, f->n * sizeof (float));
  for (i = 0; i < 2 * f->n; i++)
    f->frame[i] = two_blocks[i] * f->window[i];
  lc_fft_forward (f->fft, f->frame, re, im);
}

/* How alike the levels of residual and echo estimate move, over bands and
 * the last quarter second: near 1 when the residual is echo, near 0 when it
 * is somebody else. */
static void
compare_levels (LcPostFilter * f, const float *be, const float *by)
{
  size_t b, t, count = f->bands.count;
  double see = 0, syy = 0, sey = 0;

  for (b = 0; b < count; b++) {
    f->history_e[f->at][b] = logf (be[b] + 1e-9f * (float) f->n);
    f->history_y[f->at][b] = logf (by[b] + 1e-9f * (float) f->n);
  }
  f->at = (f->at + 1) % LC_POST_HISTORY;
  if (f->filled < LC_POST_HISTORY)
    f->filled++;
  for (b = 0; b < count; b++) {
    float me = 0, my = 0;

    for (t = 0; t < f->filled; t++) {
      me += f->history_e[t][b];
      my += f->history_y[t][b];
    }
    me /= (float) f->filled;
    my /= (float) f->filled;
    for (t = 0; t < f->filled; t++) {
      float e = f->history_e[t][b] - me, y = f->history_y[t][b] - my;

      see += e * e;
      syy += y * y;
      sey += e * y;
    }
  }
  f->similarity = (float) (sey / sqrt (see * syy + 1e-9));
}

static void
add_leak (LcPostFilter * f, size_t from, size_t to, float leak)
{
  size_t k;

  for (k = from; k < to; k++)
    f->residual[k] += leak * f->reverb[k];
}

/* Echo power expected in the error: what the linear filter knows that it does
 * not know, and a learned share of the echo estimate for what is not linear
 * or longer than the filter. */
static void
expect_residual (LcPostFilter * f, const float *uncertainty)
{
  const LcBands *bands = &f->bands;
  float *restrict reverb = f->reverb, *restrict last = f->doubt_last;
  float *restrict residual = f->residual;
  size_t b, k;

  for (k = 0; k < f->bins; k++) {
    float held = reverb[k] * TAIL_DECAY + 1e-20f;

    reverb[k] = f->py[k] > held ? f->py[k] : held;
    /* The window reaches over two blocks. */
    residual[k] = DOUBT_SHARE * 0.5f * (uncertainty[k] + last[k]);
    last[k] = uncertainty[k];
  }
  add_leak (f, 0, bands->edge[0], f->leak[0]);
  for (b = 0; b < bands->count; b++)
    add_leak (f, bands->edge[b], bands->edge[b + 1], f->leak[b]);
  add_leak (f, bands->edge[bands->count], f->bins, f->leak[bands->count - 1]);
}

/* Mean over the bands of how far the error is above what is expected, dB. */
static float
mean_excess (const LcPostFilter * f, const LcBandLevels * l)
{
  float sum = 0;
  size_t b;

  for (b = 0; b < f->bands.count; b++) {
    float r = l->error[b] / (l->residual[b] + 2 * l->noise[b] + 1e-12f);

    sum += logf (r < 0.1f ? 0.1f : r);
  }
  return 4.34f * sum / (float) f->bands.count;
}

/* Whether an excess is echo all the same, because the path changed: its
 * levels then move with the echo estimate's. One quarter second can deceive,
 * so the verdict is the sum of many. */
static void
believe (LcPostFilter * f, float talk)
{
  if (talk > 0.3f)
    f->belief = limit (f->belief + 0.15f * (f->similarity - 0.55f), -1, 1);
  else
    f->belief *= 0.99f;
}

/* Far end alone: the error is what was expected, on average over the bands,
 * or it moves with the echo. Somebody talks: it is well above and moves on
 * its own. Believed at once, doubted slowly, or words would lose their
 * ends. */
static void
judge (LcPostFilter * f, const LcBandLevels * l)
{
  float talk, alone;

  f->excess += 0.6f * (mean_excess (f, l) - f->excess);
  talk = limit (f->excess / 3, 0, 1);
  believe (f, talk);
  alone = limit (4 * f->belief, 0, 1);
  f->changed = talk * alone;
  talk *= 1 - alone;
  if (talk > 0.5f)
    f->hold = TALK_HOLD;
  if (alone > 0.5f) {
    f->hold = 0;
    f->talk = talk;
  } else if (talk > f->talk)
    f->talk = talk;
  else if (f->hold > 0)
    f->hold--;
  else
    f->talk += TALK_RELEASE * (talk - f->talk);
}

static void
learn_leak (LcPostFilter * f, const LcBandLevels * l)
{
  float alone = 1 - f->talk, up = 0, least = 1e-9f * (float) f->n;
  size_t b;

  if (alone >= 0.5f)
    up = LEAK_UP * alone * alone;
  up += LEAK_UP_CHANGED * f->changed;
  up *= limit ((f->similarity - 0.2f) / 0.4f, 0.05f, 1);
  for (b = 0; b < f->bands.count; b++) {
    float ratio;

    if (l->echo[b] <= 4 * l->noise[b] || l->echo[b] < least)
      continue;
    ratio = limit ((l->error[b] - l->noise[b]) / l->echo[b], 0, LEAK_MOST);
    f->leak[b] += (ratio < f->leak[b] ? LEAK_DOWN : up) * (ratio - f->leak[b]);
  }
}

/* A Wiener gain over the expected residual, far more of it with the far end
 * alone, never below what leaves the room's noise. */
static void
compute_gain (LcPostFilter * f, float suppression)
{
  float over = 1 + (1 - f->talk) * OVER_MOST * suppression;
  float all = f->mute ? 1e9f : 0;
  size_t k;

  for (k = 0; k < f->bins; k++) {
    float per = 1 / (f->pe[k] + 1e-20f);
    float most = f->residual[k] + TAKE_MOST * f->reverb[k];
    float expect = over * f->residual[k];
    float g = 1 - ((expect < most ? expect : most) * per + all);
    float floor = NOISE_KEPT * f->noise.noise[k] * per;

    floor = sqrtf (floor < 1 ? floor : 1);
    f->gain[k] = g > floor ? g : floor;
  }
}

static void
pass_everything (LcPostFilter * f)
{
  size_t k;

  for (k = 0; k < f->bins; k++)
    f->gain[k] = 1;
}

/* Steady noise down by @db at most. Judged by smoothed power, or single bins
 * would ring; by half the power of the moment where that is more, or words
 * would lose their beginnings. */
static void
suppress_noise (LcPostFilter * f, float db)
{
  float least = powf (10, -db / 20);
  size_t k;

  for (k = 0; k < f->bins; k++) {
    float now = 0.5f * f->pe[k], smooth = f->noise.smooth[k];
    float g = 1 - 1.7f * f->noise.noise[k] / ((now > smooth ? now : smooth)
        + 1e-20f);

    f->gain[k] *= g > least ? g : least;
  }
}

static void
synthesise (LcPostFilter * f, float *out)
{
  float scale = 0.5f / (float) f->n;
  size_t i, k;

  for (k = 0; k < f->bins; k++) {
    f->er[k] *= f->gain[k];
    f->ei[k] *= f->gain[k];
  }
  lc_fft_inverse (f->fft, f->er, f->ei, f->frame);
  for (i = 0; i < 2 * f->n; i++)
    f->frame[i] *= f->window[i] * scale;
  for (i = 0; i < f->n; i++)
    out[i] = f->tail[i] + f->frame[i];
  memcpy (f->tail, f->frame + f->n, f->n * sizeof (float));
}

void
lc_post_filter_process (LcPostFilter * f, const float *error,
    const float *echo, const float *uncertainty, float suppression,
    float noise_db, float *out)
{
  LcBandLevels l;

  transform (f, f->error, error, f->er, f->ei);
  transform (f, f->echo, echo, f->yr, f->yi);
  f->kernels->power (f->pe, f->er, f->ei, f->pad);
  f->kernels->power (f->py, f->yr, f->yi, f->pad);
  lc_noise_floor_process (&f->noise, f->pe);
  expect_residual (f, uncertainty);
  lc_bands_mean (&f->bands, f->pe, l.error);
  lc_bands_mean (&f->bands, f->reverb, l.echo);
  lc_bands_mean (&f->bands, f->residual, l.residual);
  lc_bands_mean (&f->bands, f->noise.noise, l.noise);
  compare_levels (f, l.error, l.echo);
  judge (f, &l);
  learn_leak (f, &l);
  if (f->mute || (!f->idle && suppression > 0))
    compute_gain (f, suppression);
  else
    pass_everything (f);
  if (noise_db > 0)
    suppress_noise (f, noise_db);
  synthesise (f, out);
}
