/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_AEC_FARHISTORY_H
#define LC_AEC_FARHISTORY_H

#include <stdbool.h>
#include <stddef.h>

/* The reference as it was, readable at any fractional lag: whole lags are
 * copied, others interpolated by a windowed sinc of LC_FAR_TAPS points
 * (Smith, "Digital audio resampling", 2002), which removes clock drift when
 * the lag moves a little with every sample. */
#define LC_FAR_TAPS 32

typedef struct _LcFarHistory LcFarHistory;

/* transfer full; keeps at least @span samples behind the newest. */
LcFarHistory *lc_far_history_new (size_t span);
void lc_far_history_free (LcFarHistory * far);
void lc_far_history_reset (LcFarHistory * far);

void lc_far_history_push (LcFarHistory * far, const float *x, size_t n);

/* out[i] = the sample @lag - i + slope i behind the one after the newest, so
 * that lag n reads the newest n samples. @lag is at least n, or n +
 * LC_FAR_TAPS / 2 to be interpolated exactly; smaller ones are raised. */
void lc_far_history_read (const LcFarHistory * far, double lag, double slope,
    float *out, size_t n);

#endif
