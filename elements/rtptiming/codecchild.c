/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/rtptiming/codecchild.h"

void
lc_codec_child_remove (GstBin * bin, GstPad * ghost_sink, GstPad * ghost_src,
    GstElement * old)
{
  gst_ghost_pad_set_target (GST_GHOST_PAD (ghost_sink), NULL);
  gst_ghost_pad_set_target (GST_GHOST_PAD (ghost_src), NULL);
  /* Locked, so that the bin changing its state now does not wake it again. */
  gst_element_set_locked_state (old, TRUE);
  gst_element_set_state (old, GST_STATE_NULL);
  gst_bin_remove (bin, old);
}

gboolean
lc_codec_child_add (GstBin * bin, GstPad * ghost_sink, GstPad * ghost_src,
    GstElement * child, const gchar * name)
{
  GstPad *sink = gst_element_get_static_pad (child, "sink");
  GstPad *src = gst_element_get_static_pad (child, "src");
  gboolean ok;

  gst_object_set_name (GST_OBJECT (child), name);
  gst_bin_add (bin, child);
  ok = sink && src && gst_ghost_pad_set_target (GST_GHOST_PAD (ghost_src), src)
      && gst_ghost_pad_set_target (GST_GHOST_PAD (ghost_sink), sink)
      && gst_element_sync_state_with_parent (child);
  gst_clear_object (&sink);
  gst_clear_object (&src);
  return ok;
}

void
lc_codec_child_set (GstElement * child, const gchar * property,
    const gchar * value)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (child), property))
    gst_util_set_object_arg (G_OBJECT (child), property, value);
}
