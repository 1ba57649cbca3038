/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_SINK_MEDIUM_PRIVATE_H
#define LC_SINK_MEDIUM_PRIVATE_H

#include "elements/relay/feedback.h"
#include "elements/relay/gstlcsrtpguard.h"
#include "elements/relay/gstlcudpsender.h"
#include "elements/relay/rtxbudget.h"
#include "elements/relay/sinkmedium.h"
#include "elements/relay/udpports.h"

G_BEGIN_DECLS

/* sinkmedium.c builds a medium and tells about it, sinkwatch.c sees what
 * passes through it. */

struct _LcSinkMedium
{
  GstBin *bin;
  GstPad *pad;
  GstElement *rtpbin;
  guint session, port, rtcp_port;
  gint payload_type;
  LcMedia media;
  gboolean same_machine;        /* the other side is this one */
  LcUdpPorts ports;
  LcPeer *peer;
  GstElement *pay, *rtp_sender, *rtcp_source, *guard, *rtcp_sender;
  GstPad *send_rtp, *recv_rtcp, *send_rtcp;     /* rtpbin's request pads */
  GstElement *rtx;
  gulong probe;
  GstLcQualitySession *quality;
  void (*caps_changed) (GstBin * bin);

  /* The streaming thread's. */
  GstSegment segment;
  guint64 capture_ntp;          /* of the buffer that is being payloaded */
  guint64 last_clock_error;     /* monotonic ns */

  GMutex lock;                  /* all below */
  guint32 ssrc;                 /* of the media, once @has_ssrc */
  gboolean has_ssrc, has_report;
  guint64 remote_lost;          /* once @has_report */
  LcKeyUnitLimit key_units;
  LcRtxBudget rtx_budget;
  guint64 n_frames, n_key_requests, n_key_forwarded;
  GstCaps *rtp_caps;
};

/* Probes and hooks; their data is the medium. */
LcKind lc_sink_watch_kind (LcSinkMedium * self);
GstPadProbeReturn lc_sink_watch_rtp_end (GstPad * pad, GstPadProbeInfo * info,
    gpointer data);
GstPadProbeReturn lc_sink_watch_pad (GstPad * pad, GstPadProbeInfo * info,
    gpointer data);
GstPadProbeReturn lc_sink_watch_rtp_caps (GstPad * pad,
    GstPadProbeInfo * info, gpointer data);
void lc_sink_watch_sent (GstLcUdpSender * sender, const guint8 * data,
    gsize length, GstBuffer * buffer, gpointer user_data);
GstPadProbeReturn lc_sink_watch_rtx_request (GstPad * pad,
    GstPadProbeInfo * info, gpointer data);
void lc_sink_watch_rtcp (GstLcSrtpGuard * guard, const guint8 * data,
    gsize length, GstBuffer * buffer, gpointer user_data);

G_END_DECLS

#endif /* LC_SINK_MEDIUM_PRIVATE_H */
