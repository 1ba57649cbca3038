/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* One pass over the file after the other. */
#include "gstlcclipsrcprivate.h"

GST_DEBUG_CATEGORY_EXTERN (gst_lc_clip_src_debug);
#define GST_CAT_DEFAULT gst_lc_clip_src_debug

/* A file that ends this much before the length it gives is called truncated. */
#define TRUNCATION_SLACK GST_SECOND

/* Ends each stream behind what is queued. The pads are held, as this may run
 * beside stop(). */
void
gst_lc_clip_src_end_streams (GstLcClipSrc * self)
{
  GPtrArray *sinks = g_ptr_array_new_with_free_func (gst_object_unref);

  g_mutex_lock (&self->clip.lock);
  for (guint i = 0; i < self->clip.streams->len; i++) {
    LcClipStream *stream = g_ptr_array_index (self->clip.streams, i);

    g_ptr_array_add (sinks, gst_object_ref (stream->sink));
  }
  g_mutex_unlock (&self->clip.lock);
  for (guint i = 0; i < sinks->len; i++)
    gst_pad_send_event (g_ptr_array_index (sinks, i), gst_event_new_eos ());
  g_ptr_array_unref (sinks);
}

/* Back to the start. With FLUSH, because that also takes a stream out of EOS;
 * the intake keeps the flush to itself. Any pad of the demuxer does. */
gboolean
gst_lc_clip_src_seek_to_start (GstPad * pad)
{
  return gst_pad_send_event (pad, gst_event_new_seek (1.0, GST_FORMAT_TIME,
          GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_SEGMENT | GST_SEEK_FLAG_ACCURATE,
          GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_NONE, GST_CLOCK_TIME_NONE));
}

gboolean
gst_lc_clip_src_is_running (GstLcClipSrc * self)
{
  gboolean running;

  g_mutex_lock (&self->lock);
  running = self->running;
  g_mutex_unlock (&self->lock);
  return running;
}

static void
count_seek (GstLcClipSrc * self, gint change)
{
  g_mutex_lock (&self->lock);
  self->seeks += change;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

static void
repeat (GstElement * element, gpointer pad)
{
  GstLcClipSrc *self = GST_LC_CLIP_SRC (element);

  if (!gst_lc_clip_src_seek_to_start (pad) && gst_lc_clip_src_is_running (self)
      && gst_pad_is_active (pad))
    gst_lc_clip_src_fail (self,
        "cannot be repeated, as it allows no seeking: set loop=false "
        "or convert it to WebM.");
  count_seek (self, -1);
}

/* Warns once when the pass was clearly shorter than the file says. */
static void
check_length (GstLcClipSrc * self, GstPad * pad, GstClockTime length)
{
  gint64 stated;
  gchar *location;
  gboolean warn;

  if (!gst_pad_query_duration (pad, GST_FORMAT_TIME, &stated) ||
      stated <= (gint64) (length + TRUNCATION_SLACK))
    return;
  g_mutex_lock (&self->lock);
  warn = !self->warned;
  self->warned = TRUE;
  g_mutex_unlock (&self->lock);
  if (!warn)
    return;
  location = gst_lc_clip_src_dup_location (self);
  GST_ELEMENT_WARNING (self, STREAM, DEMUX,
      ("The file \"%s\" ends after %.1f s of %.1f s: it is cut short, what is "
          "there is played.", location, length / (gdouble) GST_SECOND,
          stated / (gdouble) GST_SECOND), (NULL));
  g_free (location);
}

/* In the demuxer's thread, which has nothing more to do: the seek has to come
 * from another. */
void
gst_lc_clip_src_pass_over (LcClip * clip)
{
  GstLcClipSrc *self = GST_LC_CLIP_SRC (clip->element);
  gboolean ended = lc_pacer_is_ended (clip->pacer);
  gboolean again, empty;
  GstClockTime length;
  GstPad *pad;

  g_mutex_lock (&clip->lock);
  pad = gst_object_ref (((LcClipStream *) g_ptr_array_index (clip->streams,
              0))->parsed);
  length = lc_timeline_pass_length (clip->timeline);
  clip->duration = length;
  again = clip->loop && !ended;
  empty = length == 0;
  if (again && !empty && lc_timeline_next_pass (clip->timeline))
    clip->loops++;
  g_mutex_unlock (&clip->lock);

  GST_DEBUG_OBJECT (self, "a pass of %" GST_TIME_FORMAT " is over, again: %d",
      GST_TIME_ARGS (length), again);
  check_length (self, pad, length);
  if (empty)
    gst_lc_clip_src_fail (self,
        "has no length, as a still picture has none: set location to a "
        "video or a sound.");
  else if (!again)
    gst_lc_clip_src_end_streams (self);
  else {
    count_seek (self, 1);
    gst_element_call_async (GST_ELEMENT (self), repeat, gst_object_ref (pad),
        gst_object_unref);
  }
  gst_object_unref (pad);
}
