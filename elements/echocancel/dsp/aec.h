/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_AEC_H
#define LC_AEC_H

#include <stdbool.h>
#include <stddef.h>

/* The echo canceller: two streams of float samples in, one out.
 *
 *   far  --> delay, drift --> adaptive filter --+
 *                                               v
 *   mic  ------------------------------------> (-) --> post-filter --> out
 *
 * Everything works in blocks of lc_aec_block_size (rate) samples, mono, full
 * scale 1.0 (larger values are fine). Nothing here allocates after _new,
 * reads a clock, logs or locks: one canceller belongs to one thread at a
 * time; the caller locks around _set_params and _get_stats if it must.
 *
 * Far and mic blocks of one call belong to the same instant as well as the
 * caller knows it. What remains between them, from 0 to max_delay_ms of the
 * echo being later than its reference, is found and followed by the
 * canceller. An echo that is EARLIER than its reference cannot be cancelled
 * without delaying the microphone; it is found down to -20 ms and told in
 * LcAecStats.delay_ms, so that the caller can pair the streams differently.
 */
typedef struct _LcAec LcAec;

#define LC_AEC_MIN_RATE 8000
#define LC_AEC_MAX_RATE 96000
#define LC_AEC_MIN_TAIL_MS 20
#define LC_AEC_MAX_TAIL_MS 500
#define LC_AEC_MAX_DELAY_MS 600
#define LC_AEC_MAX_NOISE_SUPPRESSION_DB 40

/* What cannot change without a new canceller. */
typedef struct
{
  unsigned rate;                /* Hz, LC_AEC_MIN_RATE..LC_AEC_MAX_RATE */
  unsigned tail_ms;             /* echo path modelled behind the bulk delay */
  unsigned max_delay_ms;        /* bulk delay searched, 0..600 */
} LcAecConfig;

/* What can change between any two blocks. */
typedef struct
{
  float suppression;            /* 0 linear part only .. 1 strongest */
  float noise_suppression_db;   /* 0 off (noise kept) .. 40 */
  bool high_pass;               /* rumble below 100 Hz removed */
  bool drift_compensation;      /* follow differing sample clocks */
} LcAecParams;

typedef struct
{
  float erl_db;                 /* far level over echo level, smoothed */
  float erle_db;                /* mic level over output level, far end only */
  float residual_dbfs;          /* output level while only the far end talks */
  float delay_ms;               /* bulk delay in use; < 0: far comes too late */
  float drift_ppm;              /* far clock faster than mic clock: > 0 */
  bool double_talk;             /* both ends talk in this block */
  bool echo_present;            /* evidence of echo was found: not bypassed */
  bool converged;               /* the linear filter has settled */
} LcAecStats;

/* 48 kHz, 240 ms tail, 600 ms search. */
void lc_aec_config_init (LcAecConfig * config);
/* Suppression 0.5, everything else off but drift compensation. */
void lc_aec_params_init (LcAecParams * params);

/* Samples per block: within 12 % of 10 ms, the nearest count whose transform
 * is fast (48000: 480, 44100: 432, 16000: 160). 0 for an unsupported rate. */
size_t lc_aec_block_size (unsigned rate);

/* transfer full; NULL when the config is out of range or memory is short.
 * Out-of-range params are clamped. */
LcAec *lc_aec_new (const LcAecConfig * config, const LcAecParams * params);
void lc_aec_free (LcAec * aec);

/* Forgets everything learned, as after _new: for a flush or a new room. */
void lc_aec_reset (LcAec * aec);

/* Samples by which the output lags the microphone: one block, constant for
 * the life of the canceller, the same in bypass. */
size_t lc_aec_get_lag (const LcAec * aec);

void lc_aec_set_params (LcAec * aec, const LcAecParams * params);
void lc_aec_get_stats (const LcAec * aec, LcAecStats * stats);

/* One block each. @far NULL: the reference is missing, taken as silence.
 * @out may be @mic. Samples that are not a number, infinite or beyond 1000
 * count as 0; the output is always finite. After five blocks in a row with
 * such samples it begins anew, as after _reset. Until there is evidence of echo the output is @mic
 * delayed by the lag, bit for bit (unless high_pass or noise suppression ask
 * for more). */
void lc_aec_process (LcAec * aec, const float *mic, const float *far,
    float *out);

#endif
