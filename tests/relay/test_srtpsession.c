/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* SRTP: what is let in, and that strangers cost nothing but time. */
#include <gst/check/gstcheck.h>
#include <malloc.h>
#include <srtp2/srtp.h>

#include "elements/relay/srtpsession.h"

typedef struct
{
  guint8 data[1600] __attribute__((aligned (8)));
  gsize length;
} Packet;

static LcSrtpKey
make_key (LcSrtpCipher cipher, guint8 seed)
{
  LcSrtpKey key = {.cipher = cipher };

  key.length = lc_srtp_cipher_key_length (cipher);
  memset (key.bytes, seed, key.length);
  return key;
}

static LcSrtpSession *
make_session (LcSrtpCipher cipher, guint8 seed, LcSrtpDirection direction)
{
  LcSrtpKey key = make_key (cipher, seed);
  LcSrtpSession *session = lc_srtp_session_new (&key, direction);

  fail_unless (session != NULL, "%s", lc_srtp_cipher_nick (cipher));
  return session;
}

static void
make_rtp (Packet * p, guint32 ssrc, guint16 seqnum)
{
  memset (p->data, 0x5a, 200);
  p->data[0] = 0x80;
  p->data[1] = 96;
  GST_WRITE_UINT16_BE (p->data + 2, seqnum);
  GST_WRITE_UINT32_BE (p->data + 4, seqnum * 3000);
  GST_WRITE_UINT32_BE (p->data + 8, ssrc);
  p->length = 200;
}

/* An empty receiver report. */
static void
make_rtcp (Packet * p, guint32 ssrc)
{
  p->data[0] = 0x80;
  p->data[1] = 201;
  GST_WRITE_UINT16_BE (p->data + 2, 1);
  GST_WRITE_UINT32_BE (p->data + 4, ssrc);
  p->length = 8;
}

GST_START_TEST (what_is_protected_comes_back)
{
  LcSrtpSession *out = make_session (__i__, 1, LC_SRTP_OUTBOUND);
  LcSrtpSession *in = make_session (__i__, 1, LC_SRTP_INBOUND);
  Packet clear, p;

  for (guint i = 0; i < 300; i++) {
    make_rtp (&clear, 7, (guint16) (65400 + i));
    p = clear;
    fail_unless_equals_int (lc_srtp_protect_rtp (out, p.data, &p.length),
        LC_SRTP_OK);
    fail_unless (p.length > clear.length);
    fail_unless (p.length <= clear.length + LC_SRTP_TRAILER_MAX);
    fail_unless (memcmp (p.data + 12, clear.data + 12, 188) != 0);
    fail_unless_equals_int (lc_srtp_unprotect_rtp (in, p.data, &p.length),
        LC_SRTP_OK);
    fail_unless_equals_int (p.length, clear.length);
    fail_unless (memcmp (p.data, clear.data, p.length) == 0);
  }
  make_rtcp (&clear, 7);
  p = clear;
  fail_unless_equals_int (lc_srtp_protect_rtcp (out, p.data, &p.length),
      LC_SRTP_OK);
  fail_unless_equals_int (lc_srtp_unprotect_rtcp (in, p.data, &p.length),
      LC_SRTP_OK);
  fail_unless (p.length == 8 && memcmp (p.data, clear.data, 8) == 0);
  lc_srtp_session_free (out);
  lc_srtp_session_free (in);
}

GST_END_TEST;

GST_START_TEST (one_changed_bit_is_refused)
{
  LcSrtpSession *out = make_session (__i__, 1, LC_SRTP_OUTBOUND);
  LcSrtpSession *in = make_session (__i__, 1, LC_SRTP_INBOUND);
  Packet good, p;

  make_rtp (&good, 7, 1);
  lc_srtp_protect_rtp (out, good.data, &good.length);
  /* The version bits in the first byte are the header check's. */
  for (gsize i = 1; i < good.length; i++) {
    p = good;
    p.data[i] ^= 1 << (i % 8);
    fail_unless_equals_int (lc_srtp_unprotect_rtp (in, p.data, &p.length),
        LC_SRTP_AUTH_FAILED);
  }
  fail_unless_equals_int (lc_srtp_session_n_ssrcs (in), 0);
  p = good;
  fail_unless_equals_int (lc_srtp_unprotect_rtp (in, p.data, &p.length),
      LC_SRTP_OK);
  lc_srtp_session_free (out);
  lc_srtp_session_free (in);
}

GST_END_TEST;

GST_START_TEST (a_second_time_is_a_replay)
{
  LcSrtpSession *out = make_session (__i__, 1, LC_SRTP_OUTBOUND);
  LcSrtpSession *in = make_session (__i__, 1, LC_SRTP_INBOUND);
  Packet rtp, rtcp, p;

  make_rtp (&rtp, 7, 1);
  lc_srtp_protect_rtp (out, rtp.data, &rtp.length);
  make_rtcp (&rtcp, 7);
  lc_srtp_protect_rtcp (out, rtcp.data, &rtcp.length);
  for (guint i = 0; i < 3; i++) {
    p = rtp;
    fail_unless_equals_int (lc_srtp_unprotect_rtp (in, p.data, &p.length),
        i == 0 ? LC_SRTP_OK : LC_SRTP_REPLAYED);
    p = rtcp;
    fail_unless_equals_int (lc_srtp_unprotect_rtcp (in, p.data, &p.length),
        i == 0 ? LC_SRTP_OK : LC_SRTP_REPLAYED);
  }
  lc_srtp_session_free (out);
  lc_srtp_session_free (in);
}

GST_END_TEST;

GST_START_TEST (every_shorter_packet_is_refused)
{
  LcSrtpSession *out = make_session (__i__, 1, LC_SRTP_OUTBOUND);
  LcSrtpSession *in = make_session (__i__, 1, LC_SRTP_INBOUND);
  Packet good, p;

  make_rtp (&good, 7, 1);
  lc_srtp_protect_rtp (out, good.data, &good.length);
  for (gsize n = 0; n < good.length; n++) {
    p = good;
    p.length = n;
    fail_if (lc_srtp_unprotect_rtp (in, p.data, &p.length) == LC_SRTP_OK);
    p = good;
    p.length = n;
    fail_if (lc_srtp_unprotect_rtcp (in, p.data, &p.length) == LC_SRTP_OK);
  }
  lc_srtp_session_free (out);
  lc_srtp_session_free (in);
}

GST_END_TEST;

/* Authentication comes before any per-SSRC state. */
GST_START_TEST (foreign_ssrcs_cost_no_memory)
{
  LcSrtpSession *out = make_session (LC_SRTP_AES_128_ICM, 2, LC_SRTP_OUTBOUND);
  LcSrtpSession *in = make_session (LC_SRTP_AES_128_ICM, 1, LC_SRTP_INBOUND);
  struct mallinfo2 before, after;
  Packet p, wrong;

  make_rtp (&wrong, 1, 1);
  lc_srtp_protect_rtp (out, wrong.data, &wrong.length);
  before = mallinfo2 ();
  for (guint i = 0; i < 20000; i++) {
    p = wrong;
    GST_WRITE_UINT32_BE (p.data + 8, i);
    fail_unless_equals_int (lc_srtp_unprotect_rtp (in, p.data, &p.length),
        LC_SRTP_AUTH_FAILED);
  }
  after = mallinfo2 ();
  fail_unless (after.uordblks <= before.uordblks + 4096,
      "%zu bytes more", (size_t) (after.uordblks - before.uordblks));
  fail_unless_equals_int (lc_srtp_session_n_ssrcs (in), 0);
  lc_srtp_session_free (out);
  lc_srtp_session_free (in);
}

GST_END_TEST;

/* Also people with the key have a bounded number of places. */
GST_START_TEST (own_ssrcs_cost_bounded_memory)
{
  LcSrtpSession *out, *in = make_session (LC_SRTP_AES_128_ICM, 1,
      LC_SRTP_INBOUND);
  struct mallinfo2 full = { 0, }, after;
  Packet p, oldest;

  for (guint i = 0; i < 500; i++) {
    out = make_session (LC_SRTP_AES_128_ICM, 1, LC_SRTP_OUTBOUND);
    make_rtp (&p, 1000 + i, 1);
    lc_srtp_protect_rtp (out, p.data, &p.length);
    if (i == 0)
      oldest = p;
    lc_srtp_session_free (out);
    fail_unless_equals_int (lc_srtp_unprotect_rtp (in, p.data, &p.length),
        LC_SRTP_OK);
    if (i == 2 * LC_SRTP_SSRC_MAX)
      full = mallinfo2 ();
  }
  after = mallinfo2 ();
  fail_unless_equals_int (lc_srtp_session_n_ssrcs (in), LC_SRTP_SSRC_MAX);
  fail_unless (after.uordblks <= full.uordblks + 4096);
  /* The first one was forgotten: its packet is news again. */
  fail_unless_equals_int (lc_srtp_unprotect_rtp (in, oldest.data,
          &oldest.length), LC_SRTP_OK);
  lc_srtp_session_free (in);
}

GST_END_TEST;

/* The place of an SSRC that talks is not given away. */
GST_START_TEST (the_silent_make_room)
{
  LcSrtpSession *out = make_session (LC_SRTP_AES_128_ICM, 1, LC_SRTP_OUTBOUND);
  LcSrtpSession *in = make_session (LC_SRTP_AES_128_ICM, 1, LC_SRTP_INBOUND);
  Packet p, talker;

  for (guint i = 0; i < 100; i++) {
    make_rtp (&p, 7, (guint16) (i + 1));
    lc_srtp_protect_rtp (out, p.data, &p.length);
    talker = p;
    lc_srtp_unprotect_rtp (in, p.data, &p.length);
    make_rtp (&p, 100 + i, 1);
    lc_srtp_protect_rtp (out, p.data, &p.length);
    lc_srtp_unprotect_rtp (in, p.data, &p.length);
  }
  fail_unless_equals_int (lc_srtp_unprotect_rtp (in, talker.data,
          &talker.length), LC_SRTP_REPLAYED);
  lc_srtp_session_free (out);
  lc_srtp_session_free (in);
}

GST_END_TEST;

/* 65,536 packets and some more were sent before this receiver came. */
GST_START_TEST (a_late_joiner_is_told_the_rollovers)
{
  LcSrtpSession *out = make_session (__i__, 1, LC_SRTP_OUTBOUND);
  LcSrtpSession *in = make_session (__i__, 1, LC_SRTP_INBOUND);
  Packet p, good;

  for (guint i = 0; i < 70000; i++) {
    make_rtp (&p, 7, (guint16) (60000 + i));
    lc_srtp_protect_rtp (out, p.data, &p.length);
  }
  good = p;
  fail_unless_equals_int (lc_srtp_unprotect_rtp (in, p.data, &p.length),
      LC_SRTP_AUTH_FAILED);
  for (guint rollover = 0; rollover < 4; rollover++) {
    p = good;
    fail_if (lc_srtp_session_knows (in, 7));
    if (rollover == 1)
      continue;
    fail_unless_equals_int (lc_srtp_unprotect_rtp_at (in, rollover, p.data,
            &p.length), LC_SRTP_AUTH_FAILED);
  }
  p = good;
  fail_unless_equals_int (lc_srtp_unprotect_rtp_at (in, 1, p.data, &p.length),
      LC_SRTP_OK);
  fail_unless (lc_srtp_session_knows (in, 7));
  for (guint i = 70000; i < 140000; i++) {
    make_rtp (&p, 7, (guint16) (60000 + i));
    lc_srtp_protect_rtp (out, p.data, &p.length);
    fail_unless_equals_int (lc_srtp_unprotect_rtp (in, p.data, &p.length),
        LC_SRTP_OK);
  }
  lc_srtp_session_free (out);
  lc_srtp_session_free (in);
}

GST_END_TEST;

/* srtpenc and dtlssrtpenc of the same process call srtp_init() too. */
GST_START_TEST (works_beside_others_who_use_the_library)
{
  srtp_init ();
  srtp_init ();
  lc_srtp_session_free (make_session (LC_SRTP_AES_128_ICM, 1, LC_SRTP_INBOUND));
}

GST_END_TEST;

GST_START_TEST (no_key_is_no_session)
{
  LcSrtpKey key = { 0, };

  fail_unless (lc_srtp_session_new (&key, LC_SRTP_INBOUND) == NULL);
}

GST_END_TEST;

static Suite *
srtpsession_suite (void)
{
  Suite *s = suite_create ("srtpsession");
  TCase *tc = tcase_create ("session");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, what_is_protected_comes_back, 0, LC_SRTP_N_CIPHERS);
  tcase_add_loop_test (tc, one_changed_bit_is_refused, 0, LC_SRTP_N_CIPHERS);
  tcase_add_loop_test (tc, a_second_time_is_a_replay, 0, LC_SRTP_N_CIPHERS);
  tcase_add_loop_test (tc, every_shorter_packet_is_refused, 0,
      LC_SRTP_N_CIPHERS);
  tcase_add_test (tc, foreign_ssrcs_cost_no_memory);
  tcase_add_test (tc, own_ssrcs_cost_bounded_memory);
  tcase_add_test (tc, the_silent_make_room);
  tcase_add_loop_test (tc, a_late_joiner_is_told_the_rollovers, 0,
      LC_SRTP_N_CIPHERS);
  tcase_add_test (tc, works_beside_others_who_use_the_library);
  tcase_add_test (tc, no_key_is_no_session);
  return s;
}

GST_CHECK_MAIN (srtpsession);
