/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_SRC_MEDIUM_H
#define LC_SRC_MEDIUM_H

#include <gst/gst.h>
#include "elements/quality/session.h"
#include "elements/relay/codecs.h"
#include "elements/relay/relayconfig.h"

G_BEGIN_DECLS

/* One medium of lcrtpsrc while it runs:
 *
 *   udpsrc -> guard -> rtpbin [rtx, jitter buffer] -> lcrtpdepay -> pad
 *   udpsrc -> guard -> rtpbin -> sender (RTCP)
 *
 * Made anew for every run of the element: with a new SSRC, for the same reason
 * as LcSinkMedium. */
typedef struct _LcSrcMedium LcSrcMedium;

/* All borrowed for the time of the call, but @bin outlives the medium. */
typedef struct
{
  GstBin *bin;
  GstElement *rtpbin;
  guint session;
  LcMedia media;
  const gchar *name;            /* of the pad: "video_0" */
  guint port, rtcp_port;        /* @port 0: a free pair */
  GstCaps *caps;                /* from an SDP, or NULL: our own types */
  gint rtx_payload_type;        /* with @caps */
  guint latency;                /* ms */
  const LcRelayConfig *config;
  const LcSrtpKey *key;
  GstLcQualitySession *quality;
} LcSrcMediumSetup;

/* Opens the ports. NULL and *@problem (transfer full), one sentence, on
 * failure. */
LcSrcMedium *lc_src_medium_new (const LcSrcMediumSetup * setup,
    gchar ** problem);

/* Builds what is inside, with the same @setup; rtpbin's signals already find
 * the medium by its session then. */
void lc_src_medium_build (LcSrcMedium * medium,
    const LcSrcMediumSetup * setup);

/* Stops and removes what is inside, the pad too. */
void lc_src_medium_free (LcSrcMedium * medium);

/* rtpbin's signals; @pad of LcSrcMedium is made on the first call. */
void lc_src_medium_add_stream (LcSrcMedium * medium, GstPad * rtpbin_pad,
    guint32 ssrc);
void lc_src_medium_change_type (LcSrcMedium * medium, guint payload_type);
GstCaps *lc_src_medium_caps (LcSrcMedium * medium, guint payload_type);
GstElement *lc_src_medium_make_rtx (LcSrcMedium * medium);
void lc_src_medium_bye (LcSrcMedium * medium, guint32 ssrc);
void lc_src_medium_remove_ssrc (LcSrcMedium * medium, guint32 ssrc);
void lc_src_medium_set_up_jitterbuffer (LcSrcMedium * medium,
    GstElement * jitterbuffer, guint32 ssrc);

guint lc_src_medium_session (LcSrcMedium * medium);
/* EOS before the first packet: the pad comes all the same, as an empty stream,
 * so that a sink behind it does not wait for ever. */
void lc_src_medium_end_unheard (LcSrcMedium * medium);
gboolean lc_src_medium_has_pad (LcSrcMedium * medium);

/* Monotonic ns of the last authentic packet, 0 before the first. */
guint64 lc_src_medium_last_heard (LcSrcMedium * medium);

/* Transfer full. */
GstStructure *lc_src_medium_stats (LcSrcMedium * medium);

G_END_DECLS

#endif /* LC_SRC_MEDIUM_H */
