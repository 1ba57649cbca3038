/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "qualitytap.h"

#include "elements/quality/gstlcquality.h"
#include "elements/rtptiming/capturetime.h"
#include "elements/rtptiming/wire.h"

#define FRAME (GST_SECOND / 25)
#define NO_INTERVAL "interval", G_GUINT64_CONSTANT (0)
#define MS(n) ((n) * GST_MSECOND)

/* Pushes the frames @from..@to - 1 of a 25 fps video in time, captured 100 ms
 * before they are due. */
static void
play_frames (Tap * tap, gint from, gint to)
{
  gint i;

  for (i = from; i < to; i++) {
    gst_test_clock_set_time (tap->clock, i * FRAME);
    tap_push (tap, i * FRAME, tap_ntp (tap, i * FRAME) - MS (100));
  }
}

GST_START_TEST (test_a_buffer_passes_as_it_is)
{
  static const gchar *const caps[] = { VIDEO, AUDIO, VP8,
    "application/x-rtp,media=video,clock-rate=90000,encoding-name=VP8",
    "text/x-raw,format=utf8", "application/octet-stream"
  };
  Tap tap;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (caps); i++) {
    GstBuffer *in = gst_buffer_new_wrapped (g_strdup ("the same bytes"), 15);
    GstBuffer *out;

    GST_BUFFER_PTS (in) = 0;
    tap_init (&tap, NULL, caps[i], "interval", G_GUINT64_CONSTANT (0), NULL);
    gst_buffer_ref (in);
    out = gst_harness_push_and_pull (tap.h, in);
    fail_unless (out == in);
    fail_unless (gst_buffer_memcmp (out, 0, "the same bytes", 15) == 0);
    fail_unless (lc_capture_time_get (out) == LC_NTP_NONE);
    gst_buffer_unref (out);
    gst_buffer_unref (in);
    tap_clear (&tap);
  }
}

GST_END_TEST;

GST_START_TEST (test_injected_latency_is_measured_exactly)
{
  static const gchar *const caps[] = { VIDEO, AUDIO };
  Tap tap;
  guint i;
  gint ms;

  for (i = 0; i < G_N_ELEMENTS (caps); i++) {
    for (ms = 0; ms <= 1000; ms += 100) {
      tap_init (&tap, NULL, caps[i], "interval", G_GUINT64_CONSTANT (0), NULL);
      /* Half of it in the network, half as the pipeline's latency. */
      tap_set_latency (&tap, MS (ms) / 2);
      gst_test_clock_set_time (tap.clock, GST_SECOND);
      tap_push (&tap, GST_SECOND, tap_ntp (&tap, GST_SECOND) - MS (ms) / 2);
      fail_unless_equals_int64 (tap_time (&tap, "e2e-latency-p50"), MS (ms));
      tap_clear (&tap);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_a_late_frame_is_rendered_when_it_comes)
{
  Tap tap;

  tap_init (&tap, NULL, VIDEO, "interval", G_GUINT64_CONSTANT (0), NULL);
  tap_set_latency (&tap, MS (50));
  gst_test_clock_set_time (tap.clock, MS (1080));
  tap_push (&tap, GST_SECOND, tap_ntp (&tap, GST_SECOND));
  fail_unless_equals_int64 (tap_time (&tap, "e2e-latency-max"), MS (80));
  tap_clear (&tap);
}

GST_END_TEST;

GST_START_TEST (test_injected_skew_is_measured_exactly)
{
  static const gint skews[] = { -500, -125, -20, 0, 20, 45, 90, 500 };
  Tap video, audio;
  guint k;
  gint ms;

  for (k = 0; k < G_N_ELEMENTS (skews); k++) {
    tap_init (&video, NULL, VIDEO, "interval", G_GUINT64_CONSTANT (0), NULL);
    tap_init (&audio, &video, AUDIO, "interval", G_GUINT64_CONSTANT (0), NULL);
    for (ms = 0; ms < 2000; ms++) {
      guint64 now = tap_ntp (&video, MS (ms));

      gst_test_clock_set_time (video.clock, MS (ms));
      if (ms % 20 == 0)
        tap_push (&audio, MS (ms), now - MS (600) + skews[k] * GST_MSECOND);
      if (ms % 33 == 0)
        tap_push (&video, MS (ms), now - MS (600));
    }
    fail_unless (tap_count (&video, "av-skew-samples") >= 59);
    fail_unless_equals_int64 (tap_time (&video, "av-skew-p50"),
        skews[k] * (gint64) GST_MSECOND);
    fail_unless_equals_int64 (tap_time (&audio, "av-skew-p95-abs"),
        ABS (skews[k]) * (gint64) GST_MSECOND);
    tap_clear (&audio);
    tap_clear (&video);
  }
}

GST_END_TEST;

GST_START_TEST (test_freezes_are_counted_per_threshold)
{
  Tap tap;

  tap_init (&tap, NULL, VIDEO, "interval", G_GUINT64_CONSTANT (0), NULL);
  play_frames (&tap, 0, 60);
  play_frames (&tap, 65, 100);  /* 240 ms */
  play_frames (&tap, 114, 160); /* 600 ms */
  play_frames (&tap, 400, 460); /* 9.64 s */
  fail_unless_equals_uint64 (tap_count (&tap, "freezes-w3c-count"), 2);
  fail_unless_equals_uint64 (tap_count (&tap, "freezes-200ms-count"), 2);
  fail_unless_equals_uint64 (tap_count (&tap, "freezes-500ms-count"), 1);
  fail_unless_equals_uint64 (tap_count (&tap, "freezes-600ms-count"), 1);
  fail_unless_equals_uint64 (tap_count (&tap, "freeze-count"), 2);
  fail_unless_equals_int64 (tap_time (&tap, "freezes-w3c-duration"),
      MS (240 + 600));
  fail_unless_equals_uint64 (tap_count (&tap, "pauses-count"), 1);
  fail_unless_equals_uint64 (tap_count (&tap, "frames-rendered"), 201);
  tap_clear (&tap);
}

GST_END_TEST;

/* Lets the reporter's thread reach its next wait, and moves the clock there. */
static GstClockTime
crank (Tap * tap)
{
  GstClockID id;
  GstClockTime time;

  gst_test_clock_wait_for_next_pending_id (tap->clock, &id);
  time = gst_clock_id_get_time (id);
  gst_clock_id_unref (id);
  fail_unless (gst_test_clock_crank (tap->clock));
  return time;
}

GST_START_TEST (test_an_interval_is_reported_when_it_is_over)
{
  Tap tap;
  GstStructure *s;
  guint64 frames;
  gint i;

  tap_init (&tap, NULL, VIDEO, "interval", GST_SECOND, NULL);
  play_frames (&tap, 0, 3);
  gst_structure_free (tap_message (&tap));      /* first-frame */
  for (i = 1; i <= 3; i++) {
    while (crank (&tap) < (GstClockTime) i * GST_SECOND);
    s = tap_message (&tap);
    fail_unless_equals_string (gst_structure_nth_field_name (s, 0),
        "timestamp");
    fail_unless_equals_string (gst_structure_nth_field_name (s, 1),
        "stream-time");
    fail_unless_equals_string (gst_structure_nth_field_name (s, 2),
        "running-time");
    fail_unless_equals_string (gst_structure_nth_field_name (s, 3), "duration");
    fail_unless (gst_structure_get_uint64 (s, "frames-rendered", &frames));
    fail_unless_equals_uint64 (frames, i == 1 ? 3 : 0);
    gst_structure_free (s);
  }
  tap_clear (&tap);
}

GST_END_TEST;

static GstClockTime
expect_event (Tap * tap, const gchar * name)
{
  GstStructure *s = tap_message (tap);
  guint64 duration;

  fail_unless_equals_string (gst_structure_get_string (s, "event"), name);
  fail_unless_equals_string (gst_structure_get_string (s, "kind"), "video");
  fail_unless (gst_structure_get_uint64 (s, "duration", &duration));
  gst_structure_free (s);
  return duration;
}

GST_START_TEST (test_a_freeze_is_posted_while_it_lasts)
{
  GstClockTime time = 0;
  Tap tap;

  tap_init (&tap, NULL, VIDEO, "interval", G_GUINT64_CONSTANT (0), NULL);
  play_frames (&tap, 0, 30);
  expect_event (&tap, "first-frame");
  /* No frame comes: time alone makes it a freeze, at its exact moment. */
  for (;;) {
    gst_test_clock_wait_for_next_pending_id (tap.clock, NULL);
    if (gst_bus_have_pending (tap.bus))
      break;
    time = crank (&tap);
  }
  fail_unless (ABS (GST_CLOCK_DIFF (time, 29 * FRAME + MS (190))) <=
      GST_USECOND);
  expect_event (&tap, "freeze-start");
  play_frames (&tap, 90, 120);
  fail_unless_equals_uint64 (expect_event (&tap, "freeze-end"), 61 * FRAME);
  tap_clear (&tap);
}

GST_END_TEST;

GST_START_TEST (test_a_flush_is_no_freeze)
{
  Tap tap;
  GstSegment segment;

  tap_init (&tap, NULL, VIDEO, "interval", G_GUINT64_CONSTANT (0), NULL);
  play_frames (&tap, 0, 30);
  fail_unless (gst_harness_push_event (tap.h, gst_event_new_flush_start ()));
  fail_unless (gst_harness_push_event (tap.h, gst_event_new_flush_stop (TRUE)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (tap.h, gst_event_new_segment (&segment));
  play_frames (&tap, 90, 120);
  fail_unless_equals_uint64 (tap_count (&tap, "freezes-200ms-count"), 0);
  fail_unless_equals_uint64 (tap_count (&tap, "frames-rendered"), 60);
  tap_clear (&tap);
}

GST_END_TEST;

GST_START_TEST (test_render_time_follows_the_segment)
{
  Tap tap;
  GstSegment segment;

  tap_init (&tap, NULL, VIDEO, "interval", G_GUINT64_CONSTANT (0), NULL);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = 1000 * GST_SECOND;
  segment.base = 2 * GST_SECOND;
  gst_harness_push_event (tap.h, gst_event_new_segment (&segment));
  gst_test_clock_set_time (tap.clock, 2 * GST_SECOND);
  /* Running time 2.5 s, captured at 2 s. */
  tap_push (&tap, MS (1000500), tap_ntp (&tap, 2 * GST_SECOND));
  fail_unless_equals_int64 (tap_time (&tap, "e2e-latency-p50"), MS (500));
  tap_clear (&tap);
}

GST_END_TEST;

GST_START_TEST (test_caps_may_change_between_media_of_one_kind)
{
  Tap tap;

  tap_init (&tap, NULL, VIDEO, "interval", G_GUINT64_CONSTANT (0), NULL);
  play_frames (&tap, 0, 30);
  gst_harness_set_src_caps_str (tap.h,
      "video/x-raw,format=NV12,width=32,height=32,framerate=15/1");
  play_frames (&tap, 30, 60);
  fail_unless_equals_uint64 (tap_count (&tap, "frames-rendered"), 60);
  fail_unless_equals_uint64 (tap_count (&tap, "freezes-200ms-count"), 0);
  tap_clear (&tap);
}

GST_END_TEST;

/* The first bytes of an RTP packet of a video frame, with a tag or without. */
static GstBuffer *
rtp_packet (guint32 rtp, guint64 capture)
{
  guint8 fixed[12] = { 0x80, 96 }, out[64], content[16];
  LcWireCaptureTime time = { capture, 0, 0 };
  gsize size = sizeof fixed;

  GST_WRITE_UINT32_BE (fixed + 4, rtp);
  GST_WRITE_UINT32_BE (fixed + 8, 1);
  if (capture == LC_NTP_NONE)
    return gst_buffer_new_memdup (fixed, size);
  fail_unless_equals_int (lc_wire_insert (fixed, sizeof fixed, 5, content,
          lc_wire_capture_write (&time, content), out, sizeof out, &size),
      LC_WIRE_OK);
  return gst_buffer_new_memdup (out, size);
}

GST_START_TEST (test_rtp_tells_the_capture_time_itself)
{
  guint64 capture;
  Tap tap;
  gint i;

  tap_init (&tap, NULL, "application/x-rtp,media=video,clock-rate=90000,"
      "encoding-name=VP8,extmap-5=(string)" LC_CAPTURE_TIME_URI, NO_INTERVAL,
      NULL);
  capture = tap_ntp (&tap, 0) - MS (30);
  for (i = 0; i < 6; i++) {     /* three packets a frame, one tag in all */
    GstBuffer *packet = rtp_packet (i < 3 ? 1000 : 1000 + 90 * 40,
        i == 0 ? capture : LC_NTP_NONE);

    fail_unless_equals_int (gst_harness_push (tap.h, packet), GST_FLOW_OK);
    gst_buffer_unref (gst_harness_pull (tap.h));
  }
  fail_unless_equals_uint64 (tap_count (&tap, "frames-received"), 2);
  tap_clear (&tap);
}

GST_END_TEST;

GST_START_TEST (test_capture_tap_tags_what_has_no_tag)
{
  Tap tap;
  GstBuffer *in, *out;

  tap_init (&tap, NULL, VIDEO, "interval", G_GUINT64_CONSTANT (0), NULL);
  gst_element_set_state (tap.h->element, GST_STATE_READY);
  gst_util_set_object_arg (G_OBJECT (tap.h->element), "stage", "capture");
  gst_harness_play (tap.h);
  gst_harness_set_src_caps_str (tap.h, VIDEO);

  in = gst_buffer_new_allocate (NULL, 16, NULL);
  GST_BUFFER_PTS (in) = GST_SECOND;
  out = gst_harness_push_and_pull (tap.h, gst_buffer_ref (in));
  fail_unless (out != in);      /* somebody else holds it */
  fail_unless (gst_buffer_peek_memory (out, 0) == gst_buffer_peek_memory (in,
          0));
  fail_unless_equals_uint64 (lc_capture_time_get (out), tap_ntp (&tap,
          GST_SECOND));
  gst_buffer_unref (out);
  gst_buffer_unref (in);

  in = gst_buffer_new_allocate (NULL, 16, NULL);
  GST_BUFFER_PTS (in) = 2 * GST_SECOND;
  lc_capture_time_set (in, 12345);
  out = gst_harness_push_and_pull (tap.h, in);
  fail_unless (out == in);
  fail_unless_equals_uint64 (lc_capture_time_get (out), 12345);
  gst_buffer_unref (out);
  fail_unless_equals_uint64 (tap_count (&tap, "frames-captured"), 2);
  tap_clear (&tap);
}

GST_END_TEST;

GST_START_TEST (test_audio_goes_on_from_its_last_tag_for_five_seconds)
{
  Tap tap;

  tap_init (&tap, NULL, AUDIO, "interval", G_GUINT64_CONSTANT (0), NULL);
  gst_test_clock_set_time (tap.clock, 0);
  tap_push (&tap, 0, LC_NTP_NONE);
  fail_if (tap_has (&tap, "e2e-latency-count"));
  tap_push (&tap, MS (20), tap_ntp (&tap, MS (20)) - MS (70));
  tap_push (&tap, MS (40), LC_NTP_NONE);
  tap_push (&tap, MS (5020), LC_NTP_NONE);
  fail_unless_equals_uint64 (tap_count (&tap, "e2e-latency-count"), 3);
  fail_unless_equals_int64 (tap_time (&tap, "e2e-latency-max"), MS (70));
  fail_unless_equals_int64 (tap_time (&tap, "e2e-latency-p50"), MS (70));
  tap_push (&tap, MS (5021), LC_NTP_NONE);
  fail_unless_equals_uint64 (tap_count (&tap, "e2e-latency-count"), 3);
  tap_clear (&tap);
}

GST_END_TEST;

GST_START_TEST (test_ready_begins_a_new_run)
{
  Tap tap;
  gint run;

  tap_init (&tap, NULL, VIDEO, "interval", GST_SECOND, NULL);
  for (run = 0; run < 3; run++) {
    play_frames (&tap, run * 100, run * 100 + 10);
    fail_unless_equals_uint64 (tap_count (&tap, "frames-rendered"), 10);
    gst_element_set_state (tap.h->element, GST_STATE_READY);
    gst_harness_play (tap.h);
    gst_harness_set_src_caps_str (tap.h, VIDEO);
  }
  fail_if (tap_has (&tap, "frames-rendered"));
  tap_clear (&tap);
}

GST_END_TEST;

GST_START_TEST (test_a_pause_by_the_user_is_no_freeze)
{
  Tap tap;

  tap_init (&tap, NULL, VIDEO, "interval", G_GUINT64_CONSTANT (0), NULL);
  play_frames (&tap, 0, 30);
  gst_element_set_state (tap.h->element, GST_STATE_PAUSED);
  gst_test_clock_set_time (tap.clock, 10 * GST_SECOND);
  gst_element_set_state (tap.h->element, GST_STATE_PLAYING);
  play_frames (&tap, 300, 330);
  fail_unless_equals_uint64 (tap_count (&tap, "pauses-count"), 0);
  fail_unless_equals_uint64 (tap_count (&tap, "freezes-200ms-count"), 0);
  tap_clear (&tap);
}

GST_END_TEST;

GST_START_TEST (test_properties_are_readable_in_any_state)
{
  GstElement *tap;
  GstStructure *s;
  gint state;

  tap = gst_element_factory_make ("lcquality", NULL);
  for (state = GST_STATE_NULL; state <= GST_STATE_PLAYING; state++) {
    gst_element_set_state (tap, state);
    g_object_get (tap, "stats", &s, NULL);
    fail_unless (gst_structure_has_name (s, "application/x-lc-quality-stats"));
    gst_structure_free (s);
  }
  gst_element_set_state (tap, GST_STATE_NULL);
  gst_object_unref (tap);
}

GST_END_TEST;

/* Frames 100 s late in front of a sink that drops what is later than 20 ms (a
 * sink does not wait on a test clock for what has passed). The sink shows the first one and, by GstBaseSink's rule, one a second. */
GST_START_TEST (test_frames_that_the_sink_drops_are_counted)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstElement *src = gst_element_factory_make ("appsrc", NULL);
  GstElement *tap = gst_element_factory_make ("lcquality", NULL);
  GstElement *sink =
      gst_parse_bin_from_description ("queue max-size-buffers=8 ! fakesink "
      "sync=true max-lateness=20000000", TRUE, NULL);
  GstClock *clock = gst_system_clock_obtain ();
  GstCaps *caps = gst_caps_from_string (VIDEO);
  GstFlowReturn flow;
  GstStructure *s;
  GstMessage *message;
  guint64 rendered, dropped;
  gint i;

  g_object_set (src, "caps", caps, "format", GST_FORMAT_TIME, NULL);
  gst_caps_unref (caps);
  g_object_set (tap, "interval", G_GUINT64_CONSTANT (0), NULL);
  gst_bin_add_many (GST_BIN (pipeline), src, tap, sink, NULL);
  fail_unless (gst_element_link_many (src, tap, sink, NULL));
  gst_pipeline_use_clock (GST_PIPELINE (pipeline), clock);
  gst_element_set_start_time (pipeline, GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (pipeline, gst_clock_get_time (clock)
      - 100 * GST_SECOND);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (i = 0; i < 50; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, 384, NULL);

    GST_BUFFER_PTS (buffer) = i * FRAME;
    GST_BUFFER_DURATION (buffer) = FRAME;
    g_signal_emit_by_name (src, "push-buffer", buffer, &flow);
    gst_buffer_unref (buffer);
    fail_unless_equals_int (flow, GST_FLOW_OK);
  }
  g_signal_emit_by_name (src, "end-of-stream", &flow);
  message = gst_bus_timed_pop_filtered (GST_ELEMENT_BUS (pipeline),
      20 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  fail_unless (message != NULL);
  fail_unless_equals_int (GST_MESSAGE_TYPE (message), GST_MESSAGE_EOS);
  gst_message_unref (message);
  g_object_get (tap, "stats", &s, NULL);
  fail_unless (gst_structure_get_uint64 (s, "frames-rendered", &rendered));
  fail_unless (gst_structure_get_uint64 (s, "frames-dropped-sink", &dropped));
  fail_unless (dropped >= 45, "%" GST_PTR_FORMAT, s);
  fail_unless_equals_uint64 (rendered + dropped, 50);
  gst_structure_free (s);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  gst_object_unref (clock);
}

GST_END_TEST;

static void
setup (void)
{
  GST_ELEMENT_REGISTER (lcquality, NULL);
}

static Suite *
quality_suite (void)
{
  Suite *s = suite_create ("quality");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, NULL);
  tcase_add_test (tc, test_a_buffer_passes_as_it_is);
  tcase_add_test (tc, test_injected_latency_is_measured_exactly);
  tcase_add_test (tc, test_a_late_frame_is_rendered_when_it_comes);
  tcase_add_test (tc, test_injected_skew_is_measured_exactly);
  tcase_add_test (tc, test_freezes_are_counted_per_threshold);
  tcase_add_test (tc, test_an_interval_is_reported_when_it_is_over);
  tcase_add_test (tc, test_a_freeze_is_posted_while_it_lasts);
  tcase_add_test (tc, test_a_flush_is_no_freeze);
  tcase_add_test (tc, test_render_time_follows_the_segment);
  tcase_add_test (tc, test_caps_may_change_between_media_of_one_kind);
  tcase_add_test (tc, test_rtp_tells_the_capture_time_itself);
  tcase_add_test (tc, test_capture_tap_tags_what_has_no_tag);
  tcase_add_test (tc, test_audio_goes_on_from_its_last_tag_for_five_seconds);
  tcase_add_test (tc, test_ready_begins_a_new_run);
  tcase_add_test (tc, test_a_pause_by_the_user_is_no_freeze);
  tcase_add_test (tc, test_properties_are_readable_in_any_state);
  tcase_add_test (tc, test_frames_that_the_sink_drops_are_counted);
  return s;
}

GST_CHECK_MAIN (quality);
