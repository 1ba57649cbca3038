/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>

#include "elements/quality/model/freeze.h"
#include "elements/quality/model/types.h"

#define T0 (UINT64_C (3990000000) * LC_SECOND)

static LcFreeze freeze;
static LcFreezeFigures figures;

static void
fresh (void)
{
  lc_freeze_reset (&freeze);
  memset (&figures, 0, sizeof (figures));
}

/* 60 frames at @fps, one gap, 60 more. */
static void
play_with_gap (int fps, int64_t gap)
{
  uint64_t at = T0;
  int i;

  fresh ();
  for (i = 0; i < 60; i++)
    lc_freeze_frame (&freeze, at + i * LC_SECOND / fps, &figures);
  at += 59 * LC_SECOND / fps + gap;
  for (i = 0; i < 60; i++)
    lc_freeze_frame (&freeze, at + i * LC_SECOND / fps, &figures);
}

static void
expect (LcFreezeLimit limit, gboolean counted, int64_t gap)
{
  fail_unless_equals_uint64 (figures.freeze[limit].count, counted);
  fail_unless_equals_int64 (figures.freeze[limit].duration, counted ? gap : 0);
}

GST_START_TEST (test_one_gap_counts_exactly_per_threshold)
{
  static const int rates[] = { 15, 25, 30 };
  guint r;
  int64_t gap;

  for (r = 0; r < G_N_ELEMENTS (rates); r++) {
    double d = 1000.0 / rates[r];

    for (gap = 100; gap <= 5000; gap += gap < 700 ? 1 : 50) {
      play_with_gap (rates[r], gap * LC_MS);
      /* 1 us: the frame times are rounded to ns. */
      expect (LC_FREEZE_W3C, gap + 1e-3 >= MAX (3 * d, d + 150), gap * LC_MS);
      expect (LC_FREEZE_200, gap >= 200, gap * LC_MS);
      expect (LC_FREEZE_500, gap >= 500, gap * LC_MS);
      expect (LC_FREEZE_600, gap >= 600, gap * LC_MS);
      fail_unless_equals_uint64 (figures.pause.count, 0);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_ten_percent_around_each_limit)
{
  static const struct
  {
    int fps, limit;             /* ms */
    LcFreezeLimit which;
  } cases[] = {
    {30, 183, LC_FREEZE_W3C}, {25, 190, LC_FREEZE_W3C},
    {15, 217, LC_FREEZE_W3C}, {30, 200, LC_FREEZE_200},
    {30, 500, LC_FREEZE_500}, {30, 600, LC_FREEZE_600}
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    play_with_gap (cases[i].fps, cases[i].limit * LC_MS * 9 / 10);
    fail_unless_equals_uint64 (figures.freeze[cases[i].which].count, 0);
    play_with_gap (cases[i].fps, cases[i].limit * LC_MS * 11 / 10);
    fail_unless_equals_uint64 (figures.freeze[cases[i].which].count, 1);
  }
}

GST_END_TEST;

/* The definition, written down once more without a ring and without state. */
static void
judge_all (const uint64_t * at, int n, LcFreezeFigures * f)
{
  static const int64_t fixed[] = { 0, 200, 500, 600 };
  int64_t interval[512];
  int i, j, k, used = 0;

  memset (f, 0, sizeof (*f));
  for (i = 1; i < n; i++) {
    int64_t gap = (int64_t) (at[i] - at[i - 1]), sum = 0, mean;

    if (gap > 5 * LC_SECOND) {
      f->pause.count++;
      f->pause.duration += gap;
      continue;
    }
    k = MIN (used, 30);
    for (j = used - k; j < used; j++)
      sum += interval[j];
    mean = k ? sum / k : 0;
    for (j = 0; j < LC_N_FREEZES; j++) {
      int64_t limit = j ? fixed[j] * LC_MS : MAX (3 * mean, mean + 150 * LC_MS);

      if (gap >= limit && (j || k >= 5)) {
        f->freeze[j].count++;
        f->freeze[j].duration += gap;
      }
    }
    interval[used++] = gap;
  }
}

GST_START_TEST (test_random_streams_are_judged_by_the_definition)
{
  static uint64_t at[400];
  GRand *rand = g_rand_new_with_seed (7);
  LcFreezeFigures want;
  int run, i, n = G_N_ELEMENTS (at);

  for (run = 0; run < 200; run++) {
    int64_t d = g_rand_int_range (rand, 10, 120) * LC_MS;

    fresh ();
    at[0] = T0;
    for (i = 1; i < n; i++)
      at[i] = at[i - 1] + (g_rand_int_range (rand, 0, 20) ? d
          : g_rand_int_range (rand, 1, 7000) * LC_MS);
    for (i = 0; i < n; i++)
      lc_freeze_frame (&freeze, at[i], &figures);
    judge_all (at, n, &want);
    fail_unless (memcmp (&want, &figures, sizeof (want)) == 0, "run %d", run);
  }
  g_rand_free (rand);
}

GST_END_TEST;

GST_START_TEST (test_more_than_five_seconds_is_a_pause_and_no_freeze)
{
  play_with_gap (30, 5 * LC_SECOND);
  fail_unless_equals_uint64 (figures.pause.count, 0);
  expect (LC_FREEZE_W3C, TRUE, 5 * LC_SECOND);
  play_with_gap (30, 5 * LC_SECOND + 1);
  fail_unless_equals_uint64 (figures.pause.count, 1);
  fail_unless_equals_int64 (figures.pause.duration, 5 * LC_SECOND + 1);
  expect (LC_FREEZE_W3C, FALSE, 0);
  expect (LC_FREEZE_600, FALSE, 0);
}

GST_END_TEST;

GST_START_TEST (test_no_frame_yet_is_a_state_at_its_exact_moment)
{
  uint64_t last, deadline;

  play_with_gap (25, 40 * LC_MS);
  last = freeze.last;
  deadline = lc_freeze_deadline (&freeze);
  fail_unless_equals_uint64 (deadline, last + 190 * LC_MS);
  fail_if (lc_freeze_wait (&freeze, deadline - 1));
  fail_unless (lc_freeze_wait (&freeze, deadline));
  fail_unless_equals_int (freeze.state, LC_FREEZE_FROZEN);
  fail_if (lc_freeze_wait (&freeze, deadline + LC_SECOND));
  deadline = lc_freeze_deadline (&freeze);
  fail_unless_equals_uint64 (deadline, last + 5 * LC_SECOND + 1);
  fail_unless (lc_freeze_wait (&freeze, deadline));
  fail_unless_equals_int (freeze.state, LC_FREEZE_PAUSED);
  fail_unless_equals_uint64 (lc_freeze_deadline (&freeze), LC_TIME_NONE);
  lc_freeze_frame (&freeze, deadline + 1, &figures);
  fail_unless_equals_int (freeze.state, LC_FREEZE_MOVING);
}

GST_END_TEST;

GST_START_TEST (test_a_discontinuity_is_no_freeze_and_keeps_the_pace)
{
  play_with_gap (25, 40 * LC_MS);
  lc_freeze_discont (&freeze);
  fail_if (lc_freeze_wait (&freeze, freeze.last + LC_SECOND));
  fail_unless_equals_int64 (lc_freeze_frame (&freeze, T0 + 60 * LC_SECOND,
          &figures), -1);
  expect (LC_FREEZE_200, FALSE, 0);
  fail_unless_equals_int64 (lc_freeze_limit (&freeze), 190 * LC_MS);
}

GST_END_TEST;

GST_START_TEST (test_time_that_goes_back_is_an_interval_of_zero)
{
  fresh ();
  lc_freeze_frame (&freeze, T0, &figures);
  fail_unless_equals_int64 (lc_freeze_frame (&freeze, T0 - LC_SECOND,
          &figures), 0);
  fail_unless_equals_int64 (lc_freeze_frame (&freeze, T0 + LC_MS, &figures),
      LC_MS);
}

GST_END_TEST;

static Suite *
qualityfreeze_suite (void)
{
  Suite *s = suite_create ("qualityfreeze");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_one_gap_counts_exactly_per_threshold);
  tcase_add_test (tc, test_ten_percent_around_each_limit);
  tcase_add_test (tc, test_random_streams_are_judged_by_the_definition);
  tcase_add_test (tc, test_more_than_five_seconds_is_a_pause_and_no_freeze);
  tcase_add_test (tc, test_no_frame_yet_is_a_state_at_its_exact_moment);
  tcase_add_test (tc, test_a_discontinuity_is_no_freeze_and_keeps_the_pace);
  tcase_add_test (tc, test_time_that_goes_back_is_an_interval_of_zero);
  return s;
}

GST_CHECK_MAIN (qualityfreeze);
