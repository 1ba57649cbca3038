/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_SRC_MEDIUM_PRIVATE_H
#define LC_SRC_MEDIUM_PRIVATE_H

#include "elements/relay/gstlcsrtpguard.h"
#include "elements/relay/gstlcudpsender.h"
#include "elements/relay/payloadtypes.h"
#include "elements/relay/repair.h"
#include "elements/relay/srcmedium.h"
#include "elements/relay/udpports.h"
#include "elements/rtptiming/extrapolate.h"

G_BEGIN_DECLS

/* srcmedium.c builds a medium and tells about it, srcwatch.c sees what passes
 * through it and reports to the quality session. */

struct _LcSrcMedium
{
  GstBin *bin;
  GstElement *rtpbin;
  guint session;
  LcMedia media;
  gchar *name;
  guint latency;
  gboolean encrypted;
  LcPayloadTypes types;
  LcUdpPorts ports;
  LcPeer *peer;
  GstElement *rtp_source, *rtp_guard, *rtcp_source, *rtcp_guard, *rtcp_sender;
  GstElement *depay;
  GstPad *recv_rtp, *recv_rtcp, *send_rtcp;     /* rtpbin's request pads */
  LcRepair *repair;
  GstElement *rtx;              /* rtprtxreceive, NULL without */
  GstLcQualitySession *quality;

  /* The RTP guard's thread. */
  LcExtrapolate extrapolate;

  GMutex lock;                  /* all below */
  GstPad *pad;                  /* the element's, borrowed from it */
  GstElement *jitterbuffer;     /* of the newest stream */
  guint64 last_heard;           /* monotonic ns */
  guint64 n_frames, n_streams;
  guint32 stream_ssrc;          /* of the newest stream */
  GstClockID bye_timer;
  gboolean stream_started, pad_claimed;
};

/* Probes and hooks; their data is the medium. */
void lc_src_watch_received (GstLcSrtpGuard * guard, const guint8 * data,
    gsize length, GstBuffer * buffer, gpointer user_data);
GstPadProbeReturn lc_src_watch_released (GstPad * pad, GstPadProbeInfo * info,
    gpointer data);
GstPadProbeReturn lc_src_watch_depay_input (GstPad * pad,
    GstPadProbeInfo * info, gpointer data);

G_END_DECLS

#endif /* LC_SRC_MEDIUM_PRIVATE_H */
