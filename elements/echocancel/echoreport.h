/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_ECHO_REPORT_H
#define LC_ECHO_REPORT_H

#include "micline.h"

G_BEGIN_DECLS

/* transfer full: application/x-lc-echo-cancel-stats. */
GstStructure *lc_echo_report_stats (const LcMicStats * mic,
    const LcNearStats * near);

/* transfer full: @stats (transfer full) as the element message "lcechocancel"
 * about the @duration up to @timestamp, which is one of @segment. */
GstMessage *lc_echo_report_message (GstObject * source,
    GstStructure * stats, const GstSegment * segment, GstClockTime timestamp,
    GstClockTime duration);

G_END_DECLS

#endif
