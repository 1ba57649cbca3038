/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>

#include "elements/quality/model/histogram.h"
#include "elements/quality/model/types.h"

static LcHistogram h, other;

static int
compare (const void *a, const void *b)
{
  int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;

  return x < y ? -1 : x > y;
}

/* The definition: the smallest value that q of all do not exceed. */
static int64_t
exact_quantile (const int64_t * sorted, int n, double q)
{
  int rank = (int) ceil (q * n);

  return sorted[rank > 0 ? rank - 1 : 0];
}

GST_START_TEST (test_quantiles_are_off_by_at_most_half_a_bucket)
{
  GRand *rand = g_rand_new_with_seed (1);
  static int64_t values[20000];
  int run, i, n = G_N_ELEMENTS (values);
  double q;

  for (run = 0; run < 5; run++) {
    lc_histogram_clear (&h);
    for (i = 0; i < n; i++) {
      /* Log-uniform from 10 us to 60 s. */
      values[i] = (int64_t) (1e4 * pow (6e6, g_rand_double (rand)));
      lc_histogram_add (&h, values[i]);
    }
    qsort (values, n, sizeof (*values), compare);
    for (q = 0.01; q < 1; q += 0.01) {
      int64_t want = exact_quantile (values, n, q);
      int64_t got = lc_histogram_quantile (&h, q);
      int64_t bound = MAX (LC_MS / 4, want / 250);

      fail_unless (ABS (got - want) <= bound,
          "q %.2f: %" G_GINT64_FORMAT " ns is not %" G_GINT64_FORMAT " ns",
          q, got, want);
    }
    fail_unless_equals_int64 (lc_histogram_quantile (&h, 0), values[0]);
    fail_unless_equals_int64 (lc_histogram_quantile (&h, 1), values[n - 1]);
  }
  g_rand_free (rand);
}

GST_END_TEST;

GST_START_TEST (test_equal_values_come_back_exactly)
{
  int64_t value;

  for (value = 0; value < 2 * LC_SECOND; value += 7654321) {
    lc_histogram_clear (&h);
    lc_histogram_add (&h, value);
    lc_histogram_add (&h, value);
    fail_unless_equals_int64 (lc_histogram_quantile (&h, 0.5), value);
    fail_unless_equals_int64 (lc_histogram_quantile (&h, 0.95), value);
  }
}

GST_END_TEST;

GST_START_TEST (test_every_value_is_in_the_fixed_bucket_of_its_limit)
{
  int i;

  lc_histogram_clear (&h);
  for (i = 0; i < LC_HISTOGRAM_FIXED - 1; i++) {
    lc_histogram_add (&h, lc_histogram_limits[i]);
    lc_histogram_add (&h, lc_histogram_limits[i] + 1);
  }
  fail_unless_equals_int (h.fixed[0], 1);
  for (i = 1; i < LC_HISTOGRAM_FIXED - 1; i++)
    fail_unless_equals_int (h.fixed[i], 2);
  fail_unless_equals_int (h.fixed[LC_HISTOGRAM_FIXED - 1], 1);
}

GST_END_TEST;

GST_START_TEST (test_merging_equals_having_seen_all)
{
  static LcHistogram both;
  int i;

  lc_histogram_clear (&h);
  lc_histogram_clear (&other);
  lc_histogram_clear (&both);
  for (i = 0; i < 1000; i++) {
    int64_t value = (int64_t) i * i * 37 * 1000 - 50 * LC_MS;

    lc_histogram_add (i % 3 ? &h : &other, value);
    lc_histogram_add (&both, value);
  }
  lc_histogram_merge (&h, &other);
  fail_unless_equals_uint64 (h.count, both.count);
  fail_unless_equals_int64 (h.sum, both.sum);
  fail_unless_equals_int64 (h.min, both.min);
  fail_unless_equals_int64 (h.max, both.max);
  fail_unless (memcmp (h.bucket, both.bucket, sizeof (h.bucket)) == 0);
  fail_unless (memcmp (h.fixed, both.fixed, sizeof (h.fixed)) == 0);
}

GST_END_TEST;

GST_START_TEST (test_mean_and_deviation_by_definition)
{
  int i;

  lc_histogram_clear (&h);
  fail_unless (lc_histogram_mean (&h) == 0);
  fail_unless (lc_histogram_deviation (&h) == 0);
  for (i = 0; i < 100; i++)
    lc_histogram_add (&h, i % 2 ? 20 * LC_MS : 40 * LC_MS);
  fail_unless (fabs (lc_histogram_mean (&h) - 0.03) < 1e-12);
  fail_unless (fabs (lc_histogram_deviation (&h) - 0.01) < 1e-9);
}

GST_END_TEST;

GST_START_TEST (test_out_of_range_values_are_kept_and_shown_by_min_and_max)
{
  lc_histogram_clear (&h);
  lc_histogram_add (&h, -3 * LC_SECOND);
  lc_histogram_add (&h, 1000 * LC_SECOND);
  fail_unless_equals_int64 (h.min, -3 * LC_SECOND);
  fail_unless_equals_int64 (h.max, 1000 * LC_SECOND);
  fail_unless_equals_int64 (lc_histogram_quantile (&h, 0.1), -3 * LC_SECOND);
  fail_unless_equals_int64 (lc_histogram_quantile (&h, 0.9), 1000 * LC_SECOND);
  fail_unless_equals_uint64 (h.count, 2);
}

GST_END_TEST;

static Suite *
qualityhistogram_suite (void)
{
  Suite *s = suite_create ("qualityhistogram");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_quantiles_are_off_by_at_most_half_a_bucket);
  tcase_add_test (tc, test_equal_values_come_back_exactly);
  tcase_add_test (tc, test_every_value_is_in_the_fixed_bucket_of_its_limit);
  tcase_add_test (tc, test_merging_equals_having_seen_all);
  tcase_add_test (tc, test_mean_and_deviation_by_definition);
  tcase_add_test (tc,
      test_out_of_range_values_are_kept_and_shown_by_min_and_max);
  return s;
}

GST_CHECK_MAIN (qualityhistogram);
