/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>

#include "elements/quality/model/stages.h"
#include "elements/quality/model/track.h"

#define T0 (UINT64_C (3990000000) * LC_SECOND)

GST_START_TEST (test_parts_add_up_to_the_whole_whatever_is_marked)
{
  int mask, i;

  /* Every combination of marks, the render always among them. */
  for (mask = 0; mask < 1 << LC_STAGE_RENDERED; mask++) {
    uint64_t at[LC_N_STAGES];
    int64_t split[LC_N_SPLITS], sum = 0;
    int marks = 0;

    for (i = 0; i < LC_N_STAGES; i++) {
      gboolean marked = i == LC_STAGE_RENDERED || mask & 1 << i;

      at[i] = marked ? T0 + (uint64_t) (i * i + 1) * LC_MS : LC_TIME_NONE;
      marks += marked && i > LC_STAGE_CAPTURE;
    }
    lc_stages_split (T0, at, split);
    for (i = 0; i < LC_N_SPLITS; i++)
      sum += split[i] == LC_SPLIT_NONE ? 0 : split[i];
    fail_unless_equals_int64 (sum,
        marks > 1 ? (int64_t) (at[LC_STAGE_RENDERED] - T0) : 0);
  }
}

GST_END_TEST;

static void
split_of (const int *ms, int64_t * split)
{
  uint64_t at[LC_N_STAGES];
  int i;

  for (i = 0; i < LC_N_STAGES; i++)
    at[i] = ms[i] < 0 ? LC_TIME_NONE : T0 + (uint64_t) ms[i] * LC_MS;
  lc_stages_split (T0, at, split);
}

GST_START_TEST (test_each_part_has_its_name)
{
  static const int all[] = { 1, 10, 12, 40, 200, 230 };
  static const int receiver[] = { -1, -1, -1, 40, 200, 230 };
  static const int socket_only[] = { -1, -1, 12, 40, -1, 230 };
  int64_t split[LC_N_SPLITS];

  split_of (all, split);
  fail_unless_equals_int64 (split[LC_SPLIT_CAPTURE_ENCODE], 10 * LC_MS);
  fail_unless_equals_int64 (split[LC_SPLIT_SEND], 2 * LC_MS);
  fail_unless_equals_int64 (split[LC_SPLIT_NETWORK], 28 * LC_MS);
  fail_unless_equals_int64 (split[LC_SPLIT_SENDER_NETWORK], LC_SPLIT_NONE);
  fail_unless_equals_int64 (split[LC_SPLIT_JITTERBUFFER], 160 * LC_MS);
  fail_unless_equals_int64 (split[LC_SPLIT_DECODE_RENDER], 30 * LC_MS);
  split_of (receiver, split);
  fail_unless_equals_int64 (split[LC_SPLIT_SENDER_NETWORK], 40 * LC_MS);
  fail_unless_equals_int64 (split[LC_SPLIT_NETWORK], LC_SPLIT_NONE);
  split_of (socket_only, split);
  fail_unless_equals_int64 (split[LC_SPLIT_CAPTURE_ENCODE], 12 * LC_MS);
  fail_unless_equals_int64 (split[LC_SPLIT_SEND], LC_SPLIT_NONE);
  fail_unless_equals_int64 (split[LC_SPLIT_NETWORK], 28 * LC_MS);
  fail_unless_equals_int64 (split[LC_SPLIT_DECODE_RENDER], 190 * LC_MS);
}

GST_END_TEST;

static LcTrack track;

GST_START_TEST (test_frames_are_found_by_capture_time_to_the_tolerance)
{
  int i;

  lc_track_clear (&track);
  for (i = 0; i < 5000; i++)
    fail_unless (lc_track_add (&track, T0 + (uint64_t) i * 33 * LC_MS,
            (uint64_t) i, LC_MS));
  for (i = 5000 - LC_TRACK_LENGTH; i < 5000; i++) {
    uint64_t capture = T0 + (uint64_t) i * 33 * LC_MS;
    int64_t position = lc_track_find (&track, capture, LC_MS, LC_MS);

    fail_unless (position >= 0);
    fail_unless_equals_uint64 (lc_track_at (&track, position)->at, i);
    fail_unless_equals_int64 (lc_track_find (&track, capture + LC_MS, LC_MS,
            LC_MS), position);
    fail_unless_equals_int64 (lc_track_find (&track, capture - LC_MS, LC_MS,
            LC_MS), position);
    fail_unless_equals_int64 (lc_track_find (&track, capture + LC_MS + 1,
            LC_MS, LC_MS), -1);
  }
  /* What the ring has no place for is gone, and is not found by accident. */
  fail_unless_equals_int64 (lc_track_find (&track,
          T0 + UINT64_C (33) * LC_MS, LC_MS, LC_MS), -1);
  fail_if (lc_track_add (&track, T0, 0, LC_MS));
}

GST_END_TEST;

GST_START_TEST (test_frames_out_of_order_are_sorted_and_seen_once)
{
  static const int order[] = { 0, 3, 1, 2, 5, 4, 9, 8, 7, 6 };
  guint i;

  lc_track_clear (&track);
  for (i = 0; i < G_N_ELEMENTS (order); i++) {
    uint64_t capture = T0 + (uint64_t) order[i] * 33 * LC_MS;

    fail_unless (lc_track_add (&track, capture, (uint64_t) order[i], LC_MS));
    fail_if (lc_track_add (&track, capture + LC_MS / 2, 99, LC_MS));
  }
  fail_unless_equals_uint64 (track.end, G_N_ELEMENTS (order));
  for (i = 0; i < G_N_ELEMENTS (order); i++)
    fail_unless_equals_uint64 (lc_track_at (&track, i)->at, i);
}

GST_END_TEST;

static Suite *
qualitystages_suite (void)
{
  Suite *s = suite_create ("qualitystages");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_parts_add_up_to_the_whole_whatever_is_marked);
  tcase_add_test (tc, test_each_part_has_its_name);
  tcase_add_test (tc, test_frames_are_found_by_capture_time_to_the_tolerance);
  tcase_add_test (tc, test_frames_out_of_order_are_sorted_and_seen_once);
  return s;
}

GST_CHECK_MAIN (qualitystages);
