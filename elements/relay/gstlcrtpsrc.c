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

#include <stdio.h>
#include "elements/relay/gstlcrtpmedium.h"
#include "elements/relay/relayconfig.h"
#include "elements/relay/relaystats.h"
#include "elements/relay/rtpparts.h"
#include "elements/relay/sessionsdp.h"
#include "elements/relay/srcmedium.h"
#include "elements/relay/ssrcgate.h"

GST_DEBUG_CATEGORY_STATIC (lcrtpsrc_debug);
#define GST_CAT_DEFAULT lcrtpsrc_debug

enum
{
  PROP_LATENCY = LC_RELAY_N_PROPS,
  PROP_SDP_LOCATION,
  PROP_TIMEOUT,
  PROP_STATS,
};

#define DEFAULT_LATENCY 200

/* The media that there are, in the order of their default ports. */
#define N_MEDIA 2
static const struct
{
  LcMedia media;
  const gchar *name;
} slots[N_MEDIA] = {
  {LC_MEDIA_VIDEO, "video_0"},
  {LC_MEDIA_AUDIO, "audio_0"},
};

struct _GstLcRtpSrc
{
  GstBin bin;

  /* Made once. */
  GstLcRtpMedium *configs[N_MEDIA];

  /* OBJECT_LOCK */
  LcRelayConfig config;
  guint latency;
  gchar *sdp_location;
  GstClockTime timeout;

  /* The thread that changes the state. */
  GstElement *rtpbin;           /* while running; borrowed from the bin */
  LcSrtpKey key;
  GstLcQualitySession *quality;
  GstClockID watch;

  /* Taken before OBJECT_LOCK, never held while elements stop or pads come. */
  GMutex media_lock;
  LcSrcMedium *media[N_MEDIA];
  gboolean silent[N_MEDIA];     /* its timeout has been reported */
};

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

/* rtpbin's signals. The medium of a session outlives them: rtpbin stops
 * first. */

static LcSrcMedium *
medium_of (GstLcRtpSrc * self, guint session)
{
  LcSrcMedium *medium;

  g_mutex_lock (&self->media_lock);
  medium = session < N_MEDIA ? self->media[session] : NULL;
  g_mutex_unlock (&self->media_lock);
  return medium;
}

static void
announce_no_more_pads (GstLcRtpSrc * self)
{
  gboolean all = TRUE;

  g_mutex_lock (&self->media_lock);
  for (guint i = 0; i < N_MEDIA; i++)
    all &= self->media[i] == NULL || lc_src_medium_has_pad (self->media[i]);
  g_mutex_unlock (&self->media_lock);
  if (all)
    gst_element_no_more_pads (GST_ELEMENT (self));
}

static void
on_pad_added (GstElement * rtpbin, GstPad * pad, GstLcRtpSrc * self)
{
  guint session, ssrc, payload_type;
  LcSrcMedium *medium;
  gboolean first;

  if (sscanf (GST_PAD_NAME (pad), "recv_rtp_src_%u_%u_%u", &session, &ssrc,
          &payload_type) != 3)
    return;
  medium = medium_of (self, session);
  if (medium == NULL)
    return;
  GST_INFO_OBJECT (self, "stream of SSRC %08x with payload type %u", ssrc,
      payload_type);
  first = !lc_src_medium_has_pad (medium);
  lc_src_medium_add_stream (medium, pad, ssrc);
  if (first)
    announce_no_more_pads (self);
}

static void
on_payload_type_change (GstElement * rtpbin, guint session, guint payload_type,
    GstLcRtpSrc * self)
{
  LcSrcMedium *medium = medium_of (self, session);

  if (medium)
    lc_src_medium_change_type (medium, payload_type);
}

static GstCaps *
on_request_pt_map (GstElement * rtpbin, guint session, guint payload_type,
    GstLcRtpSrc * self)
{
  LcSrcMedium *medium = medium_of (self, session);

  return medium ? lc_src_medium_caps (medium, payload_type) : NULL;
}

static GstElement *
on_request_aux_receiver (GstElement * rtpbin, guint session, GstLcRtpSrc * self)
{
  LcSrcMedium *medium = medium_of (self, session);

  return medium ? lc_src_medium_make_rtx (medium) : NULL;
}

static void
on_new_jitterbuffer (GstElement * rtpbin, GstElement * jitterbuffer,
    guint session, guint ssrc, GstLcRtpSrc * self)
{
  LcSrcMedium *medium = medium_of (self, session);

  if (medium)
    lc_src_medium_set_up_jitterbuffer (medium, jitterbuffer, ssrc);
}

static void
on_bye (GstElement * rtpbin, guint session, guint ssrc, GstLcRtpSrc * self)
{
  LcSrcMedium *medium = medium_of (self, session);

  if (medium)
    lc_src_medium_bye (medium, ssrc);
}

static void
on_ssrc_gone (GstElement * rtpbin, guint session, guint ssrc,
    GstLcRtpSrc * self)
{
  LcSrcMedium *medium = medium_of (self, session);

  if (medium)
    lc_src_medium_remove_ssrc (medium, ssrc);
}

static void
make_rtpbin (GstLcRtpSrc * self, const LcRelayConfig * config, guint latency)
{
  gboolean repair = config->retransmission && config->rtcp != LC_RTCP_NONE;
  GstElement *rtpbin = gst_element_factory_make ("rtpbin", NULL);

  gst_util_set_object_arg (G_OBJECT (rtpbin), "rtp-profile", "avpf");
  g_object_set (rtpbin, "latency", latency, "do-lost", TRUE,
      "do-retransmission", repair, "autoremove", TRUE, NULL);
  g_signal_connect (rtpbin, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (rtpbin, "payload-type-change",
      G_CALLBACK (on_payload_type_change), self);
  g_signal_connect (rtpbin, "request-pt-map", G_CALLBACK (on_request_pt_map),
      self);
  g_signal_connect (rtpbin, "new-jitterbuffer",
      G_CALLBACK (on_new_jitterbuffer), self);
  g_signal_connect (rtpbin, "on-bye-ssrc", G_CALLBACK (on_bye), self);
  g_signal_connect (rtpbin, "on-bye-timeout", G_CALLBACK (on_ssrc_gone), self);
  g_signal_connect (rtpbin, "on-timeout", G_CALLBACK (on_ssrc_gone), self);
  if (repair)
    g_signal_connect (rtpbin, "request-aux-receiver",
        G_CALLBACK (on_request_aux_receiver), self);
  self->rtpbin = rtpbin;
  gst_bin_add (GST_BIN (self), rtpbin);
}

/* Silence */

/* A bit is set in the answer for every medium that has just become silent. */
static guint
find_silent (GstLcRtpSrc * self, guint64 timeout)
{
  guint64 now = (guint64) g_get_monotonic_time () * 1000;
  guint found = 0;

  g_mutex_lock (&self->media_lock);
  for (guint i = 0; i < N_MEDIA; i++) {
    guint64 last = self->media[i] ? lc_src_medium_last_heard (self->media[i])
        : 0;
    gboolean silent = last != 0 && lc_silent_for (last, now, timeout);

    if (silent && !self->silent[i])
      found |= 1 << i;
    self->silent[i] = silent;
  }
  g_mutex_unlock (&self->media_lock);
  return found;
}

static gboolean
on_watch (GstClock * clock, GstClockTime time, GstClockID id, gpointer data)
{
  GstLcRtpSrc *self = data;
  GstClockTime timeout;
  guint silent;

  GST_OBJECT_LOCK (self);
  timeout = self->timeout;
  GST_OBJECT_UNLOCK (self);
  silent = timeout ? find_silent (self, timeout) : 0;
  for (guint i = 0; i < N_MEDIA; i++) {
    if (silent & (1 << i))
      gst_element_post_message (GST_ELEMENT (self), gst_message_new_element
          (GST_OBJECT (self), gst_structure_new ("lcrtpsrc-timeout",
                  "pad", G_TYPE_STRING, slots[i].name,
                  "timeout", G_TYPE_UINT64, timeout, NULL)));
  }
  return TRUE;
}

static void
start_watch (GstLcRtpSrc * self)
{
  GstClock *clock;
  GstClockTime step;

  GST_OBJECT_LOCK (self);
  step = self->timeout / 4;
  GST_OBJECT_UNLOCK (self);
  if (step == 0)
    return;
  clock = gst_system_clock_obtain ();
  self->watch = gst_clock_new_periodic_id (clock,
      gst_clock_get_time (clock) + step, step);
  gst_clock_id_wait_async (self->watch, on_watch, gst_object_ref (self),
      gst_object_unref);
  gst_object_unref (clock);
}

static void
stop_watch (GstLcRtpSrc * self)
{
  if (self->watch == NULL)
    return;
  gst_clock_id_unschedule (self->watch);
  gst_clock_id_unref (self->watch);
  self->watch = NULL;
}

/* Running */

static void
stop (GstLcRtpSrc * self)
{
  LcSrcMedium *media[N_MEDIA];

  stop_watch (self);
  if (self->rtpbin)
    gst_element_set_state (self->rtpbin, GST_STATE_NULL);
  g_mutex_lock (&self->media_lock);
  for (guint i = 0; i < N_MEDIA; i++) {
    media[i] = self->media[i];
    self->media[i] = NULL;
    self->silent[i] = FALSE;
  }
  g_mutex_unlock (&self->media_lock);
  for (guint i = 0; i < N_MEDIA; i++) {
    if (media[i])
      lc_src_medium_free (media[i]);
  }
  if (self->rtpbin) {
    gst_bin_remove (GST_BIN (self), self->rtpbin);
    self->rtpbin = NULL;
  }
}

/* The section of @sdp for @media, NULL when there is none. */
static LcSdpMedium *
find_section (const LcSdpSession * sdp, LcMedia media)
{
  for (guint i = 0; sdp->media != NULL && i < sdp->media->len; i++) {
    LcSdpMedium *section = &g_array_index (sdp->media, LcSdpMedium, i);

    if (section->media == media)
      return section;
  }
  return NULL;
}

/* The ports of medium @i: its own settings, then the SDP, then the element's
 * port. FALSE when the medium is off. */
static gboolean
local_ports (GstLcRtpSrc * self, guint i, const LcRelayConfig * config,
    const LcSdpSession * sdp, LcSrcMediumSetup * setup)
{
  const LcSdpMedium *section = find_section (sdp, slots[i].media);
  LcRtpMediumConfig own;

  gst_lc_rtp_medium_get_config (self->configs[i], &own);
  if (own.port == 0 || (sdp->media != NULL && section == NULL && own.port < 0))
    return FALSE;
  if (own.port > 0)
    setup->port = (guint) own.port;
  else if (section)
    setup->port = section->port;
  else
    setup->port = config->port == 0 ? 0 : config->port + 2 * i;
  if (own.rtcp_port > 0)
    setup->rtcp_port = (guint) own.rtcp_port;
  else if (section && own.port < 0)
    setup->rtcp_port = section->rtcp_port;
  else
    setup->rtcp_port = setup->port + 1;
  if (section) {
    setup->caps = section->caps;
    setup->rtx_payload_type = section->rtx_payload_type;
  }
  return TRUE;
}

static gchar *
bad_port_sentence (const gchar * name)
{
  return g_strdup_printf ("There is no valid UDP port for %s: set port to at "
      "most 65532, or %s::port and %s::rtcp-port to 1-65535.", name, name,
      name);
}

static gboolean
start_medium (GstLcRtpSrc * self, guint i, const LcRelayConfig * config,
    guint latency, const LcSdpSession * sdp, gchar ** problem)
{
  LcSrcMediumSetup setup = {
    .bin = GST_BIN (self),.rtpbin = self->rtpbin,.session = i,
    .media = slots[i].media,.name = slots[i].name,.rtx_payload_type = -1,
    .latency = latency,.config = config,.key = &self->key,
    .quality = self->quality
  };
  LcSrcMedium *medium;

  if (!local_ports (self, i, config, sdp, &setup))
    return TRUE;
  if (setup.port > 65535 || (setup.rtcp_port > 65535
          && config->rtcp != LC_RTCP_NONE)) {
    *problem = bad_port_sentence (slots[i].name);
    return FALSE;
  }
  medium = lc_src_medium_new (&setup, problem);
  if (medium == NULL)
    return FALSE;
  g_mutex_lock (&self->media_lock);
  self->media[i] = medium;
  g_mutex_unlock (&self->media_lock);
  lc_src_medium_build (medium, &setup);
  return TRUE;
}

static gboolean
load_sdp (GstLcRtpSrc * self, const gchar * path, LcSdpSession * sdp,
    gchar ** problem)
{
  if (path == NULL || *path == '\0')
    return TRUE;
  if (!lc_sdp_load (sdp, path, problem))
    return FALSE;
  if (sdp->encrypted && self->key.length == 0) {
    *problem = g_strdup ("The SDP describes an encrypted session: set "
        "srtp-key-location to its key.");
    return FALSE;
  }
  return TRUE;
}

static gboolean
start_media (GstLcRtpSrc * self, const LcRelayConfig * config, guint latency,
    const gchar * sdp_path, gchar ** problem)
{
  LcSdpSession sdp = { NULL, FALSE };
  gboolean ok = load_sdp (self, sdp_path, &sdp, problem);
  guint n = 0;

  if (ok)
    make_rtpbin (self, config, latency);
  for (guint i = 0; i < N_MEDIA && ok; i++) {
    ok = start_medium (self, i, config, latency, &sdp, problem);
    n += self->media[i] != NULL;
  }
  if (ok && n == 0) {
    *problem = g_strdup ("Both media are off: set video_0::port or "
        "audio_0::port.");
    ok = FALSE;
  }
  lc_sdp_session_clear (&sdp);
  return ok;
}

/* What everything here stands on. */
static const gchar *const parts[] =
    { "rtpbin", "udpsrc", "rtprtxreceive", "lcrtpdepay", NULL };

static gboolean
start (GstLcRtpSrc * self)
{
  LcRelayConfig config;
  gchar *sdp, *problem = NULL;
  guint latency;
  gboolean ok;

  if (!lc_parts_are_there (GST_ELEMENT (self), parts))
    return FALSE;
  GST_OBJECT_LOCK (self);
  lc_relay_config_copy (&config, &self->config);
  latency = self->latency;
  sdp = g_strdup (self->sdp_location);
  GST_OBJECT_UNLOCK (self);
  ok = start_media (self, &config, latency, sdp, &problem);
  if (!ok) {
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ, ("%s", problem), (NULL));
    stop (self);
  } else {
    start_watch (self);
  }
  lc_relay_config_clear (&config);
  g_free (problem);
  g_free (sdp);
  return ok;
}

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
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !start (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (gst_lc_rtp_src_parent_class)->change_state
      (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || (transition == GST_STATE_CHANGE_READY_TO_PAUSED
          && ret == GST_STATE_CHANGE_FAILURE))
    stop (self);
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
  for (guint i = 0; GST_EVENT_TYPE (event) == GST_EVENT_EOS && i < N_MEDIA; i++) {
    LcSrcMedium *medium = medium_of (self, i);

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

  for (guint i = 0; i < N_MEDIA; i++) {
    if (g_strcmp0 (name, slots[i].name) == 0)
      return g_object_ref (G_OBJECT (self->configs[i]));
  }
  return parent->get_child_by_name (proxy, name);
}

static guint
gst_lc_rtp_src_get_children_count (GstChildProxy * proxy)
{
  return N_MEDIA;
}

static GObject *
gst_lc_rtp_src_get_child_by_index (GstChildProxy * proxy, guint index)
{
  return index < N_MEDIA ?
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
  for (guint i = 0; i < N_MEDIA; i++) {
    GstStructure *one;

    if (self->media[i] == NULL)
      continue;
    one = lc_src_medium_stats (self->media[i]);
    lc_relay_stats_sum (stats, slots[i].name, one);
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

  for (guint i = 0; i < N_MEDIA; i++)
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
  for (guint i = 0; i < N_MEDIA; i++)
    self->configs[i] = g_object_ref_sink (gst_lc_rtp_medium_new
        (slots[i].name));
  gst_bin_set_suppressed_flags (GST_BIN (self),
      GST_ELEMENT_FLAG_SOURCE | GST_ELEMENT_FLAG_SINK);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SOURCE);
}
