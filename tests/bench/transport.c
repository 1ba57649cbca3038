/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "transport.h"

#include <stdio.h>

#define VIDEO_CAPS "media=video,payload=96,clock-rate=90000," \
  "encoding-name=VP8,rtcp-fb-nack=true,rtcp-fb-nack-pli=true"
#define AUDIO_CAPS "media=audio,payload=111,clock-rate=48000," \
  "encoding-name=OPUS"
#define VIDEO_SESSION 0
#define MTU 1200

/* ---- ours --------------------------------------------------------------- */

static gchar *
our_sender_text (const LcBenchPlan * plan)
{
  return g_strdup_printf ("lcrtpsink name=net host=127.0.0.1 mtu=%d "
      "srtp-key-location=%s retransmission=%d "
      "video_0::port=%u audio_0::port=%u picture-out. ! net.video_0 %s",
      MTU, plan->key_file, plan->retransmission, plan->send_port,
      plan->send_port + 2, plan->audio ? "sound-out. ! net.audio_0" : "");
}

static gchar *
our_receiver_text (const LcBenchPlan * plan)
{
  return g_strdup_printf ("lcrtpsrc name=net latency=%u "
      "srtp-key-location=%s retransmission=%d "
      "video_0::port=%u audio_0::port=%u %s", plan->latency_ms,
      plan->key_file, plan->retransmission, plan->receive_port,
      plan->audio ? plan->receive_port + 2 : 0,
      plan->receiver_options ? plan->receiver_options : "");
}

/* ---- GStreamer's own ---------------------------------------------------- */

/* %1$u is the session, %2$u where its RTP and, one up, its RTCP go to. */
#define STOCK_SEND_SESSION \
  "srtpenc name=enc%1$u key=%4$s srtpdec name=dec%1$u " \
  "udpsink name=rtp%1$u host=127.0.0.1 port=%2$u sync=false async=false " \
  "udpsink name=rtcp%1$u host=127.0.0.1 port=%3$u sync=false async=false " \
  "udpsrc port=%5$u caps=application/x-srtcp ! dec%1$u.rtcp_sink "

#define STOCK_RECEIVE_SESSION \
  "srtpdec name=dec%1$u srtpenc name=enc%1$u key=%4$s " \
  "udpsrc port=%2$u caps=\"application/x-srtp,%6$s\" buffer-size=1000000 " \
  "! dec%1$u.rtp_sink " \
  "udpsrc port=%3$u caps=application/x-srtcp ! dec%1$u.rtcp_sink " \
  "udpsink name=rtcp%1$u host=127.0.0.1 port=%5$u sync=false async=false "

static gchar *
stock_session_text (const gchar * format, const LcBenchPlan * plan,
    guint session, guint rtp_port, guint return_port)
{
  guint port = rtp_port + 2 * session;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
  return g_strdup_printf (format, session, port, port + 1, plan->key_hex,
      return_port + session,
      session == VIDEO_SESSION ? VIDEO_CAPS : AUDIO_CAPS);
#pragma GCC diagnostic pop
}

static gchar *
stock_sender_text (const LcBenchPlan * plan)
{
  GString *text = g_string_new ("rtpbin name=bin rtp-profile=avpf "
      "picture-out. ! rtpvp8pay name=pay0 pt=96 picture-id-mode=15-bit ");

  g_string_append_printf (text, "mtu=%d ", MTU);
  if (plan->audio)
    g_string_append_printf (text, "sound-out. ! rtpopuspay name=pay1 pt=111 ");
  for (guint n = 0; n <= (guint) plan->audio; n++) {
    gchar *session = stock_session_text (STOCK_SEND_SESSION, plan, n,
        plan->send_port, plan->return_listen_port);

    g_string_append (text, session);
    g_free (session);
  }
  return g_string_free (text, FALSE);
}

static gchar *
stock_receiver_text (const LcBenchPlan * plan)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "rtpbin name=bin rtp-profile=avpf latency=%u "
      "do-retransmission=%d rtpvp8depay name=depay0 wait-for-keyframe=true "
      "request-keyframe=true ! picture-in. ", plan->latency_ms,
      plan->retransmission);
  if (plan->audio)
    g_string_append (text, "rtpopusdepay name=depay1 ! sound-in. ");
  for (guint n = 0; n <= (guint) plan->audio; n++) {
    gchar *session = stock_session_text (STOCK_RECEIVE_SESSION, plan, n,
        plan->receive_port, plan->return_port);

    g_string_append (text, session);
    g_free (session);
  }
  return g_string_free (text, FALSE);
}

static GstCaps *
give_key (GstElement * dec, guint ssrc, gpointer key_hex)
{
  gchar *text = g_strdup_printf ("application/x-srtp,srtp-key=(buffer)%s,"
      "srtp-cipher=aes-128-icm,srtp-auth=hmac-sha1-80,"
      "srtcp-cipher=aes-128-icm,srtcp-auth=hmac-sha1-80",
      (const gchar *) key_hex);
  GstCaps *caps = gst_caps_from_string (text);

  g_free (text);
  return caps;
}

static GstCaps *
give_pt_map (GstElement * rtpbin, guint session, guint pt, gpointer unused)
{
  return gst_caps_from_string (session == VIDEO_SESSION
      ? "application/x-rtp," VIDEO_CAPS : "application/x-rtp," AUDIO_CAPS);
}

/* RFC 4588 for the picture: payload type 96 comes again as 97. */
static GstElement *
give_rtx (const gchar * factory, guint session)
{
  GstStructure *map;
  GstElement *bin, *rtx;

  if (session != VIDEO_SESSION)
    return NULL;
  bin = gst_bin_new (NULL);
  rtx = gst_element_factory_make (factory, NULL);
  map = gst_structure_new ("application/x-rtp-pt-map", "96", G_TYPE_UINT, 97,
      NULL);
  g_object_set (rtx, "payload-type-map", map, NULL);
  gst_structure_free (map);
  gst_bin_add (GST_BIN (bin), rtx);
  for (guint i = 0; i < 2; i++) {
    GstPad *pad = gst_element_get_static_pad (rtx, i ? "src" : "sink");

    gst_element_add_pad (bin, gst_ghost_pad_new (i ? "src_0" : "sink_0", pad));
    gst_object_unref (pad);
  }
  return bin;
}

static GstElement *
give_rtx_sender (GstElement * rtpbin, guint session, gpointer unused)
{
  return give_rtx ("rtprtxsend", session);
}

static GstElement *
give_rtx_receiver (GstElement * rtpbin, guint session, gpointer unused)
{
  return give_rtx ("rtprtxreceive", session);
}

/* recv_rtp_src_0_SSRC_PT goes to depay0. */
static void
link_depayloader (GstElement * rtpbin, GstPad * pad, gpointer pipeline)
{
  guint session;
  gchar *name;
  GstElement *depay;

  if (sscanf (GST_PAD_NAME (pad), "recv_rtp_src_%u_", &session) != 1)
    return;
  name = g_strdup_printf ("depay%u", session);
  depay = gst_bin_get_by_name (pipeline, name);
  gst_element_link_pads (rtpbin, GST_PAD_NAME (pad), depay, "sink");
  gst_object_unref (depay);
  g_free (name);
}

/* Links "A.PAD" to "B.PAD", where every # stands for the session. */
static gboolean
join (GstBin * pipeline, const gchar * from, const gchar * to, guint session)
{
  gchar number = '0' + session;
  gchar **a = g_strsplit (from, ".", 2), **b = g_strsplit (to, ".", 2);
  gchar **all[] = { a, b };
  GstElement *source, *sink;
  gboolean ok;

  for (guint i = 0; i < 4; i++)
    g_strdelimit (all[i / 2][i % 2], "#", number);
  source = gst_bin_get_by_name (pipeline, a[0]);
  sink = gst_bin_get_by_name (pipeline, b[0]);
  ok = gst_element_link_pads (source, a[1], sink, b[1]);
  if (!ok)
    g_printerr ("cannot link %s.%s to %s.%s\n", a[0], a[1], b[0], b[1]);
  gst_object_unref (source);
  gst_object_unref (sink);
  g_strfreev (a);
  g_strfreev (b);
  return ok;
}

static void
connect_key (GstBin * pipeline, guint session, const LcBenchPlan * plan)
{
  gchar name[] = { 'd', 'e', 'c', '0' + session, 0 };
  GstElement *dec = gst_bin_get_by_name (pipeline, name);

  g_signal_connect_data (dec, "request-key", G_CALLBACK (give_key),
      g_strdup (plan->key_hex), (GClosureNotify) (GCallback) g_free, 0);
  gst_object_unref (dec);
}

/* Retransmission is asked for 5 ms after a gap, again every 50 ms, and RTCP
 * may go every 10 ms: the best found for 40 ms round trip, 100 ms latency. */
static void
tune_jitter_buffer (GstElement * rtpbin, GstElement * buffer, guint session,
    guint ssrc, gpointer unused)
{
  g_object_set (buffer, "rtx-delay", 5, "rtx-retry-timeout", 50, NULL);
}

static void
tune_session (GstElement * rtpbin, const LcBenchPlan * plan)
{
  GObject *session = NULL;

  if (!plan->tuned)
    return;
  g_signal_emit_by_name (rtpbin, "get-internal-session", VIDEO_SESSION,
      &session);
  g_object_set (session, "rtcp-min-interval", 10 * GST_MSECOND, NULL);
  g_object_unref (session);
}

static gboolean
join_stock_sender (GstBin * pipeline, const LcBenchPlan * plan)
{
  GstElement *bin = gst_bin_get_by_name (pipeline, "bin");
  gboolean ok = TRUE;

  if (plan->retransmission)
    g_signal_connect (bin, "request-aux-sender",
        G_CALLBACK (give_rtx_sender), NULL);
  for (guint n = 0; n <= (guint) plan->audio && ok; n++) {
    connect_key (pipeline, n, plan);
    ok = join (pipeline, "pay#.src", "bin.send_rtp_sink_#", n)
        && join (pipeline, "bin.send_rtp_src_#", "enc#.rtp_sink_0", n)
        && join (pipeline, "enc#.rtp_src_0", "rtp#.sink", n)
        && join (pipeline, "bin.send_rtcp_src_#", "enc#.rtcp_sink_0", n)
        && join (pipeline, "enc#.rtcp_src_0", "rtcp#.sink", n)
        && join (pipeline, "dec#.rtcp_src", "bin.recv_rtcp_sink_#", n);
  }
  tune_session (bin, plan);
  gst_object_unref (bin);
  return ok;
}

static gboolean
join_stock_receiver (GstBin * pipeline, const LcBenchPlan * plan)
{
  GstElement *bin = gst_bin_get_by_name (pipeline, "bin");
  gboolean ok = TRUE;

  g_signal_connect (bin, "request-pt-map", G_CALLBACK (give_pt_map), NULL);
  g_signal_connect (bin, "pad-added", G_CALLBACK (link_depayloader), pipeline);
  if (plan->retransmission)
    g_signal_connect (bin, "request-aux-receiver",
        G_CALLBACK (give_rtx_receiver), NULL);
  if (plan->tuned)
    g_signal_connect (bin, "new-jitterbuffer",
        G_CALLBACK (tune_jitter_buffer), NULL);
  for (guint n = 0; n <= (guint) plan->audio && ok; n++) {
    connect_key (pipeline, n, plan);
    ok = join (pipeline, "dec#.rtp_src", "bin.recv_rtp_sink_#", n)
        && join (pipeline, "dec#.rtcp_src", "bin.recv_rtcp_sink_#", n)
        && join (pipeline, "bin.send_rtcp_src_#", "enc#.rtcp_sink_0", n)
        && join (pipeline, "enc#.rtcp_src_0", "rtcp#.sink", n);
  }
  tune_session (bin, plan);
  gst_object_unref (bin);
  return ok;
}

/* ---- both --------------------------------------------------------------- */

/* video_0 goes to picture-in, audio_0 to sound-in. */
static void
link_decoder (GstElement * net, GstPad * pad, gpointer pipeline)
{
  gboolean is_video = g_str_has_prefix (GST_PAD_NAME (pad), "video");
  GstElement *decoder = gst_bin_get_by_name (pipeline,
      is_video ? "picture-in" : "sound-in");

  gst_element_link_pads (net, GST_PAD_NAME (pad), decoder, "sink");
  gst_object_unref (decoder);
}

gchar *
lc_bench_sender_text (const LcBenchPlan * plan)
{
  return plan->stock ? stock_sender_text (plan) : our_sender_text (plan);
}

gchar *
lc_bench_receiver_text (const LcBenchPlan * plan)
{
  return plan->stock ? stock_receiver_text (plan) : our_receiver_text (plan);
}

gboolean
lc_bench_join_sender (GstBin * pipeline, const LcBenchPlan * plan)
{
  return !plan->stock || join_stock_sender (pipeline, plan);
}

gboolean
lc_bench_join_receiver (GstBin * pipeline, const LcBenchPlan * plan)
{
  GstElement *net;

  if (plan->stock)
    return join_stock_receiver (pipeline, plan);
  net = gst_bin_get_by_name (pipeline, "net");
  g_signal_connect (net, "pad-added", G_CALLBACK (link_decoder), pipeline);
  gst_object_unref (net);
  return TRUE;
}
