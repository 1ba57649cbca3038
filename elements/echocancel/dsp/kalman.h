/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_AEC_KALMAN_H
#define LC_AEC_KALMAN_H

#include <stdbool.h>
#include <stddef.h>

#include "elements/common/fft.h"
#include "kernels.h"

/* The linear echo path as a partitioned-block frequency-domain adaptive
 * Kalman filter: every bin of every partition has a coefficient and the
 * uncertainty of it, so that the step size follows from what is not yet
 * known and from what else is in the microphone. No double-talk detector is
 * needed for a path that stands still.
 *   Enzner and Vary, "Frequency-domain adaptive Kalman filter for acoustic
 *   echo control in hands-free telephones", Signal Processing 86 (2006);
 *   Kuech, Mabande, Enzner, "State-space architecture of the
 *   partitioned-block-based acoustic echo controller", ICASSP 2014.
 */
typedef struct
{
  size_t n;                     /* block, samples; the transform is 2 n */
  size_t bins, pad;             /* n + 1 and that padded */
  size_t parts;                 /* partitions of n samples */
  size_t newest;                /* slot of x with the newest spectrum */
  size_t constrain;             /* partition to constrain next */
  float keep;                   /* A^2 of the state model, per block */
  LcFft *fft;                   /* borrowed */
  const LcAecKernels *kernels;

  float *xr, *xi;               /* far spectra, parts * pad, a ring */
  float *wr, *wi;               /* coefficients, parts * pad */
  float *p;                     /* their uncertainty, parts * pad */

  /* Of the last block, pad each: */
  float *er, *ei;               /* error, second half of the frame */
  float *yr, *yi;               /* echo estimate, uncut */
  float *uncertainty;           /* expected |error|^2 by wrong coefficients */
  float *near_power;            /* what else is in the error, smoothed */
  float *gain;
  float *frame, *error, *echo;  /* 2 n, n, n samples */
} LcKalman;

bool lc_kalman_init (LcKalman * k, LcFft * fft, size_t n, size_t parts);
void lc_kalman_clear (LcKalman * k);
void lc_kalman_reset (LcKalman * k);

/* Far spectrum of the newest two blocks into the ring. */
void lc_kalman_push_far (LcKalman * k, const float *two_blocks);
/* The same for a partition that is @age blocks old, after a change of lag. */
void lc_kalman_replace_far (LcKalman * k, size_t age, const float *two_blocks);

/* error = mic - echo; spectra and uncertainty of this block. */
void lc_kalman_predict (LcKalman * k, const float *mic);
/* The same while no far end is in reach: no echo, nothing to learn. */
void lc_kalman_skip (LcKalman * k, const float *mic);
/* Learns from the error of the last prediction. */
void lc_kalman_adapt (LcKalman * k);

/* Moves the coefficients by @shift partitions (positive: to later ones). */
void lc_kalman_move (LcKalman * k, ptrdiff_t shift);
/* The delay is known now, the path is not: direct sound first. */
void lc_kalman_place (LcKalman * k);
/* The path may have changed: adds @share of each coefficient's power to its
 * uncertainty. */
void lc_kalman_doubt (LcKalman * k, float share);

#endif
