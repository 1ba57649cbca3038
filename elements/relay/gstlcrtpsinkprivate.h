/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_RTP_SINK_PRIVATE_H
#define GST_LC_RTP_SINK_PRIVATE_H

#include "elements/relay/gstlcrtpsink.h"
#include "elements/relay/relayconfig.h"
#include "elements/relay/sinkmedium.h"

G_BEGIN_DECLS

/* gstlcrtpsink.c is what is seen from outside: pads, properties, states.
 * sinkrun.c is what runs behind it. */

/* One request pad and, while the element runs, what is behind it. */
typedef struct
{
  GstPad *pad;                  /* borrowed from the element */
  guint index;                  /* order of request, the rtpbin session */
  LcMedia media;
  LcSinkMedium *medium;
} LcSinkSlot;

struct _GstLcRtpSink
{
  GstBin bin;

  /* OBJECT_LOCK */
  LcRelayConfig config;
  gchar *host;
  guint mtu;
  gboolean sdp_with_key;
  gchar *sdp;

  /* The thread that changes the state. */
  GstElement *rtpbin;           /* while running; borrowed from the bin */
  GInetAddress *address;
  LcSrtpKey key;
  GstLcQualitySession *quality;

  /* Taken before OBJECT_LOCK, never held while elements stop. */
  GMutex slots_lock;
  GPtrArray *slots;
};

/* Sets up everything and a medium for every slot; one error message on
 * failure. */
gboolean lc_sink_run_start (GstLcRtpSink * self);
void lc_sink_run_stop (GstLcRtpSink * self);

/* The same for one slot while the others run. */
gboolean lc_sink_run_start_slot (GstLcRtpSink * self, LcSinkSlot * slot);
void lc_sink_run_stop_slot (GstLcRtpSink * self, LcSinkSlot * slot);

G_END_DECLS

#endif /* GST_LC_RTP_SINK_PRIVATE_H */
