/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_FFT_LANES_H
#define LC_FFT_LANES_H

#include <stddef.h>

#include "fft.h"

/* Eight floats; the compiler makes one AVX or two SSE or NEON registers of
 * them. LcVecU may lie at any float's address. */
typedef float LcVec __attribute__((vector_size (32)));
typedef float LcVecU __attribute__((vector_size (32), aligned (4), may_alias));

#define LC_FFT_LANES 8
#define LC_FFT_MAX_STAGES 12

/* A plan: private to fft*.c. The complex transform of h = n / 2 points is
 * done as eight interleaved transforms of m = h / 8 points, one in each lane,
 * joined by a transform over the lanes (Cooley and Tukey 1965, h = 8 m). */
struct _LcFft
{
  size_t n, h, m;
  unsigned stages;
  unsigned radix[LC_FFT_MAX_STAGES];
  LcVec *work_re[2], *work_im[2];       /* m each, ping and pong */
  float *twiddle;               /* per stage, (cos, -sin) pairs */
  LcVec *lane_re, *lane_im;     /* exp (-2 pi i l k / h), m each, lane l */
  float *split_re, *split_im;   /* exp (-2 pi i k / n), h each */
  float *bin_re, *bin_im;       /* h + 8 each: the complex spectrum */
  void (*forward) (LcFft *, const float *, float *, float *);
  void (*inverse) (LcFft *, const float *, const float *, float *);
};

/* Variants of one source, fft-lanes.c, built for several instruction sets. */
void lc_fft_forward_base (LcFft *, const float *, float *, float *);
void lc_fft_inverse_base (LcFft *, const float *, const float *, float *);
void lc_fft_forward_avx2 (LcFft *, const float *, float *, float *);
void lc_fft_inverse_avx2 (LcFft *, const float *, const float *, float *);

#endif
