/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/gstlcrtpsrcprivate.h"

#include <stdio.h>
#include "elements/relay/rtpparts.h"
#include "elements/relay/sessionsdp.h"
#include "elements/relay/ssrcgate.h"

#define GST_CAT_DEFAULT lcrtpsrc_debug

const LcSrcSlot lc_src_slots[LC_SRC_N_MEDIA] = {
  {LC_MEDIA_VIDEO, "video_0"},
  {LC_MEDIA_AUDIO, "audio_0"},
};

/* rtpbin's signals. The medium of a session outlives them: rtpbin stops
 * first. */

LcSrcMedium *
lc_src_run_medium (GstLcRtpSrc * self, guint session)
{
  LcSrcMedium *medium;

  g_mutex_lock (&self->media_lock);
  medium = session < LC_SRC_N_MEDIA ? self->media[session] : NULL;
  g_mutex_unlock (&self->media_lock);
  return medium;
}

static void
announce_no_more_pads (GstLcRtpSrc * self)
{
  gboolean all = TRUE;

  g_mutex_lock (&self->media_lock);
  for (guint i = 0; i < LC_SRC_N_MEDIA; i++)
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
  medium = lc_src_run_medium (self, session);
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
  LcSrcMedium *medium = lc_src_run_medium (self, session);

  if (medium)
    lc_src_medium_change_type (medium, payload_type);
}

static GstCaps *
on_request_pt_map (GstElement * rtpbin, guint session, guint payload_type,
    GstLcRtpSrc * self)
{
  LcSrcMedium *medium = lc_src_run_medium (self, session);

  return medium ? lc_src_medium_caps (medium, payload_type) : NULL;
}

static GstElement *
on_request_aux_receiver (GstElement * rtpbin, guint session, GstLcRtpSrc * self)
{
  LcSrcMedium *medium = lc_src_run_medium (self, session);

  return medium ? lc_src_medium_make_rtx (medium) : NULL;
}

static void
on_new_jitterbuffer (GstElement * rtpbin, GstElement * jitterbuffer,
    guint session, guint ssrc, GstLcRtpSrc * self)
{
  LcSrcMedium *medium = lc_src_run_medium (self, session);

  if (medium)
    lc_src_medium_set_up_jitterbuffer (medium, jitterbuffer, ssrc);
}

static void
on_bye (GstElement * rtpbin, guint session, guint ssrc, GstLcRtpSrc * self)
{
  LcSrcMedium *medium = lc_src_run_medium (self, session);

  if (medium)
    lc_src_medium_bye (medium, ssrc);
}

static void
on_ssrc_gone (GstElement * rtpbin, guint session, guint ssrc,
    GstLcRtpSrc * self)
{
  LcSrcMedium *medium = lc_src_run_medium (self, session);

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
  for (guint i = 0; i < LC_SRC_N_MEDIA; i++) {
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
  for (guint i = 0; i < LC_SRC_N_MEDIA; i++) {
    if (silent & (1 << i))
      gst_element_post_message (GST_ELEMENT (self), gst_message_new_element
          (GST_OBJECT (self), gst_structure_new ("lcrtpsrc-timeout",
                  "pad", G_TYPE_STRING, lc_src_slots[i].name,
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

void
lc_src_run_stop (GstLcRtpSrc * self)
{
  LcSrcMedium *media[LC_SRC_N_MEDIA];

  stop_watch (self);
  if (self->rtpbin)
    gst_element_set_state (self->rtpbin, GST_STATE_NULL);
  g_mutex_lock (&self->media_lock);
  for (guint i = 0; i < LC_SRC_N_MEDIA; i++) {
    media[i] = self->media[i];
    self->media[i] = NULL;
    self->silent[i] = FALSE;
  }
  g_mutex_unlock (&self->media_lock);
  for (guint i = 0; i < LC_SRC_N_MEDIA; i++) {
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
  const LcSdpMedium *section = find_section (sdp, lc_src_slots[i].media);
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
    .media = lc_src_slots[i].media,.name =
        lc_src_slots[i].name,.rtx_payload_type = -1,
    .latency = latency,.config = config,.key = &self->key,
    .quality = self->quality
  };
  LcSrcMedium *medium;

  if (!local_ports (self, i, config, sdp, &setup))
    return TRUE;
  if (setup.port > 65535 || (setup.rtcp_port > 65535
          && config->rtcp != LC_RTCP_NONE)) {
    *problem = bad_port_sentence (lc_src_slots[i].name);
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
  for (guint i = 0; i < LC_SRC_N_MEDIA && ok; i++) {
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

gboolean
lc_src_run_start (GstLcRtpSrc * self)
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
    lc_src_run_stop (self);
  } else {
    start_watch (self);
  }
  lc_relay_config_clear (&config);
  g_free (problem);
  g_free (sdp);
  return ok;
}
