/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "pair.h"

#include <glib/gstdio.h>
#include "elements/rtptiming/capturetime.h"

static const gchar *const pad_names[N_KINDS] = { "video_0", "audio_0" };

static Kind
kind_of (GstPad * pad)
{
  return g_str_has_prefix (GST_PAD_NAME (pad), "video") ? VIDEO : AUDIO;
}

static GstPadProbeReturn
on_data (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  Receiver *r = data;
  Kind kind = kind_of (pad);

  g_mutex_lock (&r->lock);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

    r->frames[kind]++;
    r->tagged[kind] += lc_capture_time_get (buffer) != LC_NTP_NONE;
    r->disconts[kind] += GST_BUFFER_IS_DISCONT (buffer);
  } else if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_EOS) {
    r->eos[kind]++;
  }
  g_cond_broadcast (&r->cond);
  g_mutex_unlock (&r->lock);
  return GST_PAD_PROBE_OK;
}

static void
on_pad_added (GstElement * net, GstPad * pad, gpointer data)
{
  Receiver *r = data;
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  GstPad *sinkpad = gst_element_get_static_pad (sink, "sink");
  Kind kind = kind_of (pad);

  g_object_set (sink, "sync", FALSE, "async", FALSE, NULL);
  gst_bin_add (GST_BIN (r->pipeline), sink);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data, r, NULL);
  fail_unless (gst_pad_link (pad, sinkpad) == GST_PAD_LINK_OK);
  gst_object_unref (sinkpad);
  gst_element_sync_state_with_parent (sink);
  g_mutex_lock (&r->lock);
  r->pads[kind]++;
  r->pad[kind] = pad;
  g_cond_broadcast (&r->cond);
  g_mutex_unlock (&r->lock);
}

static GstElement *
launch (const gchar * format, ...)
{
  va_list args;
  GError *error = NULL;
  GstElement *pipeline;
  gchar *text;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  pipeline = gst_parse_launch (text, &error);
  fail_unless (error == NULL, "%s: %s", text, error ? error->message : "");
  g_free (text);
  return pipeline;
}

void
receiver_start (Receiver * r, const gchar * options)
{
  memset (r, 0, sizeof (*r));
  g_mutex_init (&r->lock);
  g_cond_init (&r->cond);
  r->pipeline = gst_pipeline_new (NULL);
  r->net = launch ("lcrtpsrc name=net port=0 latency=60 %s", options);
  g_signal_connect (r->net, "pad-added", G_CALLBACK (on_pad_added), r);
  gst_bin_add (GST_BIN (r->pipeline), r->net);
  fail_if (gst_element_set_state (r->pipeline, GST_STATE_PLAYING) ==
      GST_STATE_CHANGE_FAILURE);
}

static void
assert_no_error (GstElement * pipeline)
{
  GstBus *bus = gst_element_get_bus (pipeline);
  GstMessage *message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);

  if (message) {
    GError *error;
    gchar *debug;

    gst_message_parse_error (message, &error, &debug);
    fail ("%s (%s)", error->message, debug);
  }
  gst_object_unref (bus);
}

void
receiver_stop (Receiver * r)
{
  assert_no_error (r->pipeline);
  gst_element_set_state (r->pipeline, GST_STATE_NULL);
  gst_object_unref (r->pipeline);
  g_mutex_clear (&r->lock);
  g_cond_clear (&r->cond);
}

guint
receiver_port (Receiver * r, Kind kind)
{
  return (guint) stat_of (r->net, pad_names[kind], "port");
}

void
receiver_wait_for (Receiver * r, guint * value, guint n, const gchar * what)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  guint got;

  g_mutex_lock (&r->lock);
  while (*value < n && g_cond_wait_until (&r->cond, &r->lock, end));
  got = *value;
  g_mutex_unlock (&r->lock);
  if (got < n) {
    GstStructure *stats;

    g_object_get (r->net, "stats", &stats, NULL);
    fail ("%u instead of %u %s: %s", got, n, what,
        gst_structure_to_string (stats));
  }
}

void
sender_start (Sender * s, guint video_port, guint audio_port,
    const gchar * options)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "lcrtpsink name=net host=127.0.0.1 %s ", options);
  if (video_port)
    g_string_append_printf (text, "video_0::port=%u ", video_port);
  if (audio_port)
    g_string_append_printf (text, "audio_0::port=%u ", audio_port);
  if (video_port)
    g_string_append (text,
        "videotestsrc is-live=true ! video/x-raw,width=160,height=120,"
        "framerate=30/1 ! vp8enc deadline=1 keyframe-max-dist=30 threads=1 ! "
        "net.video_0 ");
  if (audio_port)
    g_string_append (text, "audiotestsrc is-live=true samplesperbuffer=480 ! "
        "audio/x-raw,rate=48000,channels=1 ! opusenc ! net.audio_0 ");
  s->pipeline = launch ("%s", text->str);
  s->net = gst_bin_get_by_name (GST_BIN (s->pipeline), "net");
  fail_if (gst_element_set_state (s->pipeline, GST_STATE_PLAYING) ==
      GST_STATE_CHANGE_FAILURE);
  g_string_free (text, TRUE);
}

void
sender_stop (Sender * s)
{
  assert_no_error (s->pipeline);
  gst_object_unref (s->net);
  gst_element_set_state (s->pipeline, GST_STATE_NULL);
  gst_object_unref (s->pipeline);
}

static gboolean
find_stat (GstElement * net, const gchar * pad, const gchar * field,
    guint64 * result)
{
  GstStructure *stats, *one = NULL;
  const GValue *value;

  g_object_get (net, "stats", &stats, NULL);
  if (pad)
    gst_structure_get (stats, pad, GST_TYPE_STRUCTURE, &one, NULL);
  fail_unless (pad == NULL || one != NULL, "no %s in stats", pad);
  value = gst_structure_get_value (one ? one : stats, field);
  if (value != NULL)
    *result = G_VALUE_HOLDS_UINT (value) ? g_value_get_uint (value)
        : g_value_get_uint64 (value);
  g_clear_pointer (&one, gst_structure_free);
  gst_structure_free (stats);
  return value != NULL;
}

guint64
stat_of (GstElement * net, const gchar * pad, const gchar * field)
{
  guint64 result = 0;

  fail_unless (find_stat (net, pad, field, &result), "no %s in stats", field);
  return result;
}

/* Some fields come with the other side's first report. */
void
wait_stat (GstElement * net, const gchar * pad, const gchar * field, guint64 n)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  guint64 value = 0;

  while (!find_stat (net, pad, field, &value) || value < n) {
    GstStructure *stats;

    if (g_get_monotonic_time () < end) {
      g_usleep (1000);
      continue;
    }
    g_object_get (net, "stats", &stats, NULL);
    fail ("%s never was %" G_GUINT64_FORMAT ": %s", field, n,
        gst_structure_to_string (stats));
  }
}

gchar *
new_key (const gchar * cipher, gsize length, gchar seed)
{
  gchar *path = NULL, *hex = g_strnfill (2 * length, seed), *options;
  gint fd = g_file_open_tmp ("lc-key-XXXXXX", &path, NULL);

  fail_unless (fd >= 0);
  g_close (fd, NULL);
  fail_unless (g_file_set_contents (path, hex, -1, NULL));
  g_chmod (path, 0600);
  options = g_strdup_printf (" srtp-key-location=%s srtp-cipher=%s ", path,
      cipher);
  g_free (hex);
  g_free (path);
  return options;
}

GSocket *
raw_socket (void)
{
  GInetAddress *host = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  GSocketAddress *any = g_inet_socket_address_new (host, 0);
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4,
      G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);

  fail_unless (g_socket_bind (socket, any, FALSE, NULL));
  g_object_unref (any);
  g_object_unref (host);
  return socket;
}

void
raw_send (GSocket * socket, guint port, const guint8 * data, gsize n)
{
  GInetAddress *host = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  GSocketAddress *to = g_inet_socket_address_new (host, (guint16) port);

  fail_unless (g_socket_send_to (socket, to, (const gchar *) data, n, NULL,
          NULL) == (gssize) n);
  g_object_unref (to);
  g_object_unref (host);
}

gchar *
refusal (GstElement * pipeline)
{
  GstBus *bus = gst_element_get_bus (pipeline);
  GstMessage *message;
  GError *error;
  gchar *text;

  fail_unless (gst_element_set_state (pipeline, GST_STATE_PAUSED) ==
      GST_STATE_CHANGE_FAILURE);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  fail_unless (message != NULL);
  gst_message_parse_error (message, &error, NULL);
  text = g_strdup (error->message);
  g_error_free (error);
  gst_message_unref (message);
  fail_unless (gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR) == NULL,
      "a second error");
  gst_object_unref (bus);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return text;
}
