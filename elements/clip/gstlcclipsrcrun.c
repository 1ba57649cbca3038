/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* A run of lcclipsrc, READY to PAUSED and back: elements inside and pads. */
#include "gstlcclipsrcprivate.h"

#include "cliperror.h"
#include "clipghost.h"
#include "clipwatch.h"

GST_DEBUG_CATEGORY_EXTERN (gst_lc_clip_src_debug);
#define GST_CAT_DEFAULT gst_lc_clip_src_debug

/* How far the demuxer may read ahead: covers the seek between two passes and
 * the interleaving of ordinary files (cf. matroska clusters of up to 5 s, which
 * are interleaved by frame, and MP4 chunks of 0.5 to 1 s). */
#define READ_AHEAD (3 * GST_SECOND)

/* --- the pads --- */

static void
add_ghost (GstLcClipSrc * self, GstPad * parsed, GstPad * queued,
    gboolean is_video)
{
  GstPadTemplate *templ = gst_element_get_pad_template (GST_ELEMENT (self),
      is_video ? "video_%u" : "audio_%u");
  gchar *name = g_strdup_printf (is_video ? "video_%u" : "audio_%u",
      is_video ? self->n_video++ : self->n_audio++);

  gst_element_add_pad (GST_ELEMENT (self),
      lc_clip_ghost_new (&self->clip, name, templ, parsed, queued));
  g_free (name);
}

/* "video", "audio" or neither: subtitles and the like stay inside. */
static gboolean
wanted (GstPad * parsed, gboolean * is_video)
{
  GstCaps *caps = gst_pad_query_caps (parsed, NULL);
  const gchar *type = "";
  gboolean audio;

  if (!gst_caps_is_any (caps) && !gst_caps_is_empty (caps))
    type = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  *is_video = g_str_has_prefix (type, "video/")
      || g_str_has_prefix (type, "image/");
  audio = g_str_has_prefix (type, "audio/");
  gst_caps_unref (caps);
  return *is_video || audio;
}

static void
set_exposed (GstLcClipSrc * self)
{
  g_mutex_lock (&self->lock);
  self->exposed = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

/* parsebin lets nothing through before it has added all its pads, and tells
 * in no other way when that is done (1.22 emits no no-more-pads). */
static GstPadProbeReturn
on_first_data (GstPad * pad, GstPadProbeInfo * info, gpointer self)
{
  if (info->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM &&
      GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_EOS &&
      GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_GAP)
    return GST_PAD_PROBE_OK;
  set_exposed (self);
  return GST_PAD_PROBE_REMOVE;
}

static void
on_parsed_pad (GstElement * parse, GstPad * parsed, GstLcClipSrc * self)
{
  GstPad *sink, *queued;
  GstIterator *links;
  GValue value = G_VALUE_INIT;
  gboolean is_video;

  gst_pad_add_probe (parsed, GST_PAD_PROBE_TYPE_DATA_DOWNSTREAM,
      on_first_data, self, NULL);
  if (!wanted (parsed, &is_video))
    return;
  sink = gst_element_request_pad_simple (self->queue, "sink_%u");
  links = gst_pad_iterate_internal_links (sink);
  if (gst_iterator_next (links, &value) != GST_ITERATOR_OK)
    g_return_if_reached ();
  gst_iterator_free (links);
  queued = g_value_get_object (&value);
  lc_clip_stream_new (&self->clip, parsed, sink, queued);
  gst_pad_link (parsed, sink);
  add_ghost (self, parsed, queued, is_video);
  g_value_unset (&value);
  gst_object_unref (sink);
}

/* --- a run --- */

static GstElement *
add_child (GstLcClipSrc * self, const gchar * factory, const gchar * name)
{
  GstElement *child = gst_element_factory_make (factory, name);

  if (!child) {
    GST_ELEMENT_ERROR (self, CORE, MISSING_PLUGIN,
        ("GStreamer's element \"%s\" is missing: install "
            "gstreamer1.0-plugins-base.", factory), (NULL));
    return NULL;
  }
  gst_bin_add (GST_BIN (self), child);
  return child;
}

static gboolean
add_children (GstLcClipSrc * self, const gchar * location)
{
  GstElement *file = add_child (self, "filesrc", "file");

  self->parse = add_child (self, "parsebin", "parse");
  self->queue = add_child (self, "multiqueue", "queue");
  if (!file || !self->parse || !self->queue)
    return FALSE;
  g_object_set (file, "location", location, NULL);
  g_object_set (self->queue, "max-size-time", (guint64) READ_AHEAD,
      "max-size-bytes", 0, "max-size-buffers", 0, NULL);
  g_signal_connect (self->parse, "pad-added", G_CALLBACK (on_parsed_pad), self);
  return gst_element_link (file, self->parse);
}

gboolean
gst_lc_clip_src_start (GstLcClipSrc * self)
{
  gchar *location = gst_lc_clip_src_dup_location (self);
  gboolean ok = lc_clip_check_file (GST_ELEMENT (self), location);

  g_mutex_lock (&self->lock);
  self->running = ok;
  self->exposed = self->failed = self->warned = FALSE;
  g_mutex_unlock (&self->lock);
  self->n_video = self->n_audio = 0;
  g_mutex_lock (&self->clip.lock);
  self->clip.timeline = lc_timeline_new ();
  self->clip.duration = GST_CLOCK_TIME_NONE;
  self->clip.loops = self->clip.buffers = self->clip.bytes = 0;
  self->clip.position = GST_CLOCK_TIME_NONE;
  self->clip.late_max = 0;
  g_mutex_unlock (&self->clip.lock);
  lc_pacer_start (self->clip.pacer);
  ok = ok && add_children (self, location);
  g_free (location);
  return ok;
}

/* transfer full, NULL when there is none left. */
static GstPad *
first_pad (GstLcClipSrc * self)
{
  GList *pads;
  GstPad *pad = NULL;

  GST_OBJECT_LOCK (self);
  pads = GST_ELEMENT_CAST (self)->srcpads;
  if (pads)
    pad = gst_object_ref (pads->data);
  GST_OBJECT_UNLOCK (self);
  return pad;
}

static void
remove_pads (GstLcClipSrc * self)
{
  GstPad *pad;

  while ((pad = first_pad (self))) {
    gst_pad_set_active (pad, FALSE);
    gst_element_remove_pad (GST_ELEMENT (self), pad);
    gst_object_unref (pad);
  }
}

static void
remove_children (GstLcClipSrc * self)
{
  GList *child;

  while ((child = GST_BIN_CHILDREN (self))) {
    GstElement *element = gst_object_ref (child->data);

    gst_element_set_locked_state (element, TRUE);
    gst_element_set_state (element, GST_STATE_NULL);
    gst_bin_remove (GST_BIN (self), element);
    gst_object_unref (element);
  }
  self->parse = self->queue = NULL;
}

/* The children's threads have ended or end here. */
void
gst_lc_clip_src_stop (GstLcClipSrc * self)
{
  lc_pacer_stop (self->clip.pacer);
  remove_pads (self);
  remove_children (self);
  g_mutex_lock (&self->lock);
  while (self->seeks > 0)       /* they pass through the streams' probes */
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
  g_mutex_lock (&self->clip.lock);
  g_ptr_array_set_size (self->clip.streams, 0);
  g_clear_pointer (&self->clip.timeline, lc_timeline_free);
  g_mutex_unlock (&self->clip.lock);
}

void
gst_lc_clip_src_forbid_errors (GstLcClipSrc * self)
{
  g_mutex_lock (&self->lock);
  self->running = FALSE;
  g_mutex_unlock (&self->lock);
}

/* Waits until parsebin has shown the streams. parsebin of 1.22 keeps the error
 * of a demuxer to itself that fails while it is being plugged; then nobody
 * reads any more. Three looks in a row rule out the moment in which one
 * element hands over to the next. */
static gboolean
wait_for_streams (GstLcClipSrc * self)
{
  guint idle = 0;
  gboolean ok;

  g_mutex_lock (&self->lock);
  while (!self->exposed && !self->failed && idle < 3) {
    gint64 next_look = g_get_monotonic_time () + G_TIME_SPAN_MILLISECOND * 100;

    if (g_cond_wait_until (&self->cond, &self->lock, next_look))
      continue;
    g_mutex_unlock (&self->lock);
    idle = lc_clip_is_reading (GST_BIN (self), self->queue) ? 0 : idle + 1;
    g_mutex_lock (&self->lock);
  }
  ok = self->exposed && !self->failed;
  g_mutex_unlock (&self->lock);
  if (!ok)
    gst_lc_clip_src_fail (self,
        "cannot be played: it is damaged, cut short or no media file.");
  return ok;
}

/* Reads as far as the streams of the file, then starts the first pass. A file
 * does this in milliseconds; to wait for it means that a bad file fails the
 * state change, and that the first frame is there when the clock starts. */
gboolean
gst_lc_clip_src_preload (GstLcClipSrc * self)
{
  GstPad *pad = NULL;
  gboolean ok;

  if (!wait_for_streams (self))
    return FALSE;
  g_mutex_lock (&self->clip.lock);
  if (self->clip.streams->len)
    pad = gst_object_ref (((LcClipStream *)
            g_ptr_array_index (self->clip.streams, 0))->parsed);
  g_mutex_unlock (&self->clip.lock);
  if (!pad) {
    gst_lc_clip_src_fail (self,
        "holds no video and no audio: set location to another.");
    return FALSE;
  }
  gst_element_no_more_pads (GST_ELEMENT (self));
  ok = gst_lc_clip_src_seek_to_start (pad);
  if (!ok)
    gst_lc_clip_src_fail (self,
        "cannot be played, as it allows no seeking: convert it to " "WebM.");
  gst_object_unref (pad);
  return ok;
}
