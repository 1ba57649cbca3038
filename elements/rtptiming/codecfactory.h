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

G_END_DECLS

#endif /* LC_CODEC_FACTORY_H */
