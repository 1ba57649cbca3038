/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_EXTMAP_H
#define LC_EXTMAP_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* The extmap-N fields of RTP caps, which say what the header extension with id
 * N means. */

/* The header extension id of abs-capture-time in RTP caps, in any form that
 * extmap-N has (a string, or an array of direction, URI and attributes); 0
 * when there is none. */
guint lc_extmap_capture_time_id (const GstStructure * rtp);

/* The URI of one extmap-N value, NULL when it has none. */
const gchar *lc_extmap_uri (const GValue * value);

/* The N of an extmap-N field name, 0 when @field is none. */
guint lc_extmap_number (const gchar * field);

/* @caps (transfer full) without its abs-capture-time extmap; transfer full. */
GstCaps *lc_extmap_strip_capture_time (GstCaps * caps);

/* The most bytes that the extensions of fixed RTP @caps add to each packet,
 * with the block's header; 0 without any. */
guint lc_extmap_size (const GstCaps * caps);

/* @wish when no field of @rtp has this id, else the lowest free one of 1 to 14,
 * 0 when there is none. */
guint lc_extmap_free_id (const GstStructure * rtp, guint wish);

G_END_DECLS

#endif /* LC_EXTMAP_H */
