/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_RELAY_STATS_H
#define LC_RELAY_STATS_H

#include <gst/gst.h>
#include "elements/relay/peer.h"

G_BEGIN_DECLS

/* How counters become fields of a `stats` structure. All are guint64. */

/* datagrams-received, bytes-received and one field per fate, each name with
 * @prefix before it. */
void lc_relay_stats_add_guard (GstStructure * stats, const gchar * prefix,
    const LcGuardCounters * counters);

/* What the other side reports of what it received from @session of @rtpbin:
 * round-trip (ns), remote-packets-lost; absent before its first report. */
void lc_relay_stats_add_remote (GstStructure * stats, GstElement * rtpbin,
    guint session);

/* The same as plain figures; FALSE before the first report. */
gboolean lc_relay_remote (GstElement * rtpbin, guint session,
    GstClockTime * round_trip, guint64 * packets_lost);

/* The round trip alone, ns; 0 while it is not known. */
GstClockTime lc_relay_round_trip (GstElement * rtpbin, guint session);

/* Adds every guint64 field of @medium to the one of that name in @total, and
 * @medium itself to @total as @name. */
void lc_relay_stats_sum (GstStructure * total, const gchar * name,
    const GstStructure * medium);

G_END_DECLS

#endif /* LC_RELAY_STATS_H */
