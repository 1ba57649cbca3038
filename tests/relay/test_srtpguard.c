/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* The guard by itself, without sockets: a program of its own, because the
 * plugin would register the same type again. */
#include <gst/check/gstharness.h>
#include <gst/check/gstcheck.h>

#include "elements/relay/gstlcsrtpguard.h"

#define RTP_LENGTH 100


/* A packet of VP8's payload type. */
static void
make_rtp (guint8 * p, guint32 ssrc, guint16 seqnum)
{
  memset (p, 0x10, RTP_LENGTH);
  p[0] = 0x80;
  p[1] = 96;
  GST_WRITE_UINT16_BE (p + 2, seqnum);
  GST_WRITE_UINT32_BE (p + 4, seqnum * 3000);
  GST_WRITE_UINT32_BE (p + 8, ssrc);
}

static LcSrtpSession *
make_session (guint8 byte, LcSrtpDirection direction)
{
  LcSrtpKey key = {.cipher = LC_SRTP_AES_128_ICM,.length = 30 };

  memset (key.bytes, byte, key.length);
  return lc_srtp_session_new (&key, direction);
}

static GstBuffer *
sender_report (LcSrtpSession * session, guint32 ssrc, guint32 packets)
{
  guint8 p[28 + LC_SRTP_TRAILER_MAX] __attribute__((aligned (8))) = {
    0x80, 200, 0, 6
  };
  gsize n = 28;

  GST_WRITE_UINT32_BE (p + 4, ssrc);
  GST_WRITE_UINT32_BE (p + 20, packets);
  lc_srtp_protect_rtcp (session, p, &n);
  return gst_buffer_new_memdup (p, n);
}

GST_START_TEST (a_late_joiner_gets_in_after_a_sender_report)
{
  LcPeer *peer = lc_peer_new (LC_PEER_LEARN, TRUE, TRUE);
  LcSrtpSession *out = make_session (1, LC_SRTP_OUTBOUND);
  GstElement *rtp_guard = gst_lc_srtp_guard_new (LC_GUARD_RTP, peer,
      make_session (1, LC_SRTP_INBOUND));
  GstElement *rtcp_guard = gst_lc_srtp_guard_new (LC_GUARD_RTCP, peer,
      make_session (1, LC_SRTP_INBOUND));
  GstHarness *rtp, *rtcp;
  guint8 p[RTP_LENGTH + LC_SRTP_TRAILER_MAX] __attribute__((aligned (8)));
  gsize n;

  gst_lc_srtp_guard_allow (GST_LC_SRTP_GUARD (rtp_guard), 96, LC_SSRC_MEDIA);
  rtp = gst_harness_new_with_element (rtp_guard, "sink", "src");
  rtcp = gst_harness_new_with_element (rtcp_guard, "sink", "src");
  gst_harness_set_src_caps_str (rtp, "application/x-rtp");
  gst_harness_set_src_caps_str (rtcp, "application/x-rtcp");
  for (guint i = 0; i < 140001; i++) {
    make_rtp (p, 9, (guint16) (30000 + i));
    n = RTP_LENGTH;
    lc_srtp_protect_rtp (out, p, &n);
  }
  gst_harness_push (rtp, gst_buffer_new_memdup (p, n));
  fail_unless_equals_int (gst_harness_buffers_received (rtp), 0);
  gst_harness_push (rtcp, sender_report (out, 9, 140001));
  gst_harness_push (rtp, gst_buffer_new_memdup (p, n));
  fail_unless_equals_int (gst_harness_buffers_received (rtp), 1);
  gst_harness_push (rtp, gst_buffer_new_memdup (p, n));
  fail_unless_equals_int (gst_harness_buffers_received (rtp), 1);
  gst_harness_teardown (rtp);
  gst_harness_teardown (rtcp);
  gst_object_unref (rtp_guard);
  gst_object_unref (rtcp_guard);
  lc_srtp_session_free (out);
  lc_peer_unref (peer);
}

GST_END_TEST;

static Suite *
srtpguard_suite (void)
{
  Suite *s = suite_create ("srtpguard");
  TCase *tc = tcase_create ("guard");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, a_late_joiner_gets_in_after_a_sender_report);
  return s;
}

GST_CHECK_MAIN (srtpguard);
