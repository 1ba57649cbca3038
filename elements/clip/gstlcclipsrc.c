/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/**
 * SECTION:element-lcclipsrc
 * @title: lcclipsrc
 *
 * Plays a media file as if a live device delivered it, again and again
 * without a seam:
 *
 *   filesrc ! parsebin ! multiqueue ! video_0, audio_0, ...
 *
 * Each pass over the file is one SEGMENT seek. Timestamps run on from pass to
 * pass, so that behind the pads there is one endless stream.
 *
 * |[
 * gst-launch-1.0 lcclipsrc location=clip.webm name=c \
 *   c.video_0 ! queue ! decodebin ! videoconvert ! autovideosink \
 *   c.audio_0 ! queue ! decodebin ! audioconvert ! autoaudiosink
 * ]|
 */
#include "gstlcclipsrcprivate.h"

#include "cliperror.h"

GST_DEBUG_CATEGORY (gst_lc_clip_src_debug);
#define GST_CAT_DEFAULT gst_lc_clip_src_debug

enum
{
  PROP_0,
  PROP_LOCATION,
  PROP_LOOP,
  PROP_STATS,
};

static GstStaticPadTemplate video_template =
GST_STATIC_PAD_TEMPLATE ("video_%u", GST_PAD_SRC, GST_PAD_SOMETIMES,
    GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate audio_template =
GST_STATIC_PAD_TEMPLATE ("audio_%u", GST_PAD_SRC, GST_PAD_SOMETIMES,
    GST_STATIC_CAPS_ANY);

G_DEFINE_TYPE (GstLcClipSrc, gst_lc_clip_src, GST_TYPE_BIN);
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (lcclipsrc, "lcclipsrc", GST_RANK_NONE,
    GST_TYPE_LC_CLIP_SRC,
    GST_DEBUG_CATEGORY_INIT (gst_lc_clip_src_debug, "lcclipsrc", 0,
        "repeated live-paced clip"));

gchar *
gst_lc_clip_src_dup_location (GstLcClipSrc * self)
{
  gchar *location;

  GST_OBJECT_LOCK (self);
  location = g_strdup (self->location);
  GST_OBJECT_UNLOCK (self);
  return location;
}

/* TRUE for the first failure of a run: one error is enough. */
gboolean
gst_lc_clip_src_claim_failure (GstLcClipSrc * self)
{
  gboolean first;

  g_mutex_lock (&self->lock);
  first = !self->failed && self->running;
  self->failed = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  return first;
}

void
gst_lc_clip_src_fail (GstLcClipSrc * self, const gchar * what)
{
  gchar *location;

  if (!gst_lc_clip_src_claim_failure (self))
    return;
  location = gst_lc_clip_src_dup_location (self);
  GST_ELEMENT_ERROR (self, STREAM, FAILED, ("The file \"%s\" %s", location,
          what), (NULL));
  g_free (location);
}

static GstStateChangeReturn
change_state (GstElement * element, GstStateChange transition)
{
  GstLcClipSrc *self = GST_LC_CLIP_SRC (element);
  GstElementClass *parent = GST_ELEMENT_CLASS (gst_lc_clip_src_parent_class);
  GstStateChangeReturn ret = GST_STATE_CHANGE_FAILURE;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED
      && !gst_lc_clip_src_start (self))
    goto failed;
  if (transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED)
    lc_pacer_set_playing (self->clip.pacer, FALSE);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    gst_lc_clip_src_forbid_errors (self);
    lc_pacer_stop (self->clip.pacer);
  }
  ret = parent->change_state (element, transition);
  switch (transition) {
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      if (ret == GST_STATE_CHANGE_FAILURE || !gst_lc_clip_src_preload (self))
        goto failed;
      return GST_STATE_CHANGE_NO_PREROLL;
    case GST_STATE_CHANGE_PAUSED_TO_PLAYING:
      lc_pacer_set_playing (self->clip.pacer, TRUE);
      return ret == GST_STATE_CHANGE_FAILURE ? ret : GST_STATE_CHANGE_SUCCESS;
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      return ret == GST_STATE_CHANGE_FAILURE ? ret :
          GST_STATE_CHANGE_NO_PREROLL;
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      gst_lc_clip_src_stop (self);
      return ret;
    default:
      return ret;
  }

failed:
  gst_lc_clip_src_forbid_errors (self);
  gst_lc_clip_src_stop (self);
  return GST_STATE_CHANGE_FAILURE;
}

/* The children's own story of prerolling and seeking is none of the
 * pipeline's, and their errors are told in our words. */
static void
handle_message (GstBin * bin, GstMessage * message)
{
  GstLcClipSrc *self = GST_LC_CLIP_SRC (bin);
  gchar *location;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ASYNC_START:
    case GST_MESSAGE_ASYNC_DONE:
    case GST_MESSAGE_SEGMENT_START:
    case GST_MESSAGE_SEGMENT_DONE:
    case GST_MESSAGE_DURATION_CHANGED:
      gst_message_unref (message);
      return;
    case GST_MESSAGE_ERROR:
      location = gst_lc_clip_src_dup_location (self);
      if (gst_lc_clip_src_claim_failure (self))
        lc_clip_post_error (GST_ELEMENT (self), location, message);
      g_free (location);
      gst_message_unref (message);
      return;
    default:
      GST_BIN_CLASS (gst_lc_clip_src_parent_class)->handle_message (bin,
          message);
  }
}

static void
end_now (GstElement * element, gpointer data)
{
  gst_lc_clip_src_end_streams (GST_LC_CLIP_SRC (element));
}

/* EOS ends the clip at once, however much is read ahead. Streams that wait
 * for data get it from their queue, the others from the pacer. */
static gboolean
send_event (GstElement * element, GstEvent * event)
{
  GstLcClipSrc *self = GST_LC_CLIP_SRC (element);
  gboolean is_eos = GST_EVENT_TYPE (event) == GST_EVENT_EOS;

  gst_event_unref (event);
  if (!is_eos || !gst_lc_clip_src_is_running (self))
    return FALSE;
  lc_pacer_end (self->clip.pacer);
  gst_element_call_async (element, end_now, NULL, NULL);
  return TRUE;
}

/* --- the object --- */

static void
set_location (GstLcClipSrc * self, const gchar * location)
{
  GST_OBJECT_LOCK (self);
  g_free (self->location);
  self->location = g_strdup (location);
  GST_OBJECT_UNLOCK (self);
}

static void
set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  GstLcClipSrc *self = GST_LC_CLIP_SRC (object);

  switch (id) {
    case PROP_LOCATION:
      set_location (self, g_value_get_string (value));
      break;
    case PROP_LOOP:
      g_mutex_lock (&self->clip.lock);
      self->clip.loop = g_value_get_boolean (value);
      g_mutex_unlock (&self->clip.lock);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
get_property (GObject * object, guint id, GValue * value, GParamSpec * pspec)
{
  GstLcClipSrc *self = GST_LC_CLIP_SRC (object);

  switch (id) {
    case PROP_LOCATION:
      g_value_take_string (value, gst_lc_clip_src_dup_location (self));
      break;
    case PROP_LOOP:
      g_mutex_lock (&self->clip.lock);
      g_value_set_boolean (value, self->clip.loop);
      g_mutex_unlock (&self->clip.lock);
      break;
    case PROP_STATS:
      g_value_take_boxed (value, lc_clip_get_stats (&self->clip));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
finalize (GObject * object)
{
  GstLcClipSrc *self = GST_LC_CLIP_SRC (object);

  g_free (self->location);
  lc_pacer_free (self->clip.pacer);
  g_ptr_array_unref (self->clip.streams);
  g_mutex_clear (&self->clip.lock);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (gst_lc_clip_src_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass * klass)
{
  g_object_class_install_property (klass, PROP_LOCATION,
      g_param_spec_string ("location", "Location",
          "Media file to play (a path; WebM, Matroska, MP4, Ogg and whatever "
          "else parsebin can read and seek in)", NULL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (klass, PROP_LOOP,
      g_param_spec_boolean ("loop", "Loop",
          "Repeat the file for ever; false ends the stream (EOS) at the end "
          "of the pass that is being read, which is up to 3 s ahead of what "
          "is heard", TRUE,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Seams read over (loops), length of a pass, running time of the "
          "newest buffer let out and greatest lateness of a buffer (ns), "
          "buffers and bytes let out", GST_TYPE_STRUCTURE,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
gst_lc_clip_src_class_init (GstLcClipSrcClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = set_property;
  object_class->get_property = get_property;
  object_class->finalize = finalize;
  install_properties (object_class);
  element_class->change_state = change_state;
  element_class->send_event = send_event;
  GST_BIN_CLASS (klass)->handle_message = handle_message;
  gst_element_class_add_static_pad_template (element_class, &video_template);
  gst_element_class_add_static_pad_template (element_class, &audio_template);
  gst_element_class_set_static_metadata (element_class,
      "Repeated live clip", "Source/File",
      "Plays a media file again and again without a seam, as a live source",
      "gst-livecommerce <gst-livecommerce@localhost>");
}

static void
gst_lc_clip_src_init (GstLcClipSrc * self)
{
  self->clip.loop = TRUE;
  self->clip.duration = GST_CLOCK_TIME_NONE;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_mutex_init (&self->clip.lock);
  self->clip.element = GST_ELEMENT (self);
  self->clip.pacer = lc_pacer_new (GST_ELEMENT (self));
  self->clip.streams =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lc_clip_stream_free);
  self->clip.position = GST_CLOCK_TIME_NONE;
  self->clip.pass_over = gst_lc_clip_src_pass_over;
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SOURCE);
  gst_bin_set_suppressed_flags (GST_BIN (self),
      GST_ELEMENT_FLAG_SOURCE | GST_ELEMENT_FLAG_SINK);
}
