/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* Session descriptions from strangers: read, or refused in one sentence. */
#include <string.h>
#include <gst/check/gstcheck.h>

#include "elements/relay/payloadtypes.h"
#include "elements/relay/sessionsdp.h"

static const gchar good[] =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=video 5004 RTP/SAVPF 96 97\r\na=rtpmap:96 VP8/90000\r\n"
    "a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/"
    "abs-capture-time\r\na=rtcp:5005\r\na=rtcp-fb:96 nack pli\r\n"
    "a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\na=rtcp-fb:96 nack\r\n"
    "a=sendonly\r\nm=audio 5006 RTP/AVPF 111\r\na=rtpmap:111 OPUS/48000/2\r\n"
    "a=fmtp:111 sprop-stereo=1\r\n";

/* What lcrtpsrc would build on must hold. */
static void
assert_usable (const LcSdpMedium * medium, const gchar * text)
{
  LcPayloadTypes types;
  GstStructure *map;
  gint payload_type = -1;

  fail_unless (medium->port > 0 && medium->port < 65536, "%s", text);
  fail_unless (gst_structure_get_int (gst_caps_get_structure (medium->caps, 0),
          "payload", &payload_type), "%s", text);
  fail_unless (payload_type >= 0 && payload_type < 128, "%s", text);
  fail_unless (medium->rtx_payload_type < 128, "%s", text);
  lc_payload_types_init_from_caps (&types, medium->media, medium->caps,
      medium->rtx_payload_type);
  for (guint i = 0; i < G_N_ELEMENTS (types.types); i++)
    fail_unless (types.types[i].caps == NULL
        || (gint) lc_payload_type_clock_rate (&types.types[i]) > 0, "%s", text);
  map = lc_payload_types_rtx_map (&types);
  gst_structure_free (map);
  lc_payload_types_clear (&types);
}

static gboolean
assert_read_or_refused (const gchar * text, gsize length)
{
  LcSdpSession session = { NULL, FALSE };
  gchar *problem = NULL;
  gboolean ok = lc_sdp_parse (&session, text, length, &problem);

  if (ok) {
    fail_unless (problem == NULL && session.media->len > 0);
    for (guint i = 0; i < session.media->len; i++)
      assert_usable (&g_array_index (session.media, LcSdpMedium, i), text);
    lc_sdp_session_clear (&session);
  } else {
    fail_unless (problem != NULL && g_str_has_suffix (problem, "."));
    fail_unless (g_utf8_validate (problem, -1, NULL));
    fail_unless (session.media == NULL);
  }
  g_free (problem);
  return ok;
}

static void
damage (GRand * random, GString * text)
{
  static const gchar *const numbers[] = { "99999999999999999999", "-1", "0",
    "4294967200", "65536", "128", "255"
  };
  guint at = (guint) g_rand_int_range (random, 2, (gint32) text->len);
  guint n = (guint) g_rand_int_range (random, 1, 20);

  switch (g_rand_int_range (random, 0, 5)) {
    case 0:
      text->str[at] = (gchar) g_rand_int_range (random, 0, 256);
      break;
    case 1:
      g_string_truncate (text, MAX (at, 8));
      break;
    case 2:
      g_string_erase (text, at, MIN (n, text->len - at - 1));
      break;
    case 3:
      g_string_insert_len (text, at, good + (at + n) % (sizeof (good) - 60),
          n * 3);
      break;
    default:
      g_string_insert (text, at,
          numbers[g_rand_int_range (random, 0, G_N_ELEMENTS (numbers))]);
  }
}

/* Seeded. */
GST_START_TEST (damaged_text_is_read_or_refused)
{
  GRand *random = g_rand_new_with_seed (27);
  guint n_read = 0;

  fail_unless (assert_read_or_refused (good, sizeof (good) - 1));
  for (guint i = 0; i < 30000; i++) {
    GString *text = g_string_new (good);
    guint n = (guint) g_rand_int_range (random, 1, 5);

    while (n-- > 0)
      damage (random, text);
    n_read += assert_read_or_refused (text->str, text->len);
    g_string_free (text, TRUE);
  }
  /* Both ways were taken. */
  fail_unless (n_read > 3000 && n_read < 27000, "%u read", n_read);
  g_rand_free (random);
}

GST_END_TEST;

GST_START_TEST (a_codec_without_a_clock_rate_is_refused)
{
  static const gchar *const lines[] = { "VP8/0", "VP8/-90000" };
  gchar *text = g_strdup_printf ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=x\r\n"
      "t=0 0\r\nm=video 5004 RTP/AVP 96\r\na=rtpmap:96 %s\r\n", lines[__i__]);

  fail_if (assert_read_or_refused (text, strlen (text)));
  g_free (text);
}

GST_END_TEST;

static Suite *
sessionsdp_suite (void)
{
  Suite *s = suite_create ("sessionsdp");
  TCase *tc = tcase_create ("hostile");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, damaged_text_is_read_or_refused);
  tcase_add_loop_test (tc, a_codec_without_a_clock_rate_is_refused, 0, 2);
  return s;
}

GST_CHECK_MAIN (sessionsdp);
