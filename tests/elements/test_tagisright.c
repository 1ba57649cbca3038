/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* The capture time that comes out of lcrtpdepay is that of what went into the
 * encoder, to within a millisecond. Given raw media with known PTS under a
 * clock with a known relation to UTC, when it has passed encoder, lcrtppay and
 * lcrtpdepay, then every buffer's meta says base time + running time. */
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>

#include "elements/rtptiming/capturetime.h"

#define AT_MOST ((gint64) GST_MSECOND)
#define START (10 * GST_SECOND)
#define LOOKAHEAD (6500 * GST_USECOND)

static const gchar *const video_encoders[] = {
  "vp8enc deadline=1 cpu-used=8 keyframe-max-dist=10",
  "vp9enc deadline=1 cpu-used=8 keyframe-max-dist=10 lag-in-frames=0",
  "x264enc tune=zerolatency bframes=0 speed-preset=ultrafast key-int-max=10",
};

#define VIDEO_CAPS "video/x-raw,format=I420,width=160,height=120,framerate=25/1"
#define FRAME_BYTES (160 * 120 * 3 / 2)

typedef struct
{
  GstHarness *h;
  guint64 zero;                 /* ntp-ns of the test clock's zero */
  GstClockTime base_time;
} Chain;

/* As a pipeline does it: a bin hands its base time on when it goes to
 * PLAYING. */
static void
set_base_time (Chain * c, GstClockTime base_time)
{
  gst_element_set_state (c->h->element, GST_STATE_PAUSED);
  gst_element_set_base_time (c->h->element, base_time);
  gst_element_set_state (c->h->element, GST_STATE_PLAYING);
  c->base_time = base_time;
}

static Chain
chain_new (const gchar * encoder, const gchar * caps)
{
  gchar *line = g_strdup_printf ("%s ! lcrtppay ! lcrtpdepay", encoder);
  Chain c;
  GstClock *clock;

  c.h = gst_harness_new_parse (line);
  g_free (line);
  gst_harness_use_testclock (c.h);
  clock = gst_element_get_clock (c.h->element);
  c.zero = lc_utc_map_to_ntp (lc_utc_map_for_clock (clock), 0);
  gst_object_unref (clock);
  set_base_time (&c, 3 * GST_SECOND);
  gst_harness_set_src_caps_str (c.h, caps);
  return c;
}

static void
push_raw (Chain * c, gsize size, GstClockTime pts, GstClockTime duration)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);
  GstMapInfo map;
  gsize i;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (i = 0; i < size; i++)
    map.data[i] = (guint8) (i * 7 + pts / GST_MSECOND);
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_PTS (buffer) = pts;
  GST_BUFFER_DURATION (buffer) = duration;
  fail_unless_equals_int (gst_harness_push (c->h, buffer), GST_FLOW_OK);
}

/* The meta of the next output is the time of @running, its PTS's. */
static void
assert_time (Chain * c, GstBuffer * buffer, GstClockTime running)
{
  guint64 ntp = lc_capture_time_get (buffer);

  fail_if (ntp == LC_NTP_NONE, "no capture time at %" GST_TIME_FORMAT,
      GST_TIME_ARGS (running));
  fail_unless (ABS ((gint64) (ntp - (c->zero + c->base_time + running)))
      <= AT_MOST, "off by %" G_GINT64_FORMAT " ns at %" GST_TIME_FORMAT,
      (gint64) (ntp - (c->zero + c->base_time + running)),
      GST_TIME_ARGS (running));
}

/* Frame n is captured at START + n * 40 ms, which is PTS and running time. */
static void
run_video (Chain * c, guint from, guint to)
{
  guint n, out = from;

  for (n = from; n < to; n++) {
    GstBuffer *buffer;

    push_raw (c, FRAME_BYTES, START + n * 40 * GST_MSECOND, 40 * GST_MSECOND);
    while ((buffer = gst_harness_try_pull (c->h))) {
      assert_time (c, buffer, START + out++ * 40 * GST_MSECOND);
      gst_buffer_unref (buffer);
    }
  }
  /* The H.264 depayloader knows the end of a frame by the marker bit, others
   * may hold one back. */
  fail_unless (out >= to - 1, "%u of %u frames", out - from, to - from);
}

GST_START_TEST (test_video_frames_keep_their_time)
{
  Chain c = chain_new (video_encoders[__i__], VIDEO_CAPS);

  run_video (&c, 0, 50);
  gst_harness_teardown (c.h);
}

GST_END_TEST;

GST_START_TEST (test_video_time_is_right_after_a_pause)
{
  Chain c = chain_new (video_encoders[__i__], VIDEO_CAPS);

  run_video (&c, 0, 10);
  /* What a pipeline does around a pause of 7 s. */
  set_base_time (&c, c.base_time + 7 * GST_SECOND);
  run_video (&c, 10, 20);
  gst_harness_teardown (c.h);
}

GST_END_TEST;

GST_START_TEST (test_video_time_is_right_after_a_clock_change)
{
  Chain c = chain_new (video_encoders[__i__], VIDEO_CAPS);
  GstClock *other = gst_test_clock_new_with_start_time (5000 * GST_SECOND);

  run_video (&c, 0, 10);
  gst_element_set_clock (c.h->element, other);
  c.zero = lc_utc_map_to_ntp (lc_utc_map_for_clock (other), 0);
  set_base_time (&c, 4990 * GST_SECOND);
  run_video (&c, 10, 20);
  gst_harness_teardown (c.h);
  gst_object_unref (other);
}

GST_END_TEST;

/* A flush starts again at running time 0 with a segment elsewhere. */
GST_START_TEST (test_video_time_is_right_after_a_flush)
{
  Chain c = chain_new (video_encoders[__i__], VIDEO_CAPS);
  GstSegment segment;
  GstBuffer *buffer;
  guint n, out = 0;

  run_video (&c, 0, 10);
  gst_harness_push_event (c.h, gst_event_new_flush_start ());
  gst_harness_push_event (c.h, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = 500 * GST_SECOND;
  gst_harness_push_event (c.h, gst_event_new_segment (&segment));
  while ((buffer = gst_harness_try_pull (c.h)))
    gst_buffer_unref (buffer);
  for (n = 0; n < 10; n++) {
    push_raw (&c, FRAME_BYTES, segment.start + n * 40 * GST_MSECOND,
        40 * GST_MSECOND);
    while ((buffer = gst_harness_try_pull (c.h))) {
      assert_time (&c, buffer, out++ * 40 * GST_MSECOND);
      gst_buffer_unref (buffer);
    }
  }
  fail_unless (out >= 9);
  gst_harness_teardown (c.h);
}

GST_END_TEST;

/* rate, samples per buffer, Opus frame in ms */
static const guint audio_formats[][3] = {
  {48000, 441, 10}, {48000, 480, 20}, {48000, 960, 20}, {48000, 1024, 20},
  {48000, 4800, 10}, {48000, 4800, 20},
  {44100, 441, 20}, {44100, 480, 10}, {44100, 1024, 20}, {44100, 4800, 20},
};

static Chain
audio_chain (const guint * format)
{
  gchar *encoder = g_strdup_printf ("audioresample ! audio/x-raw,rate=48000 ! "
      "opusenc frame-size=%u", format[2]);
  gchar *caps = g_strdup_printf ("audio/x-raw,format=S16LE,rate=%u,channels=1,"
      "layout=interleaved", format[0]);
  Chain c = chain_new (encoder, caps);

  g_free (encoder);
  g_free (caps);
  return c;
}

/* Output k of the encoder begins with the input sample of k frames less the
 * lookahead of 6.5 ms, which opusenc takes off its PTS; packet 0 begins with
 * the first sample. After a flush the opusenc of 1.22 takes nothing off. */
static void
run_audio (Chain * c, const guint * format, guint n_buffers, guint * pushed,
    guint * out, GstClockTime start, GstClockTime lookahead)
{
  guint n;

  for (n = 0; n < n_buffers; n++, (*pushed)++) {
    guint64 sample = (guint64) * pushed * format[1];
    GstClockTime pts = gst_util_uint64_scale (sample, GST_SECOND, format[0]);
    GstBuffer *buffer;

    push_raw (c, format[1] * 2, start + pts,
        gst_util_uint64_scale (format[1], GST_SECOND, format[0]));
    while ((buffer = gst_harness_try_pull (c->h))) {
      GstClockTime running = *out * format[2] * GST_MSECOND;

      if (*out > 0)
        running -= lookahead;
      assert_time (c, buffer, start + running);
      gst_buffer_unref (buffer);
      (*out)++;
    }
  }
}

GST_START_TEST (test_opus_packets_have_the_time_of_their_first_sample)
{
  const guint *format = audio_formats[__i__];
  Chain c = audio_chain (format);
  guint pushed = 0, out = 0, n_buffers = 2 * format[0] / format[1];

  run_audio (&c, format, n_buffers, &pushed, &out, START, LOOKAHEAD);
  fail_unless (out >= 2000 / format[2] - 3, "%u packets", out);
  gst_harness_teardown (c.h);
}

GST_END_TEST;

GST_START_TEST (test_opus_time_is_right_after_a_pause_and_a_clock_change)
{
  const guint *format = audio_formats[__i__];
  Chain c = audio_chain (format);
  GstClock *other = gst_test_clock_new_with_start_time (5000 * GST_SECOND);
  guint pushed = 0, out = 0, n_buffers = format[0] / 2 / format[1];

  run_audio (&c, format, n_buffers, &pushed, &out, START, LOOKAHEAD);
  set_base_time (&c, c.base_time + 7 * GST_SECOND);
  run_audio (&c, format, n_buffers, &pushed, &out, START, LOOKAHEAD);
  gst_element_set_clock (c.h->element, other);
  c.zero = lc_utc_map_to_ntp (lc_utc_map_for_clock (other), 0);
  set_base_time (&c, 4990 * GST_SECOND);
  run_audio (&c, format, n_buffers, &pushed, &out, START, LOOKAHEAD);
  fail_unless (out >= 1500 / format[2] - 12, "%u packets", out);
  gst_harness_teardown (c.h);
  gst_object_unref (other);
}

GST_END_TEST;

GST_START_TEST (test_opus_time_is_right_after_a_flush)
{
  const guint *format = audio_formats[__i__];
  Chain c = audio_chain (format);
  GstSegment segment;
  GstBuffer *buffer;
  guint pushed = 0, out = 0, n_buffers = format[0] / 2 / format[1];

  run_audio (&c, format, n_buffers, &pushed, &out, START, LOOKAHEAD);
  gst_harness_push_event (c.h, gst_event_new_flush_start ());
  gst_harness_push_event (c.h, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (c.h, gst_event_new_segment (&segment));
  while ((buffer = gst_harness_try_pull (c.h)))
    gst_buffer_unref (buffer);
  pushed = out = 0;
  run_audio (&c, format, n_buffers, &pushed, &out, 70 * GST_SECOND, 0);
  fail_unless (out >= 500 / format[2] - 10, "%u packets", out);
  gst_harness_teardown (c.h);
}

GST_END_TEST;

/* The proof by content that the PTS above is the right one: a click goes in at
 * a known time and comes out of the decoder at the time that the packet's
 * capture time and the samples before it say. */
static gint64
click_error (const guint * format, GstClockTime click)
{
  gchar *line = g_strdup_printf ("audioresample ! audio/x-raw,rate=48000 ! "
      "opusenc frame-size=%u bitrate=128000 ! lcrtppay ! lcrtpdepay ! "
      "opusdec", format[2]);
  gchar *caps = g_strdup_printf ("audio/x-raw,format=S16LE,rate=%u,channels=1,"
      "layout=interleaved", format[0]);
  GstHarness *h = gst_harness_new_parse (line);
  guint n, n_buffers = format[0] / format[1];
  guint64 at = gst_util_uint64_scale (click, format[0], GST_SECOND);
  gint best = 0;
  gint64 found = 0;
  GstBuffer *buffer;
  GstMapInfo map;
  gsize i;

  gst_harness_set_src_caps_str (h, caps);
  for (n = 0; n < n_buffers; n++) {
    guint64 first = (guint64) n * format[1];

    buffer = gst_buffer_new_allocate (NULL, format[1] * 2, NULL);
    gst_buffer_memset (buffer, 0, 0, format[1] * 2);
    gst_buffer_map (buffer, &map, GST_MAP_WRITE);
    if (at >= first && at < first + format[1])
      ((gint16 *) map.data)[at - first] = 30000;
    gst_buffer_unmap (buffer, &map);
    GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (first, GST_SECOND,
        format[0]);
    gst_harness_push (h, buffer);
    while ((buffer = gst_harness_try_pull (h))) {
      gst_buffer_map (buffer, &map, GST_MAP_READ);
      for (i = 0; i < map.size / 2; i++) {
        gint level = ABS (((gint16 *) map.data)[i]);

        if (level > best) {
          best = level;
          found = (gint64) (GST_BUFFER_PTS (buffer)
              + gst_util_uint64_scale (i, GST_SECOND, 48000));
        }
      }
      gst_buffer_unmap (buffer, &map);
      gst_buffer_unref (buffer);
    }
  }
  gst_harness_teardown (h);
  g_free (line);
  g_free (caps);
  fail_unless (best > 1000, "the click did not come through: %d", best);
  return found - (gint64) click;
}

GST_START_TEST (test_opus_time_is_that_of_the_content)
{
  gint64 error = click_error (audio_formats[__i__], 503 * GST_MSECOND);

  fail_unless (ABS (error) <= AT_MOST, "the click is off by %" G_GINT64_FORMAT
      " ns", error);
}

GST_END_TEST;

/* Live sources in a real pipeline with the system clock. Known are the PTS
 * that left the source, by the pipeline's own clock. */
typedef struct
{
  GstElement *pipeline;
  gint checked, wrong, missing;
} Live;

static GstPadProbeReturn
check_live (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Live *live = user_data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  guint64 ntp = lc_capture_time_get (buffer), expected;
  GstEvent *event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  const GstSegment *segment;

  gst_event_parse_segment (event, &segment);
  expected = lc_element_pts_to_ntp (live->pipeline, segment,
      GST_BUFFER_PTS (buffer));
  gst_event_unref (event);
  live->checked++;
  if (ntp == LC_NTP_NONE)
    live->missing++;
  else if (ABS ((gint64) (ntp - expected)) > AT_MOST)
    live->wrong++;
  return GST_PAD_PROBE_OK;
}

static const gchar *const live_lines[] = {
  "videotestsrc is-live=true num-buffers=30 ! video/x-raw,width=160,height=120"
      " ! vp8enc deadline=1",
  "videotestsrc is-live=true num-buffers=30 ! video/x-raw,width=160,height=120"
      " ! x264enc tune=zerolatency bframes=0 speed-preset=ultrafast",
  "audiotestsrc is-live=true num-buffers=40 samplesperbuffer=1024 ! "
      "audio/x-raw,rate=48000 ! opusenc",
  "audiotestsrc is-live=true num-buffers=60 samplesperbuffer=441 ! "
      "audio/x-raw,rate=44100 ! audioresample ! opusenc frame-size=10",
};

GST_START_TEST (test_live_sources_in_a_pipeline)
{
  gchar *line = g_strdup_printf ("%s ! lcrtppay ! lcrtpdepay name=d ! "
      "fakesink", live_lines[__i__]);
  GError *error = NULL;
  Live live = { gst_parse_launch (line, &error), 0, 0, 0 };
  GstElement *depay = gst_bin_get_by_name (GST_BIN (live.pipeline), "d");
  GstPad *src = gst_element_get_static_pad (depay, "src");
  GstMessage *message;

  fail_if (error);
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_BUFFER, check_live, &live, NULL);
  gst_element_set_state (live.pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (GST_ELEMENT_BUS (live.pipeline),
      GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  fail_unless_equals_int (GST_MESSAGE_TYPE (message), GST_MESSAGE_EOS);
  gst_message_unref (message);
  gst_element_set_state (live.pipeline, GST_STATE_NULL);
  fail_unless (live.checked >= 20, "%d", live.checked);
  fail_unless_equals_int (live.wrong, 0);
  fail_unless_equals_int (live.missing, 0);
  gst_object_unref (src);
  gst_object_unref (depay);
  gst_object_unref (live.pipeline);
  g_free (line);
}

GST_END_TEST;

static Suite *
tagisright_suite (void)
{
  Suite *s = suite_create ("tagisright");
  TCase *tc = tcase_create ("general");
  gint videos = G_N_ELEMENTS (video_encoders);
  gint audios = G_N_ELEMENTS (audio_formats);

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_video_frames_keep_their_time, 0, videos);
  tcase_add_loop_test (tc, test_video_time_is_right_after_a_pause, 0, videos);
  tcase_add_loop_test (tc, test_video_time_is_right_after_a_clock_change, 0,
      videos);
  tcase_add_loop_test (tc, test_video_time_is_right_after_a_flush, 0, videos);
  tcase_add_loop_test (tc,
      test_opus_packets_have_the_time_of_their_first_sample, 0, audios);
  tcase_add_loop_test (tc,
      test_opus_time_is_right_after_a_pause_and_a_clock_change, 0, audios);
  tcase_add_loop_test (tc, test_opus_time_is_right_after_a_flush, 0, audios);
  tcase_add_loop_test (tc, test_opus_time_is_that_of_the_content, 0, audios);
  tcase_add_loop_test (tc, test_live_sources_in_a_pipeline, 0,
      G_N_ELEMENTS (live_lines));
  return s;
}

GST_CHECK_MAIN (tagisright);
