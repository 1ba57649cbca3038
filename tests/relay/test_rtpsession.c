/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* lcrtpsink and lcrtpsrc as one session, over real UDP of this machine. */
#include "pair.h"

#include <glib/gstdio.h>
#include <gst/rtp/gstrtcpbuffer.h>
#include <gst/video/video.h>

static const struct
{
  const gchar *name;
  gsize length;
} ciphers[] = {
  {"aes-128-icm", 30}, {"aes-128-gcm", 28}, {"aes-256-icm", 46},
  {"aes-256-gcm", 44},
};

static void
assert_refused (const gchar * description, const gchar * words)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GError *error = NULL;
  GstElement *net = gst_parse_launch (description, &error);
  gchar *why;

  fail_unless (error == NULL, "%s", error ? error->message : "");
  gst_bin_add (GST_BIN (pipeline), net);
  why = refusal (pipeline);
  fail_unless (strstr (why, words) != NULL, "%s: %s", description, why);
  fail_unless (g_str_has_suffix (why, "."));
  g_free (why);
  gst_object_unref (pipeline);
}

/* Both ways of a session with @options at either end. */
static void
assert_session_works (const gchar * options)
{
  Receiver r;
  Sender s;

  receiver_start (&r, options);
  sender_start (&s, receiver_port (&r, VIDEO), receiver_port (&r, AUDIO),
      options);
  receiver_wait (&r, frames, VIDEO, 20);
  receiver_wait (&r, frames, AUDIO, 20);
  g_mutex_lock (&r.lock);
  fail_unless (r.tagged[VIDEO] == r.frames[VIDEO], "video without a time");
  fail_unless (r.tagged[AUDIO] == r.frames[AUDIO], "audio without a time");
  g_mutex_unlock (&r.lock);
  fail_unless_equals_int (stat_of (r.net, NULL, "auth-failed"), 0);
  sender_stop (&s);
  receiver_stop (&r);
}

GST_START_TEST (srtp_carries_video_audio_and_capture_times)
{
  gchar *key = new_key (ciphers[__i__].name, ciphers[__i__].length, 'a');

  assert_session_works (key);
  g_free (key);
}

GST_END_TEST;

GST_START_TEST (a_session_without_a_key_works_and_says_so)
{
  Receiver r;
  GstBus *bus;
  GstMessage *message;

  assert_session_works ("");
  receiver_start (&r, "");
  bus = gst_element_get_bus (r.pipeline);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_WARNING);
  fail_unless (message != NULL);
  gst_message_unref (message);
  gst_object_unref (bus);
  receiver_stop (&r);
}

GST_END_TEST;

GST_START_TEST (plain_rtcp_beside_srtp_works)
{
  gchar *key = new_key ("aes-128-icm", 30, 'a');
  gchar *options = g_strconcat (key, "rtcp=plain", NULL);

  assert_session_works (options);
  g_free (options);
  g_free (key);
}

GST_END_TEST;

GST_START_TEST (a_session_without_rtcp_works)
{
  assert_session_works ("rtcp=none");
}

GST_END_TEST;

GST_START_TEST (ipv6_works)
{
  Receiver r;
  Sender s;
  GSocket *probe = g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_DATAGRAM,
      G_SOCKET_PROTOCOL_UDP, NULL);
  GInetAddress *host = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  GSocketAddress *address = g_inet_socket_address_new (host, 0);
  gboolean has_ipv6 = probe && g_socket_bind (probe, address, FALSE, NULL);

  g_clear_object (&probe);
  g_object_unref (address);
  g_object_unref (host);
  if (!has_ipv6) {
    g_print ("skipped: this machine has no IPv6\n");
    return;
  }
  receiver_start (&r, "bind-address=::1");
  sender_start (&s, receiver_port (&r, VIDEO), 0, "host=::1");
  receiver_wait (&r, frames, VIDEO, 5);
  wait_stat (s.net, "video_0", "rtcp-passed", 1);
  sender_stop (&s);
  receiver_stop (&r);
}

GST_END_TEST;

GST_START_TEST (a_wrong_key_makes_no_pad_and_is_counted)
{
  gchar *key = new_key ("aes-128-icm", 30, 'a');
  gchar *other = new_key ("aes-128-icm", 30, 'b');
  Receiver r;
  Sender s;

  receiver_start (&r, key);
  sender_start (&s, receiver_port (&r, VIDEO), receiver_port (&r, AUDIO),
      other);
  wait_stat (r.net, "video_0", "auth-failed", 50);
  wait_stat (r.net, "audio_0", "rtcp-auth-failed", 1);
  fail_unless_equals_int (r.pads[VIDEO] + r.pads[AUDIO], 0);
  fail_unless_equals_int (stat_of (r.net, NULL, "passed"), 0);
  fail_unless_equals_int (stat_of (r.net, NULL, "rtcp-passed"), 0);
  /* Nobody was answered. */
  fail_unless_equals_int (stat_of (s.net, NULL, "rtcp-datagrams-received"), 0);
  sender_stop (&s);
  receiver_stop (&r);
  g_free (key);
  g_free (other);
}

GST_END_TEST;

static void
send_eos_and_wait (Sender * s)
{
  GstBus *bus = gst_element_get_bus (s->pipeline);
  GstMessage *message;

  gst_element_send_event (s->pipeline, gst_event_new_eos ());
  message = gst_bus_timed_pop_filtered (bus, PATIENCE_S * GST_SECOND,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  fail_unless (message != NULL, "no EOS");
  fail_unless (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS);
  gst_message_unref (message);
  gst_object_unref (bus);
}

GST_START_TEST (eos_says_bye_and_bye_is_eos)
{
  Receiver r;
  Sender s;
  guint sent;

  receiver_start (&r, "");
  sender_start (&s, receiver_port (&r, VIDEO), receiver_port (&r, AUDIO), "");
  receiver_wait (&r, frames, VIDEO, 5);
  receiver_wait (&r, frames, AUDIO, 5);
  send_eos_and_wait (&s);
  receiver_wait (&r, eos, VIDEO, 1);
  receiver_wait (&r, eos, AUDIO, 1);
  /* What was sent has come out before the end. */
  sent = (guint) stat_of (s.net, "video_0", "frames-sent");
  fail_unless (r.frames[VIDEO] + 1 >= sent, "%u of %u", r.frames[VIDEO], sent);
  sender_stop (&s);
  receiver_stop (&r);
}

GST_END_TEST;

/* A sender that never got anything to send ends too. */
GST_START_TEST (eos_before_any_data_ends)
{
  GstElement *pipeline = gst_parse_launch ("videotestsrc num-buffers=0 ! "
      "vp8enc ! lcrtpsink name=net", NULL);
  Sender s = { pipeline, gst_bin_get_by_name (GST_BIN (pipeline), "net") };

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  send_eos_and_wait (&s);
  sender_stop (&s);
}

GST_END_TEST;

GST_START_TEST (an_empty_buffer_is_passed_over)
{
  GstElement *pipeline = gst_parse_launch ("appsrc name=source format=time "
      "caps=video/x-vp8 ! lcrtpsink name=net", NULL);
  GstElement *source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  Sender s = { pipeline, gst_bin_get_by_name (GST_BIN (pipeline), "net") };
  GstBuffer *buffer = gst_buffer_new ();
  GstFlowReturn flow;

  GST_BUFFER_PTS (buffer) = 0;
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (source, "push-buffer", buffer, &flow);
  gst_buffer_unref (buffer);
  send_eos_and_wait (&s);
  gst_object_unref (source);
  sender_stop (&s);
}

GST_END_TEST;

/* Whoever waits for a medium that was never heard is let go as well. */
GST_START_TEST (eos_reaches_a_medium_that_was_never_heard)
{
  Receiver r;
  Sender s;

  receiver_start (&r, "");
  sender_start (&s, 0, receiver_port (&r, AUDIO), "");
  receiver_wait (&r, frames, AUDIO, 5);
  fail_unless_equals_int (r.pads[VIDEO], 0);
  gst_element_send_event (r.pipeline, gst_event_new_eos ());
  receiver_wait (&r, eos, VIDEO, 1);
  receiver_wait (&r, eos, AUDIO, 1);
  fail_unless_equals_int (r.pads[VIDEO], 1);
  sender_stop (&s);
  receiver_stop (&r);
}

GST_END_TEST;

GST_START_TEST (a_restarted_sender_continues_on_the_same_pad)
{
  gchar *key = new_key ("aes-128-icm", 30, 'a');
  Receiver r;
  Sender s;
  guint port, before;
  GstPad *pad;

  receiver_start (&r, key);
  port = receiver_port (&r, VIDEO);
  sender_start (&s, port, 0, key);
  receiver_wait (&r, frames, VIDEO, 10);
  pad = r.pad[VIDEO];
  sender_stop (&s);
  g_mutex_lock (&r.lock);
  before = r.frames[VIDEO];
  r.disconts[VIDEO] = 0;
  g_mutex_unlock (&r.lock);
  sender_start (&s, port, 0, key);
  receiver_wait (&r, frames, VIDEO, before + 10);
  receiver_wait (&r, disconts, VIDEO, 1);
  fail_unless_equals_int (r.pads[VIDEO], 1);
  fail_unless (r.pad[VIDEO] == pad);
  fail_unless_equals_int (r.eos[VIDEO], 0);
  fail_unless_equals_int (stat_of (r.net, "video_0", "streams"), 2);
  sender_stop (&s);
  receiver_stop (&r);
  g_free (key);
}

GST_END_TEST;

/* Until @pad carries @name. */
static void
wait_caps (GstPad * pad, const gchar * name)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  gboolean found = FALSE;

  while (!found && g_get_monotonic_time () < end) {
    GstCaps *caps = gst_pad_get_current_caps (pad);

    found = caps && gst_structure_has_name (gst_caps_get_structure (caps, 0),
        name);
    g_clear_pointer (&caps, gst_caps_unref);
    if (!found)
      g_usleep (1000);
  }
  fail_unless (found, "%s never came", name);
}

/* To another codec and back, with the same SSRC. */
GST_START_TEST (a_sender_may_change_its_codec_and_change_back)
{
  static const gchar *const names[] = { "video/x-vp9", "video/x-vp8" };
  Receiver r;
  Sender s;
  GstElement *selector;
  gchar *text;

  receiver_start (&r, "audio_0::port=0");
  text = g_strdup_printf ("videotestsrc is-live=true ! video/x-raw,width=160,"
      "height=120,framerate=30/1 ! tee name=t ! queue ! vp8enc deadline=1 "
      "keyframe-max-dist=15 ! input-selector name=selector "
      "sync-streams=false ! lcrtpsink name=net video_0::port=%u t. ! queue ! vp9enc deadline=1 "
      "cpu-used=8 lag-in-frames=0 keyframe-max-dist=15 ! selector.",
      receiver_port (&r, VIDEO));
  s.pipeline = gst_parse_launch (text, NULL);
  s.net = gst_bin_get_by_name (GST_BIN (s.pipeline), "net");
  selector = gst_bin_get_by_name (GST_BIN (s.pipeline), "selector");
  gst_element_set_state (s.pipeline, GST_STATE_PLAYING);
  receiver_wait (&r, frames, VIDEO, 5);
  for (guint i = 0; i < 4; i++) {
    GstPad *pad = gst_element_get_static_pad (selector, i % 2 ? "sink_0"
        : "sink_1");

    g_object_set (selector, "active-pad", pad, NULL);
    gst_object_unref (pad);
    wait_caps (r.pad[VIDEO], names[i % 2]);
    receiver_wait (&r, frames, VIDEO, r.frames[VIDEO] + 5);
  }
  fail_unless_equals_int (r.pads[VIDEO], 1);
  fail_unless_equals_int (stat_of (r.net, "video_0", "streams"), 1);
  gst_object_unref (selector);
  g_free (text);
  sender_stop (&s);
  receiver_stop (&r);
}

GST_END_TEST;

GST_START_TEST (a_second_sender_is_refused_and_counted)
{
  gchar *key = new_key ("aes-128-icm", 30, 'a');
  Receiver r;
  Sender sender, intruder;

  receiver_start (&r, key);
  sender_start (&sender, receiver_port (&r, VIDEO), 0, key);
  receiver_wait (&r, frames, VIDEO, 5);
  sender_start (&intruder, receiver_port (&r, VIDEO), 0, key);
  wait_stat (r.net, "video_0", "ssrc-refused", 20);
  fail_unless_equals_int (stat_of (r.net, "video_0", "streams"), 1);
  receiver_wait (&r, frames, VIDEO, 30);
  sender_stop (&intruder);
  sender_stop (&sender);
  receiver_stop (&r);
  g_free (key);
}

GST_END_TEST;

GST_START_TEST (a_key_frame_wish_reaches_the_encoder)
{
  Receiver r;
  Sender s;
  GstPad *peer;
  gint64 before = g_get_monotonic_time ();
  guint64 plis;

  receiver_start (&r, "");
  sender_start (&s, receiver_port (&r, VIDEO), 0, "");
  receiver_wait (&r, frames, VIDEO, 5);
  peer = gst_pad_get_peer (r.pad[VIDEO]);
  for (guint i = 0; i < 50; i++)
    gst_pad_push_event (peer, gst_video_event_new_upstream_force_key_unit
        (GST_CLOCK_TIME_NONE, TRUE, 0));
  gst_object_unref (peer);
  wait_stat (s.net, "video_0", "key-unit-requests", 1);
  wait_stat (s.net, "video_0", "key-unit-requests-forwarded", 1);
  /* Fifty wishes at once are one request; 150 ms later the next may go. */
  plis = stat_of (r.net, "video_0", "plis-sent");
  fail_unless (plis <= 1 + (guint64) (g_get_monotonic_time () - before)
      / (150 * G_TIME_SPAN_MILLISECOND), "%" G_GUINT64_FORMAT, plis);
  fail_unless (plis < 50);
  fail_unless (stat_of (r.net, "video_0", "key-unit-requests") >= 50);
  sender_stop (&s);
  receiver_stop (&r);
}

GST_END_TEST;

/* Seeded loss of every tenth media packet, by the payload type's flow. */
static GstPadProbeReturn
lose_some (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  guint *n = data;

  return ++ * n % 10 == 0 ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

/* The inside of lcrtpsrc between socket and guard. */
static GstPad *
socket_pad (GstElement * net, guint port)
{
  GValue item = G_VALUE_INIT;
  GstIterator *it = gst_bin_iterate_sources (GST_BIN (net));
  GstPad *found = NULL;

  while (found == NULL && gst_iterator_next (it, &item) == GST_ITERATOR_OK) {
    GSocket *socket;
    GSocketAddress *address;

    g_object_get (g_value_get_object (&item), "used-socket", &socket, NULL);
    address = g_socket_get_local_address (socket, NULL);
    if (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) ==
        port)
      found = gst_element_get_static_pad (g_value_get_object (&item), "src");
    g_object_unref (address);
    g_object_unref (socket);
    g_value_reset (&item);
  }
  g_value_unset (&item);
  gst_iterator_free (it);
  fail_unless (found != NULL);
  return found;
}

GST_START_TEST (lost_packets_are_sent_again)
{
  gchar *key = new_key ("aes-128-icm", 30, 'a');
  gchar *options = g_strconcat (key, " latency=200", NULL);
  guint n = 0;
  Receiver r;
  Sender s;
  GstPad *pad;

  receiver_start (&r, options);
  pad = socket_pad (r.net, receiver_port (&r, VIDEO));
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, lose_some, &n, NULL);
  gst_object_unref (pad);
  sender_start (&s, receiver_port (&r, VIDEO), 0, key);
  receiver_wait (&r, frames, VIDEO, 90);
  fail_unless (stat_of (r.net, "video_0", "retransmissions-used") >= 3);
  fail_unless (stat_of (r.net, "video_0", "nacks-sent") >= 3);
  fail_unless (stat_of (r.net, "video_0", "retransmissions-requested") >= 3);
  fail_unless (stat_of (r.net, "video_0", "round-trip") > 0);
  fail_unless (stat_of (s.net, "video_0", "packets-requested-again") >= 3);
  fail_unless (stat_of (s.net, "video_0", "packets-retransmitted") >= 3);
  wait_stat (s.net, "video_0", "remote-packets-lost", 3);
  wait_stat (s.net, "video_0", "round-trip", 1);
  sender_stop (&s);
  receiver_stop (&r);
  g_free (options);
  g_free (key);
}

GST_END_TEST;

/* Nobody repairs them: they are counted. */
GST_START_TEST (lost_packets_are_counted)
{
  guint n = 0;
  Receiver r;
  Sender s;
  GstPad *pad;

  receiver_start (&r, "retransmission=false");
  pad = socket_pad (r.net, receiver_port (&r, VIDEO));
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, lose_some, &n, NULL);
  gst_object_unref (pad);
  sender_start (&s, receiver_port (&r, VIDEO), 0, "retransmission=false");
  wait_stat (r.net, "video_0", "packets-lost", 3);
  wait_stat (s.net, "video_0", "remote-packets-lost", 3);
  fail_unless_equals_uint64 (stat_of (r.net, "video_0", "nacks-sent"), 0);
  fail_unless_equals_uint64 (stat_of (s.net, "video_0",
          "packets-retransmitted"), 0);
  sender_stop (&s);
  receiver_stop (&r);
}

GST_END_TEST;

/* The sender report of the other side, seen by a socket of the test. */
static gboolean
read_sender_report (const guint8 * data, gsize n, guint32 * rtp_time)
{
  GstBuffer *buffer = gst_buffer_new_memdup (data, n);
  GstRTCPBuffer rtcp = GST_RTCP_BUFFER_INIT;
  GstRTCPPacket packet;
  gboolean found;

  gst_rtcp_buffer_map (buffer, GST_MAP_READ, &rtcp);
  found = gst_rtcp_buffer_get_first_packet (&rtcp, &packet)
      && gst_rtcp_packet_get_type (&packet) == GST_RTCP_TYPE_SR;
  if (found)
    gst_rtcp_packet_sr_get_sender_info (&packet, NULL, NULL, rtp_time, NULL,
        NULL);
  gst_rtcp_buffer_unmap (&rtcp);
  gst_buffer_unref (buffer);
  return found;
}

/* A socket of the test and its port. */
static GSocket *
patient_socket (guint * port)
{
  GSocket *socket = raw_socket ();
  GSocketAddress *address = g_socket_get_local_address (socket, NULL);

  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  g_object_unref (address);
  g_socket_set_timeout (socket, PATIENCE_S);
  return socket;
}

/* Media time from the first packet to the first sender report, in ms. */
static guint
first_report_ms (void)
{
  guint port, rtcp_port;
  GSocket *rtp = patient_socket (&port), *rtcp = patient_socket (&rtcp_port);
  guint8 data[2000];
  guint32 first_time, report_time = 0;
  gchar *options = g_strdup_printf ("video_0::rtcp-port=%u", rtcp_port);
  Sender s;
  gssize n;

  sender_start (&s, port, 0, options);
  fail_unless (g_socket_receive (rtp, (gchar *) data, sizeof (data), NULL,
          NULL) > 12);
  first_time = GST_READ_UINT32_BE (data + 4);
  do {
    n = g_socket_receive (rtcp, (gchar *) data, sizeof (data), NULL, NULL);
    fail_unless (n > 0, "no sender report");
  } while (!read_sender_report (data, (gsize) n, &report_time));
  sender_stop (&s);
  g_object_unref (rtp);
  g_object_unref (rtcp);
  g_free (options);
  return (report_time - first_time) / 90;
}

/* A machine that stalls makes a report late, so one of five is enough; with
 * intervals of the standard's length none of them would come before 1 s. */
GST_START_TEST (the_first_sender_report_is_there_within_500_ms)
{
  guint best = first_report_ms ();

  for (guint i = 1; i < 5 && best > 500; i++)
    best = MIN (best, first_report_ms ());
  fail_unless (best <= 500, "%u ms", best);
}

GST_END_TEST;

static void
on_sdp (GObject * net, GParamSpec * pspec, gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

/* transfer full: the SDP when it was notified. */
static gchar *
wait_sdp (Sender * s)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  gchar *sdp = NULL;

  while (sdp == NULL && g_get_monotonic_time () < end) {
    g_object_get (s->net, "sdp", &sdp, NULL);
    if (sdp == NULL)
      g_usleep (1000);
  }
  fail_unless (sdp != NULL);
  return sdp;
}

/* Ports and payload types of no default: only the SDP can tell them. */
GST_START_TEST (the_sinks_sdp_is_all_the_source_needs)
{
  gchar *key = new_key ("aes-256-gcm", 44, 'a'), *path = NULL, *sdp, *options;
  Receiver r;
  Sender s;
  gint fd = g_file_open_tmp ("lc-sdp-XXXXXX", &path, NULL), notified = 0;
  guint video, audio;

  g_close (fd, NULL);
  receiver_start (&r, key);
  video = receiver_port (&r, VIDEO);
  audio = receiver_port (&r, AUDIO);
  receiver_stop (&r);
  options = g_strconcat (key, " video_0::pt=120 audio_0::pt=118", NULL);
  sender_start (&s, video, audio, options);
  g_signal_connect (s.net, "notify::sdp", G_CALLBACK (on_sdp), &notified);
  sdp = wait_sdp (&s);
  fail_unless (strstr (sdp, "crypto") == NULL, "the key is in: %s", sdp);
  fail_unless (strstr (sdp, "RTP/SAVPF") != NULL, "%s", sdp);
  fail_unless (strstr (sdp, "rtpmap:120 VP8/90000") != NULL, "%s", sdp);
  fail_unless (strstr (sdp, "rtpmap:118 OPUS/48000") != NULL, "%s", sdp);
  fail_unless (g_file_set_contents (path, sdp, -1, NULL));
  g_free (options);
  options = g_strdup_printf ("%s sdp-location=%s", key, path);
  receiver_start (&r, options);
  fail_unless_equals_int (receiver_port (&r, VIDEO), video);
  fail_unless_equals_int (receiver_port (&r, AUDIO), audio);
  receiver_wait (&r, frames, VIDEO, 5);
  receiver_wait (&r, frames, AUDIO, 5);
  fail_unless_equals_int (r.tagged[VIDEO], r.frames[VIDEO]);
  sender_stop (&s);
  receiver_stop (&r);
  /* Any text that is no SDP is refused in one sentence. */
  fail_unless (g_file_set_contents (path, "v=0\r\nthis is no SDP", -1, NULL));
  g_free (options);
  options = g_strdup_printf ("lcrtpsrc port=0 sdp-location=%s", path);
  assert_refused (options, "SDP");
  g_unlink (path);
  g_free (path);
  g_free (sdp);
  g_free (options);
  g_free (key);
}

GST_END_TEST;

GST_START_TEST (the_key_is_in_the_sdp_only_when_asked_for)
{
  gchar *key = new_key ("aes-128-icm", 30, 'a'), *sdp, *line;
  gchar *options = g_strconcat (key, " sdp-with-key=true", NULL), *text;
  guint8 bytes[30];
  Sender s;

  memset (bytes, 0xaa, sizeof (bytes));
  text = g_base64_encode (bytes, sizeof (bytes));
  line = g_strdup_printf ("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s", text);
  sender_start (&s, 20990, 0, options);
  sdp = wait_sdp (&s);
  fail_unless (strstr (sdp, line) != NULL, "no %s in %s", line, sdp);
  sender_stop (&s);
  g_free (text);
  g_free (line);
  g_free (sdp);
  g_free (options);
  g_free (key);
}

GST_END_TEST;

GST_START_TEST (two_sessions_of_one_process_do_not_mix)
{
  gchar *key_a = new_key ("aes-128-icm", 30, 'a');
  gchar *key_b = new_key ("aes-128-icm", 30, 'b');
  Receiver a, b;
  Sender sa, sb;

  receiver_start (&a, key_a);
  receiver_start (&b, key_b);
  sender_start (&sa, receiver_port (&a, VIDEO), 0, key_a);
  sender_start (&sb, receiver_port (&b, VIDEO), 0, key_b);
  receiver_wait (&a, frames, VIDEO, 10);
  receiver_wait (&b, frames, VIDEO, 10);
  fail_unless_equals_int (stat_of (a.net, NULL, "auth-failed"), 0);
  fail_unless_equals_int (stat_of (b.net, NULL, "auth-failed"), 0);
  sender_stop (&sa);
  sender_stop (&sb);
  receiver_stop (&a);
  receiver_stop (&b);
  g_free (key_a);
  g_free (key_b);
}

GST_END_TEST;

GST_START_TEST (the_latency_query_tells_the_jitter_buffers)
{
  GstQuery *query = gst_query_new_latency ();
  GstClockTime min, max;
  gboolean live;
  Receiver r;
  Sender s;

  receiver_start (&r, "latency=123");
  sender_start (&s, receiver_port (&r, VIDEO), 0, "");
  receiver_wait (&r, frames, VIDEO, 1);
  fail_unless (gst_pad_query (r.pad[VIDEO], query));
  gst_query_parse_latency (query, &live, &min, &max);
  fail_unless (live);
  fail_unless_equals_uint64 (min, 123 * GST_MSECOND);
  gst_query_unref (query);
  sender_stop (&s);
  receiver_stop (&r);
}

GST_END_TEST;

/* Seeded: a session is stopped and started at any moment of the other's. */
GST_START_TEST (states_may_change_at_every_moment)
{
  gchar *key = new_key ("aes-128-icm", 30, 'a');
  GRand *random = g_rand_new_with_seed (4);
  GstState up[] = { GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING,
    GST_STATE_NULL
  };
  Receiver r;
  Sender s;
  guint before, video;

  receiver_start (&r, key);
  video = receiver_port (&r, VIDEO);
  g_object_set (r.net, "port", video, NULL);
  sender_start (&s, video, 0, key);
  for (guint i = 0; i < 40; i++) {
    GstElement *which = g_rand_boolean (random) ? r.pipeline : s.pipeline;

    g_usleep ((gulong) g_rand_int_range (random, 0, 60000));
    gst_element_set_state (which, up[g_rand_int_range (random, 0, 4)]);
  }
  gst_element_set_state (s.pipeline, GST_STATE_NULL);
  gst_element_set_state (r.pipeline, GST_STATE_NULL);
  gst_element_set_state (r.pipeline, GST_STATE_PLAYING);
  gst_element_set_state (s.pipeline, GST_STATE_PLAYING);
  before = r.frames[VIDEO];
  receiver_wait (&r, frames, VIDEO, before + 5);
  g_rand_free (random);
  sender_stop (&s);
  receiver_stop (&r);
  g_free (key);
}

GST_END_TEST;

/* ---- refusals ----------------------------------------------------------- */

GST_START_TEST (bad_input_is_one_sentence)
{
  gchar *key = new_key ("aes-128-icm", 30, 'a'), *text;
  Receiver r;

  assert_refused ("lcrtpsrc port=0 srtp-key-location=/nowhere", "/nowhere");
  assert_refused ("lcrtpsink srtp-key-location=/nowhere", "/nowhere");
  text = g_strconcat ("lcrtpsrc port=0 ", key, " srtp-cipher=aes-256-gcm",
      NULL);
  assert_refused (text, "30 bytes long, but aes-256-gcm takes 44");
  g_free (text);
  assert_refused ("lcrtpsink host=no.such.host.invalid", "host");
  assert_refused ("lcrtpsrc bind-address=nonsense", "bind-address");
  assert_refused ("lcrtpsrc bind-address=192.0.2.1", "bind-address");
  assert_refused ("lcrtpsink name=net bind-address=::1 "
      "videotestsrc ! vp8enc ! net.video_0", "IPv4 and IPv6");
  assert_refused ("lcrtpsrc video_0::port=0 audio_0::port=0", "off");
  assert_refused ("lcrtpsrc port=65534", "valid UDP port");
  assert_refused ("lcrtpsink name=s video_0::pt=77 videotestsrc ! vp8enc ! "
      "s.video_0", "pt to 96-126");
  assert_refused ("lcrtpsrc sdp-location=/nowhere", "sdp-location");
  receiver_start (&r, "");
  text = g_strdup_printf ("lcrtpsrc video_0::port=%u",
      receiver_port (&r, VIDEO));
  assert_refused (text, "is taken");
  g_free (text);
  receiver_stop (&r);
  g_free (key);
}

GST_END_TEST;

static Suite *
rtpsession_suite (void)
{
  Suite *s = suite_create ("rtpsession");
  TCase *works = tcase_create ("works"), *ends = tcase_create ("ends");
  TCase *refuses = tcase_create ("refuses");

  suite_add_tcase (s, works);
  tcase_add_loop_test (works, srtp_carries_video_audio_and_capture_times, 0,
      G_N_ELEMENTS (ciphers));
  tcase_add_test (works, a_session_without_a_key_works_and_says_so);
  tcase_add_test (works, plain_rtcp_beside_srtp_works);
  tcase_add_test (works, a_session_without_rtcp_works);
  tcase_add_test (works, ipv6_works);
  tcase_add_test (works, a_key_frame_wish_reaches_the_encoder);
  tcase_add_test (works, lost_packets_are_sent_again);
  tcase_add_test (works, lost_packets_are_counted);
  tcase_add_test (works, the_first_sender_report_is_there_within_500_ms);
  tcase_add_test (works, the_sinks_sdp_is_all_the_source_needs);
  tcase_add_test (works, the_key_is_in_the_sdp_only_when_asked_for);
  tcase_add_test (works, two_sessions_of_one_process_do_not_mix);
  tcase_add_test (works, the_latency_query_tells_the_jitter_buffers);
  suite_add_tcase (s, ends);
  tcase_add_test (ends, eos_says_bye_and_bye_is_eos);
  tcase_add_test (ends, eos_before_any_data_ends);
  tcase_add_test (ends, an_empty_buffer_is_passed_over);
  tcase_add_test (ends, eos_reaches_a_medium_that_was_never_heard);
  tcase_add_test (ends, a_restarted_sender_continues_on_the_same_pad);
  tcase_add_test (ends, states_may_change_at_every_moment);
  tcase_add_test (ends, a_sender_may_change_its_codec_and_change_back);
  suite_add_tcase (s, refuses);
  tcase_add_test (refuses, a_wrong_key_makes_no_pad_and_is_counted);
  tcase_add_test (refuses, a_second_sender_is_refused_and_counted);
  tcase_add_test (refuses, bad_input_is_one_sentence);
  return s;
}

GST_CHECK_MAIN (rtpsession);
