/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_QUALITY_SINKDROPS_H
#define LC_QUALITY_SINKDROPS_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* The sink at the end of the branch that begins at @src, through bins and
 * elements of one source pad, transfer full; NULL when the branch forks or
 * ends elsewhere. */
GstElement *lc_find_sink (GstPad * src);

/* Frames that @sink came to know and did not show, from its own `stats`
 * (GstBaseSink: late by more than max-lateness); 0 for a sink without. */
guint64 lc_sink_dropped (GstElement * sink);

G_END_DECLS

#endif /* LC_QUALITY_SINKDROPS_H */
