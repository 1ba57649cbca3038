/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_RTP_MEDIUM_H
#define GST_LC_RTP_MEDIUM_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* What lcrtpsrc is told about a medium before its pad exists: a child of the
 * element with the name that the pad will have, so that `video_0::port=5004`
 * works in a pipeline description. */
#define GST_TYPE_LC_RTP_MEDIUM (gst_lc_rtp_medium_get_type ())
G_DECLARE_FINAL_TYPE (GstLcRtpMedium, gst_lc_rtp_medium, GST, LC_RTP_MEDIUM,
    GstObject)

typedef struct
{
  gint port;                    /* -1 = by the element, 0 = off */
  gint rtcp_port;               /* -1 = port + 1 */
} LcRtpMediumConfig;

GstLcRtpMedium *gst_lc_rtp_medium_new (const gchar * name);
void gst_lc_rtp_medium_get_config (GstLcRtpMedium * medium,
    LcRtpMediumConfig * config);

G_END_DECLS

#endif /* GST_LC_RTP_MEDIUM_H */
