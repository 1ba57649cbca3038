/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/codecs.h"

#include "elements/rtptiming/capturetime.h"

static const LcCodec codecs[] = {
  {"VP8", "video/x-vp8", LC_MEDIA_VIDEO, 96, 90000, NULL},
  {"VP9", "video/x-vp9", LC_MEDIA_VIDEO, 98, 90000, NULL},
  {"AV1", "video/x-av1", LC_MEDIA_VIDEO, 100, 90000, NULL},
  {"H264", "video/x-h264", LC_MEDIA_VIDEO, 102, 90000, NULL},
  {"H265", "video/x-h265", LC_MEDIA_VIDEO, 104, 90000, NULL},
  /* RFC 7587 section 4.1: always 48 kHz and two channels. */
  {"OPUS", "audio/x-opus", LC_MEDIA_AUDIO, 111, 48000, "2"},
  {NULL}
};

const LcCodec *
lc_codecs (void)
{
  return codecs;
}

const LcCodec *
lc_codec_for_caps (const GstCaps * caps)
{
  const gchar *name;

  if (caps == NULL || gst_caps_is_any (caps) || gst_caps_is_empty (caps))
    return NULL;
  name = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  for (const LcCodec * codec = codecs; codec->encoding_name; codec++) {
    if (g_str_equal (codec->media_type, name))
      return codec;
  }
  return NULL;
}

const gchar *
lc_media_name (LcMedia media)
{
  return media == LC_MEDIA_AUDIO ? "audio" : "video";
}

gchar *
lc_codec_list (LcMedia media)
{
  GString *list = g_string_new (NULL);

  for (const LcCodec * codec = codecs; codec->encoding_name; codec++) {
    if (codec->media == media)
      g_string_append_printf (list, "%s%s", list->len ? ", " : "",
          codec->encoding_name);
  }
  return g_string_free (list, FALSE);
}

GstCaps *
lc_codec_rtp_caps (const LcCodec * codec)
{
  gchar *extmap = g_strdup_printf ("extmap-%d", LC_CAPTURE_TIME_DEFAULT_ID);
  GstCaps *caps = gst_caps_new_simple ("application/x-rtp",
      "media", G_TYPE_STRING, lc_media_name (codec->media),
      "payload", G_TYPE_INT, (gint) codec->payload_type,
      "clock-rate", G_TYPE_INT, (gint) codec->clock_rate,
      "encoding-name", G_TYPE_STRING, codec->encoding_name,
      extmap, G_TYPE_STRING, LC_CAPTURE_TIME_URI, NULL);

  if (codec->parameters)
    gst_caps_set_simple (caps, "encoding-params", G_TYPE_STRING,
        codec->parameters, NULL);
  g_free (extmap);
  return caps;
}

GstCaps *
lc_codec_rtx_caps (LcMedia media, guint payload_type, guint apt,
    guint clock_rate)
{
  gchar *apt_text = g_strdup_printf ("%u", apt);
  GstCaps *caps = gst_caps_new_simple ("application/x-rtp",
      "media", G_TYPE_STRING, lc_media_name (media),
      "payload", G_TYPE_INT, (gint) payload_type,
      "clock-rate", G_TYPE_INT, (gint) clock_rate,
      "encoding-name", G_TYPE_STRING, "RTX",
      "apt", G_TYPE_STRING, apt_text, NULL);

  g_free (apt_text);
  return caps;
}
