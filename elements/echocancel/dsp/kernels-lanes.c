/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * Plain loops that the compiler turns into vectors, built once per
 * instruction set; LC_AEC_KERNELS is the name of the table, LC_AEC_ISA what
 * it is called.
 */
#include "kernels.h"

static void
predict (float *restrict yr, float *restrict yi, float *restrict u,
    const float *restrict wr, const float *restrict wi,
    const float *restrict p, const float *restrict xr,
    const float *restrict xi, size_t n)
{
  size_t k;

  n &= ~(size_t) (LC_AEC_BIN_PAD - 1);
  for (k = 0; k < n; k++) {
    yr[k] += wr[k] * xr[k] - wi[k] * xi[k];
    yi[k] += wr[k] * xi[k] + wi[k] * xr[k];
    u[k] += p[k] * (xr[k] * xr[k] + xi[k] * xi[k]);
  }
}

static void
update (float *restrict wr, float *restrict wi, float *restrict p,
    const float *restrict xr, const float *restrict xi,
    const float *restrict er, const float *restrict ei,
    const float *restrict gain, float keep, float renew, size_t n)
{
  size_t k;

  n &= ~(size_t) (LC_AEC_BIN_PAD - 1);
  for (k = 0; k < n; k++) {
    float g = p[k] * gain[k];
    float x2 = xr[k] * xr[k] + xi[k] * xi[k];
    float re = wr[k] + g * (xr[k] * er[k] + xi[k] * ei[k]);
    float im = wi[k] + g * (xr[k] * ei[k] - xi[k] * er[k]);

    wr[k] = re;
    wi[k] = im;
    p[k] = p[k] * (1 - 0.5f * g * x2) * keep + renew * (re * re + im * im)
        + LC_AEC_LEAST_DOUBT;
  }
}

static void
correlate (float *restrict sr, float *restrict si,
    const float *restrict xr, const float *restrict xi,
    const float *restrict qr, const float *restrict qi, float keep, size_t n)
{
  size_t k;

  n &= ~(size_t) (LC_AEC_BIN_PAD - 1);
  for (k = 0; k < n; k++) {
    sr[k] = keep * sr[k] + xr[k] * qr[k] + xi[k] * qi[k];
    si[k] = keep * si[k] + xr[k] * qi[k] - xi[k] * qr[k];
  }
}

typedef float Vec __attribute__((vector_size (32), aligned (4), may_alias));

static float
interpolate (const float *x, const float *a, const float *b, float f)
{
  Vec sum = { 0 };
  unsigned i;

  for (i = 0; i < 32; i += 8) {
    Vec va = *(const Vec *) (a + i), vb = *(const Vec *) (b + i);

    sum += *(const Vec *) (x + i) * (va + f * (vb - va));
  }
  return ((sum[0] + sum[4]) + (sum[1] + sum[5]))
      + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
}

static void
power (float *restrict p, const float *restrict re,
    const float *restrict im, size_t n)
{
  size_t k;

  n &= ~(size_t) (LC_AEC_BIN_PAD - 1);
  for (k = 0; k < n; k++)
    p[k] = re[k] * re[k] + im[k] * im[k];
}

const LcAecKernels LC_AEC_KERNELS = {
  .name = LC_AEC_ISA,
  .predict = predict,
  .update = update,
  .correlate = correlate,
  .interpolate = interpolate,
  .power = power,
};
