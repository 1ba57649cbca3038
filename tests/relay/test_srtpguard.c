/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* The guard by itself, without sockets: a program of its own, because the
 * plugin would register the same type again. */
#include <unistd.h>
#include <gio/gunixsocketaddress.h>
#include <gst/check/gstharness.h>
#include <gst/check/gstcheck.h>
#include <gst/net/gstnet.h>

#include "elements/relay/gstlcsrtpguard.h"
#include "elements/relay/gstlcudpsender.h"

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
from_somewhere (GstBuffer * buffer)
{
  GSocketAddress *from = g_inet_socket_address_new_from_string ("192.0.2.7",
      5004);

  gst_buffer_add_net_address_meta (buffer, from);
  g_object_unref (from);
  return buffer;
}

/* In the clear when @session is NULL. */
static GstBuffer *
sender_report (LcSrtpSession * session, guint32 ssrc, guint32 packets)
{
  guint8 p[28 + LC_SRTP_TRAILER_MAX] __attribute__((aligned (8))) = {
    0x80, 200, 0, 6
  };
  gsize n = 28;

  GST_WRITE_UINT32_BE (p + 4, ssrc);
  GST_WRITE_UINT32_BE (p + 20, packets);
  if (session != NULL)
    lc_srtp_protect_rtcp (session, p, &n);
  return from_somewhere (gst_buffer_new_memdup (p, n));
}

/* The report comes in the clear in the second round: nobody is known yet whose
 * host it could be compared with, but the key tells whether it is right. */
GST_START_TEST (a_late_joiner_gets_in_after_a_sender_report)
{
  LcPeer *peer = lc_peer_new (LC_PEER_LEARN, TRUE, __i__ == 0);
  LcSrtpSession *out = make_session (1, LC_SRTP_OUTBOUND);
  GstElement *rtp_guard = gst_lc_srtp_guard_new (LC_GUARD_RTP, peer,
      make_session (1, LC_SRTP_INBOUND));
  GstElement *rtcp_guard = gst_lc_srtp_guard_new (LC_GUARD_RTCP, peer,
      __i__ == 0 ? make_session (1, LC_SRTP_INBOUND) : NULL);
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
  gst_harness_push (rtp, from_somewhere (gst_buffer_new_memdup (p, n)));
  fail_unless_equals_int (gst_harness_buffers_received (rtp), 0);
  gst_harness_push (rtcp, sender_report (__i__ == 0 ? out : NULL, 9, 140001));
  gst_harness_push (rtp, from_somewhere (gst_buffer_new_memdup (p, n)));
  fail_unless_equals_int (gst_harness_buffers_received (rtp), 1);
  gst_harness_push (rtp, from_somewhere (gst_buffer_new_memdup (p, n)));
  fail_unless_equals_int (gst_harness_buffers_received (rtp), 1);
  gst_harness_teardown (rtp);
  gst_harness_teardown (rtcp);
  gst_object_unref (rtp_guard);
  gst_object_unref (rtcp_guard);
  lc_srtp_session_free (out);
  lc_peer_unref (peer);
}

GST_END_TEST;

/* A socket that takes little at a time: a burst waits for room, it is not
 * thrown away. */
typedef struct
{
  GSocket *socket;
  guint received;
} SlowReader;

static gpointer
read_slowly (gpointer data)
{
  SlowReader *reader = data;
  gchar packet[2000];

  while (g_socket_receive (reader->socket, packet, sizeof (packet), NULL,
          NULL) > 1) {
    reader->received++;
    if (reader->received % 50 == 0)
      g_thread_yield ();
  }
  return NULL;
}

static GSocket *
unix_socket (void)
{
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM,
      G_SOCKET_PROTOCOL_DEFAULT, NULL);

  fail_unless (socket != NULL);
  return socket;
}

GST_START_TEST (a_burst_waits_for_room_in_the_socket)
{
  LcPeer *peer = lc_peer_new (LC_PEER_FIXED, FALSE, FALSE);
  gchar *name = g_strdup_printf ("lc-burst-%d", getpid ());
  GSocketAddress *to = g_unix_socket_address_new_with_type (name, -1,
      G_UNIX_SOCKET_ADDRESS_ABSTRACT);
  GSocket *socket = unix_socket ();
  SlowReader reader = { unix_socket (), 0 };
  GstElement *sender;
  LcSenderCounters counters;
  GThread *thread;
  guint8 packet[1200] = { 0x80, 96 };

  fail_unless (g_socket_bind (reader.socket, to, FALSE, NULL));
  fail_unless (g_socket_connect (socket, to, NULL, NULL));
  sender = gst_lc_udp_sender_new (LC_SENDER_RTP, socket, NULL, to, peer);
  thread = g_thread_new ("reader", read_slowly, &reader);
  for (guint i = 0; i < 5000; i++)
    gst_lc_udp_sender_send (GST_LC_UDP_SENDER (sender), packet,
        sizeof (packet));
  gst_lc_udp_sender_get_counters (GST_LC_UDP_SENDER (sender), &counters);
  fail_unless_equals_uint64 (counters.errors, 0);
  fail_unless_equals_uint64 (counters.packets, 5000);
  /* One byte ends the reader. */
  gst_lc_udp_sender_send (GST_LC_UDP_SENDER (sender), packet, 1);
  g_thread_join (thread);
  fail_unless_equals_int (reader.received, 5000);
  gst_object_unref (sender);
  g_object_unref (socket);
  g_object_unref (reader.socket);
  g_object_unref (to);
  g_free (name);
  lc_peer_unref (peer);
}

GST_END_TEST;

static Suite *
srtpguard_suite (void)
{
  Suite *s = suite_create ("srtpguard");
  TCase *tc = tcase_create ("guard");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, a_late_joiner_gets_in_after_a_sender_report, 0, 2);
  tcase_add_test (tc, a_burst_waits_for_room_in_the_socket);
  return s;
}

GST_CHECK_MAIN (srtpguard);
