/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_CLIP_ERROR_H
#define LC_CLIP_ERROR_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* One sentence for the user, whatever went wrong with a clip. */

/* TRUE if @location is a file that can be opened; otherwise FALSE and an
 * error on @element's bus. */
gboolean lc_clip_check_file (GstElement * element, const gchar * location);

/* Posts on @element's bus what @message, an error of an element inside,
 * means to somebody who only knows @location. */
void lc_clip_post_error (GstElement * element, const gchar * location,
    GstMessage * message);

G_END_DECLS

#endif /* LC_CLIP_ERROR_H */
