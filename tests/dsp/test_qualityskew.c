/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>

#include "elements/quality/model/skew.h"
#include "elements/quality/model/types.h"

#define T0 (UINT64_C (3990000000) * LC_SECOND)

static LcSkew skew;
static LcSkewFigures figures;

static void
fresh (void)
{
  lc_skew_reset (&skew);
  memset (&figures, 0, sizeof (figures));
}

/* One second of both; the sound that plays beside a picture was captured
 * @ahead later than it. Audio is told @lead buffers before the video. */
static void
play (int64_t ahead, int64_t buffer, int lead)
{
  int64_t now;
  uint64_t at;

  for (now = 0; now < LC_SECOND; now += LC_MS) {
    if (now % buffer == 0) {
      at = T0 + (uint64_t) (now + lead * buffer);
      lc_skew_audio (&skew, at - 200 * LC_MS + (uint64_t) ahead, at, &figures);
    }
    if (now % (33 * LC_MS) == 0)
      lc_skew_video (&skew, T0 + (uint64_t) now - 200 * LC_MS,
          T0 + (uint64_t) now, &figures);
  }
}

GST_START_TEST (test_injected_skew_is_measured_exactly_with_its_sign)
{
  static const int ms[] = { -500, -185, -125, -45, -20, 0, 20, 45, 90, 125,
    500
  };
  guint i;
  int lead;

  for (i = 0; i < G_N_ELEMENTS (ms); i++) {
    for (lead = 0; lead < 12; lead += 3) {
      fresh ();
      play (ms[i] * LC_MS, 20 * LC_MS, lead);
      fail_unless (lc_skew_figures_count (&figures) >= 18);
      fail_unless_equals_int64 (lc_skew_figures_quantile (&figures, 0.5),
          ms[i] * LC_MS);
      fail_unless_equals_int64 (lc_skew_figures_quantile (&figures, 0.05),
          ms[i] * LC_MS);
      fail_unless_equals_int64 (lc_skew_figures_quantile (&figures, 1),
          ms[i] * LC_MS);
      fail_unless (fabs (lc_skew_figures_mean (&figures) - ms[i] / 1e3)
          < 1e-9);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_sound_is_interpolated_at_the_moment_of_the_picture)
{
  fresh ();
  lc_skew_audio (&skew, T0, T0 + 200 * LC_MS, &figures);
  lc_skew_video (&skew, T0 + 13 * LC_MS, T0 + 213 * LC_MS, &figures);
  fail_unless_equals_uint64 (lc_skew_figures_count (&figures), 0);
  lc_skew_audio (&skew, T0 + 20 * LC_MS, T0 + 220 * LC_MS, &figures);
  fail_unless_equals_uint64 (lc_skew_figures_count (&figures), 1);
  fail_unless_equals_int64 (lc_skew_figures_quantile (&figures, 0.5), 0);
}

GST_END_TEST;

GST_START_TEST (test_where_no_sound_plays_there_is_no_sample)
{
  fresh ();
  lc_skew_audio (&skew, T0, T0, &figures);
  lc_skew_video (&skew, T0 + 100 * LC_MS, T0 + 100 * LC_MS, &figures);
  lc_skew_audio (&skew, T0 + LC_SECOND, T0 + LC_SECOND, &figures);
  fail_unless_equals_uint64 (lc_skew_figures_count (&figures), 0);
  /* A picture before all sound. */
  lc_skew_video (&skew, T0 - LC_SECOND, T0 - LC_SECOND, &figures);
  fail_unless_equals_uint64 (lc_skew_figures_count (&figures), 0);
}

GST_END_TEST;

GST_START_TEST (test_bands_of_bt_1359_have_exact_edges)
{
  static const struct
  {
    int64_t skew;
    int detectable, unacceptable, broken;
  } cases[] = {
    {45 * LC_MS, 0, 0, 0}, {45 * LC_MS + 1, 1, 0, 0},
    {-125 * LC_MS, 0, 0, 0}, {-125 * LC_MS - 1, 1, 0, 0},
    {90 * LC_MS, 1, 0, 0}, {90 * LC_MS + 1, 1, 1, 0},
    {-185 * LC_MS, 1, 0, 0}, {-185 * LC_MS - 1, 1, 1, 0},
    {2 * LC_SECOND, 1, 1, 0}, {2 * LC_SECOND + 1, 1, 1, 1},
    {-2 * LC_SECOND - 1, 1, 1, 1}
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    fresh ();
    lc_skew_figures_add (&figures, cases[i].skew);
    fail_unless_equals_uint64 (figures.detectable, cases[i].detectable);
    fail_unless_equals_uint64 (figures.unacceptable, cases[i].unacceptable);
    fail_unless_equals_uint64 (figures.broken, cases[i].broken);
  }
}

GST_END_TEST;

GST_START_TEST (test_signed_quantiles_of_a_mixture)
{
  static LcHistogram scratch;
  int i;

  fresh ();
  for (i = -50; i <= 50; i++)
    lc_skew_figures_add (&figures, i * LC_MS);
  fail_unless (ABS (lc_skew_figures_quantile (&figures, 0.5)) <= LC_MS);
  fail_unless (ABS (lc_skew_figures_quantile (&figures, 0.1)
          + 40 * LC_MS) <= LC_MS);
  fail_unless (ABS (lc_skew_figures_quantile (&figures, 0.9)
          - 40 * LC_MS) <= LC_MS);
  fail_unless (ABS (lc_skew_figures_quantile_abs (&figures, 0.95, &scratch)
          - 48 * LC_MS) <= LC_MS);
}

GST_END_TEST;

GST_START_TEST (test_more_pictures_than_can_wait_lose_the_oldest_only)
{
  int i;

  fresh ();
  for (i = 0; i < 3 * LC_SKEW_LENGTH; i++)
    lc_skew_video (&skew, T0 + (uint64_t) i * LC_MS, T0 + (uint64_t) i * LC_MS,
        &figures);
  lc_skew_audio (&skew, T0 + (3 * LC_SKEW_LENGTH - 20) * LC_MS,
      T0 + (3 * LC_SKEW_LENGTH - 20) * LC_MS, &figures);
  lc_skew_audio (&skew, T0 + 3 * LC_SKEW_LENGTH * LC_MS,
      T0 + 3 * LC_SKEW_LENGTH * LC_MS, &figures);
  fail_unless_equals_uint64 (lc_skew_figures_count (&figures), 20);
  fail_unless_equals_int64 (lc_skew_figures_quantile (&figures, 1), 0);
}

GST_END_TEST;

static Suite *
qualityskew_suite (void)
{
  Suite *s = suite_create ("qualityskew");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_injected_skew_is_measured_exactly_with_its_sign);
  tcase_add_test (tc, test_sound_is_interpolated_at_the_moment_of_the_picture);
  tcase_add_test (tc, test_where_no_sound_plays_there_is_no_sample);
  tcase_add_test (tc, test_bands_of_bt_1359_have_exact_edges);
  tcase_add_test (tc, test_signed_quantiles_of_a_mixture);
  tcase_add_test (tc, test_more_pictures_than_can_wait_lose_the_oldest_only);
  return s;
}

GST_CHECK_MAIN (qualityskew);
