/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/**
 * SECTION:element-lcrtppay
 *
 * Picks the payloader for what arrives, and writes the capture time into the
 * packets (RTP header extension abs-capture-time).
 *
 * |[
 *            +--------------- lcrtppay ---------------+
 *   encoded  |   +-----------+      +--------------+  |  application/x-rtp,
 *   --------->-->| payloader |----->| capture time |-->--------------------->
 *   media    |   +-----------+      +--------------+  |  extmap-5=...
 *            +----------------------------------------+
 * ]|
 *
 * |[
 * gst-launch-1.0 videotestsrc is-live=true num-buffers=60 ! vp8enc deadline=1 ! lcrtppay ! fakesink dump=true
 * ]|
 *
 * The payloader is a child named "payloader" (GstChildProxy). The tag is
 * written in the chain function of the pad that takes the payloader's packets,
 * so that a packet without a tag costs next to nothing; header extension
 * objects are called, with a lock, for every packet.
 */
#include "elements/rtptiming/gstlcrtppayprivate.h"

#include "elements/rtptiming/extmap.h"

GST_DEBUG_CATEGORY (gst_lc_rtp_pay_debug);
#define GST_CAT_DEFAULT gst_lc_rtp_pay_debug

#define DEFAULT_PT (-1)
#define DEFAULT_MTU 1200
#define DEFAULT_CAPTURE_TIME_ID 5
#define DEFAULT_EVERY_PACKET FALSE
#define DEFAULT_CAPTURE_TIME_SOURCE LC_CAPTURE_SOURCE_AUTO

/* What a payloader needs at least (28), with the tag and a codec's own packet
 * headers. */
#define MIN_MTU 64

enum
{
  PROP_0,
  PROP_PT,
  PROP_SSRC,
  PROP_MTU,
  PROP_CAPTURE_TIME_ID,
  PROP_EVERY_PACKET,
  PROP_CAPTURE_TIME_SOURCE,
  PROP_STATS
};

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("application/x-rtp"));

#define gst_lc_rtp_pay_parent_class parent_class
G_DEFINE_FINAL_TYPE (GstLcRtpPay, gst_lc_rtp_pay, GST_TYPE_BIN);
GST_ELEMENT_REGISTER_DEFINE (lcrtppay, "lcrtppay", GST_RANK_NONE,
    GST_TYPE_LC_RTP_PAY);

#define GST_TYPE_LC_CAPTURE_TIME_SOURCE (capture_time_source_get_type ())
static GType
capture_time_source_get_type (void)
{
  static const GEnumValue values[] = {
    {LC_CAPTURE_SOURCE_AUTO, "Video: the buffer's capture time meta, else the "
          "clock. Audio: the clock, else the meta", "auto"},
    {LC_CAPTURE_SOURCE_CLOCK, "Clock: base time + running time of the PTS",
        "clock"},
    {LC_CAPTURE_SOURCE_META, "Only the buffer's capture time meta "
          "(timestamp/x-ntp), as for a relayed stream", "meta"},
    {0, NULL, NULL}
  };
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstLcCaptureTimeSource", values));
  return type;
}

static GstPad *
internal_pad (GstPad * ghost)
{
  /* The ghost pad keeps its internal pad alive; no reference to own. */
  GstProxyPad *internal = gst_proxy_pad_get_internal (GST_PROXY_PAD (ghost));

  gst_object_unref (internal);
  return GST_PAD (internal);
}

static gboolean
sink_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstLcRtpPay *self = GST_LC_RTP_PAY (parent);
  GstCaps *caps;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      self->tagger.audio =
          g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure
              (caps, 0)), "audio/");
      if (!gst_lc_rtp_pay_choose (self, caps)) {
        gst_event_unref (event);
        return FALSE;
      }
      break;
    case GST_EVENT_STREAM_START:
    case GST_EVENT_FLUSH_STOP:
      lc_pay_tagger_reset (&self->tagger);
      break;
    default:
      break;
  }
  return gst_pad_event_default (pad, parent, event);
}

static gboolean
sink_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  GstLcRtpPay *self = GST_LC_RTP_PAY (parent);
  GstCaps *filter, *caps;

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS:
      gst_query_parse_caps (query, &filter);
      caps = gst_lc_rtp_pay_sink_caps (self, filter);
      gst_query_set_caps_result (query, caps);
      gst_caps_unref (caps);
      return TRUE;
    case GST_QUERY_ACCEPT_CAPS:
      /* Another codec than now is welcome, and one without a payloader is
       * refused with a sentence when it arrives. */
      gst_query_set_accept_caps_result (query, TRUE);
      return TRUE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

static void
copy_settings (GstLcRtpPay * self)
{
  GST_OBJECT_LOCK (self);
  self->tagger.settings = self->settings;
  GST_OBJECT_UNLOCK (self);
  self->tagger.settings.id = self->wire_id;
}

static GstFlowReturn
sink_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstLcRtpPay *self = GST_LC_RTP_PAY (parent);

  if (!self->payloader) {
    gst_buffer_unref (buffer);
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("Media came without caps, so nobody knows its codec: put an encoder "
            "or a parser, or a capsfilter that names it, before lcrtppay."),
        (NULL));
    return GST_FLOW_ERROR;
  }
  copy_settings (self);
  lc_pay_tagger_input (&self->tagger, buffer);
  return gst_pad_push (self->to_payloader, buffer);
}

/* The tagger wants each buffer right before its packets, and payloaders take
 * lists apart in any case. */
static GstFlowReturn
sink_chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  GstFlowReturn ret = GST_FLOW_OK;
  guint i, n = gst_buffer_list_length (list);

  for (i = 0; i < n && ret == GST_FLOW_OK; i++)
    ret = sink_chain (pad, parent,
        gst_buffer_ref (gst_buffer_list_get (list, i)));
  gst_buffer_list_unref (list);
  return ret;
}

/* Publishes the counters; says once that frames have no time. */
static void
publish (GstLcRtpPay * self)
{
  gboolean say = self->tagger.counters.unknown > 0 && !self->said_unknown;

  GST_OBJECT_LOCK (self);
  self->counters = self->tagger.counters;
  GST_OBJECT_UNLOCK (self);
  if (!say)
    return;
  self->said_unknown = TRUE;
  GST_INFO_OBJECT (self, "a frame has no capture time (not PLAYING yet, no "
      "clock, or no meta to believe): its packets go out without one");
}

static GstFlowReturn
packet_chain (GstPad * pad, GstObject * parent, GstBuffer * packet)
{
  GstLcRtpPay *self = gst_pad_get_element_private (pad);
  gsize replaces;
  GstMemory *header = lc_pay_tagger_next (&self->tagger,
      GST_ELEMENT_CAST (self), &self->segment, packet, &replaces);

  if (header) {
    packet = gst_buffer_make_writable (packet);
    lc_pay_tagger_apply (packet, header, replaces);
  }
  publish (self);
  return gst_pad_push (self->srcpad, packet);
}

static GstFlowReturn
packet_chain_list (GstPad * pad, GstObject * parent, GstBufferList * list)
{
  GstLcRtpPay *self = gst_pad_get_element_private (pad);
  guint i, n = gst_buffer_list_length (list);

  for (i = 0; i < n; i++) {
    gsize replaces;
    GstMemory *header = lc_pay_tagger_next (&self->tagger,
        GST_ELEMENT_CAST (self), &self->segment, gst_buffer_list_get (list, i),
        &replaces);

    if (!header)
      continue;
    list = gst_buffer_list_make_writable (list);
    lc_pay_tagger_apply (gst_buffer_list_get_writable (list, i), header,
        replaces);
  }
  publish (self);
  return gst_pad_push_list (self->srcpad, list);
}

/* The id that downstream asks for, else the property's, else a free one. */
static guint
choose_id (GstLcRtpPay * self, const GstStructure * s, guint wish)
{
  GstCaps *peer = gst_pad_peer_query_caps (self->srcpad, NULL);
  guint id = wish;

  if (peer && !gst_caps_is_any (peer) && !gst_caps_is_empty (peer)) {
    guint asked = lc_extmap_capture_time_id (gst_caps_get_structure (peer, 0));

    if (asked >= 1 && asked <= 14)
      id = asked;
  }
  gst_clear_caps (&peer);
  id = lc_extmap_free_id (s, id);
  if (id != wish)
    GST_INFO_OBJECT (self, "the capture time uses header extension id %u "
        "instead of %u", id, wish);
  return id;
}

/* The id to write with: 0 when switched off, or when the user gave the
 * payloader an extension object that writes the capture time already. */
static guint
negotiate_id (GstLcRtpPay * self, const GstStructure * s)
{
  guint id;

  GST_OBJECT_LOCK (self);
  id = self->settings.id;
  GST_OBJECT_UNLOCK (self);
  if (id == 0 || lc_extmap_capture_time_id (s) != 0)
    return 0;
  return choose_id (self, s, id);
}

/* The payloader's caps with our extension in them; transfer full. */
static GstCaps *
packet_caps (GstLcRtpPay * self, GstCaps * caps)
{
  GstStructure *s = gst_caps_get_structure (caps, 0);
  gint clock_rate = 0;
  guint reserve = lc_extmap_size (caps);
  gchar field[16];

  gst_structure_get_int (s, "clock-rate", &clock_rate);
  lc_pay_tagger_set_clock_rate (&self->tagger, (guint) clock_rate);
  self->wire_id = negotiate_id (self, s);
  self->tagger.settings.id = self->wire_id;
  GST_OBJECT_LOCK (self);
  self->reserve = reserve;
  GST_OBJECT_UNLOCK (self);
  gst_lc_rtp_pay_update_mtu (self);
  caps = gst_caps_copy (caps);
  if (self->wire_id == 0)
    return caps;
  g_snprintf (field, sizeof field, "extmap-%u", self->wire_id);
  gst_caps_set_simple (caps, field, G_TYPE_STRING, LC_CAPTURE_TIME_URI, NULL);
  return caps;
}

static GstEvent *
packet_caps_event (GstLcRtpPay * self, GstEvent * event)
{
  GstCaps *caps;
  GstEvent *changed;

  gst_event_parse_caps (event, &caps);
  caps = packet_caps (self, caps);
  changed = gst_event_new_caps (caps);
  gst_event_set_seqnum (changed, gst_event_get_seqnum (event));
  gst_caps_unref (caps);
  gst_event_unref (event);
  return changed;
}

static gboolean
packet_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstLcRtpPay *self = gst_pad_get_element_private (pad);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      event = packet_caps_event (self, event);
      break;
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (event, &self->segment);
      lc_pay_tagger_segment (&self->tagger);
      break;
    case GST_EVENT_FLUSH_STOP:
      gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
      break;
    default:
      break;
  }
  return gst_pad_event_default (pad, parent, event);
}

/* The payloader must not see that downstream wants our extension: it would
 * create an extension object and write a second tag. */
static gboolean
packet_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  GstCaps *caps;

  if (GST_QUERY_TYPE (query) == GST_QUERY_ACCEPT_CAPS) {
    /* What comes out is not these caps but packet_caps(); downstream says
     * itself what it thinks of them. */
    gst_query_set_accept_caps_result (query, TRUE);
    return TRUE;
  }
  if (!gst_pad_query_default (pad, parent, query))
    return FALSE;
  if (GST_QUERY_TYPE (query) == GST_QUERY_CAPS) {
    gst_query_parse_caps_result (query, &caps);
    caps = lc_extmap_strip_capture_time (gst_caps_ref (caps));
    gst_query_set_caps_result (query, caps);
    gst_caps_unref (caps);
  }
  return TRUE;
}

static GstStructure *
make_stats (GstLcRtpPay * self)
{
  LcPayTaggerCounters c;
  GstElementFactory *factory;
  const gchar *name;

  GST_OBJECT_LOCK (self);
  c = self->counters;
  factory = self->payloader ? gst_element_get_factory (self->payloader) : NULL;
  /* Factories stay as long as the process. */
  name = factory ? GST_OBJECT_NAME (factory) : "";
  GST_OBJECT_UNLOCK (self);
  return gst_structure_new ("application/x-lc-rtppay-stats",
      "payloader", G_TYPE_STRING, name,
      "packets", G_TYPE_UINT64, c.packets,
      "tags", G_TYPE_UINT64, c.tags,
      "tags-by-clock", G_TYPE_UINT64, c.tags_by_clock,
      "tags-by-meta", G_TYPE_UINT64, c.tags_by_meta,
      "frames-without-time", G_TYPE_UINT64, c.unknown,
      "tags-left-out-for-mtu", G_TYPE_UINT64, c.oversize,
      "last-capture-time", G_TYPE_UINT64, c.last_ntp, NULL);
}

static void
gst_lc_rtp_pay_set_property (GObject * object, guint prop_id,
    const GValue * value, GParamSpec * pspec)
{
  GstLcRtpPay *self = GST_LC_RTP_PAY (object);

  GST_OBJECT_LOCK (self);
  switch (prop_id) {
    case PROP_PT:
      self->pt = g_value_get_int (value);
      break;
    case PROP_SSRC:
      self->ssrc = g_value_get_uint (value);
      break;
    case PROP_MTU:
      self->settings.mtu = g_value_get_uint (value);
      break;
    case PROP_CAPTURE_TIME_ID:
      self->settings.id = g_value_get_uint (value);
      break;
    case PROP_EVERY_PACKET:
      self->settings.every_packet = g_value_get_boolean (value);
      break;
    case PROP_CAPTURE_TIME_SOURCE:
      self->settings.source = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
  if (prop_id == PROP_MTU)
    gst_lc_rtp_pay_update_mtu (self);
}

static void
gst_lc_rtp_pay_get_property (GObject * object, guint prop_id,
    GValue * value, GParamSpec * pspec)
{
  GstLcRtpPay *self = GST_LC_RTP_PAY (object);

  if (prop_id == PROP_STATS) {
    g_value_take_boxed (value, make_stats (self));
    return;
  }
  GST_OBJECT_LOCK (self);
  switch (prop_id) {
    case PROP_PT:
      g_value_set_int (value, self->pt);
      break;
    case PROP_SSRC:
      g_value_set_uint (value, self->ssrc);
      break;
    case PROP_MTU:
      g_value_set_uint (value, self->settings.mtu);
      break;
    case PROP_CAPTURE_TIME_ID:
      g_value_set_uint (value, self->settings.id);
      break;
    case PROP_EVERY_PACKET:
      g_value_set_boolean (value, self->settings.every_packet);
      break;
    case PROP_CAPTURE_TIME_SOURCE:
      g_value_set_enum (value, self->settings.source);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static GstStateChangeReturn
gst_lc_rtp_pay_change_state (GstElement * element, GstStateChange transition)
{
  GstLcRtpPay *self = GST_LC_RTP_PAY (element);

  /* Not on the way down, so that the counters of a finished run can be read. */
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED) {
    lc_pay_tagger_init (&self->tagger);
    gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
    self->wire_id = 0;
    self->said_unknown = FALSE;
  }
  return GST_ELEMENT_CLASS (parent_class)->change_state (element, transition);
}

static void
install_properties (GObjectClass * klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (klass, PROP_PT,
      g_param_spec_int ("pt", "Payload type",
          "RTP payload type of the packets; -1 = by codec: VP8 96, VP9 98, "
          "H.264 102, Opus 111, others as their payloader has it",
          -1, 127, DEFAULT_PT, flags | GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (klass, PROP_SSRC,
      g_param_spec_uint ("ssrc", "SSRC",
          "RTP synchronisation source of the packets; 4294967295 = random",
          0, G_MAXUINT32, GST_LC_RTP_PAY_RANDOM_SSRC,
          flags | GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (klass, PROP_MTU, g_param_spec_uint ("mtu",
          "MTU",
          "Largest packet in bytes, RTP header and capture time included; "
          "less makes more packets, more than the network's makes fragments",
          MIN_MTU, G_MAXUINT16, DEFAULT_MTU,
          flags | GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (klass, PROP_CAPTURE_TIME_ID,
      g_param_spec_uint ("capture-time-id", "Capture time id",
          "RTP header extension id of the capture time, unless downstream "
          "caps ask for another; 0 = do not send it", 0, 14,
          DEFAULT_CAPTURE_TIME_ID, flags | GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (klass, PROP_EVERY_PACKET,
      g_param_spec_boolean ("every-packet", "Every packet",
          "Write the capture time into every packet (16 bytes each) instead "
          "of each video frame's first and an audio packet every 200 ms",
          DEFAULT_EVERY_PACKET, flags | GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (klass, PROP_CAPTURE_TIME_SOURCE,
      g_param_spec_enum ("capture-time-source", "Capture time source",
          "Where the capture time comes from", GST_TYPE_LC_CAPTURE_TIME_SOURCE,
          DEFAULT_CAPTURE_TIME_SOURCE, flags | GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Counters since READY: packets, tags, frames without a time; "
          "last-capture-time in ns since 1900", GST_TYPE_STRUCTURE,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
gst_lc_rtp_pay_class_init (GstLcRtpPayClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_lc_rtp_pay_set_property;
  object_class->get_property = gst_lc_rtp_pay_get_property;
  element_class->change_state = gst_lc_rtp_pay_change_state;
  install_properties (object_class);
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class,
      "RTP payloader with capture time", "Codec/Payloader/Network/RTP",
      "Packs any encoded audio or video into RTP and tags it with the moment "
      "it was captured", "gst-livecommerce <gst-livecommerce@localhost>");
  gst_type_mark_as_plugin_api (GST_TYPE_LC_CAPTURE_TIME_SOURCE, 0);
  GST_DEBUG_CATEGORY_INIT (gst_lc_rtp_pay_debug, "lcrtppay", 0,
      "RTP payloader with capture time");
}

static void
add_pads (GstLcRtpPay * self)
{
  GstPadTemplate *sink = gst_static_pad_template_get (&sink_template);
  GstPadTemplate *src = gst_static_pad_template_get (&src_template);
  GstPad *packets;

  self->sinkpad = gst_ghost_pad_new_no_target_from_template ("sink", sink);
  self->srcpad = gst_ghost_pad_new_no_target_from_template ("src", src);
  gst_object_unref (sink);
  gst_object_unref (src);
  gst_pad_set_event_function (self->sinkpad, GST_DEBUG_FUNCPTR (sink_event));
  gst_pad_set_query_function (self->sinkpad, GST_DEBUG_FUNCPTR (sink_query));
  gst_pad_set_chain_function (self->sinkpad, GST_DEBUG_FUNCPTR (sink_chain));
  gst_pad_set_chain_list_function (self->sinkpad,
      GST_DEBUG_FUNCPTR (sink_chain_list));
  self->to_payloader = internal_pad (self->sinkpad);
  packets = internal_pad (self->srcpad);
  gst_pad_set_element_private (packets, self);
  gst_pad_set_event_function (packets, GST_DEBUG_FUNCPTR (packet_event));
  gst_pad_set_query_function (packets, GST_DEBUG_FUNCPTR (packet_query));
  gst_pad_set_chain_function (packets, GST_DEBUG_FUNCPTR (packet_chain));
  gst_pad_set_chain_list_function (packets,
      GST_DEBUG_FUNCPTR (packet_chain_list));
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}

static void
gst_lc_rtp_pay_init (GstLcRtpPay * self)
{
  self->pt = DEFAULT_PT;
  self->ssrc = GST_LC_RTP_PAY_RANDOM_SSRC;
  self->settings.id = DEFAULT_CAPTURE_TIME_ID;
  self->settings.mtu = DEFAULT_MTU;
  self->settings.every_packet = DEFAULT_EVERY_PACKET;
  self->settings.source = DEFAULT_CAPTURE_TIME_SOURCE;
  self->counters.last_ntp = LC_NTP_NONE;
  lc_pay_tagger_init (&self->tagger);
  gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
  add_pads (self);
}
