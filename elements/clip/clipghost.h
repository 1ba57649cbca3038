/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_CLIP_GHOST_H
#define LC_CLIP_GHOST_H

#include "clipstream.h"

G_BEGIN_DECLS

/* An active pad of lcclipsrc called @name that shows what leaves @queued, with
 * the stream and caps that @parsed has already; answers as a live, endless
 * source. transfer floating. @clip outlives it. */
GstPad *lc_clip_ghost_new (LcClip * clip, const gchar * name,
    GstPadTemplate * templ, GstPad * parsed, GstPad * queued);

G_END_DECLS

#endif /* LC_CLIP_GHOST_H */
