/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_RTP_DEPAY_H
#define GST_LC_RTP_DEPAY_H

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_LC_RTP_DEPAY (gst_lc_rtp_depay_get_type ())
G_DECLARE_FINAL_TYPE (GstLcRtpDepay, gst_lc_rtp_depay, GST, LC_RTP_DEPAY,
    GstBin)

GST_ELEMENT_REGISTER_DECLARE (lcrtpdepay);

G_END_DECLS

#endif /* GST_LC_RTP_DEPAY_H */
