/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_TEST_WALK_H
#define LC_TEST_WALK_H

#include <gst/check/gstcheck.h>

G_BEGIN_DECLS

/* The generic tests ask the registry which elements the plugin has, so that
 * a new one is walked without being listed anywhere. */

/* How many there are; none fails the test: a walk over nothing proves
 * nothing. */
guint lc_walk_count (void);

/* By name in alphabetical order, transfer none. */
GstElementFactory *lc_walk_nth (guint i);

/* transfer floating: the element as gst-launch-1.0 would make it. */
GstElement *lc_walk_make (GstElementFactory * factory);

/* Gives @element what it cannot work without, by the names of its
 * properties: an existing media file for `location`, free UDP ports for
 * `port`. */
void lc_walk_configure (GstElement * element);

/* transfer full: a pipeline of nothing but @element, which it takes. */
GstElement *lc_walk_pipeline (GstElement * element);

/* Goes to @state. A refusal must come with an error message whose text is a
 * sentence; anything else fails the test. TRUE when the state was taken. */
gboolean lc_walk_try_state (GstElement * pipeline, GstState state);

/* The same where no refusal is acceptable. */
void lc_walk_set_state (GstElement * pipeline, GstState state);

/* Two pads of every request template of @element, each once more held by the
 * list; lc_walk_release_pads() gives back and frees both. */
GSList *lc_walk_request_pads (GstElement * element);
void lc_walk_release_pads (GstElement * element, GSList * pads);

/* transfer full: @element and the things with properties of their own that
 * it offers as children: its pads, its settings per medium. */
GPtrArray *lc_walk_parts (GstElement * element);

/* Whether the property belongs to a type of this plugin, not to a base
 * class of GStreamer's. */
gboolean lc_walk_is_ours (GParamSpec * pspec);

G_END_DECLS

#endif /* LC_TEST_WALK_H */
