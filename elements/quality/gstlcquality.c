/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/**
 * SECTION:element-lcquality
 * @title: lcquality
 * @short_description: measures latency, freezes and A/V skew where it stands
 *
 * A passthrough tap on any stream. Taps of one pipeline, and the other elements
 * of this plugin, report into one session; the figures come as bus messages,
 * as JSON Lines and as the `stats` property. See docs/elements/lcquality.md
 * and docs/telemetry.md.
 *
 * |[
 * gst-launch-1.0 -m videotestsrc is-live=true num-buffers=90 ! lcquality stage=capture ! vp8enc deadline=1 ! vp8dec ! lcquality ! fakesink sync=true
 * ]|
 */
#include "gstlcqualityprivate.h"
#include "sessionprivate.h"
#include "elements/quality/export/report.h"
#include "elements/rtptiming/capturetime.h"

GST_DEBUG_CATEGORY_STATIC (lcquality_debug);
#define GST_CAT_DEFAULT lcquality_debug

#define DEFAULT_INTERVAL GST_SECOND

enum
{
  PROP_0,
  PROP_STREAM,
  PROP_STAGE,
  PROP_INTERVAL,
  PROP_POST_MESSAGES,
  PROP_REPORT_LOCATION,
  PROP_STATS,
};

static GstStaticPadTemplate sink_template =
GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template =
GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS_ANY);

G_DEFINE_TYPE_WITH_CODE (GstLcQuality, gst_lc_quality, GST_TYPE_BASE_TRANSFORM,
    GST_DEBUG_CATEGORY_INIT (lcquality_debug, "lcquality", 0,
        "quality telemetry tap"));
GST_ELEMENT_REGISTER_DEFINE (lcquality, "lcquality", GST_RANK_NONE,
    GST_TYPE_LC_QUALITY);

#define GST_TYPE_LC_QUALITY_STAGE (gst_lc_quality_stage_get_type ())
static GType
gst_lc_quality_stage_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    {STAGE_AUTO, "Raw media: rendered, encoded media: encoded, RTP: received",
        "auto"},
    {LC_STAGE_CAPTURE + 1, "Raw, before the encoder; tags buffers that have no "
          "capture time", "capture"},
    {LC_STAGE_ENCODED + 1, "Encoded, behind the encoder", "encoded"},
    {LC_STAGE_SENT + 1, "On its way into the socket", "sent"},
    {LC_STAGE_RECEIVED + 1, "Just out of the socket", "received"},
    {LC_STAGE_RELEASED + 1, "Out of jitter buffer and depayloader", "released"},
    {LC_STAGE_RENDERED + 1, "Right before a sink that shows or plays it",
        "rendered"},
    {0, NULL, NULL}
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstLcQualityStage",
            values));
  return type;
}

GstLcQualitySession *
gst_lc_quality_ref_session (GstLcQuality * self)
{
  GstLcQualitySession *session = NULL;

  GST_OBJECT_LOCK (self);
  if (self->session)
    session = g_object_ref (self->session);
  GST_OBJECT_UNLOCK (self);
  return session;
}

static LcStage
stage_of (GstLcQuality * self)
{
  gint stage;

  GST_OBJECT_LOCK (self);
  stage = self->stage;
  GST_OBJECT_UNLOCK (self);
  if (stage != STAGE_AUTO)
    return (LcStage) (stage - 1);
  if (self->raw)
    return LC_STAGE_RENDERED;
  return self->rtp ? LC_STAGE_RECEIVED : LC_STAGE_ENCODED;
}

/* Audio or video, and in which form: from the media type; RTP says it in a
 * field of its own. */
static gboolean
gst_lc_quality_set_caps (GstBaseTransform * trans, GstCaps * in, GstCaps * out)
{
  GstLcQuality *self = GST_LC_QUALITY (trans);
  const GstStructure *s = gst_caps_get_structure (in, 0);
  const gchar *name = gst_structure_get_name (s), *media = name;
  gint kind = KIND_UNKNOWN;

  self->rtp = g_str_equal (name, "application/x-rtp");
  self->raw = g_str_has_suffix (name, "/x-raw");
  if (self->rtp) {
    media = gst_structure_get_string (s, "media");
    gst_lc_quality_take_rtp (self, s);
  }
  if (media && g_str_has_prefix (media, "video"))
    kind = LC_KIND_VIDEO;
  else if (media && g_str_has_prefix (media, "audio"))
    kind = LC_KIND_AUDIO;
  g_atomic_int_set (&self->tap.kind, kind);
  g_atomic_int_set (&self->tap.stage, stage_of (self));
  GST_DEBUG_OBJECT (self, "%" GST_PTR_FORMAT ": kind %d, stage %d", in, kind,
      self->tap.stage);
  return TRUE;
}

static GstFlowReturn
gst_lc_quality_transform_ip (GstBaseTransform * trans, GstBuffer * buffer)
{
  gst_lc_quality_mark (GST_LC_QUALITY (trans), buffer);
  return GST_FLOW_OK;
}

static GstFlowReturn
gst_lc_quality_prepare_output_buffer (GstBaseTransform * trans,
    GstBuffer * in, GstBuffer ** out)
{
  *out = gst_lc_quality_tag (GST_LC_QUALITY (trans), in);
  return GST_FLOW_OK;
}

static gboolean
gst_lc_quality_sink_event (GstBaseTransform * trans, GstEvent * event)
{
  GstLcQuality *self = GST_LC_QUALITY (trans);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_FLUSH_STOP:
      gst_lc_quality_forget_early (self);
      self->known_capture = LC_NTP_NONE;
      lc_extrapolate_init (&self->rtp_tags, self->rtp_tags.clock_rate);
      gst_lc_quality_break (self);
      lc_reporter_flush (self->reporter, &self->tap);
      break;
    case GST_EVENT_EOS:
      gst_lc_quality_break (self);
      gst_lc_quality_count_sink_drops (self);
      lc_reporter_eos (self->reporter, &self->tap);
      break;
    default:
      break;
  }
  return GST_BASE_TRANSFORM_CLASS (gst_lc_quality_parent_class)->sink_event
      (trans, event);
}

/* A frame or two may pass before the pipeline's latency is first known: their
 * moments are too early, and what follows is no freeze. */
static void
take_latency (GstLcQuality * self, GstClockTime latency)
{
  GstLcQualitySession *session = gst_lc_quality_ref_session (self);
  gboolean first;

  if (session == NULL)
    return;

  GST_OBJECT_LOCK (self);
  first = self->latency == 0 && latency > 0;
  self->latency = latency;
  GST_OBJECT_UNLOCK (self);
  if (first)
    gst_lc_quality_break (self);
  lc_reporter_set_latency (lc_reporter_of (session), latency);
  g_object_unref (session);
}

static gboolean
gst_lc_quality_src_event (GstBaseTransform * trans, GstEvent * event)
{
  GstLcQuality *self = GST_LC_QUALITY (trans);
  GstClockTime latency;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_LATENCY:
      gst_event_parse_latency (event, &latency);
      take_latency (self, latency);
      break;
    case GST_EVENT_QOS:
      gst_lc_quality_count_sink_drops (self);
      break;
    default:
      break;
  }
  return GST_BASE_TRANSFORM_CLASS (gst_lc_quality_parent_class)->src_event
      (trans, event);
}

typedef struct
{
  GstLcQuality *self;
  GstStructure *structure;
  LcReportFrame frame;
  guint wanted, seen;           /* streams */
} Description;

static void
describe_stream (const LcStreamView * view, gpointer data)
{
  Description *d = data;
  gint kind = g_atomic_int_get (&d->self->tap.kind);
  LcStructureOut out;

  if (d->seen++ != d->wanted || kind == KIND_UNKNOWN)
    return;
  lc_structure_out_init (&out, d->structure);
  lc_report_flow (&lc_report_structure, &out, view, (LcKind) kind, &d->frame);
  if (kind == LC_KIND_VIDEO)
    lc_report_w3c_video (&lc_report_structure, &out, view);
  lc_report_skew (&lc_report_structure, &out, view, &d->frame);
  lc_structure_out_clear (&out);
}

/* The figures of this tap's stream and medium join @s. */
static void
add_figures (GstLcQuality * self, GstLcQualitySession * session,
    LcReporter * reporter, LcSpan span, gint64 duration, GstStructure * s)
{
  Description d = { self, s,
    {span, duration, lc_reporter_start_ntp (reporter)}, self->tap.stream, 0
  };

  gst_lc_quality_session_view (session, span, describe_stream, &d);
}

static GstStructure *
gst_lc_quality_describe (GstElement * element, gint64 running_time,
    gint64 duration, gboolean with_figures)
{
  GstLcQuality *self = GST_LC_QUALITY (element);
  GstLcQualitySession *session = gst_lc_quality_ref_session (self);
  GstStructure *s;

  if (session == NULL)
    return NULL;
  s = gst_structure_new_empty ("lcquality");
  GST_OBJECT_LOCK (self);
  gst_structure_set (s, "timestamp", G_TYPE_UINT64, self->last_pts,
      "stream-time", G_TYPE_UINT64, self->stream_time,
      "running-time", G_TYPE_UINT64, (guint64) MAX (running_time, 0),
      "duration", G_TYPE_UINT64, (guint64) duration, NULL);
  if (with_figures && self->stream)
    gst_structure_set (s, "stream", G_TYPE_STRING, self->stream, NULL);
  GST_OBJECT_UNLOCK (self);
  if (with_figures)
    add_figures (self, session, lc_reporter_of (session), LC_SPAN_INTERVAL,
        duration, s);
  g_object_unref (session);
  return s;
}

/* Properties are read in any state: without a session there are no figures. */
static GstStructure *
get_stats (GstLcQuality * self)
{
  GstStructure *s = gst_structure_new_empty ("application/x-lc-quality-stats");
  GstLcQualitySession *session = gst_lc_quality_ref_session (self);

  if (session) {
    gst_lc_quality_count_sink_drops (self);
    add_figures (self, session, lc_reporter_of (session), LC_SPAN_WHOLE, 0, s);
    g_object_unref (session);
  }
  return s;
}

static void
gst_lc_quality_refresh (GstElement * element)
{
  gst_lc_quality_count_sink_drops (GST_LC_QUALITY (element));
}

static void
join_session (GstLcQuality * self)
{
  GstLcQualitySession *session =
      gst_lc_quality_session_for_element (GST_ELEMENT (self));

  self->reporter = lc_reporter_of (session);
  GST_OBJECT_LOCK (self);
  self->session = session;
  GST_OBJECT_UNLOCK (self);
}

static void
leave_session (GstLcQuality * self)
{
  GstLcQualitySession *session;

  GST_OBJECT_LOCK (self);
  session = self->session;
  self->session = NULL;
  GST_OBJECT_UNLOCK (self);
  self->reporter = NULL;
  g_clear_object (&session);
}

/* READY to PAUSED. FALSE when the report cannot be written. */
static gboolean
begin (GstLcQuality * self)
{
  GError *error = NULL;
  gchar *location, *stream;

  GST_OBJECT_LOCK (self);
  stream = g_strdup (self->stream);
  location = g_strdup (self->report_location);
  self->tap.interval = self->interval;
  self->tap.post_messages = self->post_messages;
  self->latency = 0;
  self->last_pts = self->stream_time = GST_CLOCK_TIME_NONE;
  self->sink_dropped = 0;
  self->n_early = 0;
  GST_OBJECT_UNLOCK (self);
  self->tap.stream = gst_lc_quality_session_stream (self->session, stream);
  if (self->tap.stream == 0 && stream && *stream)
    GST_ELEMENT_WARNING (self, RESOURCE, NO_SPACE_LEFT,
        ("A session has room for %d streams: \"%s\" is reported without its "
            "name.", LC_QUALITY_MAX_STREAMS, stream), (NULL));
  g_atomic_int_set (&self->tap.kind, KIND_UNKNOWN);
  self->known_capture = LC_NTP_NONE;
  lc_reporter_add (self->reporter, &self->tap);
  if (location && *location
      && !lc_reporter_write_to (self->reporter, GST_ELEMENT (self), location,
          &error)) {
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_WRITE, ("%s", error->message),
        (NULL));
    g_clear_error (&error);
    lc_reporter_remove (self->reporter, &self->tap);
    self->begun = FALSE;
  } else {
    self->begun = TRUE;
  }
  g_free (location);
  g_free (stream);
  return self->begun;
}

static void
end (GstLcQuality * self)
{
  if (!self->begun)
    return;
  self->begun = FALSE;
  gst_lc_quality_count_sink_drops (self);
  lc_reporter_remove (self->reporter, &self->tap);
  g_weak_ref_set (&self->sink, NULL);
}

static GstStateChangeReturn
gst_lc_quality_change_state (GstElement * element, GstStateChange transition)
{
  GstLcQuality *self = GST_LC_QUALITY (element);
  GstStateChangeReturn ret;

  switch (transition) {
    case GST_STATE_CHANGE_NULL_TO_READY:
      join_session (self);
      break;
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      if (!begin (self))
        return GST_STATE_CHANGE_FAILURE;
      break;
    case GST_STATE_CHANGE_PAUSED_TO_PLAYING:
      gst_lc_quality_break (self);
      lc_reporter_play (self->reporter, &self->tap);
      gst_lc_quality_mark_early (self);
      break;
    default:
      break;
  }
  ret = GST_ELEMENT_CLASS (gst_lc_quality_parent_class)->change_state (element,
      transition);
  switch (transition) {
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      if (ret == GST_STATE_CHANGE_FAILURE)
        end (self);
      break;
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      gst_lc_quality_break (self);
      lc_reporter_pause (self->reporter, &self->tap);
      break;
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      end (self);
      break;
    case GST_STATE_CHANGE_READY_TO_NULL:
      leave_session (self);
      break;
    default:
      break;
  }
  return ret;
}

static void
gst_lc_quality_set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  GstLcQuality *self = GST_LC_QUALITY (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_STREAM:
      g_free (self->stream);
      self->stream = g_value_dup_string (value);
      break;
    case PROP_STAGE:
      self->stage = g_value_get_enum (value);
      break;
    case PROP_INTERVAL:
      self->interval = g_value_get_uint64 (value);
      break;
    case PROP_POST_MESSAGES:
      self->post_messages = g_value_get_boolean (value);
      break;
    case PROP_REPORT_LOCATION:
      g_free (self->report_location);
      self->report_location = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_lc_quality_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstLcQuality *self = GST_LC_QUALITY (object);

  if (id == PROP_STATS) {
    g_value_take_boxed (value, get_stats (self));
    return;
  }
  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_STREAM:
      g_value_set_string (value, self->stream);
      break;
    case PROP_STAGE:
      g_value_set_enum (value, self->stage);
      break;
    case PROP_INTERVAL:
      g_value_set_uint64 (value, self->interval);
      break;
    case PROP_POST_MESSAGES:
      g_value_set_boolean (value, self->post_messages);
      break;
    case PROP_REPORT_LOCATION:
      g_value_set_string (value, self->report_location);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_lc_quality_finalize (GObject * object)
{
  GstLcQuality *self = GST_LC_QUALITY (object);

  g_weak_ref_clear (&self->sink);
  g_free (self->stream);
  g_free (self->report_location);
  G_OBJECT_CLASS (gst_lc_quality_parent_class)->finalize (object);
}

static void
gst_lc_quality_init (GstLcQuality * self)
{
  self->interval = DEFAULT_INTERVAL;
  self->post_messages = TRUE;
  self->known_capture = LC_NTP_NONE;
  self->tap.element = GST_ELEMENT (self);
  self->tap.kind = KIND_UNKNOWN;
  self->tap.refresh = gst_lc_quality_refresh;
  self->tap.describe = gst_lc_quality_describe;
  g_weak_ref_init (&self->sink, NULL);
  gst_base_transform_set_passthrough (GST_BASE_TRANSFORM (self), TRUE);
}

static void
install_properties (GObjectClass * klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_READY;

  g_object_class_install_property (klass, PROP_STREAM,
      g_param_spec_string ("stream", "Stream",
          "Label of the stream this tap belongs to; audio and video that are "
          "compared have the same one. Unset: the session's main stream",
          NULL, flags));
  g_object_class_install_property (klass, PROP_STAGE,
      g_param_spec_enum ("stage", "Stage",
          "Where on the way of the stream this tap stands",
          GST_TYPE_LC_QUALITY_STAGE, STAGE_AUTO, flags));
  g_object_class_install_property (klass, PROP_INTERVAL,
      g_param_spec_uint64 ("interval", "Interval",
          "Time between two reports in nanoseconds; the shortest of a "
          "session's taps counts, below 10 ms is taken as 10 ms, 0 = this tap "
          "asks for none", 0, G_MAXUINT64, DEFAULT_INTERVAL, flags));
  g_object_class_install_property (klass, PROP_POST_MESSAGES,
      g_param_spec_boolean ("post-messages", "Post messages",
          "Whether to post an element message on the bus at every interval and "
          "when a freeze or a pause begins or ends", TRUE, flags));
  g_object_class_install_property (klass, PROP_REPORT_LOCATION,
      g_param_spec_string ("report-location", "Report location",
          "Where to write the session's report as JSON Lines: a path, - for "
          "standard output, or fd://3 for an open descriptor. Unset: nowhere",
          NULL, flags));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Figures of this tap's stream since the run began, times in "
          "nanoseconds", GST_TYPE_STRUCTURE,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
gst_lc_quality_class_init (GstLcQualityClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);

  object_class->set_property = gst_lc_quality_set_property;
  object_class->get_property = gst_lc_quality_get_property;
  object_class->finalize = gst_lc_quality_finalize;
  install_properties (object_class);

  element_class->change_state = GST_DEBUG_FUNCPTR (gst_lc_quality_change_state);
  trans_class->set_caps = GST_DEBUG_FUNCPTR (gst_lc_quality_set_caps);
  trans_class->transform_ip = GST_DEBUG_FUNCPTR (gst_lc_quality_transform_ip);
  trans_class->prepare_output_buffer =
      GST_DEBUG_FUNCPTR (gst_lc_quality_prepare_output_buffer);
  trans_class->sink_event = GST_DEBUG_FUNCPTR (gst_lc_quality_sink_event);
  trans_class->src_event = GST_DEBUG_FUNCPTR (gst_lc_quality_src_event);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class,
      "Quality telemetry tap", "Filter/Analyzer",
      "Measures end-to-end latency by stage, freezes, pauses and A/V skew of "
      "the stream that passes, and reports them",
      "gst-livecommerce <gst-livecommerce@localhost>");
  gst_type_mark_as_plugin_api (GST_TYPE_LC_QUALITY_STAGE, 0);
}
