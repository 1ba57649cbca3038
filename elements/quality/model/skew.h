/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_SKEW_H
#define LC_SKEW_H

#include "histogram.h"

/* A/V skew: (capture time of the sound now playing) - (capture time of the
 * picture now showing), in ns, + = sound early. Sampled at the moment each
 * video frame is shown, the sound interpolated there between the two audio
 * buffers around that moment; no sample where no sound plays (they are more
 * than 250 ms apart). Limits: ITU-R BT.1359-1, detectability +45/-125 ms,
 * acceptability +90/-185 ms. */
typedef struct
{
  LcHistogram early;            /* skew >= 0 */
  LcHistogram late;             /* -skew, of skew < 0 */
  uint64_t detectable;          /* samples beyond +45/-125 ms */
  uint64_t unacceptable;        /* of these, beyond +90/-185 ms */
  uint64_t broken;              /* of these, beyond 2 s either way */
} LcSkewFigures;

/* Both streams run ahead of their render times by different amounts, so both
 * are remembered until the other one has come: 256 frames each are 8 s of
 * video, 2.5 s of 10 ms audio. */
#define LC_SKEW_LENGTH 256

typedef struct
{
  uint64_t at, capture;         /* ntp-ns */
} LcSkewPoint;

typedef struct
{
  LcSkewPoint audio[LC_SKEW_LENGTH];
  LcSkewPoint video[LC_SKEW_LENGTH];
  uint64_t audio_end, video_end, video_done;
} LcSkew;

void lc_skew_reset (LcSkew * s);

/* A frame captured at @capture is shown, a buffer's first sample heard, at @at.
 * Samples that this completes go to @figures. */
void lc_skew_video (LcSkew * s, uint64_t capture, uint64_t at,
    LcSkewFigures * figures);
void lc_skew_audio (LcSkew * s, uint64_t capture, uint64_t at,
    LcSkewFigures * figures);

void lc_skew_figures_add (LcSkewFigures * f, int64_t skew);
void lc_skew_figures_merge (LcSkewFigures * to, const LcSkewFigures * from);
uint64_t lc_skew_figures_count (const LcSkewFigures * f);

/* Signed, ns. */
int64_t lc_skew_figures_quantile (const LcSkewFigures * f, double q);
/* Seconds, signed. */
double lc_skew_figures_mean (const LcSkewFigures * f);
/* Of |skew|, ns; @scratch is overwritten. */
int64_t lc_skew_figures_quantile_abs (const LcSkewFigures * f, double q,
    LcHistogram * scratch);

#endif /* LC_SKEW_H */
