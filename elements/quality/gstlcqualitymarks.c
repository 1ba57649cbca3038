/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "gstlcqualityprivate.h"
#include "sinkdrops.h"
#include "elements/rtptiming/capturetime.h"
#include "elements/rtptiming/extmap.h"
#include "elements/rtptiming/wire.h"

/* A receiver extrapolates between tags for up to 5 s (the time contract). */
#define MAX_EXTRAPOLATION (5 * GST_SECOND)

/* Fixed header, 15 CSRCs and an extension block of a sane size. */
#define RTP_HEADER_MAX 512

/* Where nobody has tagged the buffer: on the sender's side the time contract
 * says when it was captured; on the receiver's, audio between two tags goes on
 * at the pace of its timestamps. */
static guint64
guess_capture (GstLcQuality * self, GstBuffer * buffer, LcStage stage)
{
  GstClockTime pts = GST_BUFFER_PTS (buffer);

  if (stage <= LC_STAGE_ENCODED)
    return lc_element_pts_to_ntp (GST_ELEMENT (self),
        &GST_BASE_TRANSFORM (self)->segment, pts);
  if (self->tap.kind != LC_KIND_AUDIO || self->known_capture == LC_NTP_NONE
      || !GST_CLOCK_TIME_IS_VALID (pts) || pts < self->known_pts
      || pts - self->known_pts > MAX_EXTRAPOLATION)
    return LC_NTP_NONE;
  return self->known_capture + (pts - self->known_pts);
}

void
gst_lc_quality_take_rtp (GstLcQuality * self, const GstStructure * caps)
{
  gint clock_rate = 0;

  gst_structure_get_int (caps, "clock-rate", &clock_rate);
  self->rtp_id = lc_extmap_capture_time_id (caps);
  lc_extrapolate_init (&self->rtp_tags, (guint32) clock_rate);
}

/* From the packet's header, or on from the last one that told it. The packets
 * of a frame all have the same; the model counts the first. */
static guint64
capture_of_packet (GstLcQuality * self, GstBuffer * packet)
{
  guint8 head[RTP_HEADER_MAX];
  gsize size, tag_size;
  const guint8 *tag;
  LcWireCaptureTime time;
  guint32 rtp, ssrc;

  if (self->rtp_id == 0)
    return LC_NTP_NONE;
  size = gst_buffer_extract (packet, 0, head, sizeof head);
  if (size < 12)
    return LC_NTP_NONE;
  rtp = GST_READ_UINT32_BE (head + 4);
  ssrc = GST_READ_UINT32_BE (head + 8);
  if (lc_wire_find (head, size, self->rtp_id, &tag, &tag_size) == LC_WIRE_OK
      && lc_wire_capture_parse (tag, tag_size, &time) == LC_WIRE_OK)
    lc_extrapolate_tag (&self->rtp_tags, ssrc, rtp, time.ntp_ns);
  return lc_extrapolate_at (&self->rtp_tags, ssrc, rtp);
}

static guint64
capture_of (GstLcQuality * self, GstBuffer * buffer, LcStage stage)
{
  guint64 capture = lc_capture_time_get (buffer);

  if (capture == LC_NTP_NONE && self->rtp)
    return capture_of_packet (self, buffer);
  if (capture == LC_NTP_NONE)
    return guess_capture (self, buffer, stage);
  if (GST_BUFFER_PTS_IS_VALID (buffer)) {
    self->known_capture = capture;
    self->known_pts = GST_BUFFER_PTS (buffer);
  }
  return capture;
}

/* Render time is when the sink will show it: base time + running time +
 * pipeline latency, or now if that has passed. Other stages are now. */
static guint64
moment_of (GstLcQuality * self, GstClockTime pts, LcStage stage)
{
  guint64 now = lc_element_now_ntp (GST_ELEMENT (self)), due;

  if (stage != LC_STAGE_RENDERED || now == LC_NTP_NONE)
    return now;
  due = lc_element_pts_to_ntp (GST_ELEMENT (self),
      &GST_BASE_TRANSFORM (self)->segment, pts);
  if (due == LC_NTP_NONE)
    return now;
  GST_OBJECT_LOCK (self);
  due += self->latency;
  GST_OBJECT_UNLOCK (self);
  return MAX (now, due);
}

static void
remember_position (GstLcQuality * self, GstBuffer * buffer)
{
  GstSegment *segment = &GST_BASE_TRANSFORM (self)->segment;
  GstClockTime pts = GST_BUFFER_PTS (buffer);

  if (segment->format != GST_FORMAT_TIME)
    return;
  GST_OBJECT_LOCK (self);
  self->last_pts = pts;
  self->stream_time =
      gst_segment_to_stream_time (segment, GST_FORMAT_TIME, pts);
  GST_OBJECT_UNLOCK (self);
}

/* With OBJECT_LOCK. As from the start of the change to PLAYING the parent has
 * handed out clock and base time; before it, the base time of a run before
 * this one may still be there. */
static gboolean
is_playing (GstElement * element)
{
  return GST_ELEMENT_CLOCK (element) && (GST_STATE (element) ==
      GST_STATE_PLAYING || GST_STATE_NEXT (element) == GST_STATE_PLAYING);
}

/* Not PLAYING: TRUE as the frame will be marked then. */
static gboolean
keep_early (GstLcQuality * self, GstClockTime pts, guint64 capture)
{
  gboolean early;

  GST_OBJECT_LOCK (self);
  early = !is_playing (GST_ELEMENT (self));
  if (early && self->n_early < MAX_EARLY) {
    self->early[self->n_early].pts = pts;
    self->early[self->n_early++].capture = capture;
  }
  GST_OBJECT_UNLOCK (self);
  return early;
}

void
gst_lc_quality_mark_early (GstLcQuality * self)
{
  guint i, n;

  GST_OBJECT_LOCK (self);
  n = self->n_early;
  self->n_early = 0;
  GST_OBJECT_UNLOCK (self);
  for (i = 0; i < n; i++)
    gst_lc_quality_session_mark (self->session, self->tap.stream,
        (LcKind) self->tap.kind, LC_STAGE_RENDERED, self->early[i].capture,
        moment_of (self, self->early[i].pts, LC_STAGE_RENDERED));
}

void
gst_lc_quality_forget_early (GstLcQuality * self)
{
  GST_OBJECT_LOCK (self);
  self->n_early = 0;
  GST_OBJECT_UNLOCK (self);
}

void
gst_lc_quality_mark (GstLcQuality * self, GstBuffer * buffer)
{
  LcStage stage = (LcStage) self->tap.stage;
  guint64 capture;

  if (self->tap.kind == KIND_UNKNOWN)
    return;
  remember_position (self, buffer);
  capture = capture_of (self, buffer, stage);
  /* A frame is several packets: without its time nobody can count it. */
  if (capture == LC_NTP_NONE && self->rtp)
    return;
  if (stage == LC_STAGE_RENDERED
      && keep_early (self, GST_BUFFER_PTS (buffer), capture))
    return;
  gst_lc_quality_session_mark (self->session, self->tap.stream,
      (LcKind) self->tap.kind, stage, capture,
      moment_of (self, GST_BUFFER_PTS (buffer), stage));
}

/* The one change to a buffer: at stage capture, the tag that is missing. The
 * memory is shared, the buffer copied only where somebody else holds it. */
GstBuffer *
gst_lc_quality_tag (GstLcQuality * self, GstBuffer * in)
{
  GstBuffer *out = in;
  guint64 capture;

  if (self->tap.stage != LC_STAGE_CAPTURE || self->tap.kind == KIND_UNKNOWN
      || lc_capture_time_get (in) != LC_NTP_NONE)
    return in;
  capture = guess_capture (self, in, LC_STAGE_CAPTURE);
  if (capture == LC_NTP_NONE)
    return in;
  if (!gst_buffer_is_writable (in))
    out = gst_buffer_copy (in);
  lc_capture_time_set (out, capture);
  return out;
}

void
gst_lc_quality_break (GstLcQuality * self)
{
  gint kind = g_atomic_int_get (&self->tap.kind);
  GstLcQualitySession *session;

  if (kind == KIND_UNKNOWN
      || g_atomic_int_get (&self->tap.stage) != LC_STAGE_RENDERED)
    return;
  session = gst_lc_quality_ref_session (self);
  if (session)
    gst_lc_quality_session_discont (session, self->tap.stream, (LcKind) kind);
  g_clear_object (&session);
}

/* The sink behind this tap, transfer full. Looked for at first, and again when
 * the one that is known has gone or was taken out of the pipeline. */
static GstElement *
current_sink (GstLcQuality * self)
{
  GstElement *known = g_weak_ref_get (&self->sink), *sink;

  if (known && GST_OBJECT_PARENT (known))
    return known;
  sink = lc_find_sink (GST_BASE_TRANSFORM_SRC_PAD (self));
  if (sink != known) {
    g_weak_ref_set (&self->sink, sink);
    GST_OBJECT_LOCK (self);
    self->sink_dropped = 0;
    GST_OBJECT_UNLOCK (self);
  }
  gst_clear_object (&known);
  return sink;
}

/* The sink's counter, 0 without a sink. */
static guint64
look_at_sink (GstLcQuality * self)
{
  GstElement *sink = current_sink (self);
  guint64 dropped = sink ? lc_sink_dropped (sink) : 0;

  gst_clear_object (&sink);
  return dropped;
}

/* What the sink has thrown away since the last look. Two threads may look at
 * once: of two readings the older one counts nothing. */
void
gst_lc_quality_count_sink_drops (GstLcQuality * self)
{
  GstLcQualitySession *session;
  guint64 dropped, fresh = 0;

  if (g_atomic_int_get (&self->tap.kind) == KIND_UNKNOWN
      || g_atomic_int_get (&self->tap.stage) != LC_STAGE_RENDERED)
    return;
  session = gst_lc_quality_ref_session (self);
  if (session == NULL)
    return;
  dropped = look_at_sink (self);
  GST_OBJECT_LOCK (self);
  if (dropped > self->sink_dropped) {
    fresh = dropped - self->sink_dropped;
    self->sink_dropped = dropped;
  }
  GST_OBJECT_UNLOCK (self);
  if (fresh > 0)
    gst_lc_quality_session_count (session, self->tap.stream,
        (LcKind) self->tap.kind, LC_COUNT_DROPPED_SINK, fresh);
  g_object_unref (session);
}
