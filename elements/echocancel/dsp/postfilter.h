/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_AEC_POSTFILTER_H
#define LC_AEC_POSTFILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "bands.h"
#include "elements/common/fft.h"
#include "kernels.h"
#include "noisefloor.h"

#define LC_POST_HISTORY 24

/* What the linear filter leaves of the echo, taken out in the spectrum.
 * The residual is expected from the filter's own uncertainty (Enzner and
 * Vary 2006, section 4) and from a leakage learned per band while only the
 * far end talks. With the far end alone it is over-subtracted down to the
 * room's noise (Martin 2001 for that); while both talk it is subtracted once
 * and the near end stays. */
typedef struct
{
  size_t n, bins, pad;
  LcFft *fft;                   /* borrowed */
  const LcAecKernels *kernels;
  LcBands bands;
  LcNoiseFloor noise;

  float *window;                /* 2 n, square root of a Hann window */
  float *error, *echo;          /* 2 n each: the last two blocks */
  float *frame, *tail;          /* 2 n; n left to add to the next block */
  float *er, *ei, *yr, *yi;     /* windowed spectra */
  float *pe, *py;               /* their power */
  float *reverb;                /* py with a decaying tail */
  float *doubt_last;            /* Kalman uncertainty of the last block */
  float *residual;              /* echo power expected in the error */
  float *gain;                  /* amplitude, last */

  /* Set by the owner: */
  bool mute;                    /* only the noise passes */
  bool idle;                    /* no echo is known of: nothing is taken */

  float leak[LC_MAX_BANDS];     /* residual over echo estimate, power */
  float talk;                   /* near end: 0 silent .. 1 talks, held */
  unsigned hold;                /* blocks talk is held for */
  float excess;                 /* error over what is expected, dB, smooth */
  float similarity;             /* of residual's and echo's level changes */
  float belief;                 /* that an excess is echo: -1 .. 1 */
  float changed;                /* echo far above what is expected: 0 .. 1 */
  float history_e[LC_POST_HISTORY][LC_MAX_BANDS];
  float history_y[LC_POST_HISTORY][LC_MAX_BANDS];
  unsigned at, filled;
} LcPostFilter;

bool lc_post_filter_init (LcPostFilter * f, LcFft * fft, unsigned rate,
    size_t n);
void lc_post_filter_clear (LcPostFilter * f);
void lc_post_filter_reset (LcPostFilter * f);

/* One block of error and echo estimate with the expected error power of the
 * linear filter per bin; @out lags by one block. @suppression 0..1;
 * @noise_db: steady noise down by that much, 0 leaves it. */
void lc_post_filter_process (LcPostFilter * f, const float *error,
    const float *echo, const float *uncertainty, float suppression,
    float noise_db, float *out);

#endif
