/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_CODECS_H
#define LC_CODECS_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* The payload types of a session without an SDP: a dynamic one per codec
 * (RFC 3551 section 6), the retransmissions of it one above (RFC 4588). */

typedef enum
{
  LC_MEDIA_AUDIO,
  LC_MEDIA_VIDEO,
  LC_N_MEDIA
} LcMedia;

typedef struct
{
  const gchar *encoding_name;   /* RTP's, upper case */
  const gchar *media_type;      /* GStreamer's caps name of the coded stream */
  LcMedia media;
  guint payload_type;
  guint clock_rate;             /* Hz */
  const gchar *parameters;      /* encoding-params (channels), or NULL */
} LcCodec;

/* The id of the capture-time header extension in such a session. */
#define LC_CAPTURE_TIME_DEFAULT_ID 5

/* All codecs, ended by one without encoding_name. */
const LcCodec *lc_codecs (void);

/* By the caps of a coded stream; NULL when there is no codec for them. */
const LcCodec *lc_codec_for_caps (const GstCaps * caps);

/* "audio", "video": pad names start with it. */
const gchar *lc_media_name (LcMedia media);

/* "VP8, VP9, ..." of @media, for sentences. Transfer full. */
gchar *lc_codec_list (LcMedia media);

/* Transfer full: application/x-rtp caps of @codec as its receiver needs them,
 * and of the retransmissions of @apt at @clock_rate. */
GstCaps *lc_codec_rtp_caps (const LcCodec * codec);
GstCaps *lc_codec_rtx_caps (LcMedia media, guint payload_type, guint apt,
    guint clock_rate);

G_END_DECLS

#endif /* LC_CODECS_H */
