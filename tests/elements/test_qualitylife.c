/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* Taps that come, pause, flush and go at any moment. */
#include "qualitytap.h"

#include "elements/quality/export/lines.h"
#include "elements/quality/gstlcquality.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>

#define MS(n) ((n) * GST_MSECOND)
#define NO_INTERVAL "interval", G_GUINT64_CONSTANT (0)

static void
setup (void)
{
  GST_ELEMENT_REGISTER (lcquality, NULL);
}

/* The report of one tap, held fast until another has gone. */
typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean held, gone;
} Hold;

static GstBusSyncReply
hold_report (GstBus * bus, GstMessage * message, gpointer data)
{
  Hold *hold = data;

  if (!gst_message_has_name (message, "lcquality"))
    return GST_BUS_PASS;
  g_mutex_lock (&hold->lock);
  hold->held = TRUE;
  g_cond_broadcast (&hold->cond);
  while (!hold->gone)
    g_cond_wait (&hold->cond, &hold->lock);
  g_mutex_unlock (&hold->lock);
  return GST_BUS_PASS;
}

GST_START_TEST (test_a_tap_may_go_while_its_report_is_made)
{
  const guint64 interval = MS (100);
  Hold hold = { 0, };
  Tap stays, goes;

  g_mutex_init (&hold.lock);
  g_cond_init (&hold.cond);
  tap_init (&stays, NULL, VIDEO, "interval", interval, NULL);
  tap_init (&goes, &stays, VIDEO, "interval", interval, NULL);
  gst_bus_set_sync_handler (stays.bus, hold_report, &hold, NULL);
  gst_test_clock_wait_for_next_pending_id (stays.clock, NULL);
  gst_test_clock_crank (stays.clock);
  g_mutex_lock (&hold.lock);
  while (!hold.held)
    g_cond_wait (&hold.cond, &hold.lock);
  g_mutex_unlock (&hold.lock);
  /* The reporter knows both taps and will ask the second next. */
  gst_element_set_state (goes.h->element, GST_STATE_NULL);
  g_mutex_lock (&hold.lock);
  hold.gone = TRUE;
  g_cond_broadcast (&hold.cond);
  g_mutex_unlock (&hold.lock);
  gst_test_clock_wait_for_next_pending_id (stays.clock, NULL);
  fail_unless (gst_bus_pop_filtered (goes.bus, GST_MESSAGE_ELEMENT) == NULL);
  tap_clear (&goes);
  tap_clear (&stays);
  g_mutex_clear (&hold.lock);
  g_cond_clear (&hold.cond);
}

GST_END_TEST;

static gpointer
pause_and_play (gpointer tap)
{
  GstElement *element = ((Tap *) tap)->h->element;
  gint i;

  for (i = 0; i < 2000; i++) {
    gst_element_set_state (element, GST_STATE_PAUSED);
    gst_element_set_state (element, GST_STATE_PLAYING);
  }
  return NULL;
}

GST_START_TEST (test_taps_may_pause_and_play_in_any_order_and_thread)
{
  GThread *thread[2];
  Tap tap[2];

  tap_init (&tap[0], NULL, VIDEO, NO_INTERVAL, NULL);
  tap_init (&tap[1], &tap[0], AUDIO, NO_INTERVAL, NULL);
  thread[0] = g_thread_new ("first", pause_and_play, &tap[0]);
  thread[1] = g_thread_new ("second", pause_and_play, &tap[1]);
  g_thread_join (thread[0]);
  g_thread_join (thread[1]);
  tap_push (&tap[0], 0, tap_ntp (&tap[0], 0));
  fail_unless_equals_uint64 (tap_count (&tap[0], "frames-rendered"), 1);
  tap_clear (&tap[1]);
  tap_clear (&tap[0]);
}

GST_END_TEST;

static void
push_while_paused (Tap * tap, GstClockTime base_time)
{
  GstElement *element = tap->h->element;

  gst_test_clock_set_time (tap->clock, base_time - MS (500));
  tap_push (tap, 0, tap_ntp (tap, base_time) - MS (100));
  fail_if (tap_has (tap, "frames-rendered"));
  gst_test_clock_set_time (tap->clock, base_time);
  gst_element_set_base_time (element, base_time);
  gst_element_set_state (element, GST_STATE_PLAYING);
  fail_unless_equals_uint64 (tap_count (tap, "frames-rendered"), 1);
  fail_unless_equals_int64 (tap_time (tap, "e2e-latency-max"), MS (100));
}

GST_START_TEST (test_a_prerolled_frame_is_shown_at_playing_in_every_run)
{
  Tap tap;
  gint run;

  tap_init (&tap, NULL, VIDEO, NO_INTERVAL, NULL);
  for (run = 1; run <= 2; run++) {
    gst_element_set_state (tap.h->element, GST_STATE_READY);
    gst_element_set_state (tap.h->element, GST_STATE_PAUSED);
    gst_harness_set_src_caps_str (tap.h, VIDEO);
    push_while_paused (&tap, run * GST_SECOND);
  }
  tap_clear (&tap);
}

GST_END_TEST;

/* Until the reporter has looked at everything that happened before. */
static void
next_interval (Tap * tap)
{
  gst_test_clock_wait_for_next_pending_id (tap->clock, NULL);
  gst_test_clock_crank (tap->clock);
  gst_structure_free (tap_message (tap));
  gst_test_clock_wait_for_next_pending_id (tap->clock, NULL);
}

GST_START_TEST (test_a_flush_takes_a_tap_out_of_eos)
{
  gchar *path = g_build_filename (g_get_tmp_dir (), "lc-life.jsonl", NULL);
  gchar *text;
  Tap video, audio;

  tap_init (&video, NULL, VIDEO, "interval", MS (100), "report-location",
      path, NULL);
  tap_init (&audio, &video, AUDIO, NO_INTERVAL, NULL);
  gst_harness_push_event (video.h, gst_event_new_eos ());
  gst_harness_push_event (video.h, gst_event_new_flush_start ());
  gst_harness_push_event (video.h, gst_event_new_flush_stop (TRUE));
  gst_harness_push_event (audio.h, gst_event_new_eos ());
  next_interval (&video);
  fail_unless (g_file_get_contents (path, &text, NULL, NULL));
  fail_unless (strstr (text, "summary") == NULL, "%s", text);
  g_free (text);
  tap_clear (&audio);
  tap_clear (&video);
  fail_unless (g_file_get_contents (path, &text, NULL, NULL));
  fail_unless (strstr (text, "summary") != NULL);
  g_free (text);
  g_unlink (path);
  g_free (path);
}

GST_END_TEST;

GST_START_TEST (test_nothing_is_reported_after_the_summary)
{
  gchar *path = g_build_filename (g_get_tmp_dir (), "lc-last.jsonl", NULL);
  const guint64 interval = MS (100);
  gchar *text;
  gint i;
  Tap tap;

  tap_init (&tap, NULL, VIDEO, "interval", interval, "report-location", path,
      NULL);
  tap_push (&tap, 0, tap_ntp (&tap, 0));
  next_interval (&tap);
  gst_harness_push_event (tap.h, gst_event_new_eos ());
  for (i = 0; i < 5; i++) {
    gst_test_clock_wait_for_next_pending_id (tap.clock, NULL);
    gst_test_clock_crank (tap.clock);
  }
  tap_clear (&tap);
  fail_unless (g_file_get_contents (path, &text, NULL, NULL));
  fail_unless (strstr (text, "\"interval\"") != NULL);
  fail_unless (strstr (strstr (text, "\"summary\""), "\"interval\"") == NULL,
      "%s", text);
  g_free (text);
  g_unlink (path);
  g_free (path);
}

GST_END_TEST;

/* A sink that finds everything late. */
static GstElement *
add_sink (GstElement * pipeline, GstElement * tap)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);

  g_object_set (sink, "sync", TRUE, "async", FALSE, "max-lateness",
      (gint64) MS (20), NULL);
  gst_bin_add (GST_BIN (pipeline), sink);
  fail_unless (gst_element_link (tap, sink));
  gst_element_sync_state_with_parent (sink);
  return sink;
}

static guint64
counter (GstElement * tap, const gchar * field)
{
  GstStructure *s;
  guint64 value = 0;

  g_object_get (tap, "stats", &s, NULL);
  gst_structure_get_uint64 (s, field, &value);
  gst_structure_free (s);
  return value;
}

static void
push_late (GstElement * src, gint from, gint to)
{
  GstFlowReturn flow;
  gint i;

  for (i = from; i < to; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, 384, NULL);

    GST_BUFFER_PTS (buffer) = i * MS (40);
    GST_BUFFER_DURATION (buffer) = MS (40);
    g_signal_emit_by_name (src, "push-buffer", buffer, &flow);
    gst_buffer_unref (buffer);
  }
}

GST_START_TEST (test_drops_go_on_with_another_sink)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstElement *src = gst_element_factory_make ("appsrc", NULL);
  GstElement *tap = gst_element_factory_make ("lcquality", NULL), *sink;
  GstClock *clock = gst_system_clock_obtain ();
  GstCaps *caps = gst_caps_from_string (VIDEO);
  guint64 before;

  g_object_set (src, "caps", caps, "format", GST_FORMAT_TIME, NULL);
  gst_caps_unref (caps);
  g_object_set (tap, NO_INTERVAL, NULL);
  gst_bin_add_many (GST_BIN (pipeline), src, tap, NULL);
  fail_unless (gst_element_link (src, tap));
  sink = add_sink (pipeline, tap);
  gst_pipeline_use_clock (GST_PIPELINE (pipeline), clock);
  gst_element_set_start_time (pipeline, GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (pipeline, gst_clock_get_time (clock)
      - 100 * GST_SECOND);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  push_late (src, 0, 30);
  while ((before = counter (tap, "frames-dropped-sink")) < 25)
    g_thread_yield ();
  gst_element_set_state (sink, GST_STATE_NULL);
  gst_bin_remove (GST_BIN (pipeline), sink);
  add_sink (pipeline, tap);
  push_late (src, 30, 50);
  while (counter (tap, "frames-dropped-sink") < before + 15)
    g_thread_yield ();
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  gst_object_unref (clock);
}

GST_END_TEST;

GST_START_TEST (test_a_file_that_may_not_grow_costs_lines_and_no_life)
{
  gchar *path = g_build_filename (g_get_tmp_dir (), "lc-limit.jsonl", NULL);
  struct rlimit before, limit;
  LcLines *lines;
  gint i;

  getrlimit (RLIMIT_FSIZE, &before);
  limit = before;
  limit.rlim_cur = 4;
  lines = lc_lines_open (path, NULL);
  fail_unless (lines != NULL);
  setrlimit (RLIMIT_FSIZE, &limit);
  for (i = 0; i < 3; i++)
    lc_lines_write (lines, g_strdup ("{}\n"));
  while (lc_lines_lost (lines) < 2)
    g_thread_yield ();
  setrlimit (RLIMIT_FSIZE, &before);
  lc_lines_close (lines, G_TIME_SPAN_SECOND);
  g_unlink (path);
  g_free (path);
}

GST_END_TEST;

static Suite *
qualitylife_suite (void)
{
  Suite *s = suite_create ("qualitylife");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, NULL);
  tcase_add_test (tc, test_a_tap_may_go_while_its_report_is_made);
  tcase_add_test (tc, test_taps_may_pause_and_play_in_any_order_and_thread);
  tcase_add_test (tc, test_a_prerolled_frame_is_shown_at_playing_in_every_run);
  tcase_add_test (tc, test_a_flush_takes_a_tap_out_of_eos);
  tcase_add_test (tc, test_nothing_is_reported_after_the_summary);
  tcase_add_test (tc, test_drops_go_on_with_another_sink);
  tcase_add_test (tc, test_a_file_that_may_not_grow_costs_lines_and_no_life);
  return s;
}

GST_CHECK_MAIN (qualitylife);
