/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * The canceller's parts, each by the property it is there for.
 */
#include <gst/check/gstcheck.h>
#include <math.h>

#include "elements/common/cpu.h"
#include "elements/echocancel/dsp/farhistory.h"
#include "elements/echocancel/dsp/floats.h"
#include "elements/echocancel/dsp/kernels.h"
#include "elements/echocancel/dsp/noisefloor.h"

static void
fill (float *x, size_t n, guint32 seed)
{
  GRand *rand = g_rand_new_with_seed (seed);
  size_t i;

  for (i = 0; i < n; i++)
    x[i] = (float) g_rand_double_range (rand, -1, 1);
  g_rand_free (rand);
}

#define LONGEST 1024

typedef struct
{
  float *wr, *wi, *p, *yr, *yi, *u;
} Spectra;

static void
new_spectra (Spectra * s, guint32 seed)
{
  float **all[] = { &s->wr, &s->wi, &s->p, &s->yr, &s->yi, &s->u };
  size_t i, k;

  for (i = 0; i < G_N_ELEMENTS (all); i++) {
    *all[i] = lc_new_floats (LONGEST + LC_AEC_BIN_PAD);
    fill (*all[i], LONGEST + LC_AEC_BIN_PAD, seed + (guint32) i);
  }
  for (k = 0; k < LONGEST + LC_AEC_BIN_PAD; k++)
    s->p[k] = fabsf (s->p[k]);
}

static void
free_spectra (Spectra * s)
{
  free (s->wr);
  free (s->wi);
  free (s->p);
  free (s->yr);
  free (s->yi);
  free (s->u);
}

static void
run_kernels (const LcAecKernels * k, Spectra * s, float **x, size_t n)
{
  k->predict (s->yr, s->yi, s->u, s->wr, s->wi, s->p, x[0], x[1], n);
  k->update (s->wr, s->wi, s->p, x[0], x[1], x[2], x[3], x[4], 0.9f, 0.1f, n);
  k->power (s->u, s->yr, s->yi, n);
}

/* What no loop may have touched: behind n. */
static void
compare (const float *a, const float *b, size_t n, const char *what)
{
  size_t i;

  for (i = 0; i < LONGEST + LC_AEC_BIN_PAD; i++)
    fail_unless (i < n ? fabsf (a[i] - b[i]) <= 1e-5f + 1e-5f * fabsf (b[i])
        : a[i] == b[i], "%s: n %zu, bin %zu: %g, not %g", what, n, i, a[i],
        b[i]);
}

GST_START_TEST (test_every_kernel_variant_computes_what_the_base_does)
{
#ifdef LC_HAVE_AVX2
  float *x[5];
  size_t n, i;

  if (!lc_cpu_has_avx2 ())
    return;
  for (i = 0; i < 5; i++) {
    x[i] = lc_new_floats (LONGEST);
    fill (x[i], LONGEST, 77 + (guint32) i);
  }
  for (n = LC_AEC_BIN_PAD; n <= LONGEST; n += LC_AEC_BIN_PAD) {
    Spectra a, b;

    new_spectra (&a, (guint32) n);
    new_spectra (&b, (guint32) n);
    run_kernels (&lc_aec_kernels_avx2, &a, x, n);
    run_kernels (&lc_aec_kernels_base, &b, x, n);
    compare (a.wr, b.wr, n, "wr");
    compare (a.wi, b.wi, n, "wi");
    compare (a.p, b.p, n, "p");
    compare (a.yr, b.yr, n, "yr");
    compare (a.yi, b.yi, n, "yi");
    compare (a.u, b.u, n, "power");
    free_spectra (&a);
    free_spectra (&b);
  }
  for (i = 0; i < 900; i++)
    fail_unless (fabsf (lc_aec_kernels_avx2.interpolate (x[0] + i, x[1] + i,
                x[2], 0.3f) - lc_aec_kernels_base.interpolate (x[0] + i,
                x[1] + i, x[2], 0.3f)) < 1e-5f);
  for (i = 0; i < 5; i++)
    free (x[i]);
#endif
}

GST_END_TEST;

GST_START_TEST (test_prediction_is_a_complex_product_and_learning_a_kalman_step)
{
  Spectra s, t;
  float *x[5];
  size_t i;

  for (i = 0; i < 5; i++) {
    x[i] = lc_new_floats (LC_AEC_BIN_PAD);
    fill (x[i], LC_AEC_BIN_PAD, 5 + (guint32) i);
  }
  new_spectra (&s, 9);
  new_spectra (&t, 9);
  run_kernels (lc_aec_kernels_pick (), &s, x, LC_AEC_BIN_PAD);
  for (i = 0; i < LC_AEC_BIN_PAD; i++) {
    double g = t.p[i] * x[4][i], x2 = x[0][i] * x[0][i] + x[1][i] * x[1][i];
    double wr = t.wr[i] + g * (x[0][i] * x[2][i] + x[1][i] * x[3][i]);
    double yr = t.yr[i] + t.wr[i] * x[0][i] - t.wi[i] * x[1][i];

    fail_unless (fabs (s.yr[i] - yr) < 1e-5);
    fail_unless (fabs (s.wr[i] - wr) < 1e-5);
    fail_unless (fabs (s.p[i] - t.p[i] * (1 - g * x2 / 2) * 0.9
            - 0.1 * (s.wr[i] * s.wr[i] + s.wi[i] * s.wi[i])) < 1e-5
        || g * x2 > 2);
  }
  free_spectra (&s);
  free_spectra (&t);
  for (i = 0; i < 5; i++)
    free (x[i]);
}

GST_END_TEST;

static void
push_sine (LcFarHistory * far, double cycles, size_t count)
{
  size_t i;

  for (i = 0; i < count; i++) {
    float v = (float) sin (2 * G_PI * cycles * (double) i);

    lc_far_history_push (far, &v, 1);
  }
}

GST_START_TEST (test_a_whole_lag_is_a_copy)
{
  LcFarHistory *far = lc_far_history_new (5000);
  float x[4000], y[64];

  fill (x, 4000, 3);
  lc_far_history_push (far, x, 4000);
  lc_far_history_read (far, 1000, 0, y, 64);
  fail_unless (memcmp (y, x + 3000, sizeof y) == 0);
  lc_far_history_free (far);
}

GST_END_TEST;

GST_START_TEST (test_a_fractional_sliding_lag_is_the_signal_at_that_time)
{
  LcFarHistory *far = lc_far_history_new (5000);
  const double cycles = 0.21, lag = 1000.37, slope = 80e-6;
  double wrong = 0;
  float y[480];
  size_t i;

  push_sine (far, cycles, 4000);
  lc_far_history_read (far, lag, slope, y, 480);
  for (i = 0; i < 480; i++) {
    double t = 4000 + (double) i - lag - slope * (double) i;
    double d = y[i] - sin (2 * G_PI * cycles * t);

    wrong += d * d;
  }
  fail_unless (10 * log10 (wrong / 240) < -80, "%.1f dB",
      10 * log10 (wrong / 240));
  lc_far_history_free (far);
}

GST_END_TEST;

/* White noise has exponentially distributed power in every bin. */
GST_START_TEST (test_the_noise_floor_is_the_mean_power_of_steady_noise)
{
  GRand *rand = g_rand_new_with_seed (12);
  LcNoiseFloor floor;
  float power[256];
  double sum = 0;
  unsigned frame, k;

  fail_unless (lc_noise_floor_init (&floor, 256));
  for (frame = 0; frame < 400; frame++) {
    for (k = 0; k < 256; k++)
      power[k] = (float) -log (1 - g_rand_double (rand));
    lc_noise_floor_process (&floor, power);
  }
  for (k = 0; k < 256; k++)
    sum += floor.noise[k];
  fail_unless (fabs (10 * log10 (sum / 256)) < 1.5, "%.2f dB off",
      10 * log10 (sum / 256));
  lc_noise_floor_clear (&floor);
  g_rand_free (rand);
}

GST_END_TEST;

static Suite *
aecparts_suite (void)
{
  Suite *s = suite_create ("aecparts");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_every_kernel_variant_computes_what_the_base_does);
  tcase_add_test (tc,
      test_prediction_is_a_complex_product_and_learning_a_kalman_step);
  tcase_add_test (tc, test_a_whole_lag_is_a_copy);
  tcase_add_test (tc, test_a_fractional_sliding_lag_is_the_signal_at_that_time);
  tcase_add_test (tc, test_the_noise_floor_is_the_mean_power_of_steady_noise);
  return s;
}

GST_CHECK_MAIN (aecparts);
