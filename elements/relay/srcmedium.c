/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/srcmediumprivate.h"

#include "elements/relay/relaystats.h"
#include "elements/relay/rtpparts.h"

/* Retransmission: docs/design/relay.md has the figures behind these. */
#define RTX_DELAY_MS 5
#define RTX_RETRY_MS 12

/* Regular reports; feedback does not wait for them (repair.h). */
#define RTCP_INTERVAL (500 * GST_MSECOND)
#define RTCP_BANDWIDTH 250000.

/* A frame of 30 per second. */
#define BYE_GRACE_MS 33

static void
allow_types (LcSrcMedium * self)
{
  for (guint pt = 0; pt < G_N_ELEMENTS (self->types.types); pt++) {
    const LcPayloadType *type = &self->types.types[pt];

    if (type->caps != NULL)
      gst_lc_srtp_guard_allow (GST_LC_SRTP_GUARD (self->rtp_guard), pt,
          type->apt >= 0 ? LC_SSRC_RTX : LC_SSRC_MEDIA);
  }
}

GstCaps *
lc_src_medium_caps (LcSrcMedium * self, guint payload_type)
{
  GstCaps *caps = self->types.types[payload_type & 0x7f].caps;

  return caps ? gst_caps_ref (caps) : NULL;
}

/* Streams */

/* Whoever gets TRUE makes the pad. */
static gboolean
claim_pad (LcSrcMedium * self)
{
  gboolean first;

  g_mutex_lock (&self->lock);
  first = !self->pad_claimed;
  self->pad_claimed = TRUE;
  g_mutex_unlock (&self->lock);
  return first;
}

static void
expose_pad (LcSrcMedium * self)
{
  GstElement *element = GST_ELEMENT (self->bin);
  GstPad *target = gst_element_get_static_pad (self->depay, "src");
  gchar *template_name = g_strdup_printf ("%s_%%u",
      lc_media_name (self->media));
  GstPad *pad = gst_ghost_pad_new_from_template (self->name, target,
      gst_element_class_get_pad_template (GST_ELEMENT_GET_CLASS (element),
          template_name));

  gst_pad_add_probe (target, GST_PAD_PROBE_TYPE_BUFFER, lc_src_watch_released,
      self, NULL);
  gst_object_unref (target);
  g_free (template_name);
  gst_pad_set_active (pad, TRUE);
  g_mutex_lock (&self->lock);
  self->pad = pad;
  g_mutex_unlock (&self->lock);
  gst_element_add_pad (element, pad);
}

static void
push_empty_stream (GstElement * element, gpointer data)
{
  GstPad *pad = data;
  gchar *id = gst_pad_create_stream_id (pad, element, GST_PAD_NAME (pad));

  gst_pad_push_event (pad, gst_event_new_stream_start (id));
  gst_pad_push_event (pad, gst_event_new_eos ());
  g_free (id);
}

/* Not from the caller's thread: a sink that is PAUSED keeps EOS waiting. */
void
lc_src_medium_end_unheard (LcSrcMedium * self)
{
  if (!claim_pad (self))
    return;
  expose_pad (self);
  gst_element_call_async (GST_ELEMENT (self->bin), push_empty_stream,
      gst_object_ref (self->pad), gst_object_unref);
}

static void
link_stream (LcSrcMedium * self, GstPad * rtpbin_pad)
{
  GstPad *sink = gst_element_get_static_pad (self->depay, "sink");
  GstPad *old = gst_pad_get_peer (sink);

  if (old != rtpbin_pad) {
    if (old != NULL)
      gst_pad_unlink (old, sink);
    gst_pad_link (rtpbin_pad, sink);
  }
  g_clear_pointer (&old, gst_object_unref);
  gst_object_unref (sink);
}

/* rtpbin has a pad for every payload type of a sender: one that changes its
 * codec is still the same sender. */
void
lc_src_medium_add_stream (LcSrcMedium * self, GstPad * rtpbin_pad, guint32 ssrc)
{
  if (self->repair)
    lc_repair_watch_key_units (self->repair, rtpbin_pad, ssrc);
  if (claim_pad (self))
    expose_pad (self);
  link_stream (self, rtpbin_pad);
  g_mutex_lock (&self->lock);
  if (self->n_streams == 0 || self->stream_ssrc != ssrc)
    self->n_streams++;
  self->stream_ssrc = ssrc;
  g_mutex_unlock (&self->lock);
}

/* Back to a codec of before: rtpbin has its pad already and does not tell
 * about it a second time. */
void
lc_src_medium_change_type (LcSrcMedium * self, guint payload_type)
{
  gchar *name;
  GstPad *pad;

  g_mutex_lock (&self->lock);
  name = g_strdup_printf ("recv_rtp_src_%u_%u_%u", self->session,
      self->stream_ssrc, payload_type);
  g_mutex_unlock (&self->lock);
  pad = gst_element_get_static_pad (self->rtpbin, name);
  if (pad != NULL) {
    link_stream (self, pad);
    gst_object_unref (pad);
  }
  g_free (name);
}

void
lc_src_medium_set_up_jitterbuffer (LcSrcMedium * self,
    GstElement * jitterbuffer, guint32 ssrc)
{
  guint32 owner;

  g_object_set (jitterbuffer, "rtx-delay", RTX_DELAY_MS, "rtx-retry-timeout",
      RTX_RETRY_MS, "rtx-min-retry-timeout", RTX_RETRY_MS,
      /* Only what a later packet shows to be missing. Guessing when the next
       * one is due asks for packets that are merely late, and on a line with
       * little room to spare these fill it until nothing gets through. */
      "rtx-next-seqnum", FALSE, NULL);
  /* Reports about retransmissions make one that stays empty. */
  if (!lc_peer_owner (self->peer, LC_SSRC_MEDIA, &owner) || owner != ssrc)
    return;
  g_mutex_lock (&self->lock);
  g_set_object (&self->jitterbuffer, jitterbuffer);
  g_mutex_unlock (&self->lock);
}

static gboolean
on_bye_time (GstClock * clock, GstClockTime time, GstClockID id, gpointer guard)
{
  gst_lc_srtp_guard_end (guard);
  return FALSE;
}

/* BYE may overtake packets and their retransmissions, and rtpjitterbuffer
 * asks for missing ones without a pause once it has EOS: it gets EOS when the
 * last packet has had its time. */
static void
end_after_latency (LcSrcMedium * self)
{
  GstClock *clock = gst_system_clock_obtain ();
  GstClockTime when = gst_clock_get_time (clock)
      + (self->latency + BYE_GRACE_MS) * GST_MSECOND;

  g_mutex_lock (&self->lock);
  if (self->bye_timer == NULL) {
    self->bye_timer = gst_clock_new_single_shot_id (clock, when);
    gst_clock_id_wait_async (self->bye_timer, on_bye_time,
        gst_object_ref (self->rtp_guard), gst_object_unref);
  }
  g_mutex_unlock (&self->lock);
  gst_object_unref (clock);
}

void
lc_src_medium_bye (LcSrcMedium * self, guint32 ssrc)
{
  guint32 owner;
  gboolean ours = lc_peer_owner (self->peer, LC_SSRC_MEDIA, &owner)
      && owner == ssrc;

  if (ours)
    end_after_latency (self);
  else
    lc_peer_bye (self->peer, ssrc);
}

void
lc_src_medium_remove_ssrc (LcSrcMedium * self, guint32 ssrc)
{
  lc_peer_remove (self->peer, ssrc);
}

GstElement *
lc_src_medium_make_rtx (LcSrcMedium * self)
{
  GstStructure *map = lc_payload_types_rtx_map (&self->types);

  self->rtx = gst_object_ref_sink (gst_element_factory_make ("rtprtxreceive",
          NULL));
  g_object_set (self->rtx, "payload-type-map", map, NULL);
  gst_structure_free (map);
  return lc_parts_wrap_rtx (self->rtx, self->session);
}

/* Building */

static void
make_rtp (LcSrcMedium * self, const LcSrcMediumSetup * setup)
{
  self->rtp_source =
      lc_parts_socket_source (self->ports.rtp, "application/x-rtp");
  self->rtp_guard =
      gst_lc_srtp_guard_new (LC_GUARD_RTP, self->peer,
      lc_relay_srtp_session (setup->key, LC_SRTP_INBOUND, FALSE));
  allow_types (self);
  gst_lc_srtp_guard_set_hook (GST_LC_SRTP_GUARD (self->rtp_guard),
      lc_src_watch_received, self);
  gst_bin_add_many (self->bin, self->rtp_source, self->rtp_guard, NULL);
  gst_element_link (self->rtp_source, self->rtp_guard);
  self->recv_rtp =
      lc_parts_request (self->rtpbin, "recv_rtp_sink_%u", self->session);
  lc_parts_link_from (self->rtp_guard, self->recv_rtp);
}

static void
make_rtcp (LcSrcMedium * self, const LcSrcMediumSetup * setup)
{
  gboolean plain = setup->config->rtcp == LC_RTCP_PLAIN;

  self->rtcp_source =
      lc_parts_socket_source (self->ports.rtcp, "application/x-rtcp");
  self->rtcp_guard =
      gst_lc_srtp_guard_new (LC_GUARD_RTCP, self->peer,
      lc_relay_srtp_session (setup->key, LC_SRTP_INBOUND, plain));
  self->rtcp_sender =
      gst_lc_udp_sender_new (LC_SENDER_RTCP, self->ports.rtcp,
      lc_relay_srtp_session (setup->key, LC_SRTP_OUTBOUND, plain), NULL,
      self->peer);
  gst_bin_add_many (self->bin, self->rtcp_source, self->rtcp_guard,
      self->rtcp_sender, NULL);
  gst_element_link (self->rtcp_source, self->rtcp_guard);
  self->recv_rtcp =
      lc_parts_request (self->rtpbin, "recv_rtcp_sink_%u", self->session);
  lc_parts_link_from (self->rtcp_guard, self->recv_rtcp);
  self->send_rtcp =
      lc_parts_request (self->rtpbin, "send_rtcp_src_%u", self->session);
  lc_parts_link_to (self->send_rtcp, self->rtcp_sender);
}

/* Our feedback speaks with the SSRC and CNAME of our reports. */
static void
make_repair (LcSrcMedium * self)
{
  GObject *internal = NULL;
  GstStructure *sdes = NULL;
  guint ssrc = 0;
  GstPad *pad;

  g_signal_emit_by_name (self->rtpbin, "get-internal-session", self->session,
      &internal);
  g_object_get (internal, "internal-ssrc", &ssrc, "sdes", &sdes, NULL);
  self->repair = lc_repair_new (GST_LC_UDP_SENDER (self->rtcp_sender), ssrc,
      gst_structure_get_string (sdes, "cname"));
  gst_structure_free (sdes);
  g_object_unref (internal);
  if (self->rtx == NULL)
    return;
  pad = gst_element_get_static_pad (self->rtx, "sink");
  lc_repair_watch_retransmission (self->repair, pad);
  gst_object_unref (pad);
}

static void
set_up_session (LcSrcMedium * self)
{
  GstElement *session = NULL;

  g_signal_emit_by_name (self->rtpbin, "get-session", self->session, &session);
  /* The guard has made sure that a source is one. */
  g_object_set (session, "rtcp-min-interval", RTCP_INTERVAL, "bandwidth",
      RTCP_BANDWIDTH, "probation", 0, NULL);
  gst_object_unref (session);
}

static void
make_depay (LcSrcMedium * self)
{
  GstPad *pad;

  self->depay = gst_element_factory_make ("lcrtpdepay", NULL);
  g_object_set (self->depay, "wait-for-keyframe", TRUE, "request-keyframe",
      TRUE, NULL);
  gst_bin_add (self->bin, self->depay);
  pad = gst_element_get_static_pad (self->depay, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM
      | GST_PAD_PROBE_TYPE_BUFFER, lc_src_watch_depay_input, self, NULL);
  gst_object_unref (pad);
}

static gboolean
open_ports (LcSrcMedium * self, const LcSrcMediumSetup * setup,
    gchar ** problem)
{
  LcUdpPortsConfig config = {
    .bind_address = setup->config->bind_address,
    .family = G_SOCKET_FAMILY_IPV4,
    .rtp_port = setup->port,
    .rtcp_port = setup->rtcp_port,
    .with_rtcp = setup->config->rtcp != LC_RTCP_NONE,
    .buffer_size = setup->config->buffer_size,
    .dscp = setup->config->dscp,
  };

  return lc_udp_ports_open (&self->ports, &config, problem);
}

/* A type that fits the newer address family is not known before the first
 * packet, so an empty bind-address means IPv4; "::" takes both. */
LcSrcMedium *
lc_src_medium_new (const LcSrcMediumSetup * setup, gchar ** problem)
{
  LcSrcMedium *self = g_new0 (LcSrcMedium, 1);

  if (!open_ports (self, setup, problem)) {
    g_free (self);
    return NULL;
  }
  self->bin = setup->bin;
  self->rtpbin = setup->rtpbin;
  self->session = setup->session;
  self->media = setup->media;
  self->name = g_strdup (setup->name);
  self->latency = setup->latency;
  self->quality = setup->quality;
  self->encrypted = setup->key->length > 0;
  lc_extrapolate_init (&self->extrapolate, 0);
  g_mutex_init (&self->lock);
  if (setup->caps)
    lc_payload_types_init_from_caps (&self->types, setup->media, setup->caps,
        setup->rtx_payload_type);
  else
    lc_payload_types_init (&self->types, setup->media);
  self->peer = lc_peer_new (LC_PEER_LEARN, self->encrypted, self->encrypted
      && setup->config->rtcp == LC_RTCP_SRTCP);
  return self;
}

void
lc_src_medium_build (LcSrcMedium * self, const LcSrcMediumSetup * setup)
{
  make_depay (self);
  make_rtp (self, setup);
  if (self->ports.rtcp) {
    make_rtcp (self, setup);
    make_repair (self);
  }
  set_up_session (self);
}

void
lc_src_medium_free (LcSrcMedium * self)
{
  if (self->bye_timer) {
    gst_clock_id_unschedule (self->bye_timer);
    gst_clock_id_unref (self->bye_timer);
  }
  if (self->pad) {
    gst_pad_set_active (self->pad, FALSE);
    gst_element_remove_pad (GST_ELEMENT (self->bin), self->pad);
  }
  lc_parts_remove (self->bin, self->rtp_source);
  lc_parts_remove (self->bin, self->rtcp_source);
  lc_parts_remove (self->bin, self->rtp_guard);
  lc_parts_remove (self->bin, self->rtcp_guard);
  lc_parts_release (self->rtpbin, self->recv_rtp);
  lc_parts_release (self->rtpbin, self->recv_rtcp);
  lc_parts_release (self->rtpbin, self->send_rtcp);
  lc_parts_remove (self->bin, self->depay);
  lc_parts_remove (self->bin, self->rtcp_sender);
  g_clear_pointer (&self->repair, lc_repair_free);
  g_clear_object (&self->rtx);
  g_clear_object (&self->jitterbuffer);
  lc_payload_types_clear (&self->types);
  lc_udp_ports_close (&self->ports);
  lc_peer_unref (self->peer);
  g_mutex_clear (&self->lock);
  g_free (self->name);
  g_free (self);
}

guint
lc_src_medium_session (LcSrcMedium * self)
{
  return self->session;
}

gboolean
lc_src_medium_has_pad (LcSrcMedium * self)
{
  gboolean has;

  g_mutex_lock (&self->lock);
  has = self->pad != NULL;
  g_mutex_unlock (&self->lock);
  return has;
}

guint64
lc_src_medium_last_heard (LcSrcMedium * self)
{
  guint64 last;

  g_mutex_lock (&self->lock);
  last = self->last_heard;
  g_mutex_unlock (&self->lock);
  return last;
}

/* rtpjitterbuffer's own statistics under our names. */
static void
add_jitterbuffer_stats (LcSrcMedium * self, GstStructure * stats)
{
  static const gchar *const fields[][2] = {
    {"num-lost", "packets-lost"}, {"num-late", "packets-late"},
    {"num-duplicates", "packets-duplicate"}, {"avg-jitter", "jitter"},
    {"rtx-count", "retransmissions-requested"},
    {"rtx-success-count", "retransmissions-used"},
    {"rtx-rtt", "round-trip"},
  };
  GstStructure *own = NULL;

  if (self->jitterbuffer)
    g_object_get (self->jitterbuffer, "stats", &own, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    guint64 value = 0;

    if (own != NULL)
      gst_structure_get_uint64 (own, fields[i][0], &value);
    gst_structure_set (stats, fields[i][1], G_TYPE_UINT64, value, NULL);
  }
  g_clear_pointer (&own, gst_structure_free);
}

static void
add_repair_stats (LcSrcMedium * self, GstStructure * stats)
{
  LcRepairCounters counters = { 0, };

  if (self->repair)
    lc_repair_get_counters (self->repair, &counters);
  gst_structure_set (stats, "nacks-sent", G_TYPE_UINT64, counters.nacks,
      "nacks-held-back", G_TYPE_UINT64, counters.nacks_held_back,
      "key-unit-requests", G_TYPE_UINT64, counters.key_unit_requests,
      "plis-sent", G_TYPE_UINT64, counters.plis, NULL);
}

GstStructure *
lc_src_medium_stats (LcSrcMedium * self)
{
  GstStructure *stats = gst_structure_new_empty ("medium");
  LcGuardCounters rtp = { 0, }, rtcp = { 0, };

  gst_lc_srtp_guard_add_counters (GST_LC_SRTP_GUARD (self->rtp_guard), &rtp);
  if (self->rtcp_guard)
    gst_lc_srtp_guard_add_counters (GST_LC_SRTP_GUARD (self->rtcp_guard),
        &rtcp);
  g_mutex_lock (&self->lock);
  gst_structure_set (stats, "port", G_TYPE_UINT,
      lc_udp_port_of (self->ports.rtp), "rtcp-port", G_TYPE_UINT,
      self->ports.rtcp ? lc_udp_port_of (self->ports.rtcp) : 0,
      "frames-released", G_TYPE_UINT64, self->n_frames,
      "streams", G_TYPE_UINT64, self->n_streams, NULL);
  add_jitterbuffer_stats (self, stats);
  g_mutex_unlock (&self->lock);
  lc_relay_stats_add_guard (stats, "", &rtp);
  lc_relay_stats_add_guard (stats, "rtcp-", &rtcp);
  add_repair_stats (self, stats);
  return stats;
}
