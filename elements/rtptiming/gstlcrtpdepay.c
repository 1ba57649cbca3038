/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/**
 * SECTION:element-lcrtpdepay
 *
 * Picks the depayloader for the RTP caps, and puts the capture time on every
 * buffer that comes out.
 *
 * |[
 *                     +-------------- lcrtpdepay ---------------+
 *   application/x-rtp |  +------+   +-------------+   +------+  | encoded media,
 *   ------------------>->| read |-->| depayloader |-->| meta |->---------------->
 *   extmap-5=...      |  | tag  |   +-------------+   +------+  | timestamp/x-ntp
 *                     +-----------------------------------------+
 * ]|
 *
 * |[
 * gst-launch-1.0 videotestsrc is-live=true num-buffers=60 ! vp8enc deadline=1 ! lcrtppay ! lcrtpdepay ! vp8dec ! fakesink
 * ]|
 *
 * Packets without a tag get the time of the last one plus the distance of
 * their RTP timestamps, for up to 5 s. The depayloader is a child named
 * "depayloader" (GstChildProxy).
 */
#include "elements/rtptiming/gstlcrtpdepay.h"

#include "elements/rtptiming/codecchild.h"
#include "elements/rtptiming/codecfactory.h"
#include "elements/rtptiming/extmap.h"
#include "elements/rtptiming/tagreader.h"

GST_DEBUG_CATEGORY_STATIC (gst_lc_rtp_depay_debug);
#define GST_CAT_DEFAULT gst_lc_rtp_depay_debug

#define DEFAULT_WAIT_FOR_KEYFRAME FALSE
#define DEFAULT_REQUEST_KEYFRAME FALSE

enum
{
  PROP_0,
  PROP_WAIT_FOR_KEYFRAME,
  PROP_REQUEST_KEYFRAME,
  PROP_STATS
};

struct _GstLcRtpDepay
{
  GstBin parent;
  GstPad *sinkpad;              /* ghost pads, owned by the element */
  GstPad *srcpad;

  /* OBJECT_LOCK */
  gboolean wait_for_keyframe;
  gboolean request_keyframe;
  LcTagReaderCounters counters; /* a copy made after each packet */
  GstElement *depayloader;      /* transfer none: a child of the bin */

  /* streaming thread */
  LcTagReader reader;
};

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS ("application/x-rtp"));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

#define gst_lc_rtp_depay_parent_class parent_class
G_DEFINE_FINAL_TYPE (GstLcRtpDepay, gst_lc_rtp_depay, GST_TYPE_BIN);
GST_ELEMENT_REGISTER_DEFINE (lcrtpdepay, "lcrtpdepay", GST_RANK_NONE,
    GST_TYPE_LC_RTP_DEPAY);

static void
configure_depayloader (GstLcRtpDepay * self)
{
  GstElement *depayloader;
  gboolean wait, request;

  GST_OBJECT_LOCK (self);
  depayloader = self->depayloader ? gst_object_ref (self->depayloader) : NULL;
  wait = self->wait_for_keyframe;
  request = self->request_keyframe;
  GST_OBJECT_UNLOCK (self);
  if (!depayloader)
    return;
  lc_codec_child_set (depayloader, "wait-for-keyframe",
      wait ? "true" : "false");
  lc_codec_child_set (depayloader, "request-keyframe",
      request ? "true" : "false");
  gst_object_unref (depayloader);
}

static void
take_depayloader (GstLcRtpDepay * self, GstElement * depayloader)
{
  GstElement *old;

  GST_OBJECT_LOCK (self);
  old = self->depayloader;
  self->depayloader = depayloader;
  GST_OBJECT_UNLOCK (self);
  if (old)
    lc_codec_child_remove (GST_BIN (self), self->sinkpad, self->srcpad, old);
}

static gboolean
use_factory (GstLcRtpDepay * self, GstElementFactory * factory)
{
  GstElement *depayloader;
  gboolean same;

  GST_OBJECT_LOCK (self);
  same = self->depayloader
      && gst_element_get_factory (self->depayloader) == factory;
  GST_OBJECT_UNLOCK (self);
  if (same)
    return TRUE;
  /* The old child gives its name free before the new one takes it. */
  depayloader = gst_element_factory_create (factory, NULL);
  if (!depayloader)
    return FALSE;
  take_depayloader (self, depayloader);
  configure_depayloader (self);
  GST_INFO_OBJECT (self, "depayloading with %s", GST_OBJECT_NAME (factory));
  return lc_codec_child_add (GST_BIN (self), self->sinkpad, self->srcpad,
      depayloader, "depayloader");
}

static gboolean
choose_depayloader (GstLcRtpDepay * self, GstCaps * caps)
{
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  const gchar *name = gst_structure_get_string (s, "encoding-name");
  GstElementFactory *factory =
      lc_codec_factory_find (GST_ELEMENT_FACTORY_TYPE_DEPAYLOADER, caps);
  gboolean ok;

  if (!factory) {
    GST_ELEMENT_ERROR (self, STREAM, CODEC_NOT_FOUND,
        ("No RTP depayloader for %s is installed: check media, clock-rate and "
            "encoding-name of the RTP caps, or install the GStreamer package "
            "that has the depayloader.",
            name ? name : "caps without an encoding-name"),
        ("%" GST_PTR_FORMAT, caps));
    return FALSE;
  }
  ok = use_factory (self, factory);
  if (!ok)
    GST_ELEMENT_ERROR (self, CORE, PAD,
        ("The depayloader %s could not be started: check the installation of "
            "its plugin.", GST_OBJECT_NAME (factory)), (NULL));
  gst_object_unref (factory);
  return ok;
}

/* The depayloader gets the caps without our extension: with it, it would
 * create an extension object and read every packet's header again. Returns
 * NULL when there is no depayloader. */
static GstEvent *
caps_event (GstLcRtpDepay * self, GstEvent * event)
{
  GstEvent *changed;
  GstCaps *caps;
  gint clock_rate = 0;

  gst_event_parse_caps (event, &caps);
  if (!choose_depayloader (self, caps)) {
    gst_event_unref (event);
    return NULL;
  }
  gst_structure_get_int (gst_caps_get_structure (caps, 0), "clock-rate",
      &clock_rate);
  lc_tag_reader_set_format (&self->reader,
      lc_extmap_capture_time_id (gst_caps_get_structure (caps, 0)),
      (guint) clock_rate);
  if (self->reader.id == 0)
    GST_INFO_OBJECT (self, "the caps have no capture time extension");
  caps = lc_extmap_strip_capture_time (gst_caps_ref (caps));
  changed = gst_event_new_caps (caps);
  gst_event_set_seqnum (changed, gst_event_get_seqnum (event));
  gst_caps_unref (caps);
  gst_event_unref (event);
  return changed;
}

static gboolean
sink_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstLcRtpDepay *self = GST_LC_RTP_DEPAY (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      event = caps_event (self, event);
      if (!event)
        return FALSE;
      break;
    case GST_EVENT_STREAM_START:
    case GST_EVENT_FLUSH_STOP:
      lc_tag_reader_reset (&self->reader);
      break;
    default:
      break;
  }
  return gst_pad_event_default (pad, parent, event);
}

static gboolean
sink_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  GstCaps *filter, *caps;

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS:
      gst_query_parse_caps (query, &filter);
      caps = lc_codec_factory_caps (GST_ELEMENT_FACTORY_TYPE_DEPAYLOADER);
      if (filter) {
        GstCaps *both = gst_caps_intersect_full (filter, caps,
            GST_CAPS_INTERSECT_FIRST);

        gst_caps_unref (caps);
        caps = both;
      }
      gst_query_set_caps_result (query, caps);
      gst_caps_unref (caps);
      return TRUE;
    case GST_QUERY_ACCEPT_CAPS:
      /* What has no depayloader is refused with a sentence when it comes. */
      gst_query_set_accept_caps_result (query, TRUE);
      return TRUE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

static void
publish (GstLcRtpDepay * self)
{
  GST_OBJECT_LOCK (self);
  self->counters = self->reader.counters;
  GST_OBJECT_UNLOCK (self);
}

/* udpsrc, for one, cannot know what it receives. */
static GstFlowReturn
refuse_without_caps (GstLcRtpDepay * self)
{
  GST_ELEMENT_ERROR (self, STREAM, FORMAT,
      ("RTP came without caps, so nobody knows its codec: say it at the source, "
          "e.g. udpsrc caps=\"application/x-rtp,media=video,clock-rate=90000,"
          "encoding-name=VP8\"."), (NULL));
  return GST_FLOW_ERROR;
}

static GstFlowReturn
sink_chain (GstPad * pad, GstObject * parent, GstBuffer * packet)
{
  GstLcRtpDepay *self = GST_LC_RTP_DEPAY (parent);
  GstFlowReturn ret;

  if (!self->depayloader) {
    gst_buffer_unref (packet);
    return refuse_without_caps (self);
  }
  lc_tag_reader_packet (&self->reader, packet);
  ret = gst_proxy_pad_chain_default (pad, parent, packet);
  publish (self);
  return ret;
}

static gboolean
read_one (GstBuffer ** packet, guint idx, gpointer user_data)
{
  lc_tag_reader_packet (user_data, *packet);
  return TRUE;
}

static GstFlowReturn
sink_chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  GstLcRtpDepay *self = GST_LC_RTP_DEPAY (parent);
  GstFlowReturn ret;

  if (!self->depayloader) {
    gst_buffer_list_unref (list);
    return refuse_without_caps (self);
  }
  gst_buffer_list_foreach (list, read_one, &self->reader);
  ret = gst_proxy_pad_chain_list_default (pad, parent, list);
  publish (self);
  return ret;
}

static GstBuffer *
stamp (GstLcRtpDepay * self, GstBuffer * buffer)
{
  guint64 ntp_ns = lc_tag_reader_output (&self->reader, buffer);

  if (ntp_ns == LC_NTP_NONE)
    return buffer;
  buffer = gst_buffer_make_writable (buffer);
  lc_capture_time_set (buffer, ntp_ns);
  return buffer;
}

static GstFlowReturn
output_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstLcRtpDepay *self = gst_pad_get_element_private (pad);

  return gst_proxy_pad_chain_default (pad, parent, stamp (self, buffer));
}

static gboolean
stamp_one (GstBuffer ** buffer, guint idx, gpointer user_data)
{
  *buffer = stamp (user_data, *buffer);
  return TRUE;
}

static GstFlowReturn
output_chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  GstLcRtpDepay *self = gst_pad_get_element_private (pad);

  list = gst_buffer_list_make_writable (list);
  gst_buffer_list_foreach (list, stamp_one, self);
  return gst_proxy_pad_chain_list_default (pad, parent, list);
}

static GstStructure *
make_stats (GstLcRtpDepay * self)
{
  LcTagReaderCounters c;
  GstElementFactory *factory;
  const gchar *name;

  GST_OBJECT_LOCK (self);
  c = self->counters;
  factory = self->depayloader ? gst_element_get_factory (self->depayloader)
      : NULL;
  /* Factories stay as long as the process. */
  name = factory ? GST_OBJECT_NAME (factory) : "";
  GST_OBJECT_UNLOCK (self);
  return gst_structure_new ("application/x-lc-rtpdepay-stats",
      "depayloader", G_TYPE_STRING, name,
      "packets", G_TYPE_UINT64, c.packets,
      "tags", G_TYPE_UINT64, c.tags,
      "damaged-headers", G_TYPE_UINT64, c.damaged,
      "buffers", G_TYPE_UINT64, c.buffers,
      "buffers-with-time", G_TYPE_UINT64, c.buffers_with_time,
      "last-capture-time", G_TYPE_UINT64, c.last_ntp,
      "capture-clock-offset-known", G_TYPE_BOOLEAN, c.has_offset,
      "capture-clock-offset", G_TYPE_INT64, c.offset_ns, NULL);
}

static void
gst_lc_rtp_depay_set_property (GObject * object, guint prop_id,
    const GValue * value, GParamSpec * pspec)
{
  GstLcRtpDepay *self = GST_LC_RTP_DEPAY (object);

  GST_OBJECT_LOCK (self);
  switch (prop_id) {
    case PROP_WAIT_FOR_KEYFRAME:
      self->wait_for_keyframe = g_value_get_boolean (value);
      break;
    case PROP_REQUEST_KEYFRAME:
      self->request_keyframe = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
  configure_depayloader (self);
}

static void
gst_lc_rtp_depay_get_property (GObject * object, guint prop_id,
    GValue * value, GParamSpec * pspec)
{
  GstLcRtpDepay *self = GST_LC_RTP_DEPAY (object);

  if (prop_id == PROP_STATS) {
    g_value_take_boxed (value, make_stats (self));
    return;
  }
  GST_OBJECT_LOCK (self);
  switch (prop_id) {
    case PROP_WAIT_FOR_KEYFRAME:
      g_value_set_boolean (value, self->wait_for_keyframe);
      break;
    case PROP_REQUEST_KEYFRAME:
      g_value_set_boolean (value, self->request_keyframe);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static GstStateChangeReturn
gst_lc_rtp_depay_change_state (GstElement * element, GstStateChange transition)
{
  GstLcRtpDepay *self = GST_LC_RTP_DEPAY (element);

  /* Not on the way down, so that the counters of a finished run can be read. */
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    lc_tag_reader_init (&self->reader);
  return GST_ELEMENT_CLASS (parent_class)->change_state (element, transition);
}

static void
install_properties (GObjectClass * klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_PLAYING;

  g_object_class_install_property (klass, PROP_WAIT_FOR_KEYFRAME,
      g_param_spec_boolean ("wait-for-keyframe", "Wait for key frame",
          "After lost packets put nothing out until the next key frame "
          "(video depayloaders that know key frames); false = put out "
          "everything that arrives", DEFAULT_WAIT_FOR_KEYFRAME, flags));
  g_object_class_install_property (klass, PROP_REQUEST_KEYFRAME,
      g_param_spec_boolean ("request-keyframe", "Request key frame",
          "After lost packets ask the sender for a key frame by an upstream "
          "force-key-unit event, which an RTP session sends as PLI",
          DEFAULT_REQUEST_KEYFRAME, flags));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Counters since READY: packets, tags, buffers with a capture time; "
          "last-capture-time in ns since 1900, capture-clock-offset in ns",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
gst_lc_rtp_depay_class_init (GstLcRtpDepayClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_lc_rtp_depay_set_property;
  object_class->get_property = gst_lc_rtp_depay_get_property;
  element_class->change_state = gst_lc_rtp_depay_change_state;
  install_properties (object_class);
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class,
      "RTP depayloader with capture time", "Codec/Depayloader/Network/RTP",
      "Unpacks any RTP audio or video and puts on every buffer the moment it "
      "was captured", "gst-livecommerce <gst-livecommerce@localhost>");
  GST_DEBUG_CATEGORY_INIT (gst_lc_rtp_depay_debug, "lcrtpdepay", 0,
      "RTP depayloader with capture time");
}

static void
gst_lc_rtp_depay_init (GstLcRtpDepay * self)
{
  GstPadTemplate *sink = gst_static_pad_template_get (&sink_template);
  GstPadTemplate *src = gst_static_pad_template_get (&src_template);
  GstProxyPad *output;

  lc_tag_reader_init (&self->reader);
  self->counters = self->reader.counters;
  self->wait_for_keyframe = DEFAULT_WAIT_FOR_KEYFRAME;
  self->request_keyframe = DEFAULT_REQUEST_KEYFRAME;
  self->sinkpad = gst_ghost_pad_new_no_target_from_template ("sink", sink);
  self->srcpad = gst_ghost_pad_new_no_target_from_template ("src", src);
  gst_object_unref (sink);
  gst_object_unref (src);
  gst_pad_set_event_function (self->sinkpad, GST_DEBUG_FUNCPTR (sink_event));
  gst_pad_set_query_function (self->sinkpad, GST_DEBUG_FUNCPTR (sink_query));
  gst_pad_set_chain_function (self->sinkpad, GST_DEBUG_FUNCPTR (sink_chain));
  gst_pad_set_chain_list_function (self->sinkpad,
      GST_DEBUG_FUNCPTR (sink_chain_list));
  /* What the depayloader puts out arrives at the source pad's inner side. */
  output = gst_proxy_pad_get_internal (GST_PROXY_PAD (self->srcpad));
  gst_pad_set_element_private (GST_PAD (output), self);
  gst_pad_set_chain_function (GST_PAD (output),
      GST_DEBUG_FUNCPTR (output_chain));
  gst_pad_set_chain_list_function (GST_PAD (output),
      GST_DEBUG_FUNCPTR (output_chain_list));
  gst_object_unref (output);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}
