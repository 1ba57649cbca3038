/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_SINK_MEDIUM_H
#define LC_SINK_MEDIUM_H

#include <gst/gst.h>
#include <gio/gio.h>
#include "elements/quality/session.h"
#include "elements/relay/codecs.h"
#include "elements/relay/relayconfig.h"

G_BEGIN_DECLS

/* One medium of lcrtpsink while it runs:
 *
 *   pad -> lcrtppay -> [rtx] rtpbin -> sender (SRTP, UDP)
 *                            rtpbin -> sender (RTCP)
 *             udpsrc -> guard -> rtpbin              same socket as above
 *
 * It is made anew for every run of the element: with new SSRCs, because the
 * same key must never encrypt two packets of one SSRC and index (RFC 3711
 * section 9.1). */
typedef struct _LcSinkMedium LcSinkMedium;

/* All borrowed for the time of the call, but @bin and @pad outlive the
 * medium. */
typedef struct
{
  GstBin *bin;
  GstElement *rtpbin;
  guint session;
  LcMedia media;
  GstPad *pad;                  /* the element's ghost pad */
  GInetAddress *host;
  guint port, rtcp_port;
  gint payload_type;            /* -1 = by codec */
  guint mtu;
  const LcRelayConfig *config;
  const LcSrtpKey *key;
  GstLcQualitySession *quality;
  /* Called from the streaming thread when lc_sink_medium_rtp_caps() changed. */
  void (*caps_changed) (GstBin * bin);
} LcSinkMediumSetup;

/* NULL and *@problem (transfer full), one sentence, on failure. */
LcSinkMedium *lc_sink_medium_new (const LcSinkMediumSetup * setup,
    gchar ** problem);

/* Stops and removes what is inside; the pad stays, without a target. */
void lc_sink_medium_free (LcSinkMedium * medium);

/* For rtpbin's request-aux-sender. Transfer floating. */
GstElement *lc_sink_medium_make_rtx (guint session);

/* The RTP caps that are sent, transfer full, NULL while they are not known. */
GstCaps *lc_sink_medium_rtp_caps (LcSinkMedium * medium);
guint lc_sink_medium_port (LcSinkMedium * medium);
guint lc_sink_medium_rtcp_port (LcSinkMedium * medium);
guint lc_sink_medium_session (LcSinkMedium * medium);

/* The other side has reported: ns. */
void lc_sink_medium_remote (LcSinkMedium * medium, GstClockTime round_trip);

/* The session has dropped @ssrc. */
void lc_sink_medium_remove_ssrc (LcSinkMedium * medium, guint32 ssrc);

/* Transfer full. */
GstStructure *lc_sink_medium_stats (LcSinkMedium * medium);

G_END_DECLS

#endif /* LC_SINK_MEDIUM_H */
