/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_ECHO_PROBE_H
#define GST_LC_ECHO_PROBE_H

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_LC_ECHO_PROBE (gst_lc_echo_probe_get_type ())
G_DECLARE_FINAL_TYPE (GstLcEchoProbe, gst_lc_echo_probe, GST,
    LC_ECHO_PROBE, GstElement)

GST_ELEMENT_REGISTER_DECLARE (lcechoprobe);

G_END_DECLS

#endif /* GST_LC_ECHO_PROBE_H */
