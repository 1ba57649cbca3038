/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_SESSION_SDP_H
#define LC_SESSION_SDP_H

#include <gst/gst.h>
#include "elements/relay/codecs.h"
#include "elements/relay/srtpkey.h"

G_BEGIN_DECLS

/* The session description that lcrtpsink offers and lcrtpsrc reads (RFC 4566,
 * RFC 4568 for keys, RFC 4588 for retransmission, RFC 8285 for extmap). */

typedef struct
{
  LcMedia media;
  guint port, rtcp_port;        /* @rtcp_port 0 = no RTCP */
  GstCaps *caps;                /* application/x-rtp, owned */
  gint rtx_payload_type;        /* -1 = none */
} LcSdpMedium;

void lc_sdp_medium_clear (LcSdpMedium * medium);

/* The text of a session at @host. @key: NULL or empty = not encrypted; it is
 * written only when @with_key. Transfer full. */
gchar *lc_sdp_write (const gchar * host, const LcSdpMedium * media,
    guint n_media, const LcSrtpKey * key, gboolean with_key);

typedef struct
{
  GArray *media;                /* of LcSdpMedium */
  gboolean encrypted;           /* the media are SRTP */
} LcSdpSession;

/* Reads a file; FALSE and *@problem (transfer full), one sentence. */
gboolean lc_sdp_load (LcSdpSession * session, const gchar * path,
    gchar ** problem);
gboolean lc_sdp_parse (LcSdpSession * session, const gchar * text,
    gsize length, gchar ** problem);
void lc_sdp_session_clear (LcSdpSession * session);

G_END_DECLS

#endif /* LC_SESSION_SDP_H */
