/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_FFT_H
#define LC_FFT_H

#include <stddef.h>

/* Real FFT of the lengths the cores use: 16 * m with m >= 8 and no prime
 * factor of m above 5. Split format: bins 0..n/2 in two arrays of n/2 + 1
 * floats. Neither direction scales: inverse (forward (x)) = n * x.
 *
 * A plan carries scratch memory: one plan per thread.
 */
typedef struct _LcFft LcFft;

/* transfer full; NULL for a length outside the rule above or no memory. */
LcFft *lc_fft_new (size_t n);
void lc_fft_free (LcFft * fft);

/* X[k] = sum over t of x[t] * exp (-2 pi i k t / n) */
void lc_fft_forward (LcFft * fft, const float *x, float *re, float *im);
/* x[t] = X[0] + sum over k of 2 Re (X[k] exp (2 pi i k t / n)) ...: the
 * inverse of a spectrum that belongs to a real signal; the imaginary parts
 * of the first and last bin are taken as 0. */
void lc_fft_inverse (LcFft * fft, const float *re, const float *im, float *x);

#endif
