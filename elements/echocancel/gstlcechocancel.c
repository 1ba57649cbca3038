/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/**
 * SECTION:element-lcechocancel
 * @title: lcechocancel
 *
 * Removes from the microphone what the loudspeaker plays. An lcechoprobe in
 * front of the loudspeaker's sink, found by its name, tells what that is.
 *
 *   far end --> lcechoprobe --> loudspeaker  ~~~~ room ~~~+
 *                    :                                    v
 *   to them <------ lcechocancel <------------------- microphone
 *
 * |[
 * gst-launch-1.0 \
 *   audiotestsrc is-live=true ! lcechoprobe name=far ! autoaudiosink \
 *   autoaudiosrc ! audioconvert ! audioresample ! lcechocancel probe=far \
 *     ! fakesink
 * ]|
 *
 * Every #GstLcEchoCancel:interval it posts an element message `lcechocancel`
 * with timestamp, stream-time, running-time and duration (ns) and the fields
 * of #GstLcEchoCancel:stats.
 */
#include "gstlcechocancel.h"

#include <gst/audio/audio.h>

#include "echocaps.h"
#include "echoreport.h"
#include "echosettings.h"
#include "micline.h"
#include "probehub.h"

GST_DEBUG_CATEGORY_STATIC (gst_lc_echo_cancel_debug);
#define GST_CAT_DEFAULT gst_lc_echo_cancel_debug

struct _GstLcEchoCancel
{
  GstElement parent;

  GstPad *sinkpad, *srcpad;
  LcNearEnd *near;              /* owned */

  /* OBJECT_LOCK */
  LcEchoSettings settings;
  LcMicStats stats;             /* as of the last buffer */
  GstClockTime latency;         /* NONE before caps */

  gint live_known;              /* atomic */

  /* Streaming thread. */
  GstSegment segment;
  GstAudioInfo info;
  LcMicLine *line;              /* owned; NULL before caps */
  LcMicStats before;            /* times of earlier lines */
  gboolean live;
  gboolean warned;
  GstClockTime reported;        /* of stats.processed */
};

static GstStaticPadTemplate sink_template =
GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (LC_ECHO_CAPS));
static GstStaticPadTemplate src_template =
GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (LC_ECHO_CAPS));

G_DEFINE_TYPE_WITH_CODE (GstLcEchoCancel, gst_lc_echo_cancel,
    GST_TYPE_ELEMENT, G_IMPLEMENT_INTERFACE (GST_TYPE_PRESET, NULL));
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (lcechocancel, "lcechocancel",
    GST_RANK_NONE, GST_TYPE_LC_ECHO_CANCEL,
    GST_DEBUG_CATEGORY_INIT (gst_lc_echo_cancel_debug, "lcechocancel", 0,
        "echo canceller"));

/* --- reports --- */

static void
keep_stats (GstLcEchoCancel * self)
{
  LcMicStats stats;

  lc_mic_line_get_stats (self->line, &stats);
  stats.processed += self->before.processed;
  stats.missing += self->before.missing;
  GST_OBJECT_LOCK (self);
  self->stats = stats;
  GST_OBJECT_UNLOCK (self);
}

static GstStructure *
make_stats (GstLcEchoCancel * self)
{
  LcMicStats mic;
  LcNearStats near;

  GST_OBJECT_LOCK (self);
  mic = self->stats;
  GST_OBJECT_UNLOCK (self);
  lc_near_end_get_stats (self->near, &near);
  return lc_echo_report_stats (&mic, &near);
}

static void
report (GstLcEchoCancel * self, GstClockTime end)
{
  GstClockTime processed, since, interval;

  GST_OBJECT_LOCK (self);
  processed = self->stats.processed;
  interval = self->settings.post_messages ? self->settings.interval : 0;
  GST_OBJECT_UNLOCK (self);
  since = processed - self->reported;
  if (!interval || since < interval)
    return;
  self->reported = processed;
  gst_element_post_message (GST_ELEMENT (self),
      lc_echo_report_message (GST_OBJECT (self), make_stats (self),
          &self->segment, end, since));
}

/* A wait in vain is worth one warning; the rest is counted. */
static void
warn_of_timeouts (GstLcEchoCancel * self)
{
  LcNearStats near;
  gchar *probe;

  lc_near_end_get_stats (self->near, &near);
  if (!near.timeouts || self->warned)
    return;
  self->warned = TRUE;
  probe = lc_near_end_dup_probe (self->near);
  GST_ELEMENT_WARNING (self, STREAM, FAILED,
      ("No reference came from the probe \"%s\" within 2 s, so echo stays in: "
          "put a queue after the probe, or set async=false on the sink behind "
          "it.", probe), (NULL));
  g_free (probe);
}

/* --- the microphone's way --- */

static void
ask_live (GstLcEchoCancel * self)
{
  GstQuery *query = gst_query_new_latency ();

  /* Who does not know must not be kept waiting. */
  self->live = TRUE;
  if (gst_pad_peer_query (self->sinkpad, query))
    gst_query_parse_latency (query, &self->live, NULL, NULL);
  gst_query_unref (query);
  lc_near_end_set_live (self->near, self->live);
  GST_DEBUG_OBJECT (self, "%slive", self->live ? "" : "not ");
}

static void
sync_properties (GstLcEchoCancel * self, GstClockTime pts)
{
  GstClockTime time = GST_CLOCK_TIME_NONE;
  LcAecParams params;
  gboolean changed;

  if (self->segment.format == GST_FORMAT_TIME)
    time = gst_segment_to_stream_time (&self->segment, GST_FORMAT_TIME, pts);
  if (GST_CLOCK_TIME_IS_VALID (time))
    gst_object_sync_values (GST_OBJECT (self), time);
  GST_OBJECT_LOCK (self);
  params = self->settings.params;
  changed = self->settings.changed;
  self->settings.changed = FALSE;
  GST_OBJECT_UNLOCK (self);
  if (changed)
    lc_mic_line_set_params (self->line, &params);
}

static gint64
get_running_time (GstLcEchoCancel * self, GstClockTime pts)
{
  guint64 time;
  gint sign;

  if (!GST_CLOCK_TIME_IS_VALID (pts)
      || self->segment.format != GST_FORMAT_TIME)
    return LC_TIME_UNKNOWN;
  sign = gst_segment_to_running_time_full (&self->segment, GST_FORMAT_TIME,
      pts, &time);
  return sign ? sign * (gint64) time : LC_TIME_UNKNOWN;
}

static GstFlowReturn
push_finished (GstLcEchoCancel * self)
{
  GstFlowReturn flow = GST_FLOW_OK;
  GstBuffer *buffer;

  while (flow == GST_FLOW_OK && (buffer = lc_mic_line_pop (self->line))) {
    GstClockTime end = GST_BUFFER_PTS (buffer);

    if (GST_CLOCK_TIME_IS_VALID (end))
      end += GST_BUFFER_DURATION (buffer);
    flow = gst_pad_push (self->srcpad, buffer);
    report (self, end);
  }
  return flow;
}

/* What is finished is pushed before anything is waited for: a sink that
 * prerolls may need it to let the reference go on. */
static GstFlowReturn
work (GstLcEchoCancel * self, gboolean ending)
{
  gboolean wait = FALSE;
  GstFlowReturn flow;
  LcFetch result;

  do {
    result = ending ? lc_mic_line_finish (self->line, self->near, wait) :
        lc_mic_line_work (self->line, self->near, wait);
    keep_stats (self);
    warn_of_timeouts (self);
    flow = push_finished (self);
    if (flow == GST_FLOW_OK && result == LC_FETCH_FLUSHING)
      flow = GST_FLOW_FLUSHING;
    wait = TRUE;
  } while (flow == GST_FLOW_OK && result == LC_FETCH_WOULD_WAIT);
  return flow;
}

static GstFlowReturn
push_first (GstLcEchoCancel * self)
{
  GstBuffer *first = self->live ? NULL : lc_mic_line_pop_first (self->line);

  return first ? gst_pad_push (self->srcpad, first) : GST_FLOW_OK;
}

static GstFlowReturn
gst_lc_echo_cancel_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstLcEchoCancel *self = GST_LC_ECHO_CANCEL (parent);
  GstClockTime pts = GST_BUFFER_PTS (buffer);
  GstFlowReturn flow;
  gboolean ok;

  if (!self->line) {
    GST_ELEMENT_ERROR (self, CORE, NEGOTIATION,
        ("The canceller got audio before its format: put audioconvert ! "
            "audioresample before lcechocancel."), (NULL));
    gst_buffer_unref (buffer);
    return GST_FLOW_NOT_NEGOTIATED;
  }
  if (g_atomic_int_compare_and_exchange (&self->live_known, FALSE, TRUE))
    ask_live (self);
  sync_properties (self, pts);
  ok = lc_mic_line_push (self->line, buffer, get_running_time (self, pts));
  gst_buffer_unref (buffer);
  if (!ok) {
    GST_ELEMENT_ERROR (self, RESOURCE, NO_SPACE_LEFT,
        ("A buffer of the microphone cannot be read or there is no memory for "
            "it: use smaller buffers."), (NULL));
    return GST_FLOW_ERROR;
  }
  flow = push_first (self);
  return flow == GST_FLOW_OK ? work (self, FALSE) : flow;
}

/* --- events --- */

static void
drop_line (GstLcEchoCancel * self)
{
  LcMicStats stats;

  if (!self->line)
    return;
  lc_mic_line_get_stats (self->line, &stats);
  self->before.processed += stats.processed;
  self->before.missing += stats.missing;
  g_clear_pointer (&self->line, lc_mic_line_free);
}

/* The line for the caps in self->info. */
static gboolean
make_line (GstLcEchoCancel * self)
{
  LcAecConfig config;
  LcAecParams params;

  GST_OBJECT_LOCK (self);
  config = self->settings.config;
  params = self->settings.params;
  self->settings.changed = FALSE;
  GST_OBJECT_UNLOCK (self);
  config.rate = GST_AUDIO_INFO_RATE (&self->info);
  self->line = lc_mic_line_new (&self->info, &config, &params);
  if (!self->line) {
    GST_ELEMENT_ERROR (self, RESOURCE, NO_SPACE_LEFT,
        ("There is no memory for %d channels at %u Hz: put audioconvert ! "
            "audio/x-raw,channels=1 before lcechocancel.",
            GST_AUDIO_INFO_CHANNELS (&self->info), config.rate), (NULL));
    return FALSE;
  }
  return TRUE;
}

static void
set_latency (GstLcEchoCancel * self, GstClockTime latency)
{
  gboolean changed;

  GST_OBJECT_LOCK (self);
  changed = self->latency != latency;
  self->latency = latency;
  GST_OBJECT_UNLOCK (self);
  if (changed)
    gst_element_post_message (GST_ELEMENT (self),
        gst_message_new_latency (GST_OBJECT (self)));
}

static gboolean
set_caps (GstLcEchoCancel * self, GstCaps * caps)
{
  GstAudioInfo info;

  if (!gst_audio_info_from_caps (&info, caps))
    return FALSE;
  if (self->line && gst_audio_info_is_equal (&info, &self->info))
    return TRUE;
  if (self->line)
    work (self, TRUE);
  drop_line (self);
  self->info = info;
  if (!make_line (self))
    return FALSE;
  set_latency (self, lc_mic_line_get_latency (self->line));
  return TRUE;
}

static void
finish (GstLcEchoCancel * self)
{
  if (self->line)
    work (self, TRUE);
}

static gboolean
gst_lc_echo_cancel_sink_event (GstPad * pad, GstObject * parent,
    GstEvent * event)
{
  GstLcEchoCancel *self = GST_LC_ECHO_CANCEL (parent);
  GstCaps *caps;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      if (!set_caps (self, caps)) {
        gst_event_unref (event);
        return FALSE;
      }
      break;
    case GST_EVENT_SEGMENT:
      finish (self);
      gst_event_copy_segment (event, &self->segment);
      break;
    case GST_EVENT_GAP:
    case GST_EVENT_STREAM_START:
      finish (self);
      break;
    case GST_EVENT_EOS:
      finish (self);
      lc_near_end_set_eos (self->near);
      break;
    case GST_EVENT_FLUSH_START:
      lc_near_end_set_flushing (self->near, TRUE);
      break;
    case GST_EVENT_FLUSH_STOP:
      if (self->line)
        lc_mic_line_reset (self->line);
      gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
      lc_near_end_set_flushing (self->near, FALSE);
      break;
    default:
      break;
  }
  return gst_pad_event_default (pad, parent, event);
}

/* A new latency of the pipeline may come with another source. */
static gboolean
gst_lc_echo_cancel_src_event (GstPad * pad, GstObject * parent,
    GstEvent * event)
{
  if (GST_EVENT_TYPE (event) == GST_EVENT_LATENCY)
    g_atomic_int_set (&GST_LC_ECHO_CANCEL (parent)->live_known, FALSE);
  return gst_pad_event_default (pad, parent, event);
}

static gboolean
answer_latency (GstLcEchoCancel * self, GstQuery * query)
{
  GstClockTime own, min, max;
  gboolean live;

  GST_OBJECT_LOCK (self);
  own = self->latency;
  GST_OBJECT_UNLOCK (self);
  if (!GST_CLOCK_TIME_IS_VALID (own) ||
      !gst_pad_peer_query (self->sinkpad, query))
    return FALSE;
  gst_query_parse_latency (query, &live, &min, &max);
  min += own;
  if (GST_CLOCK_TIME_IS_VALID (max))
    max += own;
  gst_query_set_latency (query, live, min, max);
  return TRUE;
}

static gboolean
gst_lc_echo_cancel_src_query (GstPad * pad, GstObject * parent,
    GstQuery * query)
{
  if (GST_QUERY_TYPE (query) == GST_QUERY_LATENCY)
    return answer_latency (GST_LC_ECHO_CANCEL (parent), query);
  return gst_pad_query_default (pad, parent, query);
}

/* --- states --- */

static void
start (GstLcEchoCancel * self)
{
  gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
  g_atomic_int_set (&self->live_known, FALSE);
  self->warned = FALSE;
  self->reported = 0;
  memset (&self->before, 0, sizeof self->before);
  GST_OBJECT_LOCK (self);
  memset (&self->stats, 0, sizeof self->stats);
  GST_OBJECT_UNLOCK (self);
  lc_near_end_set_started (self->near, TRUE);
}

static void
stop (GstLcEchoCancel * self)
{
  g_clear_pointer (&self->line, lc_mic_line_free);
  GST_OBJECT_LOCK (self);
  self->latency = GST_CLOCK_TIME_NONE;
  GST_OBJECT_UNLOCK (self);
}

static GstStateChangeReturn
gst_lc_echo_cancel_change_state (GstElement * element,
    GstStateChange transition)
{
  GstLcEchoCancel *self = GST_LC_ECHO_CANCEL (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_NULL_TO_READY)
    lc_near_end_set_registered (self->near, TRUE);
  else if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    start (self);
  else if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    lc_near_end_set_started (self->near, FALSE);

  ret = GST_ELEMENT_CLASS (gst_lc_echo_cancel_parent_class)->change_state
      (element, transition);

  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    stop (self);
  else if (transition == GST_STATE_CHANGE_READY_TO_NULL)
    lc_near_end_set_registered (self->near, FALSE);
  return ret;
}

/* --- GObject --- */

static void
gst_lc_echo_cancel_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstLcEchoCancel *self = GST_LC_ECHO_CANCEL (object);
  gboolean known = TRUE;

  if (id == LC_ECHO_PROP_PROBE) {
    lc_near_end_set_probe (self->near, g_value_get_string (value));
    return;
  }
  GST_OBJECT_LOCK (self);
  known = lc_echo_settings_set (&self->settings, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gst_lc_echo_cancel_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstLcEchoCancel *self = GST_LC_ECHO_CANCEL (object);
  gboolean known = TRUE;

  if (id == LC_ECHO_PROP_STATS) {
    g_value_take_boxed (value, make_stats (self));
  } else if (id == LC_ECHO_PROP_PROBE) {
    g_value_take_string (value, lc_near_end_dup_probe (self->near));
  } else {
    GST_OBJECT_LOCK (self);
    known = lc_echo_settings_get (&self->settings, id, value);
    GST_OBJECT_UNLOCK (self);
  }
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gst_lc_echo_cancel_finalize (GObject * object)
{
  GstLcEchoCancel *self = GST_LC_ECHO_CANCEL (object);

  lc_near_end_free (self->near);
  lc_mic_line_free (self->line);
  G_OBJECT_CLASS (gst_lc_echo_cancel_parent_class)->finalize (object);
}

static void
gst_lc_echo_cancel_class_init (GstLcEchoCancelClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_lc_echo_cancel_set_property;
  object_class->get_property = gst_lc_echo_cancel_get_property;
  object_class->finalize = gst_lc_echo_cancel_finalize;
  lc_echo_settings_install (object_class);

  element_class->change_state = gst_lc_echo_cancel_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Echo canceller",
      "Filter/Effect/Audio",
      "Removes from the microphone what the loudspeaker plays, with an "
      "lcechoprobe as its reference",
      "gst-livecommerce <gst-livecommerce@localhost>");
}

static void
gst_lc_echo_cancel_init (GstLcEchoCancel * self)
{
  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_lc_echo_cancel_chain);
  gst_pad_set_event_function (self->sinkpad, gst_lc_echo_cancel_sink_event);
  GST_PAD_SET_PROXY_CAPS (self->sinkpad);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);

  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_event_function (self->srcpad, gst_lc_echo_cancel_src_event);
  gst_pad_set_query_function (self->srcpad, gst_lc_echo_cancel_src_query);
  GST_PAD_SET_PROXY_CAPS (self->srcpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);

  lc_echo_settings_init (&self->settings);
  self->latency = GST_CLOCK_TIME_NONE;
  self->near = lc_near_end_new (GST_ELEMENT (self), self->sinkpad);
  lc_near_end_set_probe (self->near, LC_ECHO_DEFAULT_PROBE);
}
