/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* The arithmetic of repeating, without any media. */
#include <gst/check/gstcheck.h>

#include "elements/clip/timeline.h"

#define MS INT64_C (1000000)

GST_START_TEST (a_pass_is_as_long_as_its_longest_track)
{
  LcTimeline *t = lc_timeline_new ();
  unsigned a = lc_timeline_add_track (t), b = lc_timeline_add_track (t);

  lc_timeline_note (t, a, 0, 40 * MS);
  lc_timeline_note (t, a, 40 * MS, 40 * MS);
  lc_timeline_note (t, b, 0, 20 * MS);
  fail_unless (lc_timeline_pass_length (t) == 80 * MS);
  lc_timeline_note (t, b, 70 * MS, 20 * MS);
  fail_unless (lc_timeline_pass_length (t) == 90 * MS);
  lc_timeline_free (t);
}

GST_END_TEST;

GST_START_TEST (the_next_pass_begins_where_the_last_ended)
{
  LcTimeline *t = lc_timeline_new ();
  unsigned a = lc_timeline_add_track (t);

  for (int pass = 0; pass < 3; pass++) {
    fail_unless (lc_timeline_map (t, 5 * MS) == (100 * pass + 5) * MS);
    lc_timeline_note (t, a, 60 * MS, 40 * MS);
    fail_unless (lc_timeline_next_pass (t));
    fail_unless (lc_timeline_pass_length (t) == 0);
  }
  lc_timeline_free (t);
}

GST_END_TEST;

GST_START_TEST (an_empty_pass_is_not_repeated)
{
  LcTimeline *t = lc_timeline_new ();
  unsigned a = lc_timeline_add_track (t);

  fail_if (lc_timeline_next_pass (t));
  lc_timeline_note (t, a, 0, LC_TIMELINE_NONE);
  fail_if (lc_timeline_next_pass (t));
  fail_unless (lc_timeline_map (t, 7) == 7);
  lc_timeline_free (t);
}

GST_END_TEST;

GST_START_TEST (an_unknown_duration_is_the_smallest_step)
{
  LcTimeline *t = lc_timeline_new ();
  unsigned a = lc_timeline_add_track (t);

  lc_timeline_note (t, a, 0, LC_TIMELINE_NONE);
  lc_timeline_note (t, a, 120 * MS, LC_TIMELINE_NONE);
  lc_timeline_note (t, a, 160 * MS, LC_TIMELINE_NONE);
  fail_unless (lc_timeline_pass_length (t) == 200 * MS);
  lc_timeline_free (t);
}

GST_END_TEST;

GST_START_TEST (reordered_frames_end_with_the_one_shown_last)
{
  static const int order[] = { 0, 3, 1, 2, 6, 4, 5 };   /* I P B B P B B */
  LcTimeline *t = lc_timeline_new ();
  unsigned a = lc_timeline_add_track (t);

  for (unsigned i = 0; i < G_N_ELEMENTS (order); i++)
    lc_timeline_note (t, a, order[i] * 40 * MS, LC_TIMELINE_NONE);
  fail_unless (lc_timeline_pass_length (t) == 280 * MS);
  lc_timeline_free (t);
}

GST_END_TEST;

static Suite *
cliptimeline_suite (void)
{
  Suite *s = suite_create ("cliptimeline");
  TCase *tc = tcase_create ("arithmetic");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, a_pass_is_as_long_as_its_longest_track);
  tcase_add_test (tc, the_next_pass_begins_where_the_last_ended);
  tcase_add_test (tc, an_empty_pass_is_not_repeated);
  tcase_add_test (tc, an_unknown_duration_is_the_smallest_step);
  tcase_add_test (tc, reordered_frames_end_with_the_one_shown_last);
  return s;
}

GST_CHECK_MAIN (cliptimeline);
