/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/sessionsdp.h"

#include <stdio.h>
#include <string.h>
#include <gst/sdp/sdp.h>

/* More than any session of two media needs. */
#define MAX_FILE 65536

void
lc_sdp_medium_clear (LcSdpMedium * medium)
{
  gst_caps_replace (&medium->caps, NULL);
}

static const gchar *
address_type (const gchar * host)
{
  return strchr (host, ':') ? "IP6" : "IP4";
}

static void
add_attribute (GstSDPMedia * media, const gchar * name, gchar * value)
{
  gst_sdp_media_add_attribute (media, name, value);
  g_free (value);
}

/* RFC 4588 section 8.1, RFC 4585 section 4.2. */
static void
add_retransmission (GstSDPMedia * media, const LcSdpMedium * medium)
{
  const GstStructure *s = gst_caps_get_structure (medium->caps, 0);
  gint payload_type = 0, clock_rate = 0;
  gchar *format = g_strdup_printf ("%d", medium->rtx_payload_type);

  gst_structure_get_int (s, "payload", &payload_type);
  gst_structure_get_int (s, "clock-rate", &clock_rate);
  gst_sdp_media_add_format (media, format);
  add_attribute (media, "rtpmap", g_strdup_printf ("%s rtx/%d", format,
          clock_rate));
  add_attribute (media, "fmtp", g_strdup_printf ("%s apt=%d", format,
          payload_type));
  add_attribute (media, "rtcp-fb", g_strdup_printf ("%d nack", payload_type));
  g_free (format);
}

static void
add_feedback (GstSDPMedia * media, const LcSdpMedium * medium)
{
  gint payload_type = 0;

  gst_structure_get_int (gst_caps_get_structure (medium->caps, 0), "payload",
      &payload_type);
  add_attribute (media, "rtcp", g_strdup_printf ("%u", medium->rtcp_port));
  if (medium->media == LC_MEDIA_VIDEO)
    add_attribute (media, "rtcp-fb", g_strdup_printf ("%d nack pli",
            payload_type));
  if (medium->rtx_payload_type >= 0)
    add_retransmission (media, medium);
}

/* RFC 4568 section 9.1. */
static void
add_key (GstSDPMedia * media, const LcSrtpKey * key)
{
  gchar *text = g_base64_encode (key->bytes, key->length);
  gchar *value = g_strdup_printf ("1 %s inline:%s",
      lc_srtp_cipher_sdp_suite (key->cipher), text);

  gst_sdp_media_add_attribute (media, "crypto", value);
  lc_wipe (text, strlen (text));
  lc_wipe (value, strlen (value));
  g_free (text);
  g_free (value);
}

/* Fields that describe this run's packets, not the session. */
static GstCaps *
lasting_caps (GstCaps * caps)
{
  GstCaps *copy = gst_caps_copy (caps);

  gst_structure_remove_fields (gst_caps_get_structure (copy, 0), "ssrc",
      "timestamp-offset", "seqnum-offset", NULL);
  return copy;
}

static GstSDPMedia *
write_medium (const LcSdpMedium * medium, const LcSrtpKey * key,
    gboolean with_key)
{
  gboolean encrypted = key != NULL && key->length > 0;
  GstCaps *caps = lasting_caps (medium->caps);
  GstSDPMedia *media;

  gst_sdp_media_new (&media);
  gst_sdp_media_set_media (media, lc_media_name (medium->media));
  gst_sdp_media_set_port_info (media, medium->port, 1);
  gst_sdp_media_set_media_from_caps (caps, media);
  gst_sdp_media_set_proto (media, encrypted ? "RTP/SAVPF" : "RTP/AVPF");
  if (medium->rtcp_port)
    add_feedback (media, medium);
  if (encrypted && with_key)
    add_key (media, key);
  gst_sdp_media_add_attribute (media, "sendonly", NULL);
  gst_caps_unref (caps);
  return media;
}

gchar *
lc_sdp_write (const gchar * host, const LcSdpMedium * media, guint n_media,
    const LcSrtpKey * key, gboolean with_key)
{
  const gchar *type = address_type (host);
  GstSDPMessage *message;
  gchar *text;

  gst_sdp_message_new (&message);
  gst_sdp_message_set_version (message, "0");
  gst_sdp_message_set_origin (message, "-", "1", "1", "IN", type, host);
  gst_sdp_message_set_session_name (message, "gst-livecommerce");
  gst_sdp_message_set_connection (message, "IN", type, host, 0, 0);
  gst_sdp_message_add_time (message, "0", "0", NULL);
  for (guint i = 0; i < n_media; i++) {
    GstSDPMedia *one = write_medium (&media[i], key, with_key);

    gst_sdp_message_add_media (message, one);
    gst_sdp_media_free (one);
  }
  text = gst_sdp_message_as_text (message);
  gst_sdp_message_free (message);
  return text;
}

/* The payload type whose fmtp says apt=@apt, -1 when there is none. */
static gint
find_rtx (const GstSDPMedia * media, gint apt)
{
  for (guint i = 0;; i++) {
    const gchar *fmtp = gst_sdp_media_get_attribute_val_n (media, "fmtp", i);
    gint payload_type, of;

    if (fmtp == NULL)
      return -1;
    if (sscanf (fmtp, "%d apt=%d", &payload_type, &of) == 2 && of == apt
        && payload_type >= 0 && payload_type < 128)
      return payload_type;
  }
}

/* All formats, not only the first: one may be retransmission of another. */
static GstCaps *
first_codec_caps (const GstSDPMedia * media, gint * payload_type)
{
  for (guint i = 0; i < gst_sdp_media_formats_len (media); i++) {
    const gchar *format = gst_sdp_media_get_format (media, i);
    guint64 number = g_ascii_strtoull (format, NULL, 10);
    GstCaps *caps = number < 128 ?
        gst_sdp_media_get_caps_from_media (media, (gint) number) : NULL;
    const gchar *encoding;
    gint clock_rate = 0;

    if (caps == NULL)
      continue;
    gst_structure_set_name (gst_caps_get_structure (caps, 0),
        "application/x-rtp");
    encoding = gst_structure_get_string (gst_caps_get_structure (caps, 0),
        "encoding-name");
    gst_structure_get_int (gst_caps_get_structure (caps, 0), "clock-rate",
        &clock_rate);
    if (encoding != NULL && !g_str_equal (encoding, "RTX") && clock_rate > 0) {
      gst_sdp_media_attributes_to_caps (media, caps);
      *payload_type = (gint) number;
      return caps;
    }
    gst_caps_unref (caps);
  }
  return NULL;
}

static guint
rtcp_port_of (const GstSDPMedia * media)
{
  const gchar *text = gst_sdp_media_get_attribute_val (media, "rtcp");
  guint64 port = text ? g_ascii_strtoull (text, NULL, 10) : 0;

  return port > 0 && port < 65536 ? (guint) port
      : gst_sdp_media_get_port (media) + 1;
}

static gboolean
read_medium (LcSdpSession * session, const GstSDPMedia * media,
    gchar ** problem)
{
  const gchar *kind = gst_sdp_media_get_media (media);
  const gchar *proto = gst_sdp_media_get_proto (media);
  LcSdpMedium medium = { 0, };
  gint payload_type = -1;

  if (kind == NULL || gst_sdp_media_get_port (media) == 0
      || (!g_str_equal (kind, "audio") && !g_str_equal (kind, "video")))
    return TRUE;
  medium.media = g_str_equal (kind, "audio") ? LC_MEDIA_AUDIO : LC_MEDIA_VIDEO;
  medium.port = gst_sdp_media_get_port (media);
  medium.rtcp_port = rtcp_port_of (media);
  medium.caps = first_codec_caps (media, &payload_type);
  if (medium.caps == NULL || medium.port > 65535) {
    lc_sdp_medium_clear (&medium);
    *problem = g_strdup_printf ("The SDP's %s section names no codec with an "
        "rtpmap and a valid port: use the text of lcrtpsink's property sdp.",
        kind);
    return FALSE;
  }
  medium.rtx_payload_type = find_rtx (media, payload_type);
  if (proto != NULL && strstr (proto, "SAVP") != NULL)
    session->encrypted = TRUE;
  g_array_append_val (session->media, medium);
  return TRUE;
}

static gboolean
read_message (LcSdpSession * session, const GstSDPMessage * message,
    gchar ** problem)
{
  for (guint i = 0; i < gst_sdp_message_medias_len (message); i++) {
    if (!read_medium (session, gst_sdp_message_get_media (message, i), problem))
      return FALSE;
  }
  if (session->media->len > 0)
    return TRUE;
  *problem = g_strdup ("The SDP has no audio or video section: use the text "
      "of lcrtpsink's property sdp.");
  return FALSE;
}

static void
clear_medium (gpointer medium)
{
  lc_sdp_medium_clear (medium);
}

gboolean
lc_sdp_parse (LcSdpSession * session, const gchar * text, gsize length,
    gchar ** problem)
{
  GstSDPMessage *message = NULL;
  gboolean ok = FALSE;

  session->media = g_array_new (FALSE, FALSE, sizeof (LcSdpMedium));
  g_array_set_clear_func (session->media, clear_medium);
  session->encrypted = FALSE;
  *problem = NULL;
  gst_sdp_message_new (&message);
  /* The parser stops at a zero byte and takes any text for an empty SDP. */
  if (length < 2 || memcmp (text, "v=", 2) != 0
      || !g_utf8_validate (text, (gssize) length, NULL)
      || gst_sdp_message_parse_buffer ((const guint8 *) text, (guint) length,
          message) != GST_SDP_OK)
    *problem = g_strdup ("The file of sdp-location is not an SDP: use the text "
        "of lcrtpsink's property sdp.");
  else
    ok = read_message (session, message, problem);
  gst_sdp_message_free (message);
  if (!ok)
    lc_sdp_session_clear (session);
  return ok;
}

gboolean
lc_sdp_load (LcSdpSession * session, const gchar * path, gchar ** problem)
{
  GError *error = NULL;
  gchar *text = NULL;
  gsize length;
  gboolean ok;

  if (!g_file_get_contents (path, &text, &length, &error)) {
    *problem = g_strdup_printf ("Cannot read the SDP (%s): check sdp-location.",
        error->message);
    g_error_free (error);
    return FALSE;
  }
  if (length > MAX_FILE) {
    *problem = g_strdup_printf ("The file of sdp-location is %" G_GSIZE_FORMAT
        " bytes long, too long for an SDP: check sdp-location.", length);
    ok = FALSE;
  } else {
    ok = lc_sdp_parse (session, text, length, problem);
  }
  g_free (text);
  return ok;
}

void
lc_sdp_session_clear (LcSdpSession * session)
{
  g_clear_pointer (&session->media, g_array_unref);
}
