/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_RTP_HDR_EXT_CAPTURE_TIME_H
#define GST_LC_RTP_HDR_EXT_CAPTURE_TIME_H

#include <gst/rtp/rtp.h>

G_BEGIN_DECLS

#define GST_TYPE_LC_RTP_HDR_EXT_CAPTURE_TIME \
  (gst_lc_rtp_hdr_ext_capture_time_get_type ())
G_DECLARE_FINAL_TYPE (GstLcRtpHdrExtCaptureTime,
    gst_lc_rtp_hdr_ext_capture_time, GST, LC_RTP_HDR_EXT_CAPTURE_TIME,
    GstRTPHeaderExtension)

/* Hands @ext what it needs to compute capture times of buffers without a
 * meta, all three at once: capture = @base_time + PTS + @running_time_offset
 * by @clock. To be called again when one of them changes, and with a NULL
 * @clock (transfer none) while the owner does not play. */
void gst_lc_rtp_hdr_ext_capture_time_set_timing (GstLcRtpHdrExtCaptureTime *
    ext, GstClock * clock, GstClockTime base_time,
    GstClockTimeDiff running_time_offset);

GST_ELEMENT_REGISTER_DECLARE (lcrtphdrextcapturetime);

G_END_DECLS

#endif /* GST_LC_RTP_HDR_EXT_CAPTURE_TIME_H */
