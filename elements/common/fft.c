/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "fft.h"

#include <math.h>
#include <stdlib.h>

#include "cpu.h"
#include "fft-lanes.h"

/* Splits m into factors 4, 2, 3, 5; false when something is left over. */
static bool
find_stages (LcFft * fft)
{
  static const unsigned radices[] = { 5, 3, 4, 2 };
  size_t left = fft->m;
  unsigned i;

  for (i = 0; i < 4; i++) {
    while (left % radices[i] == 0 && left > 1) {
      if (fft->stages == LC_FFT_MAX_STAGES)
        return false;
      fft->radix[fft->stages++] = radices[i];
      left /= radices[i];
    }
  }
  return left == 1;
}

static float *
new_floats (size_t count)
{
  /* aligned_alloc wants a multiple of the alignment. */
  size_t bytes = (count * sizeof (float) + 63) & ~(size_t) 63;

  return aligned_alloc (64, bytes);
}

static bool
allocate (LcFft * fft)
{
  size_t lanes = fft->m * LC_FFT_LANES, i;

  for (i = 0; i < 2; i++) {
    fft->work_re[i] = (LcVec *) new_floats (lanes);
    fft->work_im[i] = (LcVec *) new_floats (lanes);
    if (fft->work_re[i] == NULL || fft->work_im[i] == NULL)
      return false;
  }
  fft->lane_re = (LcVec *) new_floats (lanes);
  fft->lane_im = (LcVec *) new_floats (lanes);
  fft->twiddle = new_floats (2 * 5 * fft->m * fft->stages + 1);
  fft->split_re = new_floats (fft->h);
  fft->split_im = new_floats (fft->h);
  fft->bin_re = new_floats (fft->h + LC_FFT_LANES);
  fft->bin_im = new_floats (fft->h + LC_FFT_LANES);
  return fft->lane_re && fft->lane_im && fft->twiddle && fft->split_re
      && fft->split_im && fft->bin_re && fft->bin_im;
}

static void
unit_root (size_t numerator, size_t denominator, float *re, float *im)
{
  double angle = -2 * M_PI * (double) (numerator % denominator)
      / (double) denominator;

  *re = (float) cos (angle);
  *im = (float) sin (angle);
}

/* For each stage of length `len` and radix r: W_len^(p j), j = 1..r-1. */
static void
fill_twiddles (LcFft * fft)
{
  size_t len = fft->m, p, j;
  float *w = fft->twiddle;
  unsigned s;

  for (s = 0; s < fft->stages; s++) {
    unsigned r = fft->radix[s];

    for (p = 0; p < len / r; p++)
      for (j = 1; j < r; j++, w += 2)
        unit_root (p * j, len, w, w + 1);
    len /= r;
  }
}

static void
fill_tables (LcFft * fft)
{
  size_t k, l;

  fill_twiddles (fft);
  for (k = 0; k < fft->m; k++) {
    float re[LC_FFT_LANES], im[LC_FFT_LANES];

    for (l = 0; l < LC_FFT_LANES; l++)
      unit_root (k * l, fft->h, &re[l], &im[l]);
    fft->lane_re[k] = *(const LcVecU *) re;
    fft->lane_im[k] = *(const LcVecU *) im;
  }
  for (k = 0; k < fft->h; k++)
    unit_root (k, fft->n, &fft->split_re[k], &fft->split_im[k]);
}

static void
pick_variant (LcFft * fft)
{
  fft->forward = lc_fft_forward_base;
  fft->inverse = lc_fft_inverse_base;
#ifdef LC_HAVE_AVX2
  if (lc_cpu_has_avx2 ()) {
    fft->forward = lc_fft_forward_avx2;
    fft->inverse = lc_fft_inverse_avx2;
  }
#endif
}

LcFft *
lc_fft_new (size_t n)
{
  LcFft *fft;

  if (n % 16 != 0 || n / 16 < LC_FFT_LANES)
    return NULL;
  fft = calloc (1, sizeof *fft);
  if (fft == NULL)
    return NULL;
  fft->n = n;
  fft->h = n / 2;
  fft->m = fft->h / LC_FFT_LANES;
  if (!find_stages (fft) || !allocate (fft)) {
    lc_fft_free (fft);
    return NULL;
  }
  fill_tables (fft);
  pick_variant (fft);
  return fft;
}

void
lc_fft_free (LcFft * fft)
{
  if (fft == NULL)
    return;
  free (fft->work_re[0]);
  free (fft->work_re[1]);
  free (fft->work_im[0]);
  free (fft->work_im[1]);
  free (fft->lane_re);
  free (fft->lane_im);
  free (fft->twiddle);
  free (fft->split_re);
  free (fft->split_im);
  free (fft->bin_re);
  free (fft->bin_im);
  free (fft);
}

void
lc_fft_forward (LcFft * fft, const float *x, float *re, float *im)
{
  fft->forward (fft, x, re, im);
}

void
lc_fft_inverse (LcFft * fft, const float *re, const float *im, float *x)
{
  fft->inverse (fft, re, im, x);
}
