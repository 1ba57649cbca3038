/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_QUALITY_H
#define GST_LC_QUALITY_H

#include <gst/base/gstbasetransform.h>

G_BEGIN_DECLS

#define GST_TYPE_LC_QUALITY (gst_lc_quality_get_type ())
G_DECLARE_FINAL_TYPE (GstLcQuality, gst_lc_quality, GST, LC_QUALITY,
    GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE (lcquality);

G_END_DECLS

#endif /* GST_LC_QUALITY_H */
