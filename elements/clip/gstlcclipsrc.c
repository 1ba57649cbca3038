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
#include "gstlcclipsrc.h"

#include "cliperror.h"
#include "clipghost.h"
#include "clipstream.h"
#include "clipwatch.h"

GST_DEBUG_CATEGORY (gst_lc_clip_src_debug);
#define GST_CAT_DEFAULT gst_lc_clip_src_debug

/* How far the demuxer may read ahead: covers the seek between two passes and
 * the interleaving of ordinary files (cf. matroska clusters of up to 5 s, which
 * are interleaved by frame, and MP4 chunks of 0.5 to 1 s). */
#define READ_AHEAD (3 * GST_SECOND)

/* A file that ends this much before the length it gives is called truncated. */
#define TRUNCATION_SLACK GST_SECOND

enum
{
  PROP_0,
  PROP_LOCATION,
  PROP_LOOP,
  PROP_STATS,
};

struct _GstLcClipSrc
{
  GstBin parent;

  gchar *location;              /* OBJECT_LOCK */

  LcClip clip;

  /* Of a run, READY to PAUSED and back. */
  GstElement *parse, *queue;    /* owned by the bin */
  GMutex lock;                  /* the five below; a leaf */
  GCond cond;
  gboolean running;
  gboolean exposed;             /* parsebin has shown all its pads */
  gboolean failed;              /* an error is on the bus */
  gboolean warned;              /* so is the warning about truncation */
  guint seeks;                  /* under way in other threads */
  guint n_video, n_audio;       /* only in parsebin's thread */
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

static gchar *
dup_location (GstLcClipSrc * self)
{
  gchar *location;

  GST_OBJECT_LOCK (self);
  location = g_strdup (self->location);
  GST_OBJECT_UNLOCK (self);
  return location;
}

/* TRUE for the first failure of a run: one error is enough. */
static gboolean
claim_failure (GstLcClipSrc * self)
{
  gboolean first;

  g_mutex_lock (&self->lock);
  first = !self->failed && self->running;
  self->failed = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  return first;
}

static void
fail (GstLcClipSrc * self, const gchar * what)
{
  gchar *location;

  if (!claim_failure (self))
    return;
  location = dup_location (self);
  GST_ELEMENT_ERROR (self, STREAM, FAILED, ("The file \"%s\" %s", location,
          what), (NULL));
  g_free (location);
}

/* --- the passes --- */

/* Ends each stream behind what is queued. The pads are held, as this may run
 * beside stop(). */
static void
end_all_streams (GstLcClipSrc * self)
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
static gboolean
seek_to_start (GstPad * pad)
{
  return gst_pad_send_event (pad, gst_event_new_seek (1.0, GST_FORMAT_TIME,
          GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_SEGMENT | GST_SEEK_FLAG_ACCURATE,
          GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_NONE, GST_CLOCK_TIME_NONE));
}

static gboolean
is_running (GstLcClipSrc * self)
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

  if (!seek_to_start (pad) && is_running (self) && gst_pad_is_active (pad))
    fail (self, "cannot be repeated, as it allows no seeking: set loop=false "
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
  location = dup_location (self);
  GST_ELEMENT_WARNING (self, STREAM, DEMUX,
      ("The file \"%s\" ends after %.1f s of %.1f s: it is cut short, what is "
          "there is played.", location, length / (gdouble) GST_SECOND,
          stated / (gdouble) GST_SECOND), (NULL));
  g_free (location);
}

/* In the demuxer's thread, which has nothing more to do: the seek has to come
 * from another. */
static void
on_pass_over (LcClip * clip)
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
    fail (self, "holds no picture and no sound: set location to another.");
  else if (!again)
    end_all_streams (self);
  else {
    count_seek (self, 1);
    gst_element_call_async (GST_ELEMENT (self), repeat, gst_object_ref (pad),
        gst_object_unref);
  }
  gst_object_unref (pad);
}

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

static gboolean
start (GstLcClipSrc * self)
{
  gchar *location = dup_location (self);
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
static void
stop (GstLcClipSrc * self)
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

static void
forbid_errors (GstLcClipSrc * self)
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
    fail (self, "cannot be played: it is damaged, cut short or no media file.");
  return ok;
}

/* Reads as far as the streams of the file, then starts the first pass. A file
 * does this in milliseconds; to wait for it means that a bad file fails the
 * state change, and that the first frame is there when the clock starts. */
static gboolean
preload (GstLcClipSrc * self)
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
    fail (self, "holds no video and no audio: set location to another.");
    return FALSE;
  }
  gst_element_no_more_pads (GST_ELEMENT (self));
  ok = seek_to_start (pad);
  if (!ok)
    fail (self, "cannot be played, as it allows no seeking: convert it to "
        "WebM.");
  gst_object_unref (pad);
  return ok;
}

static GstStateChangeReturn
change_state (GstElement * element, GstStateChange transition)
{
  GstLcClipSrc *self = GST_LC_CLIP_SRC (element);
  GstElementClass *parent = GST_ELEMENT_CLASS (gst_lc_clip_src_parent_class);
  GstStateChangeReturn ret = GST_STATE_CHANGE_FAILURE;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !start (self))
    goto failed;
  if (transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED)
    lc_pacer_set_playing (self->clip.pacer, FALSE);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    forbid_errors (self);
    lc_pacer_stop (self->clip.pacer);
  }
  ret = parent->change_state (element, transition);
  switch (transition) {
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      if (ret == GST_STATE_CHANGE_FAILURE || !preload (self))
        goto failed;
      return GST_STATE_CHANGE_NO_PREROLL;
    case GST_STATE_CHANGE_PAUSED_TO_PLAYING:
      lc_pacer_set_playing (self->clip.pacer, TRUE);
      return ret == GST_STATE_CHANGE_FAILURE ? ret : GST_STATE_CHANGE_SUCCESS;
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      return ret == GST_STATE_CHANGE_FAILURE ? ret :
          GST_STATE_CHANGE_NO_PREROLL;
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      stop (self);
      return ret;
    default:
      return ret;
  }

failed:
  forbid_errors (self);
  stop (self);
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
      location = dup_location (self);
      if (claim_failure (self))
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
  end_all_streams (GST_LC_CLIP_SRC (element));
}

/* EOS ends the clip at once, however much is read ahead. Streams that wait
 * for data get it from their queue, the others from the pacer. */
static gboolean
send_event (GstElement * element, GstEvent * event)
{
  GstLcClipSrc *self = GST_LC_CLIP_SRC (element);
  gboolean is_eos = GST_EVENT_TYPE (event) == GST_EVENT_EOS;

  gst_event_unref (event);
  if (!is_eos || !is_running (self))
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
      g_value_take_string (value, dup_location (self));
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
  self->clip.pass_over = on_pass_over;
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SOURCE);
  gst_bin_set_suppressed_flags (GST_BIN (self),
      GST_ELEMENT_FLAG_SOURCE | GST_ELEMENT_FLAG_SINK);
}
