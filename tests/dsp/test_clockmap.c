/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>

#include "elements/rtptiming/clockmap.h"

#define S INT64_C (1000000000)
#define MS INT64_C (1000000)
#define UTC (INT64_C (3990000000) * S)

GST_START_TEST (test_first_measurement_is_taken_exactly)
{
  LcClockMap map;

  lc_clockmap_init (&map);
  fail_unless_equals_int (lc_clockmap_update (&map, 7 * S, UTC, MS), 1);
  fail_unless_equals_int64 (lc_clockmap_forward (&map, 7 * S), UTC);
  fail_unless_equals_int64 (lc_clockmap_forward (&map, 9 * S), UTC + 2 * S);
  fail_unless_equals_int64 (lc_clockmap_backward (&map, UTC - S), 6 * S);
}

GST_END_TEST;

GST_START_TEST (test_small_difference_is_slewed_at_half_a_ms_per_second)
{
  LcClockMap map;
  int sign;

  for (sign = -1; sign <= 1; sign += 2) {
    lc_clockmap_init (&map);
    lc_clockmap_update (&map, 0, UTC, 0);
    fail_unless_equals_int (lc_clockmap_update (&map, S, UTC + S + sign * MS,
            0), 0);
    fail_unless_equals_int64 (lc_clockmap_forward (&map, S), UTC + S);
    fail_unless_equals_int64 (lc_clockmap_forward (&map, 2 * S),
        UTC + 2 * S + sign * MS / 2);
    fail_unless_equals_int64 (lc_clockmap_forward (&map, 3 * S),
        UTC + 3 * S + sign * MS);
    fail_unless_equals_int64 (lc_clockmap_forward (&map, 100 * S),
        UTC + 100 * S + sign * MS);
  }
}

GST_END_TEST;

GST_START_TEST (test_step_above_100_ms_is_taken_at_once)
{
  LcClockMap map;

  lc_clockmap_init (&map);
  lc_clockmap_update (&map, 0, UTC, 0);
  fail_unless_equals_int (lc_clockmap_update (&map, S,
          UTC + S + LC_CLOCKMAP_STEP_NS, 0), 0);
  fail_unless_equals_int (lc_clockmap_update (&map, S,
          UTC + S + LC_CLOCKMAP_STEP_NS + 1, 0), 1);
  fail_unless_equals_int64 (lc_clockmap_forward (&map, S),
      UTC + S + LC_CLOCKMAP_STEP_NS + 1);
  fail_unless_equals_int (lc_clockmap_update (&map, 2 * S, UTC - 3600 * S, 0),
      1);
  fail_unless_equals_int64 (lc_clockmap_forward (&map, 2 * S), UTC - 3600 * S);
}

GST_END_TEST;

GST_START_TEST (test_noise_inside_the_uncertainty_moves_nothing)
{
  LcClockMap map;
  int64_t t;

  lc_clockmap_init (&map);
  lc_clockmap_update (&map, 0, UTC, 0);
  for (t = 1; t < 100; t++)
    lc_clockmap_update (&map, t * S, UTC + t * S + (t % 2 ? 900 : -900), 1000);
  fail_unless_equals_int64 (lc_clockmap_forward (&map, 200 * S), UTC + 200 * S);
}

GST_END_TEST;

/* A clock that runs 300 ppm fast, measured every second with noise: the map
 * must stay within the drift of one interval plus the noise, and two calls in
 * a row must never go back. */
GST_START_TEST (test_drifting_clock_is_followed_and_time_never_goes_back)
{
  GRand *rand = g_rand_new_with_seed (0x1c10c);
  LcClockMap map;
  int64_t t, last = 0;

  lc_clockmap_init (&map);
  for (t = 0; t < 600 * S; t += 10 * MS) {
    int64_t utc = UTC + t - t / 10000 * 3;
    int64_t mapped;

    if (t % S == 0)
      lc_clockmap_update (&map, t, utc + g_rand_int_range (rand, -20000, 20000),
          20000);
    mapped = lc_clockmap_forward (&map, t);
    fail_unless (mapped > last, "%" G_GINT64_FORMAT " went back", t);
    fail_unless (ABS (mapped - utc) < 700000,
        "at %" G_GINT64_FORMAT " ns off by %" G_GINT64_FORMAT, t, mapped - utc);
    last = mapped;
  }
  g_rand_free (rand);
}

GST_END_TEST;

GST_START_TEST (test_backward_is_the_inverse_of_forward)
{
  GRand *rand = g_rand_new_with_seed (0xbac4);
  int i, j;

  for (i = 0; i < 2000; i++) {
    LcClockMap map;
    int64_t start = (int64_t) (g_rand_double (rand) * 1e15);

    lc_clockmap_init (&map);
    lc_clockmap_update (&map, start, UTC, 0);
    lc_clockmap_update (&map, start + S, UTC + S
        + g_rand_int_range (rand, -99999999, 99999999), 0);
    for (j = 0; j < 10; j++) {
      int64_t t = start + (int64_t) (g_rand_double_range (rand, -1e10, 4e11));
      int64_t back = lc_clockmap_backward (&map, lc_clockmap_forward (&map, t));

      fail_unless (ABS (back - t) <= 1, "%" G_GINT64_FORMAT, back - t);
    }
  }
  g_rand_free (rand);
}

GST_END_TEST;

static Suite *
clockmap_suite (void)
{
  Suite *s = suite_create ("clockmap");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_first_measurement_is_taken_exactly);
  tcase_add_test (tc, test_small_difference_is_slewed_at_half_a_ms_per_second);
  tcase_add_test (tc, test_step_above_100_ms_is_taken_at_once);
  tcase_add_test (tc, test_noise_inside_the_uncertainty_moves_nothing);
  tcase_add_test (tc, test_drifting_clock_is_followed_and_time_never_goes_back);
  tcase_add_test (tc, test_backward_is_the_inverse_of_forward);
  return s;
}

GST_CHECK_MAIN (clockmap);
