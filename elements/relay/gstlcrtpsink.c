/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/**
 * SECTION:element-lcrtpsink
 * @title: lcrtpsink
 *
 * Sends coded audio and video to a relay or a peer as RTP or SRTP, with RTCP
 * both ways, capture times, retransmission and a key from a file.
 *
 * |[
 * gst-launch-1.0 videotestsrc is-live=true ! vp8enc deadline=1 ! s.video_0 \
 *     lcrtpsink name=s host=127.0.0.1 port=5004
 * ]|
 *
 * See docs/elements/lcrtpsink.md for properties, `stats` and Janus.
 */
#include "elements/relay/gstlcrtpsink.h"

#include "elements/relay/gstlcrtpsinkpad.h"
#include "elements/relay/gstlcrtpsinkprivate.h"
#include "elements/relay/relaystats.h"

GST_DEBUG_CATEGORY_STATIC (lcrtpsink_debug);
#define GST_CAT_DEFAULT lcrtpsink_debug

enum
{
  PROP_HOST = LC_RELAY_N_PROPS,
  PROP_MTU,
  PROP_SDP,
  PROP_SDP_WITH_KEY,
  PROP_STATS,
};

#define DEFAULT_HOST "127.0.0.1"
#define DEFAULT_MTU 1200

static void gst_lc_rtp_sink_child_proxy_init (gpointer iface, gpointer data);

G_DEFINE_TYPE_WITH_CODE (GstLcRtpSink, gst_lc_rtp_sink, GST_TYPE_BIN,
    G_IMPLEMENT_INTERFACE (GST_TYPE_CHILD_PROXY,
        gst_lc_rtp_sink_child_proxy_init);
    GST_DEBUG_CATEGORY_INIT (lcrtpsink_debug, "lcrtpsink", 0,
        "RTP and SRTP sender"));
GST_ELEMENT_REGISTER_DEFINE (lcrtpsink, "lcrtpsink", GST_RANK_NONE,
    GST_TYPE_LC_RTP_SINK);

static GstStaticPadTemplate video_template =
    GST_STATIC_PAD_TEMPLATE ("video_%u", GST_PAD_SINK, GST_PAD_REQUEST,
    GST_STATIC_CAPS ("video/x-vp8; video/x-vp9; video/x-h264; video/x-h265; "
        "video/x-av1"));
static GstStaticPadTemplate audio_template =
GST_STATIC_PAD_TEMPLATE ("audio_%u", GST_PAD_SINK, GST_PAD_REQUEST,
    GST_STATIC_CAPS ("audio/x-opus"));

static gboolean
get_ready (GstLcRtpSink * self)
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
gst_lc_rtp_sink_change_state (GstElement * element, GstStateChange transition)
{
  GstLcRtpSink *self = GST_LC_RTP_SINK (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !get_ready (self))
    return GST_STATE_CHANGE_FAILURE;
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED
      && !lc_sink_run_start (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (gst_lc_rtp_sink_parent_class)->change_state
      (element, transition);
  /* The source inside is for RTCP: this element is no live source. */
  if (ret == GST_STATE_CHANGE_NO_PREROLL)
    ret = GST_STATE_CHANGE_SUCCESS;
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || (transition == GST_STATE_CHANGE_READY_TO_PAUSED
          && ret == GST_STATE_CHANGE_FAILURE))
    lc_sink_run_stop (self);
  if (transition == GST_STATE_CHANGE_READY_TO_NULL) {
    lc_srtp_key_wipe (&self->key);
    g_clear_object (&self->quality);
  }
  return ret;
}

/* Pads */

static guint
free_index (GstLcRtpSink * self)
{
  for (guint index = 0;; index++) {
    gboolean used = FALSE;

    for (guint i = 0; i < self->slots->len; i++)
      used |=
          ((LcSinkSlot *) g_ptr_array_index (self->slots, i))->index == index;
    if (!used)
      return index;
  }
}

/* `video_3` when asked for, else the first free number. Transfer full. */
static gchar *
pad_name (GstLcRtpSink * self, LcMedia media, const gchar * wanted)
{
  if (wanted != NULL && strchr (wanted, '%') == NULL)
    return g_strdup (wanted);
  for (guint i = 0;; i++) {
    gchar *name = g_strdup_printf ("%s_%u", lc_media_name (media), i);
    GstPad *taken = gst_element_get_static_pad (GST_ELEMENT (self), name);

    if (taken == NULL)
      return name;
    gst_object_unref (taken);
    g_free (name);
  }
}

static GstPad *
gst_lc_rtp_sink_request_new_pad (GstElement * element, GstPadTemplate * templ,
    const gchar * wanted, const GstCaps * caps)
{
  GstLcRtpSink *self = GST_LC_RTP_SINK (element);
  LcSinkSlot *slot = g_new0 (LcSinkSlot, 1);
  gchar *name;

  slot->media = g_str_has_prefix (GST_PAD_TEMPLATE_NAME_TEMPLATE (templ),
      "audio") ? LC_MEDIA_AUDIO : LC_MEDIA_VIDEO;
  name = pad_name (self, slot->media, wanted);
  slot->pad = gst_lc_rtp_sink_pad_new (name, templ);
  if (!gst_element_add_pad (element, slot->pad)) {
    g_free (slot);
    g_free (name);
    return NULL;
  }
  g_mutex_lock (&self->slots_lock);
  slot->index = free_index (self);
  g_ptr_array_add (self->slots, slot);
  g_mutex_unlock (&self->slots_lock);
  gst_child_proxy_child_added (GST_CHILD_PROXY (self), G_OBJECT (slot->pad),
      name);
  g_free (name);
  if (self->rtpbin != NULL) {
    gst_pad_set_active (slot->pad, TRUE);
    if (lc_sink_run_start_slot (self, slot))
      gst_bin_sync_children_states (GST_BIN (self));
  }
  return slot->pad;
}

static LcSinkSlot *
take_slot (GstLcRtpSink * self, GstPad * pad)
{
  LcSinkSlot *found = NULL;

  g_mutex_lock (&self->slots_lock);
  for (guint i = 0; i < self->slots->len && found == NULL; i++) {
    LcSinkSlot *slot = g_ptr_array_index (self->slots, i);

    if (slot->pad == pad)
      found = g_ptr_array_steal_index (self->slots, i);
  }
  g_mutex_unlock (&self->slots_lock);
  return found;
}

static void
gst_lc_rtp_sink_release_pad (GstElement * element, GstPad * pad)
{
  GstLcRtpSink *self = GST_LC_RTP_SINK (element);
  LcSinkSlot *slot = take_slot (self, pad);

  if (slot == NULL)
    return;
  gst_pad_set_active (pad, FALSE);
  lc_sink_run_stop_slot (self, slot);
  gst_child_proxy_child_removed (GST_CHILD_PROXY (self), G_OBJECT (pad),
      GST_PAD_NAME (pad));
  gst_element_remove_pad (element, pad);
  g_free (slot);
}

/* GstChildProxy: the pads come before the elements inside. */

static GObject *
gst_lc_rtp_sink_get_child_by_name (GstChildProxy * proxy, const gchar * name)
{
  GstPad *pad = gst_element_get_static_pad (GST_ELEMENT (proxy), name);
  GstChildProxyInterface *parent = g_type_interface_peek
      (gst_lc_rtp_sink_parent_class, GST_TYPE_CHILD_PROXY);

  return pad ? G_OBJECT (pad) : parent->get_child_by_name (proxy, name);
}

static guint
gst_lc_rtp_sink_get_children_count (GstChildProxy * proxy)
{
  guint n;

  GST_OBJECT_LOCK (proxy);
  n = GST_ELEMENT (proxy)->numpads;
  GST_OBJECT_UNLOCK (proxy);
  return n;
}

static GObject *
gst_lc_rtp_sink_get_child_by_index (GstChildProxy * proxy, guint index)
{
  GObject *pad;

  GST_OBJECT_LOCK (proxy);
  pad = g_list_nth_data (GST_ELEMENT (proxy)->pads, index);
  if (pad)
    g_object_ref (pad);
  GST_OBJECT_UNLOCK (proxy);
  return pad;
}

static void
gst_lc_rtp_sink_child_proxy_init (gpointer g_iface, gpointer data)
{
  GstChildProxyInterface *iface = g_iface;

  iface->get_child_by_name = gst_lc_rtp_sink_get_child_by_name;
  iface->get_child_by_index = gst_lc_rtp_sink_get_child_by_index;
  iface->get_children_count = gst_lc_rtp_sink_get_children_count;
}

/* Properties */

static GstStructure *
make_stats (GstLcRtpSink * self)
{
  GstStructure *stats =
      gst_structure_new_empty ("application/x-lc-rtpsink-stats");

  g_mutex_lock (&self->slots_lock);
  gst_structure_set (stats, "encrypted", G_TYPE_BOOLEAN, self->key.length > 0,
      NULL);
  for (guint i = 0; i < self->slots->len; i++) {
    LcSinkSlot *slot = g_ptr_array_index (self->slots, i);
    GstStructure *one;

    if (slot->medium == NULL)
      continue;
    one = lc_sink_medium_stats (slot->medium);
    lc_relay_stats_sum (stats, GST_PAD_NAME (slot->pad), one);
    gst_structure_free (one);
  }
  g_mutex_unlock (&self->slots_lock);
  return stats;
}

static void
gst_lc_rtp_sink_set_property (GObject * object, guint id, const GValue * value,
    GParamSpec * pspec)
{
  GstLcRtpSink *self = GST_LC_RTP_SINK (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_HOST:
      g_free (self->host);
      self->host = g_value_dup_string (value);
      break;
    case PROP_MTU:
      self->mtu = g_value_get_uint (value);
      break;
    case PROP_SDP_WITH_KEY:
      self->sdp_with_key = g_value_get_boolean (value);
      break;
    default:
      if (!lc_relay_config_set (&self->config, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_lc_rtp_sink_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstLcRtpSink *self = GST_LC_RTP_SINK (object);

  if (id == PROP_STATS) {
    g_value_take_boxed (value, make_stats (self));
    return;
  }
  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_HOST:
      g_value_set_string (value, self->host);
      break;
    case PROP_MTU:
      g_value_set_uint (value, self->mtu);
      break;
    case PROP_SDP:
      g_value_set_string (value, self->sdp);
      break;
    case PROP_SDP_WITH_KEY:
      g_value_set_boolean (value, self->sdp_with_key);
      break;
    default:
      if (!lc_relay_config_get (&self->config, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_lc_rtp_sink_finalize (GObject * object)
{
  GstLcRtpSink *self = GST_LC_RTP_SINK (object);

  lc_relay_config_clear (&self->config);
  lc_srtp_key_wipe (&self->key);
  g_free (self->host);
  lc_wipe_text (self->sdp);
  g_ptr_array_unref (self->slots);
  g_mutex_clear (&self->slots_lock);
  G_OBJECT_CLASS (gst_lc_rtp_sink_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass * klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_READY;

  lc_relay_config_install (klass,
      "UDP port of the other side for the first pad's RTP; each next pad uses "
      "2 more, RTCP 1 more");
  g_object_class_install_property (klass, PROP_HOST,
      g_param_spec_string ("host", "Host",
          "Name or numeric IPv4 or IPv6 address to send to", DEFAULT_HOST,
          flags));
  g_object_class_install_property (klass, PROP_MTU,
      g_param_spec_uint ("mtu", "MTU",
          "Largest RTP packet in bytes, before SRTP (up to 16 more), UDP and "
          "IP (smaller = more packets, larger = may be fragmented)",
          128, 65000, DEFAULT_MTU, flags));
  g_object_class_install_property (klass, PROP_SDP,
      g_param_spec_string ("sdp", "SDP",
          "Description of the session for the other side, notified when all "
          "codecs are known", NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (klass, PROP_SDP_WITH_KEY,
      g_param_spec_boolean ("sdp-with-key", "SDP with key",
          "Write the SRTP key into sdp: whoever reads it can decrypt the "
          "session", FALSE, flags));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Counters of all media and, by pad name, of each",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
gst_lc_rtp_sink_class_init (GstLcRtpSinkClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_lc_rtp_sink_set_property;
  object_class->get_property = gst_lc_rtp_sink_get_property;
  object_class->finalize = gst_lc_rtp_sink_finalize;
  install_properties (object_class);
  element_class->change_state =
      GST_DEBUG_FUNCPTR (gst_lc_rtp_sink_change_state);
  element_class->request_new_pad =
      GST_DEBUG_FUNCPTR (gst_lc_rtp_sink_request_new_pad);
  element_class->release_pad = GST_DEBUG_FUNCPTR (gst_lc_rtp_sink_release_pad);
  gst_element_class_add_static_pad_template_with_gtype (element_class,
      &video_template, GST_TYPE_LC_RTP_SINK_PAD);
  gst_element_class_add_static_pad_template_with_gtype (element_class,
      &audio_template, GST_TYPE_LC_RTP_SINK_PAD);
  gst_element_class_set_static_metadata (element_class, "RTP and SRTP sender",
      "Sink/Network/RTP",
      "Sends coded audio and video to a relay or a peer as RTP or SRTP with "
      "capture times, RTCP and retransmission",
      "gst-livecommerce <gst-livecommerce@localhost>");
  gst_type_mark_as_plugin_api (GST_TYPE_LC_RTP_SINK_PAD, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_LC_RTCP_MODE, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_LC_SRTP_CIPHER, 0);
}

static void
gst_lc_rtp_sink_init (GstLcRtpSink * self)
{
  lc_relay_config_init (&self->config);
  self->host = g_strdup (DEFAULT_HOST);
  self->mtu = DEFAULT_MTU;
  g_mutex_init (&self->slots_lock);
  self->slots = g_ptr_array_new ();
  /* Sources and sinks inside come and go; seen from outside it is a sink. */
  gst_bin_set_suppressed_flags (GST_BIN (self),
      GST_ELEMENT_FLAG_SOURCE | GST_ELEMENT_FLAG_SINK);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SINK);
}
