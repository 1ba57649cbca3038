/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/**
 * SECTION:element-lcechoprobe
 * @title: lcechoprobe
 *
 * Sits in front of the loudspeaker's sink and hands what will be heard there
 * to the lcechocancel elements that ask for it by its name. The audio passes
 * untouched.
 *
 * |[
 * gst-launch-1.0 \
 *   audiotestsrc is-live=true ! lcechoprobe name=far ! autoaudiosink \
 *   autoaudiosrc ! audioconvert ! audioresample ! lcechocancel probe=far \
 *     ! fakesink
 * ]|
 */
#include "gstlcechoprobe.h"

#include <gst/audio/audio.h>

#include "echocaps.h"
#include "farmix.h"
#include "probehub.h"

GST_DEBUG_CATEGORY_STATIC (gst_lc_echo_probe_debug);
#define GST_CAT_DEFAULT gst_lc_echo_probe_debug

enum
{
  PROP_0,
  PROP_STATS,
};

struct _GstLcEchoProbe
{
  GstElement parent;

  GstPad *sinkpad, *srcpad;
  LcFarEnd *far;                /* owned */

  /* Streaming thread. */
  GstSegment segment;
  LcFarMix *mix;                /* owned; NULL before caps */
  gboolean asked_live;
};

static GstStaticPadTemplate sink_template =
GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (LC_ECHO_CAPS));
static GstStaticPadTemplate src_template =
GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (LC_ECHO_CAPS));

G_DEFINE_TYPE (GstLcEchoProbe, gst_lc_echo_probe, GST_TYPE_ELEMENT);
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (lcechoprobe, "lcechoprobe",
    GST_RANK_NONE, GST_TYPE_LC_ECHO_PROBE,
    GST_DEBUG_CATEGORY_INIT (gst_lc_echo_probe_debug, "lcechoprobe", 0,
        "far end for the echo canceller"));

/* --- data --- */

static gint64
get_running_time (GstLcEchoProbe * self, GstClockTime pts)
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

static void
ask_live (GstLcEchoProbe * self)
{
  GstQuery *query = gst_query_new_latency ();
  gboolean live = FALSE;

  if (gst_pad_peer_query (self->sinkpad, query))
    gst_query_parse_latency (query, &live, NULL, NULL);
  gst_query_unref (query);
  lc_far_end_set_live (self->far, live);
  self->asked_live = TRUE;
}

static void
take (GstLcEchoProbe * self, GstBuffer * buffer)
{
  gsize n;
  const gfloat *samples = lc_far_mix_read (self->mix, buffer, &n);

  if (!samples) {
    GST_WARNING_OBJECT (self, "cannot read %" GST_PTR_FORMAT, buffer);
    return;
  }
  lc_far_end_push (self->far, get_running_time (self, GST_BUFFER_PTS (buffer)),
      GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT), samples, n);
}

/* Reference first, then the buffer: a sink that prerolls holds the thread. */
static GstFlowReturn
gst_lc_echo_probe_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstLcEchoProbe *self = GST_LC_ECHO_PROBE (parent);
  GstFlowReturn flow;

  if (!self->mix) {
    GST_ELEMENT_ERROR (self, CORE, NEGOTIATION,
        ("The probe got audio before its format: put audioconvert ! "
            "audioresample before lcechoprobe."), (NULL));
    gst_buffer_unref (buffer);
    return GST_FLOW_NOT_NEGOTIATED;
  }
  if (!self->asked_live)
    ask_live (self);
  take (self, buffer);
  flow = gst_pad_push (self->srcpad, buffer);
  if (flow != GST_FLOW_OK)
    lc_far_end_set_dead (self->far);
  return flow;
}

/* --- events --- */

static gboolean
set_caps (GstLcEchoProbe * self, GstCaps * caps)
{
  GstAudioInfo info;

  g_clear_pointer (&self->mix, lc_far_mix_free);
  if (!gst_audio_info_from_caps (&info, caps))
    return FALSE;
  self->mix = lc_far_mix_new (&info);
  if (self->mix)
    lc_far_end_set_rate (self->far, GST_AUDIO_INFO_RATE (&info));
  return self->mix != NULL;
}

/* Silence that is said and not sent. */
static void
take_gap (GstLcEchoProbe * self, GstEvent * event)
{
  GstClockTime start, duration;
  gint64 time;

  gst_event_parse_gap (event, &start, &duration);
  time = get_running_time (self, start);
  if (time != LC_TIME_UNKNOWN && GST_CLOCK_TIME_IS_VALID (duration))
    lc_far_end_push_silence (self->far, time, duration);
}

static gboolean
gst_lc_echo_probe_sink_event (GstPad * pad, GstObject * parent,
    GstEvent * event)
{
  GstLcEchoProbe *self = GST_LC_ECHO_PROBE (parent);
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
      gst_event_copy_segment (event, &self->segment);
      break;
    case GST_EVENT_GAP:
      take_gap (self, event);
      break;
    case GST_EVENT_FLUSH_START:
      lc_far_end_set_flushing (self->far, TRUE);
      break;
    case GST_EVENT_FLUSH_STOP:
      gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
      lc_far_end_set_flushing (self->far, FALSE);
      break;
    case GST_EVENT_EOS:
      lc_far_end_set_eos (self->far);
      break;
    default:
      break;
  }
  return gst_pad_event_default (pad, parent, event);
}

/* The pipeline tells its sinks, and they tell us, how late they play. */
static gboolean
gst_lc_echo_probe_src_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstLcEchoProbe *self = GST_LC_ECHO_PROBE (parent);
  GstClockTime latency;

  if (GST_EVENT_TYPE (event) == GST_EVENT_LATENCY) {
    gst_event_parse_latency (event, &latency);
    lc_far_end_set_latency (self->far, latency);
    GST_DEBUG_OBJECT (self, "playback latency %" GST_TIME_FORMAT,
        GST_TIME_ARGS (latency));
  }
  return gst_pad_event_default (pad, parent, event);
}

/* --- states --- */

static void
start (GstLcEchoProbe * self)
{
  gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
  self->asked_live = FALSE;
  lc_far_end_set_started (self->far, TRUE);
}

static GstStateChangeReturn
gst_lc_echo_probe_change_state (GstElement * element, GstStateChange transition)
{
  GstLcEchoProbe *self = GST_LC_ECHO_PROBE (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_NULL_TO_READY)
    lc_far_end_set_found (self->far, TRUE);
  else if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    start (self);
  else if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    lc_far_end_set_started (self->far, FALSE);

  ret = GST_ELEMENT_CLASS (gst_lc_echo_probe_parent_class)->change_state
      (element, transition);

  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    g_clear_pointer (&self->mix, lc_far_mix_free);
  else if (transition == GST_STATE_CHANGE_READY_TO_NULL)
    lc_far_end_set_found (self->far, FALSE);
  else
    lc_far_end_wake (self->far);
  return ret;
}

/* --- GObject --- */

static GstStructure *
make_stats (GstLcEchoProbe * self)
{
  LcFarStats stats;

  lc_far_end_get_stats (self->far, &stats);
  return gst_structure_new ("application/x-lc-echo-probe-stats",
      "received", G_TYPE_UINT64, stats.received,
      "held", G_TYPE_UINT64, stats.held,
      "cancellers", G_TYPE_UINT, stats.cancellers,
      "canceller-timeouts", G_TYPE_UINT64, stats.timeouts, NULL);
}

static void
gst_lc_echo_probe_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  switch (id) {
    case PROP_STATS:
      g_value_take_boxed (value, make_stats (GST_LC_ECHO_PROBE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
gst_lc_echo_probe_finalize (GObject * object)
{
  GstLcEchoProbe *self = GST_LC_ECHO_PROBE (object);

  lc_far_end_free (self->far);
  g_clear_pointer (&self->mix, lc_far_mix_free);
  G_OBJECT_CLASS (gst_lc_echo_probe_parent_class)->finalize (object);
}

static void
gst_lc_echo_probe_class_init (GstLcEchoProbeClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->get_property = gst_lc_echo_probe_get_property;
  object_class->finalize = gst_lc_echo_probe_finalize;
  g_object_class_install_property (object_class, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Reference received and held (ns), cancellers that use it and waits "
          "for one of them given up (count)", GST_TYPE_STRUCTURE,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  element_class->change_state = gst_lc_echo_probe_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Echo probe",
      "Filter/Analyzer/Audio",
      "Hands what the loudspeaker will play to lcechocancel, and passes it on "
      "untouched", "gst-livecommerce <gst-livecommerce@localhost>");
}

static void
gst_lc_echo_probe_init (GstLcEchoProbe * self)
{
  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_lc_echo_probe_chain);
  gst_pad_set_event_function (self->sinkpad, gst_lc_echo_probe_sink_event);
  GST_PAD_SET_PROXY_CAPS (self->sinkpad);
  GST_PAD_SET_PROXY_ALLOCATION (self->sinkpad);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);

  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_event_function (self->srcpad, gst_lc_echo_probe_src_event);
  GST_PAD_SET_PROXY_CAPS (self->srcpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);

  self->far = lc_far_end_new (GST_ELEMENT (self), self->sinkpad);
}
