/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/srcmediumprivate.h"

#include <gst/rtp/gstrtpbuffer.h>
#include "elements/rtptiming/capturetime.h"
#include "elements/rtptiming/wire.h"

static LcKind
kind_of (LcSrcMedium * self)
{
  return self->media == LC_MEDIA_AUDIO ? LC_KIND_AUDIO : LC_KIND_VIDEO;
}

static guint64
arrival_of (LcSrcMedium * self, GstBuffer * buffer)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  return lc_element_pts_to_ntp (GST_ELEMENT (self->bin), &segment,
      GST_BUFFER_DTS_OR_PTS (buffer));
}

/* Audio carries a tag now and then, video with the first packet of a frame:
 * only audio needs the times between. */
static guint64
capture_of (LcSrcMedium * self, const LcPayloadType * type, const guint8 * data,
    gsize length)
{
  guint32 ssrc = GST_READ_UINT32_BE (data + 8);
  guint32 timestamp = GST_READ_UINT32_BE (data + 4);
  LcWireCaptureTime tag;
  const uint8_t *content;
  size_t size;

  if (type->capture_time_id != 0
      && lc_wire_find (data, length, type->capture_time_id, &content,
          &size) == LC_WIRE_OK
      && lc_wire_capture_parse (content, size, &tag) == LC_WIRE_OK) {
    lc_extrapolate_tag (&self->extrapolate, ssrc, timestamp, tag.ntp_ns);
    return tag.ntp_ns;
  }
  return self->media == LC_MEDIA_AUDIO ?
      lc_extrapolate_at (&self->extrapolate, ssrc, timestamp) : LC_NTP_NONE;
}

void
lc_src_watch_received (GstLcSrtpGuard * guard, const guint8 * data,
    gsize length, GstBuffer * buffer, gpointer user_data)
{
  LcSrcMedium *self = user_data;
  const LcPayloadType *type = &self->types.types[data[1] & 0x7f];
  gboolean is_rtx = type->apt >= 0;
  guint64 capture;

  g_mutex_lock (&self->lock);
  self->last_heard = (guint64) g_get_monotonic_time () * 1000;
  g_mutex_unlock (&self->lock);
  if (is_rtx)
    return;
  gst_lc_quality_session_count (self->quality, 0, kind_of (self),
      LC_COUNT_PACKETS_RECEIVED, 1);
  self->extrapolate.clock_rate = lc_payload_type_clock_rate (type);
  capture = capture_of (self, type, data, length);
  if (capture != LC_NTP_NONE)
    gst_lc_quality_session_mark (self->quality, 0, kind_of (self),
        LC_STAGE_RECEIVED, capture, arrival_of (self, buffer));
}

GstPadProbeReturn
lc_src_watch_released (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  LcSrcMedium *self = data;

  g_mutex_lock (&self->lock);
  self->n_frames++;
  g_mutex_unlock (&self->lock);
  gst_lc_quality_session_mark (self->quality, 0, kind_of (self),
      LC_STAGE_RELEASED, lc_capture_time_get (GST_PAD_PROBE_INFO_BUFFER (info)),
      lc_element_now_ntp (GST_ELEMENT (self->bin)));
  return GST_PAD_PROBE_OK;
}

static gboolean
is_packet_lost (GstEvent * event)
{
  const GstStructure *s = GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM
      ? gst_event_get_structure (event) : NULL;

  return s != NULL && gst_structure_has_name (s, "GstRTPPacketLost");
}

/* A sender that restarted comes as a new stream of rtpbin, but downstream it
 * is the same one. */
static GstPadProbeReturn
on_depay_event (LcSrcMedium * self, GstEvent * event)
{
  gboolean again;

  if (is_packet_lost (event))
    gst_lc_quality_session_count (self->quality, 0, kind_of (self),
        LC_COUNT_PACKETS_LOST, 1);
  if (GST_EVENT_TYPE (event) != GST_EVENT_STREAM_START)
    return GST_PAD_PROBE_OK;
  /* From here on losses are counted: none is told as 0, not as unknown. */
  gst_lc_quality_session_count (self->quality, 0, kind_of (self),
      LC_COUNT_PACKETS_LOST, 0);
  g_mutex_lock (&self->lock);
  again = self->stream_started;
  self->stream_started = TRUE;
  g_mutex_unlock (&self->lock);
  return again ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

/* What leaves the jitter buffer: repaired in time, or lost for good. */
GstPadProbeReturn
lc_src_watch_depay_input (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  LcSrcMedium *self = data;

  if (info->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM)
    return on_depay_event (self, GST_PAD_PROBE_INFO_EVENT (info));
  if (GST_BUFFER_FLAG_IS_SET (GST_PAD_PROBE_INFO_BUFFER (info),
          GST_RTP_BUFFER_FLAG_RETRANSMISSION))
    gst_lc_quality_session_count (self->quality, 0, kind_of (self),
        LC_COUNT_PACKETS_RECOVERED, 1);
  return GST_PAD_PROBE_OK;
}
