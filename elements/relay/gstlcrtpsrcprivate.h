/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_RTP_SRC_PRIVATE_H
#define GST_LC_RTP_SRC_PRIVATE_H

#include "elements/relay/gstlcrtpmedium.h"
#include "elements/relay/gstlcrtpsrc.h"
#include "elements/relay/relayconfig.h"
#include "elements/relay/srcmedium.h"

G_BEGIN_DECLS

/* gstlcrtpsrc.c is what is seen from outside: properties, children, states.
 * srcrun.c is what runs behind it. */

GST_DEBUG_CATEGORY_EXTERN (lcrtpsrc_debug);

/* The media that there are, in the order of their default ports. */
#define LC_SRC_N_MEDIA 2
typedef struct
{
  LcMedia media;
  const gchar *name;            /* of the pad and of the child */
} LcSrcSlot;
extern const LcSrcSlot lc_src_slots[LC_SRC_N_MEDIA];

struct _GstLcRtpSrc
{
  GstBin bin;

  /* Made once. */
  GstLcRtpMedium *configs[LC_SRC_N_MEDIA];

  /* OBJECT_LOCK */
  LcRelayConfig config;
  guint latency;
  gchar *sdp_location;
  GstClockTime timeout;

  /* The thread that changes the state. */
  GstElement *rtpbin;           /* while running; borrowed from the bin */
  LcSrtpKey key;
  GstLcQualitySession *quality;
  GstClockID watch;

  /* Taken before OBJECT_LOCK, never held while elements stop or pads come. */
  GMutex media_lock;
  LcSrcMedium *media[LC_SRC_N_MEDIA];
  gboolean silent[LC_SRC_N_MEDIA];     /* its timeout has been reported */
};

/* Sets up everything; one error message on failure. */
gboolean lc_src_run_start (GstLcRtpSrc * self);
void lc_src_run_stop (GstLcRtpSrc * self);

/* NULL when it is off. It stays as long as the state does. */
LcSrcMedium *lc_src_run_medium (GstLcRtpSrc * self, guint session);

G_END_DECLS

#endif /* GST_LC_RTP_SRC_PRIVATE_H */
