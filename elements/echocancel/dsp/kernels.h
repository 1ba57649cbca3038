/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_AEC_KERNELS_H
#define LC_AEC_KERNELS_H

#include <stddef.h>

/* Bins are padded to a multiple of this, so that no loop has a tail. */
#define LC_AEC_BIN_PAD 16

/* What every step adds to the uncertainty of a coefficient, or one that was
 * 0 for half an hour could never be learned again. */
#define LC_AEC_LEAST_DOUBT 1e-10f

/* One partition's worth of spectra; n is a padded count of bins, every
 * pointer is aligned to 64 bytes and none overlap unless it says so. */
typedef struct
{
  const char *name;

  /* y += w x (complex), u += p |x|^2 */
  void (*predict) (float *yr, float *yi, float *u, const float *wr,
      const float *wi, const float *p, const float *xr, const float *xi,
      size_t n);

  /* One Kalman step of one partition: g = p gain, w += g conj (x) e,
   * p = (p - p g |x|^2 / 2) keep + renew |w|^2 + LC_AEC_LEAST_DOUBT. */
  void (*update) (float *wr, float *wi, float *p, const float *xr,
      const float *xi, const float *er, const float *ei, const float *gain,
      float keep, float renew, size_t n);

  /* s = keep s + conj (x) q (complex) */
  void (*correlate) (float *sr, float *si, const float *xr, const float *xi,
      const float *qr, const float *qi, float keep, size_t n);

  /* sum of x[i] (a[i] + f (b[i] - a[i])), i < 32; any alignment */
  float (*interpolate) (const float *x, const float *a, const float *b,
      float f);

  /* p = re^2 + im^2 */
  void (*power) (float *p, const float *re, const float *im, size_t n);
} LcAecKernels;

/* The fastest this machine runs. */
const LcAecKernels *lc_aec_kernels_pick (void);

/* Variants of one source, kernels-lanes.c. */
extern const LcAecKernels lc_aec_kernels_base;
extern const LcAecKernels lc_aec_kernels_avx2;

#endif
