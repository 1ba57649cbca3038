/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_ECHO_CANCEL_H
#define GST_LC_ECHO_CANCEL_H

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_LC_ECHO_CANCEL (gst_lc_echo_cancel_get_type ())
G_DECLARE_FINAL_TYPE (GstLcEchoCancel, gst_lc_echo_cancel, GST,
    LC_ECHO_CANCEL, GstElement)

GST_ELEMENT_REGISTER_DECLARE (lcechocancel);

G_END_DECLS

#endif /* GST_LC_ECHO_CANCEL_H */
