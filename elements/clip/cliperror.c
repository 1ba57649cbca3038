/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "cliperror.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

GST_DEBUG_CATEGORY_EXTERN (gst_lc_clip_src_debug);
#define GST_CAT_DEFAULT gst_lc_clip_src_debug

static void
report_open_failure (GstElement * element, const gchar * location, int error)
{
  if (error == ENOENT || error == ENOTDIR)
    GST_ELEMENT_ERROR (element, RESOURCE, NOT_FOUND,
        ("There is no file \"%s\": set location to a media file.", location),
        (NULL));
  else
    GST_ELEMENT_ERROR (element, RESOURCE, OPEN_READ,
        ("The file \"%s\" cannot be read (%s): give this user the right to "
            "read it or set another location.", location,
            g_strerror (error)), (NULL));
}

static gboolean
check_kind (GstElement * element, const gchar * location, const GStatBuf * st)
{
  if (S_ISDIR (st->st_mode)) {
    GST_ELEMENT_ERROR (element, RESOURCE, OPEN_READ,
        ("\"%s\" is a folder: set location to a media file in it.", location),
        (NULL));
    return FALSE;
  }
  if (!S_ISREG (st->st_mode)) {
    GST_ELEMENT_ERROR (element, RESOURCE, OPEN_READ,
        ("\"%s\" is not an ordinary file, so it cannot be repeated: set "
            "location to a media file.", location), (NULL));
    return FALSE;
  }
  if (st->st_size == 0) {
    GST_ELEMENT_ERROR (element, STREAM, WRONG_TYPE,
        ("The file \"%s\" is empty (0 bytes): set location to a media file.",
            location), (NULL));
    return FALSE;
  }
  return TRUE;
}

gboolean
lc_clip_check_file (GstElement * element, const gchar * location)
{
  GStatBuf st;
  int fd;

  if (!location || !*location) {
    GST_ELEMENT_ERROR (element, RESOURCE, NOT_FOUND,
        ("No media file is set: name one with location=FILE."), (NULL));
    return FALSE;
  }
  if (g_stat (location, &st) != 0) {
    report_open_failure (element, location, errno);
    return FALSE;
  }
  if (!check_kind (element, location, &st))
    return FALSE;
  fd = g_open (location, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0) {
    report_open_failure (element, location, errno);
    return FALSE;
  }
  close (fd);
  return TRUE;
}

/* Why the streaming stopped, if @message says it (GST_ELEMENT_FLOW_ERROR). */
static GstFlowReturn
stopping_flow (GstMessage * message)
{
  const GstStructure *details = NULL;
  gint flow = GST_FLOW_OK;

  gst_message_parse_error_details (message, &details);
  if (details)
    gst_structure_get_int (details, "flow-return", &flow);
  return flow;
}

static const gchar *
explain (GstMessage * message, const GError * error)
{
  GstFlowReturn flow = stopping_flow (message);

  if (flow == GST_FLOW_NOT_LINKED)
    return "has nowhere to go: link at least one of its pads.";
  if (flow < GST_FLOW_EOS)
    return "was stopped by an element behind it, which reports the cause.";
  if (error->domain == GST_RESOURCE_ERROR)
    return "cannot be read any more: check the disk it is on.";
  if (g_error_matches (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN)
      || g_error_matches (error, GST_STREAM_ERROR,
          GST_STREAM_ERROR_CODEC_NOT_FOUND))
    return "is of a kind for which a GStreamer plugin is missing: install it "
        "or convert the file to WebM.";
  return "cannot be played: it is damaged, cut short or no media file.";
}

void
lc_clip_post_error (GstElement * element, const gchar * location,
    GstMessage * message)
{
  GError *error = NULL;
  gchar *debug = NULL;

  gst_message_parse_error (message, &error, &debug);
  gst_element_message_full (element, GST_MESSAGE_ERROR, error->domain,
      error->code, g_strdup_printf ("The file \"%s\" %s", location,
          explain (message, error)),
      g_strdup_printf ("%s: %s\n%s", GST_MESSAGE_SRC_NAME (message),
          error->message, debug ? debug : ""), __FILE__, GST_FUNCTION,
      __LINE__);
  g_error_free (error);
  g_free (debug);
}
