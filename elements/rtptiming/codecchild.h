/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_CODEC_CHILD_H
#define LC_CODEC_CHILD_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* The one element inside a bin with two ghost pads, exchanged while the bin
 * runs, by the streaming thread that carries the caps event which asks for
 * another one. */

/* Stops @old and takes it out of @bin. */
void lc_codec_child_remove (GstBin * bin, GstPad * ghost_sink,
    GstPad * ghost_src, GstElement * old);

/* Puts @child (floating) into @bin as @name, between the ghost pads, and into
 * the bin's state. FALSE when its pads or its state say no. */
gboolean lc_codec_child_add (GstBin * bin, GstPad * ghost_sink,
    GstPad * ghost_src, GstElement * child, const gchar * name);

/* Sets @property from its text form when @child has it. */
void lc_codec_child_set (GstElement * child, const gchar * property,
    const gchar * value);

G_END_DECLS

#endif /* LC_CODEC_CHILD_H */
