/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * The transform against the definition of the discrete Fourier transform.
 */
#include <gst/check/gstcheck.h>
#include <math.h>

#include "elements/common/cpu.h"
#include "elements/common/fft-lanes.h"

static const size_t lengths[] = { 128, 144, 160, 192, 240, 320, 432, 480, 640,
  864, 960, 1024, 1728, 1920
};

typedef void (*Forward) (LcFft *, const float *, float *, float *);
typedef void (*Inverse) (LcFft *, const float *, const float *, float *);

static void
fill (float *x, size_t n)
{
  GRand *rand = g_rand_new_with_seed ((guint32) n);
  size_t i;

  for (i = 0; i < n; i++)
    x[i] = (float) g_rand_double_range (rand, -1, 1);
  g_rand_free (rand);
}

/* Relative error power against the sum that defines bin k. */
static double
error_of_bins (const float *x, const float *re, const float *im, size_t n)
{
  double wrong = 0, all = 0;
  size_t k, t;

  for (k = 0; k <= n / 2; k++) {
    double a = 0, b = 0;

    for (t = 0; t < n; t++) {
      double angle = 2 * G_PI * (double) (k * t % n) / (double) n;

      a += x[t] * cos (angle);
      b -= x[t] * sin (angle);
    }
    wrong += (a - re[k]) * (a - re[k]) + (b - im[k]) * (b - im[k]);
    all += a * a + b * b;
  }
  return wrong / all;
}

static void
check_variant (const char *name, Forward forward, Inverse inverse)
{
  float x[1920], y[1920], re[961], im[961];
  size_t i, t;

  for (i = 0; i < G_N_ELEMENTS (lengths); i++) {
    size_t n = lengths[i];
    LcFft *fft = lc_fft_new (n);
    double wrong = 0, all = 0;

    GST_INFO ("%s, %zu points", name, n);
    fail_unless (fft != NULL, "%zu points are not supported", n);
    fill (x, n);
    forward (fft, x, re, im);
    fail_unless (error_of_bins (x, re, im, n) < 1e-12, "%s %zu", name, n);
    inverse (fft, re, im, y);
    for (t = 0; t < n; t++) {
      double d = y[t] / (double) n - x[t];

      wrong += d * d;
      all += x[t] * x[t];
    }
    fail_unless (wrong < 1e-12 * all, "%s %zu back", name, n);
    lc_fft_free (fft);
  }
}

GST_START_TEST (test_bins_are_those_of_the_definition_and_go_back)
{
  check_variant ("picked", lc_fft_forward, lc_fft_inverse);
  check_variant ("base", lc_fft_forward_base, lc_fft_inverse_base);
#ifdef LC_HAVE_AVX2
  if (lc_cpu_has_avx2 ())
    check_variant ("avx2", lc_fft_forward_avx2, lc_fft_inverse_avx2);
#endif
}

GST_END_TEST;

GST_START_TEST (test_lengths_outside_the_rule_are_refused)
{
  static const size_t bad[] = { 0, 1, 16, 100, 112, 136, 16 * 7, 16 * 11 };
  size_t i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    fail_unless (lc_fft_new (bad[i]) == NULL, "%zu", bad[i]);
}

GST_END_TEST;

static Suite *
fft_suite (void)
{
  Suite *s = suite_create ("fft");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_bins_are_those_of_the_definition_and_go_back);
  tcase_add_test (tc, test_lengths_outside_the_rule_are_refused);
  return s;
}

GST_CHECK_MAIN (fft);
