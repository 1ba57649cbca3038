/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/rtpparts.h"

gboolean
lc_parts_are_there (GstElement * element, const gchar * const *names)
{
  for (; *names; names++) {
    GstElementFactory *factory = gst_element_factory_find (*names);

    if (factory == NULL) {
      GST_ELEMENT_ERROR (element, CORE, MISSING_PLUGIN, ("The element %s is "
              "not installed: install gstreamer1.0-plugins-good.", *names),
          (NULL));
      return FALSE;
    }
    gst_object_unref (factory);
  }
  return TRUE;
}

GstPad *
lc_parts_request (GstElement * rtpbin, const gchar * format, guint session)
{
  gchar *name = g_strdup_printf (format, session);
  GstPad *pad = gst_element_request_pad_simple (rtpbin, name);

  g_free (name);
  return pad;
}

void
lc_parts_release (GstElement * rtpbin, GstPad * pad)
{
  if (pad == NULL)
    return;
  gst_element_release_request_pad (rtpbin, pad);
  gst_object_unref (pad);
}

void
lc_parts_link_from (GstElement * element, GstPad * sinkpad)
{
  GstPad *pad = gst_element_get_static_pad (element, "src");

  gst_pad_link (pad, sinkpad);
  gst_object_unref (pad);
}

void
lc_parts_link_to (GstPad * srcpad, GstElement * element)
{
  GstPad *pad = gst_element_get_static_pad (element, "sink");

  gst_pad_link (srcpad, pad);
  gst_object_unref (pad);
}

GstElement *
lc_parts_socket_source (GSocket * socket, const gchar * caps_name)
{
  GstElement *source = gst_element_factory_make ("udpsrc", NULL);
  GstCaps *caps = gst_caps_new_empty_simple (caps_name);

  g_object_set (source, "socket", socket, "close-socket", FALSE,
      "auto-multicast", FALSE, "caps", caps, NULL);
  gst_caps_unref (caps);
  return source;
}

void
lc_parts_remove (GstBin * bin, GstElement * element)
{
  if (element == NULL)
    return;
  gst_element_set_locked_state (element, TRUE);
  gst_element_set_state (element, GST_STATE_NULL);
  gst_bin_remove (bin, element);
}

static void
add_ghost (GstElement * bin, GstElement * rtx, const gchar * direction,
    guint session)
{
  GstPad *pad = gst_element_get_static_pad (rtx, direction);
  gchar *name = g_strdup_printf ("%s_%u", direction, session);

  gst_element_add_pad (bin, gst_ghost_pad_new (name, pad));
  gst_object_unref (pad);
  g_free (name);
}

GstElement *
lc_parts_wrap_rtx (GstElement * rtx, guint session)
{
  GstElement *bin = gst_bin_new (NULL);

  gst_bin_add (GST_BIN (bin), rtx);
  add_ghost (bin, rtx, "sink", session);
  add_ghost (bin, rtx, "src", session);
  return bin;
}
