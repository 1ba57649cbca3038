/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_RTP_SINK_H
#define GST_LC_RTP_SINK_H

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_LC_RTP_SINK (gst_lc_rtp_sink_get_type ())
G_DECLARE_FINAL_TYPE (GstLcRtpSink, gst_lc_rtp_sink, GST, LC_RTP_SINK, GstBin)
GST_ELEMENT_REGISTER_DECLARE (lcrtpsink);

G_END_DECLS

#endif /* GST_LC_RTP_SINK_H */
