/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/rtp/rtp.h>
#include <string.h>

#include "elements/rtptiming/capturetime.h"
#include "elements/rtptiming/wire.h"

#define T0 (G_GUINT64_CONSTANT (3990000000) * GST_SECOND)
#define OPUS_CAPS "application/x-rtp,media=audio,clock-rate=48000," \
  "encoding-name=OPUS,payload=111"
#define ABS_5 ",extmap-5=(string)" LC_CAPTURE_TIME_URI

/* One Opus packet (a comfort noise frame) of SSRC 1 with an optional tag. */
static GstBuffer *
packet (guint n, guint32 rtp, const LcWireCaptureTime * tag)
{
  static const guint8 opus[] = { 0xf8, 0xff, 0xfe };
  guint8 fixed[12] = { 0x80, 111 }, out[64], content[16];
  const guint8 *head = fixed;
  gsize size = sizeof fixed;
  GstBuffer *buffer;

  GST_WRITE_UINT16_BE (fixed + 2, n);
  GST_WRITE_UINT32_BE (fixed + 4, rtp);
  GST_WRITE_UINT32_BE (fixed + 8, 1);
  if (tag) {
    fail_unless_equals_int (lc_wire_insert (fixed, sizeof fixed, 5, content,
            lc_wire_capture_write (tag, content), out, sizeof out, &size),
        LC_WIRE_OK);
    head = out;
  }
  buffer = gst_buffer_new_memdup (head, size);
  buffer = gst_buffer_append (buffer, gst_buffer_new_memdup (opus,
          sizeof opus));
  GST_BUFFER_PTS (buffer) = n * 20 * GST_MSECOND;
  return buffer;
}

/* The capture time that one packet comes out with. */
static guint64
through (GstHarness * h, GstBuffer * buffer)
{
  GstBuffer *out;
  guint64 ntp;

  fail_unless_equals_int (gst_harness_push (h, buffer), GST_FLOW_OK);
  out = gst_harness_try_pull (h);
  fail_unless (out != NULL);
  ntp = lc_capture_time_get (out);
  gst_buffer_unref (out);
  return ntp;
}

static GstHarness *
opus_harness (const gchar * extmap)
{
  GstHarness *h = gst_harness_new ("lcrtpdepay");
  gchar *caps = g_strconcat (OPUS_CAPS, extmap, NULL);

  gst_harness_set_src_caps_str (h, caps);
  g_free (caps);
  return h;
}

static const gchar *const extmaps[] = {
  ABS_5,
  ",extmap-5=(string)<\"\"," LC_CAPTURE_TIME_URI ",\"\">",
  ",extmap-3=(string)urn:ietf:params:rtp-hdrext:ntp-64" ABS_5,
};

GST_START_TEST (test_every_form_of_extmap_is_understood)
{
  GstHarness *h = opus_harness (extmaps[__i__]);
  LcWireCaptureTime tag = { T0, 0, 0 };

  fail_unless_equals_uint64 (through (h, packet (0, 0, &tag)), T0);
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_without_extmap_there_is_no_time)
{
  GstHarness *h = opus_harness ("");
  LcWireCaptureTime tag = { T0, 0, 0 };

  fail_unless_equals_uint64 (through (h, packet (0, 0, &tag)), LC_NTP_NONE);
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_time_goes_on_between_tags_for_five_seconds)
{
  GstHarness *h = opus_harness (ABS_5);
  LcWireCaptureTime tag = { T0, 0, 0 };
  guint n;

  fail_unless_equals_uint64 (through (h, packet (0, 0, NULL)), LC_NTP_NONE);
  /* The RTP timestamp wraps on the way. */
  for (n = 1; n <= 300; n++) {
    guint64 ntp = through (h, packet (n, UINT32_MAX - 5000 + n * 960,
            n == 1 ? &tag : NULL));
    guint64 expected = T0 + (n - 1) * 20 * GST_MSECOND;

    fail_unless_equals_uint64 (ntp, n - 1 <= 250 ? expected : LC_NTP_NONE);
  }
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_long_form_tells_the_clock_offset)
{
  GstHarness *h = opus_harness (ABS_5);
  LcWireCaptureTime tag = { T0, 1, -250 * (gint64) GST_MSECOND };
  GstStructure *stats;
  gint64 offset = 0;

  fail_unless_equals_uint64 (through (h, packet (0, 0, &tag)), T0);
  g_object_get (h->element, "stats", &stats, NULL);
  fail_unless (gst_structure_get_int64 (stats, "capture-clock-offset",
          &offset));
  fail_unless_equals_int64 (offset, -250 * (gint64) GST_MSECOND);
  gst_structure_free (stats);
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_flush_forgets_the_last_tag)
{
  GstHarness *h = opus_harness (ABS_5);
  LcWireCaptureTime tag = { T0, 0, 0 };
  GstSegment segment;

  through (h, packet (0, 0, &tag));
  gst_harness_push_event (h, gst_event_new_flush_start ());
  gst_harness_push_event (h, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (h, gst_event_new_segment (&segment));
  fail_unless_equals_uint64 (through (h, packet (1, 960, NULL)), LC_NTP_NONE);
  fail_unless_equals_uint64 (through (h, packet (2, 1920, &tag)), T0);
  gst_harness_teardown (h);
}

GST_END_TEST;

/* A header extension that lies about its length: the media still comes out. */
GST_START_TEST (test_damaged_extension_costs_the_time_not_the_media)
{
  GstHarness *h = opus_harness (ABS_5);
  LcWireCaptureTime tag = { T0, 0, 0 };
  GstBuffer *buffer = packet (0, 0, &tag);
  guint8 seven = 0x56;
  GstStructure *stats;
  guint64 damaged = 0;

  gst_buffer_fill (buffer, 16, &seven, 1);
  fail_unless_equals_uint64 (through (h, buffer), LC_NTP_NONE);
  g_object_get (h->element, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, "damaged-headers", &damaged));
  fail_unless_equals_uint64 (damaged, 1);
  gst_structure_free (stats);
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_codec_change_replaces_the_depayloader)
{
  GstHarness *h = opus_harness (ABS_5);
  GstElement *child;
  gboolean wait = FALSE;

  through (h, packet (0, 0, NULL));
  gst_harness_set_src_caps_str (h, "application/x-rtp,media=video,"
      "clock-rate=90000,encoding-name=VP8,payload=96" ABS_5);
  g_object_set (h->element, "wait-for-keyframe", TRUE, NULL);
  child = gst_bin_get_by_name (GST_BIN (h->element), "depayloader");
  fail_unless_equals_string (GST_OBJECT_NAME (gst_element_get_factory (child)),
      "rtpvp8depay");
  g_object_get (child, "wait-for-keyframe", &wait, NULL);
  fail_unless (wait);
  gst_object_unref (child);
  gst_harness_set_src_caps_str (h, OPUS_CAPS ABS_5);
  through (h, packet (1, 960, NULL));
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_lost_packet_events_reach_the_depayloader)
{
  GstHarness *h = opus_harness (ABS_5);
  GstEvent *event;
  gboolean gap = FALSE;

  through (h, packet (0, 0, NULL));
  gst_harness_push_event (h, gst_event_new_custom
      (GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new ("GstRTPPacketLost",
              "seqnum", G_TYPE_UINT, 1, "timestamp", G_TYPE_UINT64,
              20 * GST_MSECOND, "duration", G_TYPE_UINT64, 20 * GST_MSECOND,
              "might-have-been-fec", G_TYPE_BOOLEAN, FALSE, NULL)));
  while ((event = gst_harness_try_pull_event (h))) {
    gap |= GST_EVENT_TYPE (event) == GST_EVENT_GAP;
    gst_event_unref (event);
  }
  fail_unless (gap);
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_rtp_without_a_depayloader_is_one_clear_error)
{
  GstHarness *h = gst_harness_new ("lcrtpdepay");
  GstBus *bus = gst_bus_new ();
  GstMessage *message;
  GError *error;
  GstCaps *caps = gst_caps_from_string
      ("application/x-rtp,media=video,clock-rate=1,encoding-name=NONE");

  gst_element_set_bus (h->element, bus);
  gst_harness_push_event (h, gst_event_new_stream_start ("x"));
  gst_harness_push_event (h, gst_event_new_caps (caps));
  gst_caps_unref (caps);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  fail_unless (message != NULL);
  gst_message_parse_error (message, &error, NULL);
  fail_unless (strstr (error->message, "NONE") != NULL);
  g_error_free (error);
  gst_message_unref (message);
  gst_element_set_bus (h->element, NULL);
  gst_object_unref (bus);
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_rtp_without_caps_is_one_clear_error)
{
  GstHarness *h = gst_harness_new ("lcrtpdepay");
  GstBus *bus = gst_bus_new ();
  GstBufferList *list = gst_buffer_list_new ();
  GstMessage *message;
  GstSegment segment;
  GError *error;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_element_set_bus (h->element, bus);
  gst_harness_push_event (h, gst_event_new_stream_start ("x"));
  gst_harness_push_event (h, gst_event_new_segment (&segment));
  fail_unless_equals_int (gst_harness_push (h, packet (0, 0, NULL)),
      GST_FLOW_ERROR);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  fail_unless (message != NULL);
  gst_message_parse_error (message, &error, NULL);
  fail_unless (strstr (error->message, "caps=") != NULL);
  g_error_free (error);
  gst_message_unref (message);
  gst_buffer_list_add (list, packet (1, 960, NULL));
  fail_unless_equals_int (gst_pad_push_list (h->srcpad, list), GST_FLOW_ERROR);
  gst_element_set_bus (h->element, NULL);
  gst_object_unref (bus);
  gst_harness_teardown (h);
}

GST_END_TEST;

static Suite *
lcrtpdepay_suite (void)
{
  Suite *s = suite_create ("lcrtpdepay");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_every_form_of_extmap_is_understood, 0,
      G_N_ELEMENTS (extmaps));
  tcase_add_test (tc, test_without_extmap_there_is_no_time);
  tcase_add_test (tc, test_time_goes_on_between_tags_for_five_seconds);
  tcase_add_test (tc, test_long_form_tells_the_clock_offset);
  tcase_add_test (tc, test_flush_forgets_the_last_tag);
  tcase_add_test (tc, test_damaged_extension_costs_the_time_not_the_media);
  tcase_add_test (tc, test_codec_change_replaces_the_depayloader);
  tcase_add_test (tc, test_lost_packet_events_reach_the_depayloader);
  tcase_add_test (tc, test_rtp_without_a_depayloader_is_one_clear_error);
  tcase_add_test (tc, test_rtp_without_caps_is_one_clear_error);
  return s;
}

GST_CHECK_MAIN (lcrtpdepay);
