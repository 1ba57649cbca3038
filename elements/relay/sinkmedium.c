/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/sinkmedium.h"

#include <string.h>
#include <gst/video/video.h>
#include "elements/relay/feedback.h"
#include "elements/relay/gstlcsrtpguard.h"
#include "elements/relay/gstlcudpsender.h"
#include "elements/relay/packetcheck.h"
#include "elements/relay/relaystats.h"
#include "elements/relay/rtxbudget.h"
#include "elements/relay/rtpparts.h"
#include "elements/relay/udpports.h"
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

struct _LcSinkMedium
{
  GstBin *bin;
  GstPad *pad;
  GstElement *rtpbin;
  guint session, port, rtcp_port;
  gint payload_type;
  LcMedia media;
  gboolean same_machine;        /* the other side is this one */
  LcUdpPorts ports;
  LcPeer *peer;
  GstElement *pay, *rtp_sender, *rtcp_source, *guard, *rtcp_sender;
  GstPad *send_rtp, *recv_rtcp, *send_rtcp;     /* rtpbin's request pads */
  GstElement *rtx;
  gulong probe;
  GstLcQualitySession *quality;
  void (*caps_changed) (GstBin * bin);

  /* The streaming thread's. */
  GstSegment segment;
  guint64 capture_ntp;          /* of the buffer that is being payloaded */
  guint64 last_clock_error;     /* monotonic ns */

  GMutex lock;                  /* all below */
  guint32 ssrc;                 /* of the media, once @has_ssrc */
  gboolean has_ssrc, has_report;
  guint64 remote_lost;          /* once @has_report */
  LcKeyUnitLimit key_units;
  LcRtxBudget rtx_budget;
  guint64 n_frames, n_key_requests, n_key_forwarded;
  GstCaps *rtp_caps;
};

static guint64
now_ns (void)
{
  return (guint64) g_get_monotonic_time () * 1000;
}

static LcKind
kind_of (LcSinkMedium * self)
{
  return self->media == LC_MEDIA_AUDIO ? LC_KIND_AUDIO : LC_KIND_VIDEO;
}

static void
mark (LcSinkMedium * self, LcStage stage)
{
  if (self->quality)
    gst_lc_quality_session_mark (self->quality, 0, kind_of (self), stage,
        self->capture_ntp, lc_element_now_ntp (GST_ELEMENT (self->bin)));
}

/* The same time that lcrtppay puts on the wire. */
static guint64
capture_time_of (LcSinkMedium * self, GstBuffer * buffer)
{
  guint64 ntp = LC_NTP_NONE;

  if (self->media == LC_MEDIA_VIDEO)
    ntp = lc_capture_time_get (buffer);
  if (ntp == LC_NTP_NONE)
    ntp = lc_element_pts_to_ntp (GST_ELEMENT (self->bin), &self->segment,
        GST_BUFFER_PTS (buffer));
  return ntp;
}

/* Once a second: half the round trip bounds the difference that the other
 * side's clock may have to ours. On one machine there is only one clock. */
static void
report_clock_error (LcSinkMedium * self)
{
  guint64 now = now_ns ();
  GstClockTime round_trip = 0;

  if (self->quality == NULL || self->same_machine
      || now - self->last_clock_error < GST_SECOND)
    return;
  self->last_clock_error = now;
  if (lc_relay_round_trip (self->rtpbin, self->session, &round_trip)
      && round_trip > 0)
    gst_lc_quality_session_clock_error (self->quality, 0, round_trip / 2);
}

static void
send_key_unit_request (LcSinkMedium * self)
{
  GstPad *peer = gst_pad_get_peer (self->pad);

  if (peer == NULL)
    return;
  gst_pad_send_event (peer, gst_video_event_new_upstream_force_key_unit
      (GST_CLOCK_TIME_NONE, TRUE, 0));
  gst_object_unref (peer);
}

static void
see_buffer (LcSinkMedium * self, GstBuffer * buffer)
{
  gboolean delta = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  gboolean request;

  g_mutex_lock (&self->lock);
  self->n_frames++;
  if (!delta)
    lc_key_unit_done (&self->key_units);
  request = lc_key_unit_due (&self->key_units, now_ns ());
  if (request)
    self->n_key_forwarded++;
  g_mutex_unlock (&self->lock);
  if (request)
    send_key_unit_request (self);
  report_clock_error (self);
  self->capture_ntp = capture_time_of (self, buffer);
  mark (self, LC_STAGE_ENCODED);
}

/* The other side's PLI and FIR; those that come too fast wait for
 * see_buffer(). */
static GstPadProbeReturn
see_key_unit_request (LcSinkMedium * self)
{
  gboolean pass;

  g_mutex_lock (&self->lock);
  self->n_key_requests++;
  pass = lc_key_unit_request (&self->key_units, now_ns ());
  if (pass)
    self->n_key_forwarded++;
  g_mutex_unlock (&self->lock);
  return pass ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static void
set_rtx_map (LcSinkMedium * self, guint payload_type, guint clock_rate)
{
  GstStructure *types, *rates;
  gchar *name;

  if (self->rtx == NULL)
    return;
  name = g_strdup_printf ("%u", payload_type);
  types = gst_structure_new ("application/x-rtp-pt-map", name, G_TYPE_UINT,
      payload_type + 1, NULL);
  rates = gst_structure_new ("application/x-rtp-clock-rate-map", name,
      G_TYPE_UINT, clock_rate, NULL);
  g_object_set (self->rtx, "payload-type-map", types, "clock-rate-map", rates,
      NULL);
  gst_structure_free (types);
  gst_structure_free (rates);
  g_free (name);
}

/* The codec is known before its first packet: so is the payload type. */
static void
see_caps (LcSinkMedium * self, GstCaps * caps)
{
  const LcCodec *codec = lc_codec_for_caps (caps);
  guint payload_type;

  if (codec == NULL)
    return;
  payload_type = self->payload_type >= 0 ? (guint) self->payload_type
      : codec->payload_type;
  set_rtx_map (self, payload_type, codec->clock_rate);
  g_object_set (self->pay, "pt", payload_type, NULL);
}

static void
end_rtcp (GstElement * sender, gpointer data)
{
  GstPad *pad = gst_element_get_static_pad (sender, "sink");

  gst_pad_send_event (pad, gst_event_new_eos ());
  gst_object_unref (pad);
}

static void
send_bye (LcSinkMedium * self)
{
  guint8 packet[LC_FEEDBACK_MAX];
  GstStructure *sdes = NULL;

  g_object_get (self->rtpbin, "sdes", &sdes, NULL);
  gst_lc_udp_sender_send (GST_LC_UDP_SENDER (self->rtcp_sender), packet,
      lc_feedback_write_bye (packet, self->ssrc, sdes ?
          gst_structure_get_string (sdes, "cname") : ""));
  g_clear_pointer (&sdes, gst_structure_free);
}

/* Everything has been sent. rtpsession would say BYE and then end its RTCP,
 * but with retransmission it has two SSRCs and ends after the BYE of either,
 * and not at all when its RTCP thread sees the EOS flag too late. So the BYE
 * that matters is written here; there is nobody to say it to when nothing was
 * sent. */
static GstPadProbeReturn
on_rtp_end (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  LcSinkMedium *self = data;

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_EOS
      || self->rtcp_sender == NULL)
    return GST_PAD_PROBE_OK;
  if (self->has_ssrc)
    send_bye (self);
  gst_element_call_async (self->rtcp_sender, end_rtcp, NULL, NULL);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_pad_data (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  LcSinkMedium *self = data;
  GstEvent *event;

  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    see_buffer (self, GST_PAD_PROBE_INFO_BUFFER (info));
    return GST_PAD_PROBE_OK;
  }
  event = GST_PAD_PROBE_INFO_EVENT (info);
  if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT) {
    gst_event_copy_segment (event, &self->segment);
  } else if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
    GstCaps *caps;

    gst_event_parse_caps (event, &caps);
    see_caps (self, caps);
  } else if (gst_video_event_is_force_key_unit (event)
      && GST_EVENT_IS_UPSTREAM (event)) {
    return see_key_unit_request (self);
  }
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_rtp_caps (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  LcSinkMedium *self = data;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_caps (event, &caps);
  g_mutex_lock (&self->lock);
  gst_caps_replace (&self->rtp_caps, caps);
  g_mutex_unlock (&self->lock);
  self->caps_changed (self->bin);
  return GST_PAD_PROBE_OK;
}

/* In the thread of see_buffer(), except for retransmissions. */
static void
on_sent (GstLcUdpSender * sender, const guint8 * data, gsize length,
    GstBuffer * buffer, gpointer user_data)
{
  LcSinkMedium *self = user_data;
  gboolean is_rtx, last;
  GstCaps *caps;
  gint payload_type = -1;

  if (length < 12)
    return;
  g_mutex_lock (&self->lock);
  caps = self->rtp_caps;
  if (caps != NULL)
    gst_structure_get_int (gst_caps_get_structure (caps, 0), "payload",
        &payload_type);
  is_rtx = (data[1] & 0x7f) != payload_type;
  if (!is_rtx) {
    self->ssrc = GST_READ_UINT32_BE (data + 8);
    self->has_ssrc = TRUE;
    lc_rtx_budget_sent (&self->rtx_budget, GST_READ_UINT16_BE (data + 2));
  }
  g_mutex_unlock (&self->lock);
  last = self->media == LC_MEDIA_AUDIO || (data[1] & 0x80) != 0;
  gst_lc_quality_session_count (self->quality, 0, kind_of (self), is_rtx ?
      LC_COUNT_PACKETS_RETRANSMITTED : LC_COUNT_PACKETS_SENT, 1);
  if (is_rtx)
    return;
  gst_lc_quality_session_count (self->quality, 0, kind_of (self),
      LC_COUNT_BYTES_SENT, length);
  if (last)
    mark (self, LC_STAGE_SENT);
}

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

static GstPadProbeReturn
on_rtx_request (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  const GstStructure *s = GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_UPSTREAM
      ? gst_event_get_structure (event) : NULL;
  LcSinkMedium *self = data;
  guint seqnum;
  gboolean allowed;

  if (s == NULL || !gst_structure_has_name (s, "GstRTPRetransmissionRequest")
      || !gst_structure_get_uint (s, "seqnum", &seqnum))
    return GST_PAD_PROBE_OK;
  g_mutex_lock (&self->lock);
  allowed = lc_rtx_budget_take (&self->rtx_budget, (guint16) seqnum);
  g_mutex_unlock (&self->lock);
  return allowed ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static void
limit_rtx (LcSinkMedium * self)
{
  GstPad *pad;

  if (self->rtx == NULL)
    return;
  pad = gst_element_get_static_pad (self->rtx, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, on_rtx_request,
      self, NULL);
  gst_object_unref (pad);
}

/* The session keeps one block of a report, and retransmissions have one of
 * their own: the media's is read here. */
static void
on_rtcp (GstLcSrtpGuard * guard, const guint8 * data, gsize length,
    GstBuffer * buffer, gpointer user_data)
{
  LcSinkMedium *self = user_data;
  gint32 lost;

  g_mutex_lock (&self->lock);
  if (self->has_ssrc && lc_rtcp_find_block (data, length, self->ssrc, &lost)) {
    self->has_report = TRUE;
    self->remote_lost = (guint64) MAX (lost, 0);
  }
  g_mutex_unlock (&self->lock);
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
  gst_lc_udp_sender_set_hook (GST_LC_UDP_SENDER (self->rtp_sender), on_sent,
      self);
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
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_rtp_caps,
      self, NULL);
  gst_object_unref (pad);
  pad = gst_element_get_static_pad (self->rtp_sender, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_rtp_end,
      self, NULL);
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
  gst_lc_srtp_guard_set_hook (GST_LC_SRTP_GUARD (self->guard), on_rtcp, self);
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
      GST_PAD_PROBE_TYPE_EVENT_BOTH, on_pad_data, self, NULL);
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
    gst_lc_quality_session_remote (self->quality, 0, kind_of (self),
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
