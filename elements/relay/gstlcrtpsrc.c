/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/**
 * SECTION:element-lcrtpsrc
 * @title: lcrtpsrc
 *
 * Receives coded audio and video as RTP or SRTP, with RTCP both ways, repair
 * of losses and the capture time on every buffer. Nothing that a stranger
 * sends makes state, a pad or an answer.
 *
 * |[
 * gst-launch-1.0 lcrtpsrc name=r port=5004 r.video_0 ! vp8dec ! autovideosink
 * ]|
 *
 * See docs/elements/lcrtpsrc.md for properties and `stats`.
 */
#include "elements/relay/gstlcrtpsrc.h"

#include "elements/relay/gstlcrtpsrcprivate.h"
#include "elements/relay/relaystats.h"

GST_DEBUG_CATEGORY (lcrtpsrc_debug);
#define GST_CAT_DEFAULT lcrtpsrc_debug

enum
{
  PROP_LATENCY = LC_RELAY_N_PROPS,
  PROP_SDP_LOCATION,
  PROP_TIMEOUT,
  PROP_STATS,
};

#define DEFAULT_LATENCY 200

static void gst_lc_rtp_src_child_proxy_init (gpointer iface, gpointer data);

G_DEFINE_TYPE_WITH_CODE (GstLcRtpSrc, gst_lc_rtp_src, GST_TYPE_BIN,
    G_IMPLEMENT_INTERFACE (GST_TYPE_CHILD_PROXY,
        gst_lc_rtp_src_child_proxy_init);
    GST_DEBUG_CATEGORY_INIT (lcrtpsrc_debug, "lcrtpsrc", 0,
        "RTP and SRTP receiver"));
GST_ELEMENT_REGISTER_DEFINE (lcrtpsrc, "lcrtpsrc", GST_RANK_NONE,
    GST_TYPE_LC_RTP_SRC);

static GstStaticPadTemplate video_template =
    GST_STATIC_PAD_TEMPLATE ("video_%u", GST_PAD_SRC, GST_PAD_SOMETIMES,
    GST_STATIC_CAPS ("video/x-vp8; video/x-vp9; video/x-h264; video/x-h265; "
        "video/x-av1"));
static GstStaticPadTemplate audio_template =
GST_STATIC_PAD_TEMPLATE ("audio_%u", GST_PAD_SRC, GST_PAD_SOMETIMES,
    GST_STATIC_CAPS ("audio/x-opus"));

static gboolean
get_ready (GstLcRtpSrc * self)
{
  LcRelayConfig config;
  gboolean ok;

  GST_OBJECT_LOCK (self);
  lc_relay_config_copy (&config, &self->config);
  GST_OBJECT_UNLOCK (self);
  ok = lc_relay_load_key (GST_ELEMENT (self), &config, &self->key);
  lc_relay_config_clear (&config);
  if (ok)
    self->quality = gst_lc_quality_session_for_element (GST_ELEMENT (self));
  return ok;
}

static GstStateChangeReturn
gst_lc_rtp_src_change_state (GstElement * element, GstStateChange transition)
{
  GstLcRtpSrc *self = GST_LC_RTP_SRC (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !get_ready (self))
    return GST_STATE_CHANGE_FAILURE;
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED
      && !lc_src_run_start (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (gst_lc_rtp_src_parent_class)->change_state
      (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || (transition == GST_STATE_CHANGE_READY_TO_PAUSED
          && ret == GST_STATE_CHANGE_FAILURE))
    lc_src_run_stop (self);
  if (transition == GST_STATE_CHANGE_READY_TO_NULL) {
    lc_srtp_key_wipe (&self->key);
    g_clear_object (&self->quality);
  }
  return ret;
}

static gboolean
gst_lc_rtp_src_send_event (GstElement * element, GstEvent * event)
{
  GstLcRtpSrc *self = GST_LC_RTP_SRC (element);

  /* The state lock is held: the media stay. */
  for (guint i = 0;
      GST_EVENT_TYPE (event) == GST_EVENT_EOS && i < LC_SRC_N_MEDIA; i++) {
    LcSrcMedium *medium = lc_src_run_medium (self, i);

    if (medium)
      lc_src_medium_end_unheard (medium);
  }
  return GST_ELEMENT_CLASS (gst_lc_rtp_src_parent_class)->send_event (element,
      event);
}

/* GstChildProxy: the media are there before their pads. */

static GObject *
gst_lc_rtp_src_get_child_by_name (GstChildProxy * proxy, const gchar * name)
{
  GstLcRtpSrc *self = GST_LC_RTP_SRC (proxy);
  GstChildProxyInterface *parent = g_type_interface_peek
      (gst_lc_rtp_src_parent_class, GST_TYPE_CHILD_PROXY);

  for (guint i = 0; i < LC_SRC_N_MEDIA; i++) {
    if (g_strcmp0 (name, lc_src_slots[i].name) == 0)
      return g_object_ref (G_OBJECT (self->configs[i]));
  }
  return parent->get_child_by_name (proxy, name);
}

static guint
gst_lc_rtp_src_get_children_count (GstChildProxy * proxy)
{
  return LC_SRC_N_MEDIA;
}

static GObject *
gst_lc_rtp_src_get_child_by_index (GstChildProxy * proxy, guint index)
{
  return index < LC_SRC_N_MEDIA ?
      g_object_ref (G_OBJECT (GST_LC_RTP_SRC (proxy)->configs[index])) : NULL;
}

static void
gst_lc_rtp_src_child_proxy_init (gpointer g_iface, gpointer data)
{
  GstChildProxyInterface *iface = g_iface;

  iface->get_child_by_name = gst_lc_rtp_src_get_child_by_name;
  iface->get_child_by_index = gst_lc_rtp_src_get_child_by_index;
  iface->get_children_count = gst_lc_rtp_src_get_children_count;
}

/* Properties */

static GstStructure *
make_stats (GstLcRtpSrc * self)
{
  GstStructure *stats =
      gst_structure_new_empty ("application/x-lc-rtpsrc-stats");

  g_mutex_lock (&self->media_lock);
  gst_structure_set (stats, "encrypted", G_TYPE_BOOLEAN, self->key.length > 0,
      NULL);
  for (guint i = 0; i < LC_SRC_N_MEDIA; i++) {
    GstStructure *one;

    if (self->media[i] == NULL)
      continue;
    one = lc_src_medium_stats (self->media[i]);
    lc_relay_stats_sum (stats, lc_src_slots[i].name, one);
    gst_structure_free (one);
  }
  g_mutex_unlock (&self->media_lock);
  return stats;
}

static void
gst_lc_rtp_src_set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  GstLcRtpSrc *self = GST_LC_RTP_SRC (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_LATENCY:
      self->latency = g_value_get_uint (value);
      break;
    case PROP_SDP_LOCATION:
      g_free (self->sdp_location);
      self->sdp_location = g_value_dup_string (value);
      break;
    case PROP_TIMEOUT:
      self->timeout = g_value_get_uint64 (value);
      break;
    default:
      if (!lc_relay_config_set (&self->config, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_lc_rtp_src_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstLcRtpSrc *self = GST_LC_RTP_SRC (object);

  if (id == PROP_STATS) {
    g_value_take_boxed (value, make_stats (self));
    return;
  }
  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_LATENCY:
      g_value_set_uint (value, self->latency);
      break;
    case PROP_SDP_LOCATION:
      g_value_set_string (value, self->sdp_location);
      break;
    case PROP_TIMEOUT:
      g_value_set_uint64 (value, self->timeout);
      break;
    default:
      if (!lc_relay_config_get (&self->config, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_lc_rtp_src_finalize (GObject * object)
{
  GstLcRtpSrc *self = GST_LC_RTP_SRC (object);

  for (guint i = 0; i < LC_SRC_N_MEDIA; i++)
    gst_object_unref (self->configs[i]);
  lc_relay_config_clear (&self->config);
  lc_srtp_key_wipe (&self->key);
  g_free (self->sdp_location);
  g_mutex_clear (&self->media_lock);
  G_OBJECT_CLASS (gst_lc_rtp_src_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass * klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_READY;

  lc_relay_config_install (klass,
      "UDP port to receive the video's RTP at; audio uses 2 more, RTCP 1 more "
      "(0 = free ports, see stats)");
  g_object_class_install_property (klass, PROP_LATENCY,
      g_param_spec_uint ("latency", "Latency",
          "Milliseconds from a packet's arrival to its release (less = closer "
          "to live, more = losses repaired and jitter hidden)",
          0, 60000, DEFAULT_LATENCY, flags));
  g_object_class_install_property (klass, PROP_SDP_LOCATION,
      g_param_spec_string ("sdp-location", "SDP location",
          "File with the sender's session description: ports, payload types "
          "and header extensions (none = those of lcrtpsink)", NULL, flags));
  g_object_class_install_property (klass, PROP_TIMEOUT,
      g_param_spec_uint64 ("timeout", "Timeout",
          "Nanoseconds without an authentic packet after which the element "
          "message lcrtpsrc-timeout is posted, once per silence (0 = never)",
          0, G_MAXINT64, 0, flags));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Counters of all media and, by pad name, of each",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
gst_lc_rtp_src_class_init (GstLcRtpSrcClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_lc_rtp_src_set_property;
  object_class->get_property = gst_lc_rtp_src_get_property;
  object_class->finalize = gst_lc_rtp_src_finalize;
  install_properties (object_class);
  element_class->change_state = GST_DEBUG_FUNCPTR (gst_lc_rtp_src_change_state);
  element_class->send_event = GST_DEBUG_FUNCPTR (gst_lc_rtp_src_send_event);
  gst_element_class_add_static_pad_template (element_class, &video_template);
  gst_element_class_add_static_pad_template (element_class, &audio_template);
  gst_element_class_set_static_metadata (element_class,
      "RTP and SRTP receiver", "Source/Network/RTP",
      "Receives coded audio and video as RTP or SRTP, authenticates them first, "
      "repairs losses and restores capture times",
      "gst-livecommerce <gst-livecommerce@localhost>");
  gst_type_mark_as_plugin_api (GST_TYPE_LC_RTP_MEDIUM, 0);
}

static void
gst_lc_rtp_src_init (GstLcRtpSrc * self)
{
  lc_relay_config_init (&self->config);
  self->latency = DEFAULT_LATENCY;
  g_mutex_init (&self->media_lock);
  for (guint i = 0; i < LC_SRC_N_MEDIA; i++)
    self->configs[i] = g_object_ref_sink (gst_lc_rtp_medium_new
        (lc_src_slots[i].name));
  gst_bin_set_suppressed_flags (GST_BIN (self),
      GST_ELEMENT_FLAG_SOURCE | GST_ELEMENT_FLAG_SINK);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SOURCE);
}
