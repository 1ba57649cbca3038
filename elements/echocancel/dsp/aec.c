/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "aec.h"

#include <math.h>

#include "delay.h"
#include "drift.h"
#include "farhistory.h"
#include "floats.h"
#include "highpass.h"
#include "kalman.h"
#include "meter.h"
#include "postfilter.h"

/* Mean power per sample above which the far end counts as heard at all
 * (-70 dBFS), and as loud enough for its echo to matter (-37 dBFS). */
#define ACTIVE 1e-7f
#define LOUD 2e-4f
/* Below this (-120 dBFS) the microphone is switched off. */
#define OFF 1e-12f
/* The first 0.2 s of a loud far end pass only the room's noise: by then there
 * is evidence of echo or there is none. Counted in blocks. */
#define START_HOLD 20
#define START_GAP 10
/* Evidence of echo: the linear filter makes the microphone quieter by this
 * many dB over EVIDENCE_BLOCKS before having seen it. Without any echo it
 * never gets beyond 0.14 dB. */
#define EVIDENCE_DB 0.7f
#define EVIDENCE_BLOCKS 10
/* Delay search: confidence that is believed, that is believed at once, and
 * that proves echo by itself. */
#define CONFIDENT 9.0f
#define CERTAIN 25.0f
#define PROOF 13.0f
/* Peak at a new delay over that at the old one. */
#define OUTDONE 1.5f
/* Blocks in a row with echo far above what is expected before the path is
 * taken to have changed, and the share of the coefficients doubted then, and
 * after a jump of the delay. */
#define CHANGED_BLOCKS 2
#define CHANGED_DOUBT 2.0f
#define JUMPED_DOUBT 0.2f
/* Samples beyond this are broken: no microphone means +60 dBFS. */
#define LARGEST 1000.0f
/* Blocks in a row with broken samples after which what was learned from them
 * is not worth keeping. */
#define BROKEN_BLOCKS 5
#define HIGH_PASS_HZ 100

struct _LcAec
{
  LcAecConfig config;
  LcAecParams params;
  size_t n;                     /* block */
  LcFft *fft;                   /* 2 n points, owned, lent to the parts */
  LcFarHistory *far;
  LcKalman filter;
  LcDelay delay;
  LcDrift drift;
  LcPostFilter post;
  LcHighPass high_pass;
  LcMeter meter;

  double lag;                   /* samples the reference is read behind */
  bool found;                   /* the delay search was convincing */
  double found_lag;             /* samples, what it said; slides with drift */
  size_t since_far;             /* blocks since the far end was heard */

  float *mic, *far_block;       /* n each: cleaned input */
  float *late;                  /* n: the microphone one block ago */
  float *wet;                   /* n: out of the post-filter */
  float *aligned;               /* 2 n: the reference read at the lag */
  float *frame;                 /* 2 n */
  float *far_re, *far_im, *mic_re, *mic_im;     /* for the delay search */

  unsigned heard, quiet;        /* loud blocks so far; since the last one */
  bool engaged;                 /* there is evidence of echo */
  bool was_wet;                 /* the last block came from the post-filter */
  float sum_mic, sum_error;     /* energies of the evidence window */
  unsigned window;              /* blocks in it */
  unsigned changed;             /* blocks in a row with unexpected echo */
  unsigned broken;              /* the same with samples that are none */
};

static bool
allocate (LcAec * aec)
{
  size_t n = aec->n, i;
  float **blocks[] = { &aec->mic, &aec->far_block, &aec->late, &aec->wet };
  float **doubles[] = { &aec->aligned, &aec->frame, &aec->far_re,
    &aec->far_im, &aec->mic_re, &aec->mic_im
  };

  for (i = 0; i < sizeof blocks / sizeof *blocks; i++)
    if ((*blocks[i] = lc_new_floats (n)) == NULL)
      return false;
  for (i = 0; i < sizeof doubles / sizeof *doubles; i++)
    if ((*doubles[i] = lc_new_floats (2 * n)) == NULL)
      return false;
  return true;
}

static bool
init_parts (LcAec * aec)
{
  unsigned rate = aec->config.rate;
  size_t n = aec->n, parts = (size_t) aec->config.tail_ms * rate / 1000 / n;
  unsigned span_ms = aec->config.max_delay_ms + aec->config.tail_ms + 100;

  aec->fft = lc_fft_new (2 * n);
  aec->far = lc_far_history_new ((size_t) rate * span_ms / 1000);
  if (aec->fft == NULL || aec->far == NULL)
    return false;
  lc_high_pass_init (&aec->high_pass, rate, HIGH_PASS_HZ);
  return lc_kalman_init (&aec->filter, aec->fft, n, parts < 2 ? 2 : parts)
      && lc_delay_init (&aec->delay, rate, n, aec->config.max_delay_ms)
      && lc_drift_init (&aec->drift, &aec->filter, rate)
      && lc_post_filter_init (&aec->post, aec->fft, rate, n);
}

LcAec *
lc_aec_new (const LcAecConfig * config, const LcAecParams * params)
{
  LcAec *aec;
  size_t n = lc_aec_block_size (config->rate);

  if (n == 0 || config->tail_ms < LC_AEC_MIN_TAIL_MS
      || config->tail_ms > LC_AEC_MAX_TAIL_MS
      || config->max_delay_ms > LC_AEC_MAX_DELAY_MS)
    return NULL;
  aec = calloc (1, sizeof *aec);
  if (aec == NULL)
    return NULL;
  aec->config = *config;
  aec->n = n;
  if (!allocate (aec) || !init_parts (aec)) {
    lc_aec_free (aec);
    return NULL;
  }
  lc_aec_set_params (aec, params);
  lc_aec_reset (aec);
  return aec;
}

void
lc_aec_free (LcAec * aec)
{
  if (aec == NULL)
    return;
  lc_kalman_clear (&aec->filter);
  lc_delay_clear (&aec->delay);
  lc_drift_clear (&aec->drift);
  lc_post_filter_clear (&aec->post);
  lc_far_history_free (aec->far);
  lc_fft_free (aec->fft);
  free (aec->mic);
  free (aec->far_block);
  free (aec->late);
  free (aec->wet);
  free (aec->aligned);
  free (aec->frame);
  free (aec->far_re);
  free (aec->far_im);
  free (aec->mic_re);
  free (aec->mic_im);
  free (aec);
}

/* All but the microphone's last block, which has to come out yet. */
static void
forget (LcAec * aec)
{
  lc_far_history_reset (aec->far);
  lc_kalman_reset (&aec->filter);
  lc_delay_reset (&aec->delay);
  lc_drift_reset (&aec->drift);
  lc_post_filter_reset (&aec->post);
  lc_high_pass_reset (&aec->high_pass);
  lc_meter_reset (&aec->meter);
  memset (aec->aligned, 0, 2 * aec->n * sizeof (float));
  aec->lag = aec->found_lag = 0;
  aec->found = aec->engaged = aec->was_wet = false;
  aec->since_far = aec->filter.parts + 1;
  aec->heard = aec->quiet = aec->window = aec->changed = aec->broken = 0;
  aec->sum_mic = aec->sum_error = 0;
}

void
lc_aec_reset (LcAec * aec)
{
  forget (aec);
  memset (aec->late, 0, aec->n * sizeof (float));
}

size_t
lc_aec_get_lag (const LcAec * aec)
{
  return aec->n;
}

static float
clamp (float v, float least, float most)
{
  return v > least ? v < most ? v : most : least;
}

void
lc_aec_set_params (LcAec * aec, const LcAecParams * params)
{
  aec->params = *params;
  aec->params.suppression = clamp (params->suppression, 0, 1);
  aec->params.noise_suppression_db = clamp (params->noise_suppression_db, 0,
      LC_AEC_MAX_NOISE_SUPPRESSION_DB);
}

void
lc_aec_get_stats (const LcAec * aec, LcAecStats * stats)
{
  const LcMeter *m = &aec->meter;

  stats->erl_db = lc_ratio_db (m->far, m->echo);
  stats->erle_db = lc_ratio_db (m->mic, m->out);
  stats->residual_dbfs = lc_ratio_db (m->out, 1);
  stats->delay_ms = aec->found ? (float) (aec->found_lag * 1000
      / aec->config.rate) : 0;
  stats->drift_ppm = (float) (-1e6 * lc_drift_slope (&aec->drift));
  stats->double_talk = aec->engaged && aec->since_far == 0
      && aec->post.talk > 0.5f;
  stats->echo_present = aec->engaged;
  stats->converged = aec->engaged && lc_ratio_db (m->mic, m->error) > 8;
}

/* True if samples were broken, which count as 0. */
static bool
clean (float *to, const float *from, size_t n)
{
  bool broken = false;
  size_t i;

  for (i = 0; i < n; i++) {
    float v = from != NULL ? from[i] : 0;
    bool good = fabsf (v) <= LARGEST;   /* not so for not-a-number */

    to[i] = good ? v : 0;
    broken |= !good;
  }
  return broken;
}

/* One broken sample is a click; a stream of them teaches nonsense. */
static void
clean_both (LcAec * aec, const float *mic, const float *far)
{
  bool broken = clean (aec->mic, mic, aec->n);

  broken |= clean (aec->far_block, far, aec->n);
  if (broken)
    aec->broken++;
  else if (aec->broken >= BROKEN_BLOCKS)
    forget (aec);
  else
    aec->broken = 0;
}

/* All far spectra anew, after the lag changed. */
static void
reload_far (LcAec * aec)
{
  double newest = aec->lag + 2 * (double) aec->n;
  size_t m;

  lc_far_history_read (aec->far, newest, 0, aec->aligned, 2 * aec->n);
  lc_drift_restart (&aec->drift);
  for (m = 1; m < aec->filter.parts; m++) {
    lc_far_history_read (aec->far, newest + (double) (m * aec->n), 0,
        aec->frame, 2 * aec->n);
    lc_kalman_replace_far (&aec->filter, m, aec->frame);
  }
}

/* Whole blocks, so that the coefficients move with the reference: one block
 * of lead before the echo, which comes @into samples behind the lag. */
static void
move_window (LcAec * aec, double into)
{
  double n = (double) aec->n;
  ptrdiff_t shift = (ptrdiff_t) floor (into / n) - 1;
  ptrdiff_t least = (ptrdiff_t) ceil (-aec->lag / n);

  if (shift < least)
    shift = least;
  if (shift == 0)
    return;
  aec->lag += (double) shift *n;
  lc_kalman_move (&aec->filter, -shift);
  reload_far (aec);
}

/* The same path, later or earlier: the coefficients stay as they are. */
static void
jump (LcAec * aec, double by)
{
  aec->lag += by;
  if (aec->lag < 0)
    aec->lag = 0;
  lc_kalman_doubt (&aec->filter, JUMPED_DOUBT);
  reload_far (aec);
}

/* Whether the peak found now is well above what is at the old place: a
 * reflection that is stronger for a while is no reason to move. */
static bool
outdone (const LcAec * aec)
{
  return lc_delay_strength (&aec->delay, aec->delay.lag)
      > OUTDONE * lc_delay_strength (&aec->delay, aec->found_lag);
}

static void
follow_delay (LcAec * aec)
{
  const LcDelay *d = &aec->delay;
  double n = (double) aec->n, into = d->lag - aec->lag;
  bool elsewhere = fabs (d->lag - aec->found_lag) > n;

  if (!d->fresh || d->confidence < CONFIDENT
      || (d->steady < 1 && d->confidence < CERTAIN))
    return;
  if (aec->found && d->steady < 2 && (elsewhere || into < 0 || into > 4 * n))
    return;
  if (aec->found && elsewhere && !outdone (aec))
    return;
  if (!aec->found) {
    move_window (aec, into);
    lc_kalman_place (&aec->filter);
  } else if (elsewhere)
    jump (aec, d->lag - aec->found_lag);
  else if (into < 0 || into > 4 * n)
    move_window (aec, into);
  aec->found = true;
  aec->found_lag = d->lag;
  if (d->confidence > PROOF && d->steady >= 4)
    aec->engaged = true;
}

/* Windows without corners, or the corners of the blocks would correlate. */
static void
search_delay (LcAec * aec)
{
  const float *window = aec->post.window;
  size_t i;

  lc_far_history_read (aec->far, 2 * (double) aec->n, 0, aec->frame,
      2 * aec->n);
  for (i = 0; i < 2 * aec->n; i++)
    aec->frame[i] *= window[i] * window[i];
  lc_fft_forward (aec->fft, aec->frame, aec->far_re, aec->far_im);
  for (i = 0; i < aec->n; i++) {
    aec->frame[i] = 0;
    aec->frame[aec->n + i] = aec->mic[i] * window[2 * i];
  }
  lc_fft_forward (aec->fft, aec->frame, aec->mic_re, aec->mic_im);
  lc_delay_process (&aec->delay, aec->far_re, aec->far_im, aec->mic_re,
      aec->mic_im, aec->since_far == 0);
  follow_delay (aec);
}

/* The next block of the reference, read at the lag; the lag slides along. */
static void
align_far (LcAec * aec)
{
  size_t n = aec->n;
  double slope = lc_drift_slope (&aec->drift), slide = slope * (double) n;

  memcpy (aec->aligned, aec->aligned + n, n * sizeof (float));
  lc_far_history_read (aec->far, aec->lag + (double) n, slope,
      aec->aligned + n, n);
  if (aec->lag + slide >= 0) {
    aec->lag += slide;
    aec->found_lag += slide;
  }
}

static void
weigh_evidence (LcAec * aec)
{
  aec->sum_mic += lc_energy (aec->mic, aec->n);
  aec->sum_error += lc_energy (aec->filter.error, aec->n);
  if (++aec->window < EVIDENCE_BLOCKS)
    return;
  if (aec->sum_mic > ACTIVE * (float) aec->n
      && lc_ratio_db (aec->sum_mic, aec->sum_error) > EVIDENCE_DB)
    aec->engaged = true;
  aec->window = 0;
  aec->sum_mic = aec->sum_error = 0;
}

/* A path that has changed is learned anew: the filter has no doubts of its
 * own about coefficients that were right for long. */
static void
notice_change (LcAec * aec)
{
  aec->changed = aec->post.changed > 0.5f ? aec->changed + 1 : 0;
  if (aec->changed < CHANGED_BLOCKS)
    return;
  lc_kalman_doubt (&aec->filter, CHANGED_DOUBT);
  lc_drift_restart (&aec->drift);
  aec->changed = 0;
}

/* How long the far end is silent, and whether this is its first moment. */
static void
listen_to_far (LcAec * aec)
{
  float power = lc_energy (aec->far_block, aec->n) / (float) aec->n;

  if (power > ACTIVE)
    aec->since_far = 0;
  else
    aec->since_far++;
  aec->quiet++;
  if (power > LOUD) {
    aec->quiet = 0;
    if (aec->heard <= START_HOLD)
      aec->heard++;
  }
  aec->post.mute = aec->params.suppression > 0 && aec->heard > 0
      && aec->heard <= START_HOLD && aec->quiet < START_GAP;
}

/* Nothing of the far end is in the filter's reach: nothing to take or learn,
 * and nothing to forget either. */
static bool
far_is_gone (const LcAec * aec)
{
  double reach = aec->lag / (double) aec->n + (double) aec->filter.parts;

  return (double) aec->since_far > reach + 2;
}

/* A microphone that is switched off tells nothing about the room: learned
 * from, it would make the filter certain that there is no echo. */
static bool
mic_is_off (const LcAec * aec)
{
  return lc_energy (aec->mic, aec->n) < OFF * (float) aec->n;
}

static void
cancel (LcAec * aec)
{
  bool gone = far_is_gone (aec) || mic_is_off (aec);

  lc_kalman_push_far (&aec->filter, aec->aligned);
  if (gone)
    lc_kalman_skip (&aec->filter, aec->mic);
  else
    lc_kalman_predict (&aec->filter, aec->mic);
  aec->post.idle = !aec->engaged;
  lc_post_filter_process (&aec->post, aec->filter.error, aec->filter.echo,
      aec->filter.uncertainty, aec->params.suppression,
      aec->params.noise_suppression_db, aec->wet);
  if (gone)
    return;
  lc_kalman_adapt (&aec->filter);
  notice_change (aec);
  weigh_evidence (aec);
  if (aec->since_far == 0 && aec->engaged && aec->params.drift_compensation)
    lc_drift_process (&aec->drift, &aec->filter);
}

/* From the untouched to the treated microphone or back within one block. */
static void
mix (LcAec * aec, float *out)
{
  bool wet = aec->engaged || aec->post.mute
      || aec->params.noise_suppression_db > 0;
  size_t i;

  if (wet == aec->was_wet) {
    memcpy (out, wet ? aec->wet : aec->late, aec->n * sizeof (float));
  } else {
    for (i = 0; i < aec->n; i++) {
      float up = (float) i / (float) aec->n, share = wet ? up : 1 - up;

      out[i] = aec->late[i] + share * (aec->wet[i] - aec->late[i]);
    }
  }
  aec->was_wet = wet;
}

static void
measure (LcAec * aec, const float *out)
{
  float per = 1 / (float) aec->n;
  LcMeter block = {
    .far = per * lc_energy (aec->aligned, aec->n),
    .mic = per * lc_energy (aec->late, aec->n),
    .echo = per * lc_energy (aec->filter.echo, aec->n),
    .error = per * lc_energy (aec->post.error, aec->n),
    .out = per * lc_energy (out, aec->n),
  };

  if (aec->since_far == 0 && aec->post.talk < 0.5f)
    lc_meter_add (&aec->meter, &block);
}

void
lc_aec_process (LcAec * aec, const float *mic, const float *far, float *out)
{
  clean_both (aec, mic, far);
  if (aec->params.high_pass)
    lc_high_pass_process (&aec->high_pass, aec->mic, aec->n);
  lc_far_history_push (aec->far, aec->far_block, aec->n);
  listen_to_far (aec);
  search_delay (aec);
  align_far (aec);
  cancel (aec);
  mix (aec, out);
  measure (aec, out);
  memcpy (aec->late, aec->mic, aec->n * sizeof (float));
}
