/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_RTP_PAY_H
#define GST_LC_RTP_PAY_H

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_LC_RTP_PAY (gst_lc_rtp_pay_get_type ())
G_DECLARE_FINAL_TYPE (GstLcRtpPay, gst_lc_rtp_pay, GST, LC_RTP_PAY, GstBin)

GST_ELEMENT_REGISTER_DECLARE (lcrtppay);

G_END_DECLS

#endif /* GST_LC_RTP_PAY_H */
