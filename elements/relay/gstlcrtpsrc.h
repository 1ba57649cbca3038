/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_RTP_SRC_H
#define GST_LC_RTP_SRC_H

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_LC_RTP_SRC (gst_lc_rtp_src_get_type ())
G_DECLARE_FINAL_TYPE (GstLcRtpSrc, gst_lc_rtp_src, GST, LC_RTP_SRC, GstBin)
GST_ELEMENT_REGISTER_DECLARE (lcrtpsrc);

G_END_DECLS

#endif /* GST_LC_RTP_SRC_H */
