/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "sinkdrops.h"

/* More elements than any sensible branch has: a loop must end. */
#define MAX_HOPS 64

/* The pad of the real element that data from @src reaches, transfer full:
 * into a bin through its ghost pad, and out of one through the proxy inside. */
static GstPad *
real_peer (GstPad * src)
{
  GstPad *peer = gst_pad_get_peer (src);

  while (peer && GST_IS_PROXY_PAD (peer)) {
    GstPad *next;

    if (GST_IS_GHOST_PAD (peer)) {
      next = gst_ghost_pad_get_target (GST_GHOST_PAD (peer));
    } else {
      GstProxyPad *ghost = gst_proxy_pad_get_internal (GST_PROXY_PAD (peer));

      next = ghost ? gst_pad_get_peer (GST_PAD (ghost)) : NULL;
      gst_clear_object (&ghost);
    }
    gst_object_unref (peer);
    peer = next;
  }
  return peer;
}

/* Transfer full; NULL when there is not exactly one. */
static GstPad *
only_src_pad (GstElement * element)
{
  GstPad *pad = NULL;

  GST_OBJECT_LOCK (element);
  if (element->numsrcpads == 1)
    pad = gst_object_ref (element->srcpads->data);
  GST_OBJECT_UNLOCK (element);
  return pad;
}

GstElement *
lc_find_sink (GstPad * src)
{
  GstPad *pad = gst_object_ref (src);
  gint hops;

  for (hops = 0; pad && hops < MAX_HOPS; hops++) {
    GstPad *peer = real_peer (pad);
    GstElement *element = peer ? gst_pad_get_parent_element (peer) : NULL;

    gst_clear_object (&peer);
    gst_clear_object (&pad);
    if (element == NULL)
      return NULL;
    if (GST_OBJECT_FLAG_IS_SET (element, GST_ELEMENT_FLAG_SINK))
      return element;
    pad = only_src_pad (element);
    gst_object_unref (element);
  }
  gst_clear_object (&pad);
  return NULL;
}

guint64
lc_sink_dropped (GstElement * sink)
{
  GParamSpec *spec =
      g_object_class_find_property (G_OBJECT_GET_CLASS (sink), "stats");
  GstStructure *stats = NULL;
  guint64 dropped = 0;

  if (spec == NULL || spec->value_type != GST_TYPE_STRUCTURE)
    return 0;
  g_object_get (sink, "stats", &stats, NULL);
  if (stats) {
    gst_structure_get_uint64 (stats, "dropped", &dropped);
    gst_structure_free (stats);
  }
  return dropped;
}
