/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_RTP_PAY_PRIVATE_H
#define GST_LC_RTP_PAY_PRIVATE_H

#include "elements/rtptiming/gstlcrtppay.h"
#include "elements/rtptiming/paytagger.h"

G_BEGIN_DECLS

#define GST_LC_RTP_PAY_RANDOM_SSRC G_MAXUINT32

struct _GstLcRtpPay
{
  GstBin parent;
  GstPad *sinkpad;              /* ghost pads, owned by the element */
  GstPad *srcpad;
  GstPad *to_payloader;         /* inner side of sinkpad, owned by it */

  /* OBJECT_LOCK */
  gint pt;
  guint ssrc;
  LcPayTaggerSettings settings;
  LcPayTaggerCounters counters; /* a copy made after each buffer or list */
  GstElement *payloader;        /* transfer none: a child of the bin */
  guint reserve;                /* bytes of other header extensions */

  /* streaming thread */
  LcPayTagger tagger;
  GstSegment segment;
  guint wire_id;                /* the extension id in the caps sent, 0 = none */
  gboolean said_unknown;
};

/* gstlcrtppaycodec.c: the payloader. */

/* Has the right payloader for @caps inside (streaming thread). FALSE, with an
 * error on the bus, when there is none. */
gboolean gst_lc_rtp_pay_choose (GstLcRtpPay * self, GstCaps * caps);

/* What the element takes, within @filter (may be NULL); transfer full. */
GstCaps *gst_lc_rtp_pay_sink_caps (GstLcRtpPay * self, GstCaps * filter);

/* Hands the payloader what is left of the mtu; any thread. */
void gst_lc_rtp_pay_update_mtu (GstLcRtpPay * self);

G_END_DECLS

#endif /* GST_LC_RTP_PAY_PRIVATE_H */
