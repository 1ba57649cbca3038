/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* lcrtphdrextcapturetime in stock payloaders and depayloaders, which create it
 * from caps; and the rule about audio metas that it shares with lcrtppay. */
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/rtp/rtp.h>
#include <gst/webrtc/webrtc.h>
#include <string.h>

#include "elements/rtptiming/gstlcrtphdrextcapturetime.h"
#include "elements/rtptiming/metarule.h"
#include "elements/rtptiming/wire.h"

#define T0 (G_GUINT64_CONSTANT (3990000000) * GST_SECOND)
#define EXTMAP "application/x-rtp,extmap-5=(string)" LC_CAPTURE_TIME_URI

/* A VP8 key frame as far as a payloader looks at it, of several packets. */
static GstBuffer *
vp8_frame (guint n)
{
  static const guint8 head[] = { 0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0,
    0x30, 0, 0, 0
  };
  guint8 *data = g_malloc0 (5000);
  GstBuffer *buffer;

  memcpy (data, head, sizeof head);
  buffer = gst_buffer_new_wrapped (data, 5000);
  GST_BUFFER_PTS (buffer) = n * 40 * GST_MSECOND;
  return buffer;
}

static GstHarness *
vp8_harness (void)
{
  GstHarness *h = gst_harness_new ("rtpvp8pay");

  gst_harness_set_sink_caps_str (h, EXTMAP);
  gst_harness_set_src_caps_str (h, "video/x-vp8");
  return h;
}

static guint64
tag_of (GstBuffer * packet)
{
  GstMapInfo map;
  const guint8 *data;
  gsize size;
  LcWireCaptureTime t = { LC_NTP_NONE, 0, 0 };

  gst_buffer_map (packet, &map, GST_MAP_READ);
  if (lc_wire_find (map.data, map.size, 5, &data, &size) == LC_WIRE_OK)
    fail_unless_equals_int (lc_wire_capture_parse (data, size, &t), LC_WIRE_OK);
  gst_buffer_unmap (packet, &map);
  return t.ntp_ns;
}

GST_START_TEST (test_meta_is_written_on_the_first_packet_of_a_frame)
{
  GstHarness *h = vp8_harness ();
  guint n;

  for (n = 0; n < 5; n++) {
    GstBuffer *frame = vp8_frame (n), *packet;
    guint i = 0;

    lc_capture_time_set (frame, T0 + n);
    gst_harness_push (h, frame);
    while ((packet = gst_harness_try_pull (h))) {
      fail_unless_equals_uint64 (tag_of (packet), i++ == 0 ? T0 + n
          : LC_NTP_NONE);
      gst_buffer_unref (packet);
    }
    fail_unless (i > 2);
  }
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_nothing_is_written_when_nobody_knows_the_time)
{
  GstHarness *h = vp8_harness ();
  GstBuffer *frame = vp8_frame (0), *packet;
  GstCaps *ref = gst_caps_new_empty_simple ("timestamp/x-ntp");

  gst_harness_push (h, frame);
  /* Two metas that disagree are nobody, too. */
  frame = vp8_frame (1);
  gst_buffer_add_reference_timestamp_meta (frame, ref, T0, GST_CLOCK_TIME_NONE);
  gst_buffer_add_reference_timestamp_meta (frame, ref, T0 + GST_SECOND,
      GST_CLOCK_TIME_NONE);
  gst_harness_push (h, frame);
  while ((packet = gst_harness_try_pull (h))) {
    guint8 byte;

    gst_buffer_extract (packet, 0, &byte, 1);
    fail_unless_equals_int (byte & 0x10, 0);
    gst_buffer_unref (packet);
  }
  gst_caps_unref (ref);
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_clock_handed_over_gives_the_time_of_the_pts)
{
  GstHarness *h = gst_harness_new ("rtpvp8pay");
  GstRTPHeaderExtension *ext =
      gst_rtp_header_extension_create_from_uri (LC_CAPTURE_TIME_URI);
  GstClock *clock = gst_test_clock_new ();
  guint64 zero = lc_utc_map_to_ntp (lc_utc_map_for_clock (clock), 0);
  GstBuffer *packet;

  gst_rtp_header_extension_set_id (ext, 5);
  g_object_set (ext, "clock", clock, "base-time", 7 * GST_SECOND,
      "running-time-offset", (gint64) - GST_SECOND, NULL);
  g_signal_emit_by_name (h->element, "add-extension", ext);
  gst_harness_set_src_caps_str (h, "video/x-vp8");
  gst_harness_push (h, vp8_frame (50));
  packet = gst_harness_pull (h);
  fail_unless_equals_uint64 (tag_of (packet), zero + 8 * GST_SECOND);
  gst_buffer_unref (packet);
  gst_object_unref (ext);
  gst_object_unref (clock);
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_stock_depayloader_gets_the_meta)
{
  GstHarness *h = gst_harness_new_parse ("rtpvp8pay ! capsfilter caps=" EXTMAP
      " ! rtpvp8depay");
  GstBuffer *frame = vp8_frame (0);

  gst_harness_set_src_caps_str (h, "video/x-vp8");
  lc_capture_time_set (frame, T0);
  gst_harness_push (h, frame);
  frame = gst_harness_pull (h);
  fail_unless_equals_uint64 (lc_capture_time_get (frame), T0);
  gst_buffer_unref (frame);
  gst_harness_teardown (h);
}

GST_END_TEST;

static guint64
audio_next (LcMetaRule * rule, GstClockTime pts, guint n, const guint64 * times)
{
  GstBuffer *buffer = gst_buffer_new ();
  GstCaps *ref = gst_caps_new_empty_simple ("timestamp/x-ntp");
  guint64 time;
  guint i;

  GST_BUFFER_PTS (buffer) = pts;
  for (i = 0; i < n; i++)
    gst_buffer_add_reference_timestamp_meta (buffer, ref, times[i],
        GST_CLOCK_TIME_NONE);
  time = lc_meta_rule_next (rule, buffer, TRUE);
  gst_buffer_unref (buffer);
  gst_caps_unref (ref);
  return time;
}

/* Encoded audio that is only relayed: one new time on every packet. */
GST_START_TEST (test_relayed_audio_metas_are_believed)
{
  LcMetaRule rule;
  guint64 n;

  lc_meta_rule_reset (&rule);
  for (n = 0; n < 10; n++) {
    guint64 time = T0 + n * 20 * GST_MSECOND;

    fail_unless_equals_uint64 (audio_next (&rule, n * 20 * GST_MSECOND, 1,
            &time), time);
  }
}

GST_END_TEST;

GST_START_TEST (test_stale_audio_meta_is_not_believed)
{
  LcMetaRule rule;
  guint64 both[2] = { T0, T0 + 100 * GST_MSECOND };

  lc_meta_rule_reset (&rule);
  /* In the middle of a stream nobody can tell how old the first is. */
  fail_unless_equals_uint64 (audio_next (&rule, GST_SECOND, 1, both),
      LC_NTP_NONE);
  fail_unless_equals_uint64 (audio_next (&rule, GST_SECOND, 1, both),
      LC_NTP_NONE);
  fail_unless_equals_uint64 (audio_next (&rule, GST_SECOND, 2, both),
      LC_NTP_NONE);
  fail_unless_equals_uint64 (audio_next (&rule, GST_SECOND, 1, both + 1),
      LC_NTP_NONE);
}

GST_END_TEST;

/* The real encoder, raw buffers of every size with their true time on them:
 * whatever is written is the time of the packet's first sample. */
GST_START_TEST (test_opusenc_metas_never_make_a_wrong_time)
{
  static const guint sizes[] = { 441, 480, 960, 1024, 1920, 4800 };
  guint size = sizes[__i__ / 2], n, written = 0;
  gchar *line = g_strdup_printf ("opusenc frame-size=%d ! rtpopuspay ! "
      "capsfilter caps=" EXTMAP, __i__ % 2 ? 20 : 10);
  GstHarness *h = gst_harness_new_parse (line);

  gst_harness_set_src_caps_str (h,
      "audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved");
  for (n = 0; n < 96000 / size; n++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, size * 2, NULL);

    gst_buffer_memset (buffer, 0, 0, size * 2);
    GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (n * size, GST_SECOND,
        48000);
    lc_capture_time_set (buffer, T0 + GST_BUFFER_PTS (buffer));
    gst_harness_push (h, buffer);
    while ((buffer = gst_harness_try_pull (h))) {
      guint64 ntp = tag_of (buffer);

      if (ntp != LC_NTP_NONE) {
        fail_unless (ABS ((gint64) (ntp - T0 - GST_BUFFER_PTS (buffer)))
            <= (gint64) GST_MSECOND);
        written++;
      }
      gst_buffer_unref (buffer);
    }
  }
  GST_INFO ("%u tags", written);
  gst_harness_teardown (h);
  g_free (line);
}

GST_END_TEST;

static void
keep_offer (GstPromise * promise, gpointer user_data)
{
  const GstStructure *reply = gst_promise_get_reply (promise);
  GstWebRTCSessionDescription *offer = NULL;
  GAsyncQueue *answers = user_data;

  gst_structure_get (reply, "offer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION,
      &offer, NULL);
  g_async_queue_push (answers, gst_sdp_message_as_text (offer->sdp));
  gst_webrtc_session_description_free (offer);
  gst_promise_unref (promise);
}

static void
ask_for_offer (GstElement * webrtc, gpointer user_data)
{
  g_signal_emit_by_name (webrtc, "create-offer", NULL,
      gst_promise_new_with_change_func (keep_offer, user_data, NULL));
}

GST_START_TEST (test_webrtcbin_offers_the_extension)
{
  GstElement *pipeline = gst_parse_launch ("videotestsrc is-live=true ! "
      "video/x-raw,width=64,height=48 ! vp8enc deadline=1 ! rtpvp8pay ! "
      EXTMAP ",media=video,encoding-name=VP8,payload=96 ! webrtcbin name=w",
      NULL);
  GstElement *webrtc = gst_bin_get_by_name (GST_BIN (pipeline), "w");
  GAsyncQueue *answers = g_async_queue_new ();
  gchar *sdp;

  g_signal_connect (webrtc, "on-negotiation-needed",
      G_CALLBACK (ask_for_offer), answers);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  sdp = g_async_queue_timeout_pop (answers, 30 * G_USEC_PER_SEC);
  fail_unless (sdp != NULL);
  fail_unless (strstr (sdp, "a=extmap:5 " LC_CAPTURE_TIME_URI) != NULL, "%s",
      sdp);
  g_free (sdp);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (webrtc);
  gst_object_unref (pipeline);
  g_async_queue_unref (answers);
}

GST_END_TEST;

static Suite *
lcrtphdrext_suite (void)
{
  Suite *s = suite_create ("lcrtphdrext");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_meta_is_written_on_the_first_packet_of_a_frame);
  tcase_add_test (tc, test_nothing_is_written_when_nobody_knows_the_time);
  tcase_add_test (tc, test_clock_handed_over_gives_the_time_of_the_pts);
  tcase_add_test (tc, test_stock_depayloader_gets_the_meta);
  tcase_add_test (tc, test_relayed_audio_metas_are_believed);
  tcase_add_test (tc, test_stale_audio_meta_is_not_believed);
  tcase_add_loop_test (tc, test_opusenc_metas_never_make_a_wrong_time, 0, 12);
  tcase_add_test (tc, test_webrtcbin_offers_the_extension);
  return s;
}

GST_CHECK_MAIN (lcrtphdrext);
