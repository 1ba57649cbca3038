/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* Headers of RTP and RTCP, good, short and wrong; which SSRCs are let in; what
 * feedback looks like and how often it may be sent. */
#include <gst/check/gstcheck.h>
#include <gst/rtp/gstrtcpbuffer.h>

#include "elements/relay/feedback.h"
#include "elements/relay/packetcheck.h"
#include "elements/relay/rtxbudget.h"
#include "elements/relay/ssrcgate.h"

#define S GST_SECOND
#define MS GST_MSECOND

/* ---- headers ------------------------------------------------------------ */

/* CSRCs, a header extension of one word and 3 bytes of padding. */
static const guint8 rtp[] = {
  0xb2, 0xe0, 0x12, 0x34, 0, 0, 0, 9, 0xde, 0xad, 0xbe, 0xef,
  0, 0, 0, 1, 0, 0, 0, 2,
  0xbe, 0xde, 0, 1, 0x10, 0xff, 0, 0,
  1, 2, 3, 4, 5, 0, 0, 3
};

GST_START_TEST (rtp_header_is_read)
{
  LcRtpInfo info;

  fail_unless_equals_int (lc_rtp_check (rtp, sizeof (rtp), false, &info),
      LC_PACKET_OK);
  fail_unless_equals_int (info.payload_type, 96);
  fail_unless (info.marker);
  fail_unless_equals_int (info.seqnum, 0x1234);
  fail_unless_equals_int (info.timestamp, 9);
  fail_unless_equals_int (info.ssrc, 0xdeadbeef);
  fail_unless_equals_int (info.n_csrcs, 2);
}

GST_END_TEST;

/* On memory of exactly that size, so that a sanitizer sees a byte too far. */
static LcPacketStatus
check_copy (const guint8 * data, gsize n, bool encrypted)
{
  guint8 *copy = g_malloc (n + 1);
  LcPacketStatus status;
  LcRtpInfo info;

  memcpy (copy + 1, data, n);
  status = lc_rtp_check (copy + 1, n, encrypted, &info);
  g_free (copy);
  return status;
}

GST_START_TEST (every_shorter_rtp_header_is_truncated)
{
  for (gsize n = 0; n < 28; n++) {
    fail_unless_equals_int (check_copy (rtp, n, true), LC_PACKET_TRUNCATED);
    fail_unless_equals_int (check_copy (rtp, n, false), LC_PACKET_TRUNCATED);
  }
  fail_unless_equals_int (check_copy (rtp, 28, true), LC_PACKET_OK);
}

GST_END_TEST;

GST_START_TEST (padding_must_fit_once_it_is_in_the_clear)
{
  guint8 p[sizeof (rtp)];

  memcpy (p, rtp, sizeof (p));
  p[sizeof (p) - 1] = 9;
  fail_unless_equals_int (check_copy (p, sizeof (p), false),
      LC_PACKET_TRUNCATED);
  fail_unless_equals_int (check_copy (p, sizeof (p), true), LC_PACKET_OK);
  p[sizeof (p) - 1] = 0;
  fail_unless_equals_int (check_copy (p, sizeof (p), false),
      LC_PACKET_TRUNCATED);
  p[sizeof (p) - 1] = 8;
  fail_unless_equals_int (check_copy (p, sizeof (p), false), LC_PACKET_OK);
}

GST_END_TEST;

GST_START_TEST (other_versions_are_garbage)
{
  guint8 p[sizeof (rtp)];

  memcpy (p, rtp, sizeof (p));
  for (guint version = 0; version < 4; version++) {
    p[0] = (guint8) ((p[0] & 0x3f) | version << 6);
    fail_unless_equals_int (check_copy (p, sizeof (p), true),
        version == 2 ? LC_PACKET_OK : LC_PACKET_GARBAGE);
  }
}

GST_END_TEST;

/* RR of 1, SDES with chunks of 1 and 2, NACK from 3, BYE of 4. */
static const guint8 rtcp[] = {
  0x80, 201, 0, 1, 0, 0, 0, 1,
  0x82, 202, 0, 6, 0, 0, 0, 1, 1, 1, 'a', 0,
  0, 0, 0, 2, 1, 5, 'x', 'y', 'z', 'u', 'v', 0, 0, 0, 0, 0,
  0x81, 205, 0, 3, 0, 0, 0, 3, 0, 0, 0, 9, 0, 1, 0, 0,
  0x81, 203, 0, 1, 0, 0, 0, 4
};

static LcPacketStatus
check_rtcp_copy (const guint8 * data, gsize n, LcRtcpInfo * info)
{
  guint8 *copy = g_malloc (n + 1);
  LcPacketStatus status;

  memcpy (copy + 1, data, n);
  status = lc_rtcp_check (copy + 1, n, info);
  g_free (copy);
  return status;
}

GST_START_TEST (rtcp_names_those_who_would_get_state)
{
  LcRtcpInfo info;

  fail_unless_equals_int (check_rtcp_copy (rtcp, sizeof (rtcp), &info),
      LC_PACKET_OK);
  fail_unless_equals_int (info.n_ssrcs, 3);
  fail_unless_equals_int (info.ssrcs[0], 1);
  fail_unless_equals_int (info.ssrcs[1], 2);
  fail_unless_equals_int (info.ssrcs[2], 3);
  fail_if (info.too_many);
}

GST_END_TEST;

GST_START_TEST (every_shorter_rtcp_is_refused_or_whole_packets)
{
  LcRtcpInfo info;

  for (gsize i = 0; i < sizeof (rtcp); i++) {
    gboolean whole = i == 8 || i == 36 || i == 52;

    fail_unless (whole == (check_rtcp_copy (rtcp, i, &info) == LC_PACKET_OK),
        "%d bytes", (gint) i);
  }
}

GST_END_TEST;

GST_START_TEST (rtcp_that_is_something_else_is_garbage)
{
  guint8 data[sizeof (rtcp)];
  LcRtcpInfo info;

  memcpy (data, rtcp, sizeof (data));
  for (guint type = 0; type < 256; type++) {
    data[1] = (guint8) type;
    fail_unless ((type >= 200 && type <= 207) ==
        (lc_rtcp_check_header (data, sizeof (data)) == LC_PACKET_OK));
  }
  data[1] = 201;
  data[0] = 0x40;
  fail_unless_equals_int (lc_rtcp_check (data, sizeof (data), &info),
      LC_PACKET_GARBAGE);
}

GST_END_TEST;

/* Of a report with blocks about media and retransmissions, in either order. */
GST_START_TEST (the_block_about_an_ssrc_is_found)
{
  guint8 p[8 + 56] = { 0x80, 201, 0, 1, 0, 0, 0, 9, 0x82, 201, 0, 13 };
  gint32 lost = 0;

  GST_WRITE_UINT32_BE (p + 8 + 8, 100);
  GST_WRITE_UINT32_BE (p + 8 + 12, 0x7f000007);
  GST_WRITE_UINT32_BE (p + 8 + 32, 200);
  GST_WRITE_UINT32_BE (p + 8 + 36, 0x00fffffe);
  fail_unless (lc_rtcp_find_block (p, sizeof (p), 100, &lost));
  fail_unless_equals_int (lost, 7);
  fail_unless (lc_rtcp_find_block (p, sizeof (p), 200, &lost));
  fail_unless_equals_int (lost, -2);
  fail_if (lc_rtcp_find_block (p, sizeof (p), 9, &lost));
}

GST_END_TEST;

/* Seeded noise behind a good first header: no crash, no read too far. */
GST_START_TEST (noise_is_survived)
{
  GRand *random = g_rand_new_with_seed (20);
  guint8 data[256];
  LcRtcpInfo info;

  for (guint i = 0; i < 200000; i++) {
    gsize n = (gsize) g_rand_int_range (random, 0, sizeof (data));

    for (gsize j = 0; j < n; j += 4)
      GST_WRITE_UINT32_LE (data + (j < 252 ? j : 252), g_rand_int (random));
    if (n > 4) {
      data[0] = 0x80 | (data[0] & 0x3f);
      data[1] = (guint8) (200 + data[1] % 8);
      data[2] = 0;
      data[3] %= 64;
    }
    check_copy (data, n, i & 1);
    check_rtcp_copy (data, n, &info);
    fail_unless (info.n_ssrcs <= LC_RTCP_MAX_SSRCS);
  }
  g_rand_free (random);
}

GST_END_TEST;

/* ---- the gate ----------------------------------------------------------- */

static guint32 forgotten;
static bool has_forgotten;

static LcSsrcVerdict
packet (LcSsrcGate * gate, LcSsrcFlow flow, guint32 ssrc, guint16 seqnum,
    guint64 now)
{
  return lc_ssrc_gate_packet (gate, flow, ssrc, seqnum, now, &forgotten,
      &has_forgotten);
}

GST_START_TEST (a_second_sender_is_refused_while_the_first_talks)
{
  LcSsrcGate gate;

  lc_ssrc_gate_init (&gate, false);
  fail_unless_equals_int (packet (&gate, LC_SSRC_MEDIA, 1, 1, 1 * S),
      LC_SSRC_TOOK_OVER);
  for (guint i = 1; i < 100; i++) {
    guint64 now = 1 * S + i * 20 * MS;

    fail_unless_equals_int (packet (&gate, LC_SSRC_MEDIA, 1, i, now),
        LC_SSRC_ADMITTED);
    fail_unless_equals_int (packet (&gate, LC_SSRC_MEDIA, 2, i, now),
        LC_SSRC_REFUSED_CONCURRENT);
  }
  /* Retransmissions are another flow. */
  fail_unless_equals_int (packet (&gate, LC_SSRC_RTX, 3, 1, 3 * S),
      LC_SSRC_TOOK_OVER);
  fail_unless_equals_int (gate.n_known, 2);
}

GST_END_TEST;

GST_START_TEST (a_restarted_sender_takes_over_after_silence)
{
  LcSsrcGate gate;

  lc_ssrc_gate_init (&gate, false);
  packet (&gate, LC_SSRC_MEDIA, 1, 1, 1 * S);
  fail_unless_equals_int (packet (&gate, LC_SSRC_MEDIA, 2, 1,
          1 * S + LC_SSRC_TAKEOVER_NS - 1), LC_SSRC_REFUSED_CONCURRENT);
  fail_unless_equals_int (packet (&gate, LC_SSRC_MEDIA, 2, 2,
          1 * S + LC_SSRC_TAKEOVER_NS), LC_SSRC_TOOK_OVER);
  fail_unless_equals_int (packet (&gate, LC_SSRC_MEDIA, 1, 2,
          1 * S + LC_SSRC_TAKEOVER_NS + 1), LC_SSRC_REFUSED_CONCURRENT);
}

GST_END_TEST;

/* A packet may come between the look at the clock and the look at it. */
GST_START_TEST (a_packet_from_the_future_is_no_silence)
{
  fail_unless (lc_silent_for (1000, 3000, 2000));
  fail_if (lc_silent_for (1001, 3000, 2000));
  fail_if (lc_silent_for (3001, 3000, 2000));
  fail_if (lc_silent_for (3000, 3000, 0));
}

GST_END_TEST;

GST_START_TEST (a_bye_frees_the_flow_at_once)
{
  LcSsrcGate gate;

  lc_ssrc_gate_init (&gate, false);
  packet (&gate, LC_SSRC_MEDIA, 1, 1, 1 * S);
  lc_ssrc_gate_bye (&gate, 1);
  fail_unless_equals_int (packet (&gate, LC_SSRC_MEDIA, 2, 1, 1 * S + 1),
      LC_SSRC_TOOK_OVER);
}

GST_END_TEST;

GST_START_TEST (eight_are_known_and_no_more)
{
  LcSsrcGate gate;
  guint admitted = 0;

  lc_ssrc_gate_init (&gate, false);
  for (guint i = 0; i < 100000; i++) {
    admitted += lc_ssrc_gate_mention (&gate, 1000 + i, 1 * S + i, &forgotten,
        &has_forgotten) == LC_SSRC_ADMITTED;
    fail_if (has_forgotten);
  }
  fail_unless_equals_int (admitted, LC_SSRC_MAX);
  fail_unless_equals_int (gate.n_known, LC_SSRC_MAX);
  /* Those who are known stay welcome. */
  fail_unless_equals_int (lc_ssrc_gate_mention (&gate, 1000, 2 * S, &forgotten,
          &has_forgotten), LC_SSRC_ADMITTED);
}

GST_END_TEST;

GST_START_TEST (the_longest_silent_makes_room)
{
  LcSsrcGate gate;

  lc_ssrc_gate_init (&gate, false);
  for (guint i = 0; i < LC_SSRC_MAX; i++)
    lc_ssrc_gate_mention (&gate, i, (10 + i) * MS, &forgotten, &has_forgotten);
  lc_ssrc_gate_mention (&gate, 0, 1 * S, &forgotten, &has_forgotten);
  fail_unless_equals_int (lc_ssrc_gate_mention (&gate, 99,
          11 * MS + LC_SSRC_IDLE_NS - 1, &forgotten, &has_forgotten),
      LC_SSRC_REFUSED_FULL);
  fail_unless_equals_int (lc_ssrc_gate_mention (&gate, 99,
          11 * MS + LC_SSRC_IDLE_NS, &forgotten, &has_forgotten),
      LC_SSRC_ADMITTED);
  fail_unless (has_forgotten);
  fail_unless_equals_int (forgotten, 1);
  lc_ssrc_gate_remove (&gate, 99);
  fail_unless_equals_int (lc_ssrc_gate_mention (&gate, 98, 1 * S, &forgotten,
          &has_forgotten), LC_SSRC_ADMITTED);
  fail_if (has_forgotten);
}

GST_END_TEST;

GST_START_TEST (without_a_key_two_in_sequence_are_needed)
{
  LcSsrcGate gate;

  lc_ssrc_gate_init (&gate, true);
  for (guint i = 0; i < 1000; i++)
    fail_unless_equals_int (packet (&gate, LC_SSRC_MEDIA, i, 7, 1 * S),
        LC_SSRC_WAITING);
  fail_unless_equals_int (gate.n_known, 0);
  fail_unless_equals_int (packet (&gate, LC_SSRC_MEDIA, 5, 65535, 1 * S),
      LC_SSRC_WAITING);
  fail_unless_equals_int (packet (&gate, LC_SSRC_MEDIA, 5, 0, 1 * S),
      LC_SSRC_TOOK_OVER);
  fail_unless_equals_int (packet (&gate, LC_SSRC_MEDIA, 5, 9, 1 * S),
      LC_SSRC_ADMITTED);
}

GST_END_TEST;

/* ---- feedback ----------------------------------------------------------- */

static void
assert_rtcp (guint8 * data, gsize n, GstRTCPType type, GstRTCPFBType fb)
{
  GstBuffer *buffer = gst_buffer_new_memdup (data, n);
  GstRTCPBuffer map = GST_RTCP_BUFFER_INIT;
  GstRTCPPacket p;
  LcRtcpInfo info;

  fail_unless (gst_rtcp_buffer_validate (buffer));
  fail_unless_equals_int (lc_rtcp_check (data, n, &info), LC_PACKET_OK);
  fail_unless (info.n_ssrcs == 1 && info.ssrcs[0] == 0x01020304);
  gst_rtcp_buffer_map (buffer, GST_MAP_READ, &map);
  fail_unless_equals_int (gst_rtcp_buffer_get_packet_count (&map), 3);
  gst_rtcp_buffer_get_first_packet (&map, &p);
  fail_unless_equals_int (gst_rtcp_packet_get_type (&p), GST_RTCP_TYPE_RR);
  gst_rtcp_packet_move_to_next (&p);
  fail_unless_equals_int (gst_rtcp_packet_get_type (&p), GST_RTCP_TYPE_SDES);
  gst_rtcp_packet_move_to_next (&p);
  fail_unless_equals_int (gst_rtcp_packet_get_type (&p), type);
  fail_unless_equals_int (gst_rtcp_packet_fb_get_type (&p), fb);
  fail_unless_equals_int (gst_rtcp_packet_fb_get_media_ssrc (&p), 0x05060708);
  if (type == GST_RTCP_TYPE_RTPFB)
    fail_unless_equals_int (GST_READ_UINT32_BE (gst_rtcp_packet_fb_get_fci
            (&p)), 0xabcd8001);
  gst_rtcp_buffer_unmap (&map);
  gst_buffer_unref (buffer);
}

GST_START_TEST (feedback_is_what_gstreamer_reads)
{
  guint8 out[LC_FEEDBACK_MAX];

  for (guint n = 0; n <= 300; n++) {
    gchar *cname = g_strnfill (n, 'c');

    assert_rtcp (out, lc_feedback_write_nack (out, 0x01020304, cname,
            0x05060708, 0xabcd, 0x8001), GST_RTCP_TYPE_RTPFB,
        GST_RTCP_RTPFB_TYPE_NACK);
    assert_rtcp (out, lc_feedback_write_pli (out, 0x01020304, cname,
            0x05060708), GST_RTCP_TYPE_PSFB, GST_RTCP_PSFB_TYPE_PLI);
    g_free (cname);
  }
}

GST_END_TEST;

GST_START_TEST (key_units_are_spaced_and_none_is_forgotten)
{
  LcKeyUnitLimit limit = {.interval = 250 * MS };
  guint sent = 0;

  for (guint i = 0; i < 1000; i++)
    sent += lc_key_unit_request (&limit, 1 * S + i * 2 * MS);
  fail_unless_equals_int (sent, 8);
  fail_unless (lc_key_unit_due (&limit, 10 * S));
  fail_if (lc_key_unit_due (&limit, 20 * S));
  fail_unless (lc_key_unit_request (&limit, 20 * S));
  fail_if (lc_key_unit_request (&limit, 20 * S + 1));
  lc_key_unit_done (&limit);
  fail_if (lc_key_unit_due (&limit, 30 * S));
}

GST_END_TEST;

GST_START_TEST (tokens_come_at_their_rate)
{
  LcTokenBucket bucket = {.rate = 100,.burst = 10 };
  guint taken = 0;

  for (guint i = 0; i < 5000; i++)
    taken += lc_token_bucket_take (&bucket, 1 * S + i * MS);
  fail_unless (taken >= 509 && taken <= 510, "%u", taken);
  taken = 0;
  for (guint i = 0; i < 100; i++)
    taken += lc_token_bucket_take (&bucket, G_GUINT64_CONSTANT (1) << 62);
  fail_unless_equals_int (taken, 10);
}

GST_END_TEST;

/* Every packet is asked for four times, as a receiver at 40 ms of round trip
 * does. */
static guint
sent_again (guint n, guint lost_percent)
{
  LcRtxBudget budget;
  guint sent = 0;

  lc_rtx_budget_init (&budget);
  for (guint i = 0; i < n; i++) {
    lc_rtx_budget_sent (&budget, (guint16) i);
    for (guint copy = 0; i % 100 < lost_percent && copy < 4; copy++)
      sent += lc_rtx_budget_take (&budget, (guint16) i);
  }
  return sent;
}

GST_START_TEST (repair_is_a_share_of_what_is_sent)
{
  const guint n = 100000, saved = LC_RTX_FIRST_BURST + LC_RTX_AGAIN_BURST;

  /* A little loss gets all its copies, much loss no more than its share. */
  fail_unless_equals_int (sent_again (n, 3), n * 12 / 100);
  fail_unless (sent_again (n, 5) >= n * 15 / 100);
  fail_unless (sent_again (n, 5) <= n * 15 / 100 + saved);
  fail_unless (sent_again (n, 20) <= n * 30 / 100 + saved);
  fail_unless (sent_again (n, 100) <= n * 40 / 100 + saved);
  fail_unless (sent_again (n, 100) >= n * 40 / 100);
}

GST_END_TEST;

GST_START_TEST (copies_never_take_the_share_of_first_answers)
{
  LcRtxBudget budget;
  guint copies = 0, firsts = 0;

  lc_rtx_budget_init (&budget);
  for (guint i = 0; i < 1000; i++)
    copies += lc_rtx_budget_take (&budget, 7);
  fail_unless_equals_int (copies, 1 + LC_RTX_AGAIN_BURST);
  for (guint i = 8; i < 1000; i++)
    firsts += lc_rtx_budget_take (&budget, (guint16) i);
  fail_unless_equals_int (firsts, LC_RTX_FIRST_BURST - 1);
  fail_unless (budget.refused > 0);
}

GST_END_TEST;

static Suite *
relaycores_suite (void)
{
  Suite *s = suite_create ("relaycores");
  TCase *headers = tcase_create ("headers"), *gate = tcase_create ("gate");
  TCase *feedback = tcase_create ("feedback");

  suite_add_tcase (s, headers);
  tcase_add_test (headers, rtp_header_is_read);
  tcase_add_test (headers, every_shorter_rtp_header_is_truncated);
  tcase_add_test (headers, padding_must_fit_once_it_is_in_the_clear);
  tcase_add_test (headers, other_versions_are_garbage);
  tcase_add_test (headers, rtcp_names_those_who_would_get_state);
  tcase_add_test (headers, every_shorter_rtcp_is_refused_or_whole_packets);
  tcase_add_test (headers, rtcp_that_is_something_else_is_garbage);
  tcase_add_test (headers, the_block_about_an_ssrc_is_found);
  tcase_add_test (headers, noise_is_survived);
  suite_add_tcase (s, gate);
  tcase_add_test (gate, a_second_sender_is_refused_while_the_first_talks);
  tcase_add_test (gate, a_restarted_sender_takes_over_after_silence);
  tcase_add_test (gate, a_bye_frees_the_flow_at_once);
  tcase_add_test (gate, a_packet_from_the_future_is_no_silence);
  tcase_add_test (gate, eight_are_known_and_no_more);
  tcase_add_test (gate, the_longest_silent_makes_room);
  tcase_add_test (gate, without_a_key_two_in_sequence_are_needed);
  suite_add_tcase (s, feedback);
  tcase_add_test (feedback, feedback_is_what_gstreamer_reads);
  tcase_add_test (feedback, key_units_are_spaced_and_none_is_forgotten);
  tcase_add_test (feedback, tokens_come_at_their_rate);
  tcase_add_test (feedback, repair_is_a_share_of_what_is_sent);
  tcase_add_test (feedback, copies_never_take_the_share_of_first_answers);
  return s;
}

GST_CHECK_MAIN (relaycores);
