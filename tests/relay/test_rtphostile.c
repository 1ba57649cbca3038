/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* Strangers at the ports of a receiver: what they send is counted by class
 * and costs nothing else. LC_SOAK=1 sends a million datagrams. */
#include "pair.h"

#include <stdio.h>
#include <stdlib.h>
#include "elements/relay/feedback.h"
#include "elements/relay/gstlcsrtpguard.h"

#define RTP_LENGTH 100

/* Bytes the process may grow in a storm. The address sanitizer keeps what was
 * freed, up to 256 MiB. */
#ifdef __SANITIZE_ADDRESS__
#define GROWTH_MAX (400 * 1024 * 1024)
#else
#define GROWTH_MAX (4 * 1024 * 1024)
#endif

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

/* ---- the storm ---------------------------------------------------------- */

typedef struct
{
  GSocket *socket;
  guint port;
  GRand *random;
  LcSrtpSession *ours, *foreign;
  guint8 recorded[RTP_LENGTH + LC_SRTP_TRAILER_MAX]
      __attribute__((aligned (8)));
  gsize recorded_length;
  guint16 seqnum;
  guint64 sent[LC_N_FATES];
} Storm;

static void
storm_init (Storm * storm, guint port)
{
  memset (storm, 0, sizeof (*storm));
  storm->socket = raw_socket ();
  storm->port = port;
  storm->random = g_rand_new_with_seed (7);
  storm->ours = make_session (0xaa, LC_SRTP_OUTBOUND);
  storm->foreign = make_session (0xbb, LC_SRTP_OUTBOUND);
  /* Authentic, of a second sender: refused once, a replay ever after. */
  make_rtp (storm->recorded, 4711, 1);
  storm->recorded_length = RTP_LENGTH;
  lc_srtp_protect_rtp (storm->ours, storm->recorded, &storm->recorded_length);
  raw_send (storm->socket, port, storm->recorded, storm->recorded_length);
  storm->sent[LC_FATE_SSRC_REFUSED]++;
}

static void
storm_clear (Storm * storm)
{
  lc_srtp_session_free (storm->ours);
  lc_srtp_session_free (storm->foreign);
  g_rand_free (storm->random);
  g_object_unref (storm->socket);
}

static LcFate
send_garbage (Storm * storm, guint8 * p)
{
  gsize n = (gsize) g_rand_int_range (storm->random, 1, 1400);

  for (gsize i = 0; i + 4 <= n; i += 4)
    GST_WRITE_UINT32_LE (p + i, g_rand_int (storm->random));
  p[0] = (guint8) (p[0] & 0x3f) | 0x40;
  raw_send (storm->socket, storm->port, p, n);
  return LC_FATE_GARBAGE;
}

static LcFate
send_truncated (Storm * storm, guint8 * p)
{
  make_rtp (p, g_rand_int (storm->random), 1);
  raw_send (storm->socket, storm->port, p,
      (gsize) g_rand_int_range (storm->random, 1, 12));
  return LC_FATE_TRUNCATED;
}

/* Under another key, every packet with an SSRC of its own. */
static LcFate
send_foreign (Storm * storm, guint8 * p)
{
  gsize n = RTP_LENGTH;

  make_rtp (p, 1, storm->seqnum++);
  lc_srtp_protect_rtp (storm->foreign, p, &n);
  GST_WRITE_UINT32_BE (p + 8, g_rand_int (storm->random));
  raw_send (storm->socket, storm->port, p, n);
  return LC_FATE_AUTH_FAILED;
}

static void
send_one (Storm * storm)
{
  guint8 p[2000] __attribute__((aligned (8)));
  LcFate fate = LC_FATE_REPLAYED;

  switch (g_rand_int_range (storm->random, 0, 4)) {
    case 0:
      fate = send_garbage (storm, p);
      break;
    case 1:
      fate = send_truncated (storm, p);
      break;
    case 2:
      fate = send_foreign (storm, p);
      break;
    default:
      raw_send (storm->socket, storm->port, storm->recorded,
          storm->recorded_length);
  }
  storm->sent[fate]++;
}

static gsize
resident_bytes (void)
{
  gsize total = 0, resident = 0;
  FILE *file = fopen ("/proc/self/statm", "r");

  fail_unless (file && fscanf (file, "%zu %zu", &total, &resident) == 2);
  fclose (file);
  return resident * 4096;
}

static guint64
strangers (GstElement * net)
{
  return stat_of (net, "video_0", "garbage")
      + stat_of (net, "video_0", "truncated")
      + stat_of (net, "video_0", "auth-failed")
      + stat_of (net, "video_0", "replayed")
      + stat_of (net, "video_0", "ssrc-refused");
}

/* In portions that the socket's buffer takes, so that none is lost. */
static void
rage (Storm * storm, GstElement * net, guint n)
{
  guint64 before = strangers (net);

  for (guint i = 0; i < n; i++) {
    send_one (storm);
    while (i % 100 == 99 && strangers (net) < before + i + 1)
      g_usleep (100);
  }
}

GST_START_TEST (a_session_survives_a_storm)
{
  guint n = g_getenv ("LC_SOAK") ? 1000000 : 50000, frames;
  gchar *key = new_key ("aes-128-icm", 30, 'a');
  gsize before;
  Storm storm;
  Receiver r;
  Sender s;

  receiver_start (&r, key);
  sender_start (&s, receiver_port (&r, VIDEO), 0, key);
  receiver_wait (&r, frames, VIDEO, 30);
  storm_init (&storm, receiver_port (&r, VIDEO));
  rage (&storm, r.net, 5000);
  before = resident_bytes ();
  rage (&storm, r.net, n);
  fail_unless (resident_bytes () <= before + GROWTH_MAX, "%zu kB more",
      (resident_bytes () - before) / 1024);
  fail_unless_equals_uint64 (stat_of (r.net, "video_0", "garbage"),
      storm.sent[LC_FATE_GARBAGE]);
  fail_unless_equals_uint64 (stat_of (r.net, "video_0", "truncated"),
      storm.sent[LC_FATE_TRUNCATED]);
  fail_unless_equals_uint64 (stat_of (r.net, "video_0", "auth-failed"),
      storm.sent[LC_FATE_AUTH_FAILED]);
  fail_unless_equals_uint64 (stat_of (r.net, "video_0", "replayed"),
      storm.sent[LC_FATE_REPLAYED]);
  fail_unless_equals_uint64 (stat_of (r.net, "video_0", "ssrc-refused"),
      storm.sent[LC_FATE_SSRC_REFUSED]);
  frames = r.frames[VIDEO];
  receiver_wait (&r, frames, VIDEO, frames + 20);
  fail_unless_equals_int (r.pads[VIDEO], 1);
  storm_clear (&storm);
  sender_stop (&s);
  receiver_stop (&r);
  g_free (key);
}

GST_END_TEST;

/* ---- without a key ------------------------------------------------------ */

static guint
sources_of (GstElement * net)
{
  GstElement *rtpbin = NULL;
  GObject *session = NULL;
  GValue item = G_VALUE_INIT;
  GstIterator *it = gst_bin_iterate_all_by_element_factory_name (GST_BIN (net),
      "rtpbin");
  guint n = 0;

  fail_unless (gst_iterator_next (it, &item) == GST_ITERATOR_OK);
  rtpbin = g_value_get_object (&item);
  g_signal_emit_by_name (rtpbin, "get-internal-session", 0, &session);
  g_object_get (session, "num-sources", &n, NULL);
  g_object_unref (session);
  g_value_unset (&item);
  gst_iterator_free (it);
  return n;
}

/* The owner of the video goes on talking, so that nobody takes over; a machine
 * that stalls for longer may let one in now and then. */
GST_START_TEST (without_a_key_eight_ssrcs_are_let_in)
{
  GSocket *socket = raw_socket ();
  guint8 p[LC_FEEDBACK_MAX];
  Receiver r;
  guint rtp, rtcp;

  receiver_start (&r, "audio_0::port=0");
  rtp = receiver_port (&r, VIDEO);
  rtcp = (guint) stat_of (r.net, "video_0", "rtcp-port");
  make_rtp (p, 99, 65535);
  raw_send (socket, rtp, p, RTP_LENGTH);
  for (guint i = 0; i < 1000; i++) {
    make_rtp (p, 99, (guint16) i);
    raw_send (socket, rtp, p, RTP_LENGTH);
    make_rtp (p, 100 + i, 1);
    raw_send (socket, rtp, p, RTP_LENGTH);
    make_rtp (p, 100 + i, 2);
    raw_send (socket, rtp, p, RTP_LENGTH);
    wait_stat (r.net, "video_0", "datagrams-received", 3 * i + 4);
    /* Plain RTCP is believed from the host of the media: they came first. */
    raw_send (socket, rtcp, p, lc_feedback_write_pli (p, 5000 + i, "x", 1));
    wait_stat (r.net, "video_0", "rtcp-datagrams-received", i + 1);
  }
  fail_unless (stat_of (r.net, "video_0", "ssrc-refused") >= 1900);
  fail_unless (stat_of (r.net, "video_0", "rtcp-ssrc-refused") >= 900);
  fail_unless (stat_of (r.net, "video_0", "rtcp-passed") >= 6);
  fail_unless (sources_of (r.net) <= 12, "%u sources", sources_of (r.net));
  receiver_stop (&r);
  g_object_unref (socket);
}

GST_END_TEST;

GST_START_TEST (unknown_payload_types_are_counted)
{
  GSocket *socket = raw_socket ();
  guint8 p[RTP_LENGTH];
  Receiver r;

  receiver_start (&r, "audio_0::port=0");
  for (guint i = 0; i < 128; i++) {
    make_rtp (p, 1, (guint16) i);
    p[1] = (guint8) i;
    raw_send (socket, receiver_port (&r, VIDEO), p, RTP_LENGTH);
  }
  wait_stat (r.net, "video_0", "datagrams-received", 128);
  /* Five codecs and their retransmissions are known. */
  fail_unless_equals_uint64 (stat_of (r.net, "video_0",
          "unknown-payload-type"), 118);
  receiver_stop (&r);
  g_object_unref (socket);
}

GST_END_TEST;

static Suite *
rtphostile_suite (void)
{
  Suite *s = suite_create ("rtphostile");
  TCase *tc = tcase_create ("strangers");

  suite_add_tcase (s, tc);
  tcase_set_timeout (tc, g_getenv ("LC_SOAK") ? 1200 : 120);
  tcase_add_test (tc, a_session_survives_a_storm);
  tcase_add_test (tc, without_a_key_eight_ssrcs_are_let_in);
  tcase_add_test (tc, unknown_payload_types_are_counted);
  return s;
}

GST_CHECK_MAIN (rtphostile);
