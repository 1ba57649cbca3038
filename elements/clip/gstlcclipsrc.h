/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_CLIP_SRC_H
#define GST_LC_CLIP_SRC_H

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_LC_CLIP_SRC (gst_lc_clip_src_get_type ())
G_DECLARE_FINAL_TYPE (GstLcClipSrc, gst_lc_clip_src, GST, LC_CLIP_SRC, GstBin)

GST_ELEMENT_REGISTER_DECLARE (lcclipsrc);

G_END_DECLS

#endif /* GST_LC_CLIP_SRC_H */
