/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/repair.h"

#include <gst/video/video.h>
#include "elements/relay/feedback.h"

/* A picture loss indication lasts until its key frame is there: a round trip
 * and a frame. Repeated sooner it makes the encoder send two. */
#define PLI_INTERVAL (150 * GST_MSECOND)

/* A link that loses more than this is not helped by more traffic. */
#define NACK_RATE 400
#define NACK_BURST 150

struct _LcRepair
{
  GstLcUdpSender *sender;
  guint32 ssrc;
  gchar *cname;

  GMutex lock;                  /* all below */
  guint32 media_ssrc;
  LcTokenBucket nack_bucket;
  LcKeyUnitLimit pli_limit;
  LcRepairCounters counters;
};

static guint64
now_ns (void)
{
  return (guint64) g_get_monotonic_time () * 1000;
}

LcRepair *
lc_repair_new (GstLcUdpSender * sender, guint32 ssrc, const gchar * cname)
{
  LcRepair *self = g_new0 (LcRepair, 1);

  self->sender = sender;
  self->ssrc = ssrc;
  self->cname = g_strdup (cname);
  self->nack_bucket.rate = NACK_RATE;
  self->nack_bucket.burst = NACK_BURST;
  self->pli_limit.interval = PLI_INTERVAL;
  g_mutex_init (&self->lock);
  return self;
}

void
lc_repair_free (LcRepair * self)
{
  if (self == NULL)
    return;
  g_free (self->cname);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
send_nack (LcRepair * self, guint32 media_ssrc, guint16 seqnum)
{
  guint8 packet[LC_FEEDBACK_MAX];
  gboolean send;

  g_mutex_lock (&self->lock);
  send = lc_token_bucket_take (&self->nack_bucket, now_ns ());
  if (send)
    self->counters.nacks++;
  else
    self->counters.nacks_held_back++;
  g_mutex_unlock (&self->lock);
  if (send)
    gst_lc_udp_sender_send (self->sender, packet, lc_feedback_write_nack
        (packet, self->ssrc, self->cname, media_ssrc, seqnum, 0));
}

static void
send_pli (LcRepair * self)
{
  guint8 packet[LC_FEEDBACK_MAX];
  guint32 media_ssrc;
  gboolean send;

  g_mutex_lock (&self->lock);
  self->counters.key_unit_requests++;
  send = lc_key_unit_request (&self->pli_limit, now_ns ());
  if (send)
    self->counters.plis++;
  media_ssrc = self->media_ssrc;
  g_mutex_unlock (&self->lock);
  if (send)
    gst_lc_udp_sender_send (self->sender, packet, lc_feedback_write_pli
        (packet, self->ssrc, self->cname, media_ssrc));
}

static GstPadProbeReturn
on_retransmission_request (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  const GstStructure *s;
  guint ssrc, seqnum;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CUSTOM_UPSTREAM)
    return GST_PAD_PROBE_OK;
  s = gst_event_get_structure (event);
  if (s == NULL || !gst_structure_has_name (s, "GstRTPRetransmissionRequest")
      || !gst_structure_get_uint (s, "ssrc", &ssrc)
      || !gst_structure_get_uint (s, "seqnum", &seqnum))
    return GST_PAD_PROBE_OK;
  send_nack (data, ssrc, (guint16) seqnum);
  gst_event_unref (event);
  return GST_PAD_PROBE_HANDLED;
}

static GstPadProbeReturn
on_key_unit_request (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);

  if (!gst_video_event_is_force_key_unit (event))
    return GST_PAD_PROBE_OK;
  send_pli (data);
  gst_event_unref (event);
  return GST_PAD_PROBE_HANDLED;
}

void
lc_repair_watch_retransmission (LcRepair * self, GstPad * pad)
{
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM,
      on_retransmission_request, self, NULL);
}

void
lc_repair_watch_key_units (LcRepair * self, GstPad * pad, guint32 ssrc)
{
  g_mutex_lock (&self->lock);
  self->media_ssrc = ssrc;
  g_mutex_unlock (&self->lock);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM,
      on_key_unit_request, self, NULL);
}

void
lc_repair_get_counters (LcRepair * self, LcRepairCounters * counters)
{
  g_mutex_lock (&self->lock);
  *counters = self->counters;
  g_mutex_unlock (&self->lock);
}
