/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_CLIP_WATCH_H
#define LC_CLIP_WATCH_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* TRUE while any element in @bin, however deep, runs a streaming thread;
 * @except and what it runs do not count. */
gboolean lc_clip_is_reading (GstBin * bin, GstElement * except);

G_END_DECLS

#endif /* LC_CLIP_WATCH_H */
