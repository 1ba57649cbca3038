/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/gstlcrtpsinkprivate.h"

#include <string.h>
#include "elements/relay/gstlcrtpsinkpad.h"
#include "elements/relay/relaystats.h"
#include "elements/relay/rtpparts.h"
#include "elements/relay/sessionsdp.h"
#include "elements/relay/udpports.h"

/* The session's description */

static gint
rtx_payload_type (GstLcRtpSink * self, GstCaps * caps)
{
  gint payload_type = -1;

  if (!self->config.retransmission || self->config.rtcp == LC_RTCP_NONE)
    return -1;
  gst_structure_get_int (gst_caps_get_structure (caps, 0), "payload",
      &payload_type);
  return payload_type >= 0 ? payload_type + 1 : -1;
}

/* Empty while some medium does not know its caps. */
static GArray *
describe_media (GstLcRtpSink * self)
{
  GArray *media = g_array_new (FALSE, TRUE, sizeof (LcSdpMedium));
  gboolean all = TRUE;

  g_array_set_clear_func (media, (GDestroyNotify) lc_sdp_medium_clear);
  g_mutex_lock (&self->slots_lock);
  for (guint i = 0; i < self->slots->len; i++) {
    LcSinkSlot *slot = g_ptr_array_index (self->slots, i);
    LcSdpMedium one = { slot->media, };

    one.caps = slot->medium ? lc_sink_medium_rtp_caps (slot->medium) : NULL;
    if (one.caps == NULL) {
      all = FALSE;
      break;
    }
    one.port = lc_sink_medium_port (slot->medium);
    one.rtcp_port = lc_sink_medium_rtcp_port (slot->medium);
    GST_OBJECT_LOCK (self);
    one.rtx_payload_type = rtx_payload_type (self, one.caps);
    GST_OBJECT_UNLOCK (self);
    g_array_append_val (media, one);
  }
  g_mutex_unlock (&self->slots_lock);
  if (!all)
    g_array_set_size (media, 0);
  return media;
}

static void
update_sdp (GstBin * bin)
{
  GstLcRtpSink *self = GST_LC_RTP_SINK (bin);
  GArray *media = describe_media (self);
  gchar *host = g_inet_address_to_string (self->address), *old;

  if (media->len > 0) {
    GST_OBJECT_LOCK (self);
    old = self->sdp;
    self->sdp = lc_sdp_write (host, (LcSdpMedium *) media->data, media->len,
        &self->key, self->sdp_with_key);
    GST_OBJECT_UNLOCK (self);
    lc_wipe_text (old);
    g_object_notify (G_OBJECT (self), "sdp");
  }
  g_free (host);
  g_array_unref (media);
}

/* Running */

static GstElement *
on_request_aux_sender (GstElement * rtpbin, guint session, GstLcRtpSink * self)
{
  return lc_sink_medium_make_rtx (session);
}

static void
on_ssrc_gone (GstElement * rtpbin, guint session, guint ssrc,
    GstLcRtpSink * self)
{
  g_mutex_lock (&self->slots_lock);
  for (guint i = 0; i < self->slots->len; i++) {
    LcSinkSlot *slot = g_ptr_array_index (self->slots, i);

    if (slot->index == session && slot->medium)
      lc_sink_medium_remove_ssrc (slot->medium, ssrc);
  }
  g_mutex_unlock (&self->slots_lock);
}

/* A receiver report has come. */
static void
on_ssrc_active (GstElement * rtpbin, guint session, guint ssrc,
    GstLcRtpSink * self)
{
  GstClockTime round_trip;

  if (!lc_relay_round_trip (rtpbin, session, &round_trip))
    return;
  g_mutex_lock (&self->slots_lock);
  for (guint i = 0; i < self->slots->len; i++) {
    LcSinkSlot *slot = g_ptr_array_index (self->slots, i);

    if (slot->index == session && slot->medium)
      lc_sink_medium_remote (slot->medium, round_trip);
  }
  g_mutex_unlock (&self->slots_lock);
}

static void
make_rtpbin (GstLcRtpSink * self, const LcRelayConfig * config)
{
  self->rtpbin = gst_element_factory_make ("rtpbin", NULL);
  gst_util_set_object_arg (G_OBJECT (self->rtpbin), "rtp-profile", "avpf");
  gst_util_set_object_arg (G_OBJECT (self->rtpbin), "ntp-time-source", "ntp");
  /* Sender reports say when a frame was captured, not when it was sent. */
  g_object_set (self->rtpbin, "rtcp-sync-send-time", FALSE, NULL);
  if (config->retransmission && config->rtcp != LC_RTCP_NONE)
    g_signal_connect (self->rtpbin, "request-aux-sender",
        G_CALLBACK (on_request_aux_sender), self);
  g_signal_connect (self->rtpbin, "on-ssrc-active",
      G_CALLBACK (on_ssrc_active), self);
  g_signal_connect (self->rtpbin, "on-bye-timeout", G_CALLBACK (on_ssrc_gone),
      self);
  g_signal_connect (self->rtpbin, "on-timeout", G_CALLBACK (on_ssrc_gone),
      self);
  gst_bin_add (GST_BIN (self), self->rtpbin);
}

/* Ports of the other side; FALSE when they are out of range. */
static gboolean
remote_ports (const LcRelayConfig * config, const LcRtpSinkPadConfig * pad,
    guint index, guint * port, guint * rtcp_port)
{
  *port = pad->port >= 0 ? (guint) pad->port : config->port + 2 * index;
  *rtcp_port = pad->rtcp_port >= 0 ? (guint) pad->rtcp_port : *port + 1;
  return *port > 0 && *port <= 65535 && (config->rtcp == LC_RTCP_NONE
      || (*rtcp_port > 0 && *rtcp_port <= 65535));
}

static LcSinkMedium *
build_medium (GstLcRtpSink * self, const LcRelayConfig * config, guint mtu,
    LcSinkSlot * slot, gchar ** problem)
{
  LcSinkMediumSetup setup = {
    .bin = GST_BIN (self),.rtpbin = self->rtpbin,.session = slot->index,
    .media = slot->media,.pad = slot->pad,.host = self->address,.mtu = mtu,
    .config = config,.key = &self->key,.quality = self->quality,
    .caps_changed = update_sdp
  };
  LcRtpSinkPadConfig pad;

  gst_lc_rtp_sink_pad_get_config (GST_LC_RTP_SINK_PAD (slot->pad), &pad);
  if (!remote_ports (config, &pad, slot->index, &setup.port, &setup.rtcp_port)) {
    *problem = g_strdup_printf ("Pad %s has no valid port to send to: set "
        "%s::port to 1-65535, its rtcp-port too.", GST_PAD_NAME (slot->pad),
        GST_PAD_NAME (slot->pad));
    return NULL;
  }
  /* RFC 3551 section 6: what is below has fixed meanings, and payloaders
   * refuse it silently. */
  if (pad.payload_type >= 0 && pad.payload_type < 96) {
    *problem = g_strdup_printf ("Pad %s cannot send payload type %d: set pt "
        "to 96-126, or -1 for the codec's own.", GST_PAD_NAME (slot->pad),
        pad.payload_type);
    return NULL;
  }
  setup.payload_type = pad.payload_type;
  return lc_sink_medium_new (&setup, problem);
}

gboolean
lc_sink_run_start_slot (GstLcRtpSink * self, LcSinkSlot * slot)
{
  LcSinkMedium *medium;
  LcRelayConfig config;
  gchar *problem = NULL;
  guint mtu;

  GST_OBJECT_LOCK (self);
  lc_relay_config_copy (&config, &self->config);
  mtu = self->mtu;
  GST_OBJECT_UNLOCK (self);
  medium = build_medium (self, &config, mtu, slot, &problem);
  lc_relay_config_clear (&config);
  if (medium == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_WRITE, ("%s", problem), (NULL));
    g_free (problem);
    return FALSE;
  }
  g_mutex_lock (&self->slots_lock);
  slot->medium = medium;
  g_mutex_unlock (&self->slots_lock);
  return TRUE;
}

void
lc_sink_run_stop_slot (GstLcRtpSink * self, LcSinkSlot * slot)
{
  LcSinkMedium *medium;

  g_mutex_lock (&self->slots_lock);
  medium = slot->medium;
  slot->medium = NULL;
  g_mutex_unlock (&self->slots_lock);
  if (medium)
    lc_sink_medium_free (medium);
}

void
lc_sink_run_stop (GstLcRtpSink * self)
{
  for (guint i = 0; i < self->slots->len; i++)
    lc_sink_run_stop_slot (self, g_ptr_array_index (self->slots, i));
  if (self->rtpbin) {
    gst_element_set_state (self->rtpbin, GST_STATE_NULL);
    gst_bin_remove (GST_BIN (self), self->rtpbin);
    self->rtpbin = NULL;
  }
  g_clear_object (&self->address);
}

static gboolean
find_host (GstLcRtpSink * self)
{
  gchar *host, *problem = NULL;

  GST_OBJECT_LOCK (self);
  host = g_strdup (self->host ? self->host : "");
  GST_OBJECT_UNLOCK (self);
  self->address = lc_udp_resolve (host, &problem);
  if (self->address == NULL)
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_WRITE, ("%s", problem), (NULL));
  g_free (problem);
  g_free (host);
  return self->address != NULL;
}

/* What everything here stands on. */
static const gchar *const parts[] =
    { "rtpbin", "udpsrc", "rtprtxsend", "lcrtppay", NULL };

gboolean
lc_sink_run_start (GstLcRtpSink * self)
{
  LcRelayConfig config;

  if (!lc_parts_are_there (GST_ELEMENT (self), parts) || !find_host (self))
    return FALSE;
  GST_OBJECT_LOCK (self);
  lc_relay_config_copy (&config, &self->config);
  GST_OBJECT_UNLOCK (self);
  make_rtpbin (self, &config);
  lc_relay_config_clear (&config);
  for (guint i = 0; i < self->slots->len; i++) {
    if (!lc_sink_run_start_slot (self, g_ptr_array_index (self->slots, i))) {
      lc_sink_run_stop (self);
      return FALSE;
    }
  }
  return TRUE;
}
