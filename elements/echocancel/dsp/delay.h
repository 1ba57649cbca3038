/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_AEC_DELAY_H
#define LC_AEC_DELAY_H

#include <stdbool.h>
#include <stddef.h>

#include "elements/common/fft.h"
#include "kernels.h"

/* Where in the reference's past the echo comes from: a whitened
 * cross-correlation between the microphone's block and every block of the
 * past (Knapp and Carter, "The generalized correlation method for estimation
 * of time delay", IEEE Trans. ASSP 24, 1976), averaged over about half a
 * second, in the bins from 200 Hz to 3.6 kHz where rooms and loudspeakers
 * are loudest. A few of the blocks are looked at in each call. */
typedef struct
{
  size_t n, rate;               /* block, Hz */
  size_t first, count, pad;     /* bins looked at, padded */
  size_t parts;                 /* blocks of the past */
  size_t early;                 /* blocks the microphone is held back */
  size_t newest, mic_at, next;
  size_t m;                     /* points of the small transform */
  LcFft *fft;                   /* small, owned */
  const LcAecKernels *kernels;
  float *xr, *xi;               /* whitened far spectra, a ring */
  float *sr, *si;               /* averaged cross-spectra per block of past */
  float *qr, *qi;               /* whitened mic spectra held back */
  float *px, *py;               /* smoothed power spectra */
  float *full_r, *full_i, *corr;
  float *best, *best_at, *sum;  /* per part: peak, its place, mean size */

  /* The result of the last full sweep. */
  bool fresh;                   /* a sweep ended in the last call */
  float lag;                    /* samples; negative: echo before reference */
  float confidence;             /* peak over mean size; 9 is convincing */
  unsigned steady;              /* sweeps since the lag moved by 2 ms */
  unsigned frames;              /* blocks heard so far, up to a limit */
} LcDelay;

bool lc_delay_init (LcDelay * d, unsigned rate, size_t n, unsigned max_ms);
void lc_delay_clear (LcDelay * d);
void lc_delay_reset (LcDelay * d);

/* Spectra of 2 n samples: far of the newest two blocks, mic of zeros and the
 * newest block. Call with @active false while the far end is silent. */
void lc_delay_process (LcDelay * d, const float *far_re, const float *far_im,
    const float *mic_re, const float *mic_im, bool active);

/* The peak of the correlation in the block of the past with @lag, samples, in
 * units of its own: to compare with that at the lag found. */
float lc_delay_strength (const LcDelay * d, double lag);

#endif
