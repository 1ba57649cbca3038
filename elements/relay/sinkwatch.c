/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/sinkmediumprivate.h"

#include <gst/video/video.h>
#include "elements/relay/feedback.h"
#include "elements/relay/packetcheck.h"
#include "elements/relay/relaystats.h"
#include "elements/rtptiming/capturetime.h"

static guint64
now_ns (void)
{
  return (guint64) g_get_monotonic_time () * 1000;
}

LcKind
lc_sink_watch_kind (LcSinkMedium * self)
{
  return self->media == LC_MEDIA_AUDIO ? LC_KIND_AUDIO : LC_KIND_VIDEO;
}

static void
mark (LcSinkMedium * self, LcStage stage)
{
  if (self->quality)
    gst_lc_quality_session_mark (self->quality, 0, lc_sink_watch_kind (self),
        stage, self->capture_ntp, lc_element_now_ntp (GST_ELEMENT (self->bin)));
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
GstPadProbeReturn
lc_sink_watch_rtp_end (GstPad * pad, GstPadProbeInfo * info, gpointer data)
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

GstPadProbeReturn
lc_sink_watch_pad (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  LcSinkMedium *self = data;
  GstEvent *event;

  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    /* A payloader would take an empty one for a broken frame and end all. */
    if (gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (info)) == 0)
      return GST_PAD_PROBE_DROP;
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

GstPadProbeReturn
lc_sink_watch_rtp_caps (GstPad * pad, GstPadProbeInfo * info, gpointer data)
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
void
lc_sink_watch_sent (GstLcUdpSender * sender, const guint8 * data, gsize length,
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
  gst_lc_quality_session_count (self->quality, 0, lc_sink_watch_kind (self),
      is_rtx ? LC_COUNT_PACKETS_RETRANSMITTED : LC_COUNT_PACKETS_SENT, 1);
  if (is_rtx)
    return;
  gst_lc_quality_session_count (self->quality, 0, lc_sink_watch_kind (self),
      LC_COUNT_BYTES_SENT, length);
  if (last)
    mark (self, LC_STAGE_SENT);
}

GstPadProbeReturn
lc_sink_watch_rtx_request (GstPad * pad, GstPadProbeInfo * info, gpointer data)
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

/* The session keeps one block of a report, and retransmissions have one of
 * their own: the media's is read here. */
void
lc_sink_watch_rtcp (GstLcSrtpGuard * guard, const guint8 * data, gsize length,
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
