/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_AEC_DRIFT_H
#define LC_AEC_DRIFT_H

#include <stdbool.h>
#include <stddef.h>

#include "kalman.h"

/* How fast the echo path slides because the loudspeaker and the microphone
 * count time by different clocks. The adaptive filter follows the slide, so
 * two pictures of its coefficients taken a while apart differ by a delay;
 * the slope of the phase between them, weighted by their size, is that delay
 * (the idea of correcting by what the filter does: Pawig, Enzner, Vary,
 * "Adaptive sampling rate correction for acoustic echo control in
 * voice-over-IP", IEEE Trans. SP 58, 2010). The rate found is added to the
 * slope at which the reference is read, and so goes to zero. */
typedef struct
{
  size_t first, count, parts;   /* bins and partitions looked at */
  size_t interval, blocks;      /* active blocks between pictures */
  float *wr, *wi;               /* the last picture */
  bool have;
  double radians;               /* per bin and sample of delay */

  double slope;                 /* the estimate, samples per sample */
  bool applied;                 /* it has been beyond chance once */
  double rest;                  /* the last measured rate beyond it */
} LcDrift;

bool lc_drift_init (LcDrift * d, const LcKalman * k, unsigned rate);
void lc_drift_clear (LcDrift * d);
void lc_drift_reset (LcDrift * d);
/* The coefficients jumped for another reason: forget the picture. */
void lc_drift_restart (LcDrift * d);
/* Call every block in which the filter could learn; true when slope has
 * changed. */
bool lc_drift_process (LcDrift * d, const LcKalman * k);
/* What the reference is to be read at: 0 or the slope. */
double lc_drift_slope (const LcDrift * d);

#endif
