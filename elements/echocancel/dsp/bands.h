/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_AEC_BANDS_H
#define LC_AEC_BANDS_H

#include <stddef.h>

#define LC_MAX_BANDS 32

/* Neighbouring bins taken together, narrow at low and wide at high
 * frequencies, about as the ear does (Glasberg and Moore 1990: the
 * equivalent rectangular bandwidth is 24.7 + 0.108 f Hz; ours are two). */
typedef struct
{
  size_t count;
  size_t edge[LC_MAX_BANDS + 1];        /* band b: bins edge[b]..edge[b+1]-1 */
} LcBands;

/* From @low_hz to the smaller of @high_hz and half the rate. */
void lc_bands_init (LcBands * bands, unsigned rate, size_t n, float low_hz,
    float high_hz);
/* Mean over each band's bins. */
void lc_bands_mean (const LcBands * bands, const float *bins, float *means);

#endif
