/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * The transform itself, in vectors of eight lanes. Built once per
 * instruction set; LC_FFT_ISA is the suffix of the two public names.
 */
#include "fft-lanes.h"

#include <string.h>

#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_ (a, b)
#define FORWARD PASTE (lc_fft_forward_, LC_FFT_ISA)
#define INVERSE PASTE (lc_fft_inverse_, LC_FFT_ISA)

typedef struct
{
  LcVec re, im;
} Cpx;

static inline Cpx
load (const LcVec * re, const LcVec * im, size_t i)
{
  return (Cpx) {
  re[i], im[i]};
}

static inline Cpx
add (Cpx a, Cpx b)
{
  return (Cpx) {
  a.re + b.re, a.im + b.im};
}

static inline Cpx
sub (Cpx a, Cpx b)
{
  return (Cpx) {
  a.re - b.re, a.im - b.im};
}

/* a * (w[0] + i w[1]) */
static inline Cpx
turn (Cpx a, const float *w)
{
  return (Cpx) {
  a.re * w[0] - a.im * w[1], a.re * w[1] + a.im * w[0]};
}

/* -i * a */
static inline Cpx
minus_i (Cpx a)
{
  return (Cpx) {
  a.im, -a.re};
}

static inline Cpx
scale (Cpx a, float s)
{
  return (Cpx) {
  a.re * s, a.im * s};
}

typedef struct
{
  const LcVec *in_re, *in_im;
  LcVec *out_re, *out_im;
  size_t len, stride;
} Stage;

static inline void
put (const Stage * s, size_t i, Cpx a)
{
  s->out_re[i] = a.re;
  s->out_im[i] = a.im;
}

/* Stockham's self-sorting stages, decimation in frequency: each reads
 * x[q + stride (p + j len/r)] and writes y[q + stride (r p + j)]. */
static void
stage2 (const Stage * s, const float *w)
{
  size_t m = s->len / 2, st = s->stride, p, q;

  for (p = 0; p < m; p++, w += 2)
    for (q = 0; q < st; q++) {
      Cpx a = load (s->in_re, s->in_im, q + st * p);
      Cpx b = load (s->in_re, s->in_im, q + st * (p + m));

      put (s, q + st * 2 * p, add (a, b));
      put (s, q + st * (2 * p + 1), turn (sub (a, b), w));
    }
}

static void
stage3 (const Stage * s, const float *w)
{
  const float sin60 = 0.86602540378443864676f;
  size_t m = s->len / 3, st = s->stride, p, q;

  for (p = 0; p < m; p++, w += 4)
    for (q = 0; q < st; q++) {
      Cpx a = load (s->in_re, s->in_im, q + st * p);
      Cpx b = load (s->in_re, s->in_im, q + st * (p + m));
      Cpx c = load (s->in_re, s->in_im, q + st * (p + 2 * m));
      Cpx sum = add (b, c), mid = sub (a, scale (sum, 0.5f));
      Cpx side = scale (minus_i (sub (b, c)), sin60);

      put (s, q + st * 3 * p, add (a, sum));
      put (s, q + st * (3 * p + 1), turn (add (mid, side), w));
      put (s, q + st * (3 * p + 2), turn (sub (mid, side), w + 2));
    }
}

static void
stage4 (const Stage * s, const float *w)
{
  size_t m = s->len / 4, st = s->stride, p, q;

  for (p = 0; p < m; p++, w += 6)
    for (q = 0; q < st; q++) {
      Cpx a = load (s->in_re, s->in_im, q + st * p);
      Cpx b = load (s->in_re, s->in_im, q + st * (p + m));
      Cpx c = load (s->in_re, s->in_im, q + st * (p + 2 * m));
      Cpx d = load (s->in_re, s->in_im, q + st * (p + 3 * m));
      Cpx ac = add (a, c), amc = sub (a, c);
      Cpx bd = add (b, d), bmd = minus_i (sub (b, d));

      put (s, q + st * 4 * p, add (ac, bd));
      put (s, q + st * (4 * p + 1), turn (add (amc, bmd), w));
      put (s, q + st * (4 * p + 2), turn (sub (ac, bd), w + 2));
      put (s, q + st * (4 * p + 3), turn (sub (amc, bmd), w + 4));
    }
}

static void
stage5 (const Stage * s, const float *w)
{
  const float c1 = 0.30901699437494742410f, c2 = -0.80901699437494742410f;
  const float s1 = 0.95105651629515357212f, s2 = 0.58778525229247312917f;
  size_t m = s->len / 5, st = s->stride, p, q;

  for (p = 0; p < m; p++, w += 8)
    for (q = 0; q < st; q++) {
      Cpx a = load (s->in_re, s->in_im, q + st * p);
      Cpx b = load (s->in_re, s->in_im, q + st * (p + m));
      Cpx c = load (s->in_re, s->in_im, q + st * (p + 2 * m));
      Cpx d = load (s->in_re, s->in_im, q + st * (p + 3 * m));
      Cpx e = load (s->in_re, s->in_im, q + st * (p + 4 * m));
      Cpx be = add (b, e), bme = minus_i (sub (b, e));
      Cpx cd = add (c, d), cmd = minus_i (sub (c, d));
      Cpx m1 = add (a, add (scale (be, c1), scale (cd, c2)));
      Cpx m2 = add (a, add (scale (be, c2), scale (cd, c1)));
      Cpx n1 = add (scale (bme, s1), scale (cmd, s2));
      Cpx n2 = sub (scale (bme, s2), scale (cmd, s1));

      put (s, q + st * 5 * p, add (a, add (be, cd)));
      put (s, q + st * (5 * p + 1), turn (add (m1, n1), w));
      put (s, q + st * (5 * p + 2), turn (add (m2, n2), w + 2));
      put (s, q + st * (5 * p + 3), turn (sub (m2, n2), w + 4));
      put (s, q + st * (5 * p + 4), turn (sub (m1, n1), w + 6));
    }
}

/* All lanes' transforms of m points; returns which work buffer has them. */
static unsigned
lane_transforms (LcFft * fft)
{
  const float *w = fft->twiddle;
  size_t len = fft->m, stride = 1;
  unsigned i, cur = 0;

  for (i = 0; i < fft->stages; i++, cur ^= 1) {
    Stage s = { fft->work_re[cur], fft->work_im[cur],
      fft->work_re[cur ^ 1], fft->work_im[cur ^ 1], len, stride
    };
    unsigned r = fft->radix[i];

    if (r == 4)
      stage4 (&s, w);
    else if (r == 5)
      stage5 (&s, w);
    else if (r == 3)
      stage3 (&s, w);
    else
      stage2 (&s, w);
    w += 2 * (r - 1) * (len / r);
    len /= r;
    stride *= r;
  }
  return cur;
}

#define SHUF(a, b, ...) __builtin_shufflevector (a, b, __VA_ARGS__)

/* Eight vectors of eight lanes, rows for columns. */
static inline void
transpose (LcVec v[8])
{
  LcVec a[8], b[8];
  unsigned i;

  for (i = 0; i < 8; i += 2) {
    a[i] = SHUF (v[i], v[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    a[i + 1] = SHUF (v[i], v[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (i = 0; i < 8; i += 4) {
    b[i] = SHUF (a[i], a[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
    b[i + 1] = SHUF (a[i], a[i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    b[i + 2] = SHUF (a[i + 1], a[i + 3], 0, 1, 8, 9, 4, 5, 12, 13);
    b[i + 3] = SHUF (a[i + 1], a[i + 3], 2, 3, 10, 11, 6, 7, 14, 15);
  }
  for (i = 0; i < 4; i++) {
    v[i] = SHUF (b[i], b[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    v[i + 4] = SHUF (b[i], b[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

static inline void
butterfly4 (Cpx a, Cpx b, Cpx c, Cpx d, Cpx out[4])
{
  Cpx ac = add (a, c), amc = sub (a, c);
  Cpx bd = add (b, d), bmd = minus_i (sub (b, d));

  out[0] = add (ac, bd);
  out[1] = add (amc, bmd);
  out[2] = sub (ac, bd);
  out[3] = sub (amc, bmd);
}

/* The transform of eight over v, results in order. */
static inline void
butterfly8 (const Cpx v[8], Cpx out[8])
{
  static const float w1[2] = { 0.70710678118654752440f,
    -0.70710678118654752440f
  };
  static const float w3[2] = { -0.70710678118654752440f,
    -0.70710678118654752440f
  };
  Cpx even[4], odd[4];
  unsigned j;

  butterfly4 (v[0], v[2], v[4], v[6], even);
  butterfly4 (v[1], v[3], v[5], v[7], odd);
  odd[1] = turn (odd[1], w1);
  odd[2] = minus_i (odd[2]);
  odd[3] = turn (odd[3], w3);
  for (j = 0; j < 4; j++) {
    out[j] = add (even[j], odd[j]);
    out[j + 4] = sub (even[j], odd[j]);
  }
}

/* Joins the lanes for eight neighbouring k. */
static void
join_lanes (LcFft * fft, unsigned cur, size_t k)
{
  LcVec re[8], im[8];
  Cpx v[8], out[8];
  unsigned i;

  for (i = 0; i < 8; i++) {
    LcVec a = fft->work_re[cur][k + i], b = fft->work_im[cur][k + i];
    LcVec c = fft->lane_re[k + i], d = fft->lane_im[k + i];

    re[i] = a * c - b * d;
    im[i] = a * d + b * c;
  }
  transpose (re);
  transpose (im);
  for (i = 0; i < 8; i++)
    v[i] = (Cpx) {
    re[i], im[i]};
  butterfly8 (v, out);
  for (i = 0; i < 8; i++) {
    *(LcVecU *) (fft->bin_re + k + i * fft->m) = out[i].re;
    *(LcVecU *) (fft->bin_im + k + i * fft->m) = out[i].im;
  }
}

/* work[0] -> bins, natural order. */
static void
complex_transform (LcFft * fft)
{
  unsigned cur = lane_transforms (fft);
  size_t k;

  for (k = 0; k + 8 <= fft->m; k += 8)
    join_lanes (fft, cur, k);
  /* The last group overlaps the one before: same values, stored twice. */
  if (k < fft->m)
    join_lanes (fft, cur, fft->m - 8);
}

static inline LcVec
reversed (const float *p)
{
  LcVec v = *(const LcVecU *) p;

  return SHUF (v, v, 7, 6, 5, 4, 3, 2, 1, 0);
}

/* Even samples were the real, odd ones the imaginary part: takes the two
 * spectra apart and joins them as one radix-2 step would. Bins 1..h-1; the
 * loads of Z[h - k] end at k = 1, index h - 1. */
static void
split_spectrum (LcFft * fft, float *re, float *im)
{
  const float *zr = fft->bin_re, *zi = fft->bin_im;
  size_t h = fft->h, k = 1;

  while (k < h) {
    size_t at = k + 8 <= h ? k : h - 8;
    LcVec ar = *(const LcVecU *) (zr + at), ai = *(const LcVecU *) (zi + at);
    LcVec br = reversed (zr + h - at - 7), bi = -reversed (zi + h - at - 7);
    LcVec wr = *(const LcVecU *) (fft->split_re + at);
    LcVec wi = *(const LcVecU *) (fft->split_im + at);
    LcVec er = ar + br, ei = ai + bi, dr = ai - bi, di = br - ar;

    *(LcVecU *) (re + at) = 0.5f * (er + wr * dr - wi * di);
    *(LcVecU *) (im + at) = 0.5f * (ei + wr * di + wi * dr);
    k = at + 8;
  }
  re[0] = zr[0] + zi[0];
  re[h] = zr[0] - zi[0];
  im[0] = im[h] = 0;
}

void
FORWARD (LcFft * fft, const float *x, float *re, float *im)
{
  size_t i;

  for (i = 0; i < fft->m; i++) {
    LcVec a = *(const LcVecU *) (x + 16 * i);
    LcVec b = *(const LcVecU *) (x + 16 * i + 8);

    fft->work_re[0][i] = SHUF (a, b, 0, 2, 4, 6, 8, 10, 12, 14);
    fft->work_im[0][i] = SHUF (a, b, 1, 3, 5, 7, 9, 11, 13, 15);
  }
  complex_transform (fft);
  split_spectrum (fft, re, im);
}

/* The reverse of split_spectrum into the bins, real and imaginary part
 * swapped so that the forward transform inverts. */
static void
merge_spectrum (LcFft * fft, const float *re, const float *im)
{
  size_t h = fft->h, k = 1;

  while (k < h) {
    size_t at = k + 8 <= h ? k : h - 8;
    LcVec ar = *(const LcVecU *) (re + at), ai = *(const LcVecU *) (im + at);
    LcVec br = reversed (re + h - at - 7), bi = -reversed (im + h - at - 7);
    LcVec wr = *(const LcVecU *) (fft->split_re + at);
    LcVec wi = *(const LcVecU *) (fft->split_im + at);
    LcVec dr = ar - br, di = ai - bi;
    LcVec odd_re = dr * wr + di * wi, odd_im = di * wr - dr * wi;

    *(LcVecU *) (fft->bin_re + at) = ar + br - odd_im;
    *(LcVecU *) (fft->bin_im + at) = ai + bi + odd_re;
    k = at + 8;
  }
  fft->bin_re[0] = re[0] + re[h];
  fft->bin_im[0] = re[0] - re[h];
}

void
INVERSE (LcFft * fft, const float *re, const float *im, float *x)
{
  size_t i;

  merge_spectrum (fft, re, im);
  for (i = 0; i < fft->m; i++) {
    fft->work_re[0][i] = *(const LcVecU *) (fft->bin_im + 8 * i);
    fft->work_im[0][i] = *(const LcVecU *) (fft->bin_re + 8 * i);
  }
  complex_transform (fft);
  for (i = 0; i < fft->m; i++) {
    LcVec a = *(const LcVecU *) (fft->bin_im + 8 * i);
    LcVec b = *(const LcVecU *) (fft->bin_re + 8 * i);

    *(LcVecU *) (x + 16 * i) = SHUF (a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    *(LcVecU *) (x + 16 * i + 8) = SHUF (a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  }
}
