/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>
#include <gst/check/gsttestclock.h>

#include "elements/rtptiming/capturetime.h"

#define T0 (G_GUINT64_CONSTANT (3990000000) * GST_SECOND)

static void
add_meta (GstBuffer * buffer, const gchar * media, guint64 value)
{
  GstCaps *caps = gst_caps_new_empty_simple (media);

  gst_buffer_add_reference_timestamp_meta (buffer, caps, value,
      GST_CLOCK_TIME_NONE);
  gst_caps_unref (caps);
}

GST_START_TEST (test_get_returns_the_only_or_the_agreeing_time)
{
  GstBuffer *buffer = gst_buffer_new ();

  fail_unless_equals_uint64 (lc_capture_time_get (buffer), LC_NTP_NONE);
  add_meta (buffer, "timestamp/x-unix", 5);
  fail_unless_equals_uint64 (lc_capture_time_get (buffer), LC_NTP_NONE);
  add_meta (buffer, "timestamp/x-ntp", T0);
  fail_unless_equals_uint64 (lc_capture_time_get (buffer), T0);
  add_meta (buffer, "timestamp/x-ntp", T0 + GST_MSECOND);
  fail_unless_equals_uint64 (lc_capture_time_get (buffer), T0);
  gst_buffer_unref (buffer);
}

GST_END_TEST;

GST_START_TEST (test_get_trusts_none_of_several_that_disagree)
{
  GstBuffer *buffer = gst_buffer_new ();

  add_meta (buffer, "timestamp/x-ntp", T0);
  add_meta (buffer, "timestamp/x-ntp", T0 - GST_MSECOND / 2);
  add_meta (buffer, "timestamp/x-ntp", T0 + GST_MSECOND / 2 + 1);
  fail_unless_equals_uint64 (lc_capture_time_get (buffer), LC_NTP_NONE);
  gst_buffer_unref (buffer);
}

GST_END_TEST;

static guint
count_metas (GstBuffer * buffer)
{
  return gst_buffer_get_n_meta (buffer, GST_REFERENCE_TIMESTAMP_META_API_TYPE);
}

GST_START_TEST (test_set_leaves_exactly_one_and_spares_other_references)
{
  GstBuffer *buffer = gst_buffer_new ();

  add_meta (buffer, "timestamp/x-unix", 5);
  add_meta (buffer, "timestamp/x-ntp", T0);
  add_meta (buffer, "timestamp/x-ntp", T0 + GST_SECOND);
  lc_capture_time_set (buffer, T0 + 7);
  fail_unless_equals_int (count_metas (buffer), 2);
  fail_unless_equals_uint64 (lc_capture_time_get (buffer), T0 + 7);
  lc_capture_time_set (buffer, LC_NTP_NONE);
  fail_unless_equals_int (count_metas (buffer), 1);
  fail_unless_equals_uint64 (lc_capture_time_get (buffer), LC_NTP_NONE);
  gst_buffer_unref (buffer);
}

GST_END_TEST;

static guint64
real_ntp (void)
{
  return (g_get_real_time () + LC_NTP_UNIX_OFFSET_SECONDS * G_USEC_PER_SEC)
      * 1000;
}

/* A reading between two readings of UTC, whatever the machine's load; 1 us is
 * the resolution of g_get_real_time(). */
GST_START_TEST (test_system_clock_maps_to_utc)
{
  GstClock *clock = gst_system_clock_obtain ();
  LcUtcMap *map = lc_utc_map_for_clock (clock);
  guint64 before, now, after;
  GstClockTime t;

  fail_unless (map == lc_utc_map_for_clock (clock));
  before = real_ntp ();
  t = gst_clock_get_time (clock);
  after = real_ntp ();
  now = lc_utc_map_to_ntp (map, t);
  fail_unless (now + GST_MSECOND >= before && now <= after + GST_MSECOND);
  fail_unless (ABS (GST_CLOCK_DIFF (t, lc_utc_map_from_ntp (map, now))) <= 1);
  fail_unless_equals_uint64 (lc_utc_map_to_ntp (map, GST_CLOCK_TIME_NONE),
      LC_NTP_NONE);
  fail_unless_equals_uint64 (lc_utc_map_from_ntp (map, LC_NTP_NONE),
      GST_CLOCK_TIME_NONE);
  fail_unless_equals_uint64 (lc_utc_map_from_ntp (map, 1), GST_CLOCK_TIME_NONE);
  gst_object_unref (clock);
}

GST_END_TEST;

GST_START_TEST (test_test_clock_keeps_one_offset)
{
  GstClock *clock = gst_test_clock_new_with_start_time (5 * GST_SECOND);
  LcUtcMap *map = lc_utc_map_for_clock (clock);
  guint64 five = lc_utc_map_to_ntp (map, 5 * GST_SECOND);

  fail_unless (ABS ((gint64) (real_ntp () - five)) < 60 * GST_SECOND);
  gst_test_clock_set_time (GST_TEST_CLOCK (clock), 5000 * GST_SECOND);
  fail_unless_equals_uint64 (lc_utc_map_to_ntp (map, 5000 * GST_SECOND),
      five + 4995 * GST_SECOND);
  gst_object_unref (clock);
}

GST_END_TEST;

static GstElement *
playing_element (GstClock * clock, GstClockTime base_time)
{
  GstElement *element = gst_element_factory_make ("identity", NULL);

  gst_element_set_clock (element, clock);
  gst_element_set_base_time (element, base_time);
  gst_element_set_state (element, GST_STATE_PLAYING);
  return element;
}

static void
drop_element (GstElement * element)
{
  gst_element_set_state (element, GST_STATE_NULL);
  gst_object_unref (element);
}

GST_START_TEST (test_pts_maps_by_base_time_and_running_time)
{
  GstClock *clock = gst_test_clock_new_with_start_time (100 * GST_SECOND);
  GstElement *element = playing_element (clock, 90 * GST_SECOND);
  guint64 zero = lc_utc_map_to_ntp (lc_utc_map_for_clock (clock), 0);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  /* x264enc: segment and PTS both start at 1000 h. */
  segment.start = 1000 * 3600 * GST_SECOND;
  fail_unless_equals_uint64 (lc_element_pts_to_ntp (element, &segment,
          segment.start + GST_SECOND), zero + 91 * GST_SECOND);
  fail_unless_equals_uint64 (lc_element_pts_to_ntp (element, &segment,
          segment.start - GST_MSECOND), zero + 90 * GST_SECOND - GST_MSECOND);
  segment.base = 3 * GST_SECOND;
  fail_unless_equals_uint64 (lc_element_pts_to_ntp (element, &segment,
          segment.start + GST_SECOND), zero + 94 * GST_SECOND);
  gst_element_set_base_time (element, 0);
  segment.base = 0;
  fail_unless_equals_uint64 (lc_element_pts_to_ntp (element, &segment,
          segment.start - GST_MSECOND), zero - GST_MSECOND);
  fail_unless_equals_uint64 (lc_element_now_ntp (element),
      zero + 100 * GST_SECOND);
  drop_element (element);
  gst_object_unref (clock);
}

GST_END_TEST;

GST_START_TEST (test_no_time_without_what_defines_it)
{
  GstClock *clock = gst_test_clock_new ();
  GstElement *element = playing_element (clock, 0);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  fail_if (lc_element_pts_to_ntp (element, &segment, 0) == LC_NTP_NONE);
  fail_unless_equals_uint64 (lc_element_pts_to_ntp (element, &segment,
          GST_CLOCK_TIME_NONE), LC_NTP_NONE);
  gst_segment_init (&segment, GST_FORMAT_BYTES);
  fail_unless_equals_uint64 (lc_element_pts_to_ntp (element, &segment, 0),
      LC_NTP_NONE);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_element_set_clock (element, NULL);
  fail_unless_equals_uint64 (lc_element_pts_to_ntp (element, &segment, 0),
      LC_NTP_NONE);
  fail_unless_equals_uint64 (lc_element_now_ntp (element), LC_NTP_NONE);
  drop_element (element);
  gst_object_unref (clock);
}

GST_END_TEST;

GST_START_TEST (test_no_time_while_paused)
{
  GstClock *clock = gst_test_clock_new ();
  GstElement *element = playing_element (clock, 0);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_element_set_state (element, GST_STATE_PAUSED);
  fail_unless_equals_uint64 (lc_element_pts_to_ntp (element, &segment, 0),
      LC_NTP_NONE);
  gst_element_set_state (element, GST_STATE_PLAYING);
  fail_if (lc_element_pts_to_ntp (element, &segment, 0) == LC_NTP_NONE);
  drop_element (element);
  gst_object_unref (clock);
}

GST_END_TEST;

static gpointer
ask_for_map (gpointer clock)
{
  return lc_utc_map_for_clock (clock);
}

GST_START_TEST (test_threads_get_one_map)
{
  gint round, i;

  for (round = 0; round < 50; round++) {
    GstClock *clock = gst_test_clock_new ();
    GThread *threads[4];
    gpointer map = NULL;

    for (i = 0; i < 4; i++)
      threads[i] = g_thread_new ("ask", ask_for_map, clock);
    for (i = 0; i < 4; i++) {
      gpointer got = g_thread_join (threads[i]);

      fail_unless (map == NULL || got == map);
      map = got;
    }
    gst_object_unref (clock);
  }
}

GST_END_TEST;

static Suite *
capturetime_suite (void)
{
  Suite *s = suite_create ("capturetime");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_get_returns_the_only_or_the_agreeing_time);
  tcase_add_test (tc, test_get_trusts_none_of_several_that_disagree);
  tcase_add_test (tc, test_set_leaves_exactly_one_and_spares_other_references);
  tcase_add_test (tc, test_system_clock_maps_to_utc);
  tcase_add_test (tc, test_test_clock_keeps_one_offset);
  tcase_add_test (tc, test_pts_maps_by_base_time_and_running_time);
  tcase_add_test (tc, test_no_time_without_what_defines_it);
  tcase_add_test (tc, test_no_time_while_paused);
  tcase_add_test (tc, test_threads_get_one_map);
  return s;
}

GST_CHECK_MAIN (capturetime);
