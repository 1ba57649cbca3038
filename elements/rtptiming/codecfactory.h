/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_CODEC_FACTORY_H
#define LC_CODEC_FACTORY_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* The installed RTP payloaders and depayloaders, from the registry. Ours are
 * not among them (they have rank NONE). */

/* The best ranked (de)payloader that takes @caps; transfer full, NULL when
 * none is installed. Payloaders of raw media and of anything-goes formats are
 * left out. */
GstElementFactory *lc_codec_factory_find (GstElementFactoryListType type,
    const GstCaps * caps);

/* Everything that lc_codec_factory_find() has a factory for; transfer full. */
GstCaps *lc_codec_factory_caps (GstElementFactoryListType type);

/* The header extension id of abs-capture-time in RTP caps, in any form that
 * extmap-N has (a string, or an array of direction, URI and attributes); 0
 * when there is none. */
guint lc_codec_extmap_id (const GstStructure * rtp);

/* The URI of one extmap-N value, NULL when it has none. */
const gchar *lc_codec_extmap_uri (const GValue * value);

/* The N of an extmap-N field name, 0 when @field is none. */
guint lc_codec_extmap_number (const gchar * field);

/* @caps (transfer full) without its abs-capture-time extmap; transfer full. */
GstCaps *lc_codec_strip_extmap (GstCaps * caps);

G_END_DECLS

#endif /* LC_CODEC_FACTORY_H */
