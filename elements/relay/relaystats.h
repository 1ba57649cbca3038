/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_RELAY_STATS_H
#define LC_RELAY_STATS_H

#include <gst/gst.h>
#include "elements/relay/peer.h"

G_BEGIN_DECLS

/* How counters become fields of a `stats` structure. All are guint64. */

/* What @fate is called in stats and in the log. */
const gchar *lc_relay_fate_name (LcFate fate);

/* datagrams-received, bytes-received and one field per fate, each name with
 * @prefix before it. */
void lc_relay_stats_add_guard (GstStructure * stats, const gchar * prefix,
    const LcGuardCounters * counters);

/* By the other side's last report about @session of @rtpbin, in ns; FALSE
 * before the first. */
gboolean lc_relay_round_trip (GstElement * rtpbin, guint session,
    GstClockTime * round_trip);

/* Adds every guint64 field of @medium to the one of that name in @total, and
 * @medium itself to @total as @name. */
void lc_relay_stats_sum (GstStructure * total, const gchar * name,
    const GstStructure * medium);

G_END_DECLS

#endif /* LC_RELAY_STATS_H */
