/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/sinkmediumprivate.h"

#include <string.h>
#include "elements/relay/relaystats.h"
#include "elements/relay/rtpparts.h"
#include "elements/rtptiming/capturetime.h"

/* A second of history for retransmission is more than any live receiver
 * waits. */
#define RTX_HISTORY_MS 1000
/* Regular reports about twice a second (RFC 3550 section 6.2 allows it for
 * two members), so that the first sender report is out within 500 ms. */
#define RTCP_INTERVAL (400 * GST_MSECOND)
/* Of the session in bytes per second, RTCP may take 5 %: enough for reports of
 * two at that interval. */
#define RTCP_BANDWIDTH 250000.
/* A key frame of a live stream costs as much as half a second of it. */
#define KEY_UNIT_INTERVAL (250 * GST_MSECOND)

GstElement *
lc_sink_medium_make_rtx (guint session)
{
  GstElement *rtx = gst_element_factory_make ("rtprtxsend", NULL);

  g_object_set (rtx, "max-size-time", RTX_HISTORY_MS, "max-size-packets", 0,
      NULL);
  return lc_parts_wrap_rtx (rtx, session);
}

/* The rtprtxsend that rtpbin asked for when its pad was requested. */
static GstElement *
find_rtx (LcSinkMedium * self)
{
  GstPad *peer = NULL, *target;
  GstElement *found = NULL;

  target = gst_ghost_pad_get_target (GST_GHOST_PAD (self->send_rtp));
  if (target == NULL)
    return NULL;
  if (GST_IS_GHOST_PAD (target))
    peer = gst_ghost_pad_get_target (GST_GHOST_PAD (target));
  if (peer != NULL && g_object_class_find_property (G_OBJECT_GET_CLASS
          (GST_PAD_PARENT (peer)), "clock-rate-map"))
    found = gst_object_ref (GST_PAD_PARENT (peer));
  g_clear_pointer (&peer, gst_object_unref);
  gst_object_unref (target);
  return found;
}

static void
limit_rtx (LcSinkMedium * self)
{
  GstPad *pad;

  if (self->rtx == NULL)
    return;
  pad = gst_element_get_static_pad (self->rtx, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM,
      lc_sink_watch_rtx_request, self, NULL);
  gst_object_unref (pad);
}

static GstPad *
static_pad (LcSinkMedium * self, const gchar * format)
{
  gchar *name = g_strdup_printf (format, self->session);
  GstPad *pad = gst_element_get_static_pad (self->rtpbin, name);

  g_free (name);
  return pad;
}

static void
make_rtp (LcSinkMedium * self, const LcSinkMediumSetup * setup)
{
  GSocketAddress *to = g_inet_socket_address_new (setup->host,
      (guint16) self->port);
  GstPad *pad;

  self->pay = gst_element_factory_make ("lcrtppay", NULL);
  g_object_set (self->pay, "mtu", setup->mtu, NULL);
  self->rtp_sender = gst_lc_udp_sender_new (LC_SENDER_RTP, self->ports.rtp,
      lc_relay_srtp_session (setup->key, LC_SRTP_OUTBOUND, FALSE), to,
      self->peer);
  gst_lc_udp_sender_set_hook (GST_LC_UDP_SENDER (self->rtp_sender),
      lc_sink_watch_sent, self);
  g_object_unref (to);
  gst_bin_add_many (self->bin, self->pay, self->rtp_sender, NULL);
  self->send_rtp =
      lc_parts_request (self->rtpbin, "send_rtp_sink_%u", self->session);
  self->rtx = find_rtx (self);
  limit_rtx (self);
  lc_parts_link_from (self->pay, self->send_rtp);
  pad = static_pad (self, "send_rtp_src_%u");
  lc_parts_link_to (pad, self->rtp_sender);
  gst_object_unref (pad);
  pad = gst_element_get_static_pad (self->pay, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      lc_sink_watch_rtp_caps, self, NULL);
  gst_object_unref (pad);
  pad = gst_element_get_static_pad (self->rtp_sender, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      lc_sink_watch_rtp_end, self, NULL);
  gst_object_unref (pad);
}

static void
make_rtcp (LcSinkMedium * self, const LcSinkMediumSetup * setup)
{
  gboolean plain = setup->config->rtcp == LC_RTCP_PLAIN;

  self->rtcp_source = lc_parts_socket_source (self->ports.rtcp,
      "application/x-rtcp");
  self->guard = gst_lc_srtp_guard_new (LC_GUARD_RTCP, self->peer,
      lc_relay_srtp_session (setup->key, LC_SRTP_INBOUND, plain));
  self->rtcp_sender = gst_lc_udp_sender_new (LC_SENDER_RTCP, self->ports.rtcp,
      lc_relay_srtp_session (setup->key, LC_SRTP_OUTBOUND, plain), NULL,
      self->peer);
  gst_lc_srtp_guard_set_hook (GST_LC_SRTP_GUARD (self->guard),
      lc_sink_watch_rtcp, self);
  gst_bin_add_many (self->bin, self->rtcp_source, self->guard,
      self->rtcp_sender, NULL);
  gst_element_link (self->rtcp_source, self->guard);
  self->recv_rtcp =
      lc_parts_request (self->rtpbin, "recv_rtcp_sink_%u", self->session);
  lc_parts_link_from (self->guard, self->recv_rtcp);
  self->send_rtcp =
      lc_parts_request (self->rtpbin, "send_rtcp_src_%u", self->session);
  lc_parts_link_to (self->send_rtcp, self->rtcp_sender);
}

static void
set_up_session (LcSinkMedium * self)
{
  GstElement *session = NULL;

  g_signal_emit_by_name (self->rtpbin, "get-session", self->session, &session);
  if (session == NULL)
    return;
  /* The interval alone decides; by its own estimate of the bandwidth, which
   * starts low, the session would wait longer. */
  g_object_set (session, "rtcp-min-interval", RTCP_INTERVAL, "bandwidth",
      RTCP_BANDWIDTH, NULL);
  gst_object_unref (session);
}

static gboolean
open_ports (LcSinkMedium * self, const LcSinkMediumSetup * setup,
    gchar ** problem)
{
  LcUdpPortsConfig config = {
    .bind_address = setup->config->bind_address,
    .family = g_inet_address_get_family (setup->host),
    .family_fixed = TRUE,
    .with_rtcp = setup->config->rtcp != LC_RTCP_NONE,
    .buffer_size = setup->config->buffer_size,
    .dscp = setup->config->dscp,
  };

  return lc_udp_ports_open (&self->ports, &config, problem);
}

static void
set_peer (LcSinkMedium * self, const LcSinkMediumSetup * setup)
{
  gboolean encrypted = setup->key->length > 0;
  GSocketAddress *to = g_inet_socket_address_new (setup->host,
      (guint16) self->rtcp_port);

  self->peer = lc_peer_new (LC_PEER_FIXED, encrypted,
      encrypted && setup->config->rtcp == LC_RTCP_SRTCP);
  lc_peer_set_address (self->peer, to);
  g_object_unref (to);
}

static void
connect_pad (LcSinkMedium * self)
{
  GstPad *target = gst_element_get_static_pad (self->pay, "sink");

  gst_ghost_pad_set_target (GST_GHOST_PAD (self->pad), target);
  gst_object_unref (target);
  self->probe = gst_pad_add_probe (self->pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_EVENT_BOTH, lc_sink_watch_pad, self, NULL);
}

LcSinkMedium *
lc_sink_medium_new (const LcSinkMediumSetup * setup, gchar ** problem)
{
  LcSinkMedium *self = g_new0 (LcSinkMedium, 1);

  self->bin = setup->bin;
  self->pad = setup->pad;
  self->rtpbin = setup->rtpbin;
  self->session = setup->session;
  self->media = setup->media;
  self->port = setup->port;
  self->rtcp_port = setup->rtcp_port;
  self->payload_type = setup->payload_type;
  self->same_machine = g_inet_address_get_is_loopback (setup->host);
  self->quality = setup->quality;
  self->caps_changed = setup->caps_changed;
  self->key_units.interval = KEY_UNIT_INTERVAL;
  self->capture_ntp = LC_NTP_NONE;
  gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
  g_mutex_init (&self->lock);
  lc_rtx_budget_init (&self->rtx_budget);
  if (!open_ports (self, setup, problem)) {
    g_mutex_clear (&self->lock);
    g_free (self);
    return NULL;
  }
  set_peer (self, setup);
  make_rtp (self, setup);
  if (self->ports.rtcp)
    make_rtcp (self, setup);
  set_up_session (self);
  connect_pad (self);
  return self;
}

void
lc_sink_medium_free (LcSinkMedium * self)
{
  gst_pad_remove_probe (self->pad, self->probe);
  gst_ghost_pad_set_target (GST_GHOST_PAD (self->pad), NULL);
  lc_parts_remove (self->bin, self->pay);
  lc_parts_remove (self->bin, self->rtcp_source);
  lc_parts_remove (self->bin, self->guard);
  lc_parts_release (self->rtpbin, self->send_rtp);
  lc_parts_release (self->rtpbin, self->recv_rtcp);
  lc_parts_release (self->rtpbin, self->send_rtcp);
  lc_parts_remove (self->bin, self->rtp_sender);
  lc_parts_remove (self->bin, self->rtcp_sender);
  g_clear_pointer (&self->rtx, gst_object_unref);
  lc_udp_ports_close (&self->ports);
  lc_peer_unref (self->peer);
  gst_caps_replace (&self->rtp_caps, NULL);
  g_mutex_clear (&self->lock);
  g_free (self);
}

GstCaps *
lc_sink_medium_rtp_caps (LcSinkMedium * self)
{
  GstCaps *caps;

  g_mutex_lock (&self->lock);
  caps = self->rtp_caps ? gst_caps_ref (self->rtp_caps) : NULL;
  g_mutex_unlock (&self->lock);
  return caps;
}

guint
lc_sink_medium_port (LcSinkMedium * self)
{
  return self->port;
}

guint
lc_sink_medium_rtcp_port (LcSinkMedium * self)
{
  return self->ports.rtcp ? self->rtcp_port : 0;
}

guint
lc_sink_medium_session (LcSinkMedium * self)
{
  return self->session;
}

void
lc_sink_medium_remote (LcSinkMedium * self, GstClockTime round_trip)
{
  gboolean has_report;
  guint64 lost;

  g_mutex_lock (&self->lock);
  has_report = self->has_report;
  lost = self->remote_lost;
  g_mutex_unlock (&self->lock);
  if (has_report)
    gst_lc_quality_session_remote (self->quality, 0, lc_sink_watch_kind (self),
        round_trip, lost);
}

void
lc_sink_medium_remove_ssrc (LcSinkMedium * self, guint32 ssrc)
{
  lc_peer_remove (self->peer, ssrc);
}

static void
add_rtx_stats (LcSinkMedium * self, GstStructure * stats)
{
  guint requests = 0, packets = 0;

  if (self->rtx)
    g_object_get (self->rtx, "num-rtx-requests", &requests, "num-rtx-packets",
        &packets, NULL);
  gst_structure_set (stats, "packets-requested-again", G_TYPE_UINT64,
      (guint64) requests, "packets-retransmitted", G_TYPE_UINT64,
      (guint64) packets, NULL);
}

static void
add_remote_stats (LcSinkMedium * self, GstStructure * stats)
{
  GstClockTime round_trip;

  if (!lc_relay_round_trip (self->rtpbin, self->session, &round_trip))
    return;
  gst_structure_set (stats, "round-trip", G_TYPE_UINT64, round_trip, NULL);
  g_mutex_lock (&self->lock);
  if (self->has_report)
    gst_structure_set (stats, "remote-packets-lost", G_TYPE_UINT64,
        self->remote_lost, NULL);
  g_mutex_unlock (&self->lock);
}

GstStructure *
lc_sink_medium_stats (LcSinkMedium * self)
{
  GstStructure *stats = gst_structure_new_empty ("medium");
  LcGuardCounters guard = { 0, };
  LcSenderCounters sent;

  gst_lc_udp_sender_get_counters (GST_LC_UDP_SENDER (self->rtp_sender), &sent);
  g_mutex_lock (&self->lock);
  gst_structure_set (stats, "port", G_TYPE_UINT, self->port,
      "local-port", G_TYPE_UINT, lc_udp_port_of (self->ports.rtp),
      "frames-sent", G_TYPE_UINT64, self->n_frames,
      "packets-sent", G_TYPE_UINT64, sent.packets,
      "bytes-sent", G_TYPE_UINT64, sent.bytes,
      "send-errors", G_TYPE_UINT64, sent.errors,
      "retransmissions-held-back", G_TYPE_UINT64, self->rtx_budget.refused,
      "key-unit-requests", G_TYPE_UINT64, self->n_key_requests,
      "key-unit-requests-forwarded", G_TYPE_UINT64, self->n_key_forwarded,
      NULL);
  g_mutex_unlock (&self->lock);
  add_rtx_stats (self, stats);
  if (self->guard)
    gst_lc_srtp_guard_add_counters (GST_LC_SRTP_GUARD (self->guard), &guard);
  lc_relay_stats_add_guard (stats, "rtcp-", &guard);
  add_remote_stats (self, stats);
  return stats;
}
