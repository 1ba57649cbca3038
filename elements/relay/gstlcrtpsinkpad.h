/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_RTP_SINK_PAD_H
#define GST_LC_RTP_SINK_PAD_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* A request pad of lcrtpsink: where this medium goes. Its properties are the
 * pad's, so that `video_0::port=5004` works in a pipeline description. */
#define GST_TYPE_LC_RTP_SINK_PAD (gst_lc_rtp_sink_pad_get_type ())
G_DECLARE_FINAL_TYPE (GstLcRtpSinkPad, gst_lc_rtp_sink_pad, GST,
    LC_RTP_SINK_PAD, GstGhostPad)

typedef struct
{
  gint port;                    /* -1 = the element's, +2 per medium */
  gint rtcp_port;               /* -1 = port + 1 */
  gint payload_type;            /* -1 = by codec */
} LcRtpSinkPadConfig;

GstPad *gst_lc_rtp_sink_pad_new (const gchar * name, GstPadTemplate * template);
void gst_lc_rtp_sink_pad_get_config (GstLcRtpSinkPad * pad,
    LcRtpSinkPadConfig * config);

G_END_DECLS

#endif /* GST_LC_RTP_SINK_PAD_H */
