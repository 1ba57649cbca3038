/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_RTP_PARTS_H
#define LC_RTP_PARTS_H

#include <gst/gst.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* Plumbing of stock elements that both bins do alike. */

/* Whether all the factories of NULL-ended @names are installed; posts the one
 * error in @element's name when they are not. */
gboolean lc_parts_are_there (GstElement * element, const gchar * const *names);

/* rtpbin's pad "@format" of @session, transfer full. */
GstPad *lc_parts_request (GstElement * rtpbin, const gchar * format,
    guint session);

/* Gives back a pad of lc_parts_request(); NULL is fine. */
void lc_parts_release (GstElement * rtpbin, GstPad * pad);

/* Links @element's pad "src" to @sinkpad, @srcpad to @element's "sink". */
void lc_parts_link_from (GstElement * element, GstPad * sinkpad);
void lc_parts_link_to (GstPad * srcpad, GstElement * element);

/* A udpsrc that reads @socket and leaves it open. Transfer floating. */
GstElement *lc_parts_socket_source (GSocket * socket, const gchar * caps_name);

/* Stops @element and takes it out of @bin; NULL is fine. */
void lc_parts_remove (GstBin * bin, GstElement * element);

/* @rtx (rtprtxsend or rtprtxreceive, floating) as the bin that rtpbin asks for
 * as auxiliary element of @session. Transfer floating. */
GstElement *lc_parts_wrap_rtx (GstElement * rtx, guint session);

G_END_DECLS

#endif /* LC_RTP_PARTS_H */
