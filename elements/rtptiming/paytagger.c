/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/rtptiming/paytagger.h"

#include <string.h>

/* Audio: often enough that a viewer who joins knows soon, and that the loss of
 * one tag costs little; every tenth packet of 20 ms. */
#define AUDIO_INTERVAL_MS 200

/* A receiver that extrapolates may be wrong by this much. */
#define TOLERANCE_NS ((gint64) GST_MSECOND)

/* Fixed header, 15 CSRCs, and an extension block of a sane size. A header that
 * is longer goes out without a tag. */
#define HEADER_MAX 512

void
lc_pay_tagger_init (LcPayTagger * tagger)
{
  memset (tagger, 0, sizeof *tagger);
  tagger->counters.last_ntp = LC_NTP_NONE;
  lc_pay_tagger_reset (tagger);
}

void
lc_pay_tagger_reset (LcPayTagger * tagger)
{
  guint i;

  lc_meta_rule_reset (&tagger->rule);
  lc_extrapolate_init (&tagger->sent, tagger->sent.clock_rate);
  for (i = 0; i < LC_PAY_TAGGER_RING; i++)
    tagger->ring[i].pts = GST_CLOCK_TIME_NONE;
  tagger->frame_pts = GST_CLOCK_TIME_NONE;
  tagger->frame_tagged = FALSE;
  tagger->frame_ntp = LC_NTP_NONE;
  tagger->have_last_rtp = FALSE;
}

void
lc_pay_tagger_segment (LcPayTagger * tagger)
{
  tagger->frame_pts = GST_CLOCK_TIME_NONE;
  tagger->made.clock = NULL;
}

void
lc_pay_tagger_set_clock_rate (LcPayTagger * tagger, guint clock_rate)
{
  lc_extrapolate_init (&tagger->sent, clock_rate);
}

void
lc_pay_tagger_input (LcPayTagger * tagger, GstBuffer * buffer)
{
  guint64 ntp_ns;

  if (tagger->settings.source == LC_CAPTURE_SOURCE_CLOCK)
    return;
  if (tagger->rule_idle && tagger->settings.source != LC_CAPTURE_SOURCE_META) {
    lc_meta_rule_reset (&tagger->rule);
    return;
  }
  ntp_ns = lc_meta_rule_next (&tagger->rule, buffer, tagger->audio);
  if (ntp_ns == LC_NTP_NONE)
    return;
  tagger->ring[tagger->ring_at].pts = GST_BUFFER_PTS (buffer);
  tagger->ring[tagger->ring_at].ntp_ns = ntp_ns;
  tagger->ring_at = (tagger->ring_at + 1) % LC_PAY_TAGGER_RING;
}

static guint64
meta_time (const LcPayTagger * tagger, GstClockTime pts)
{
  guint i;

  for (i = 1; i <= LC_PAY_TAGGER_RING; i++) {
    guint at = (tagger->ring_at + LC_PAY_TAGGER_RING - i) % LC_PAY_TAGGER_RING;

    if (tagger->ring[at].pts == pts)
      return tagger->ring[at].ntp_ns;
  }
  return LC_NTP_NONE;
}

/* The capture time of the frame at @pts, by the sources in the order that the
 * settings ask for. Video metas survive the encoder and a relayed frame keeps
 * its first capture time; audio metas seldom do, so there the clock leads. */
static void
find_time (LcPayTagger * tagger, GstElement * element,
    const GstSegment * segment, GstClockTime pts)
{
  LcCaptureSource source = tagger->settings.source;
  guint64 ntp = LC_NTP_NONE;
  gboolean by_meta = FALSE;

  if (!GST_CLOCK_TIME_IS_VALID (pts)) {
    tagger->frame_ntp = LC_NTP_NONE;
    return;
  }
  if (source == LC_CAPTURE_SOURCE_META
      || (source == LC_CAPTURE_SOURCE_AUTO && !tagger->audio)) {
    ntp = meta_time (tagger, pts);
    by_meta = ntp != LC_NTP_NONE;
  }
  if (ntp == LC_NTP_NONE && source != LC_CAPTURE_SOURCE_META)
    ntp = lc_element_pts_to_ntp (element, segment, pts);
  if (ntp == LC_NTP_NONE && source == LC_CAPTURE_SOURCE_AUTO && tagger->audio) {
    ntp = meta_time (tagger, pts);
    by_meta = ntp != LC_NTP_NONE;
  }
  tagger->frame_ntp = ntp;
  tagger->frame_by_meta = by_meta;
  tagger->rule_idle = tagger->audio && ntp != LC_NTP_NONE && !by_meta;
}

/* A new PTS is a new frame; all packets of one frame have the same. */
static void
enter_frame (LcPayTagger * tagger, GstElement * element,
    const GstSegment * segment, GstBuffer * packet)
{
  GstClockTime pts = GST_BUFFER_PTS (packet);

  if (pts == tagger->frame_pts && GST_CLOCK_TIME_IS_VALID (pts))
    return;
  tagger->frame_pts = pts;
  tagger->frame_tagged = FALSE;
  find_time (tagger, element, segment, pts);
  if (tagger->frame_ntp == LC_NTP_NONE)
    tagger->counters.unknown++;
}

/* Whether clock and base time are those of the last tag. Much cheaper than
 * making the time again. */
static gboolean
same_origin (const LcPayTagger * tagger, GstElement * element)
{
  gboolean same;

  GST_OBJECT_LOCK (element);
  same = tagger->made.clock == GST_ELEMENT_CLOCK (element)
      && tagger->made.base_time == element->base_time;
  GST_OBJECT_UNLOCK (element);
  return same;
}

/* The running time from the last tag to @pts. The segment is that of the tag,
 * lc_pay_tagger_segment() sees to that. */
static gint64
running_since (const LcPayTagger * tagger, const GstSegment * segment,
    GstClockTime pts)
{
  gint64 media = GST_CLOCK_DIFF (tagger->made.pts, pts);

  return segment->rate == 1.0 ? media : (gint64) (media / segment->rate);
}

/* Whether a receiver that extrapolates from the last tag by RTP timestamps
 * gets the time of this packet, which is so while the running time advances as
 * the RTP timestamps do and clock and base time stay. */
static gboolean
still_right (LcPayTagger * tagger, GstElement * element,
    const GstSegment * segment, GstBuffer * packet, guint32 ssrc, guint32 rtp)
{
  guint64 expected = lc_extrapolate_at (&tagger->sent, ssrc, rtp);
  gint64 error;

  if (!same_origin (tagger, element) || expected == LC_EXTRAPOLATE_NONE
      || !GST_BUFFER_PTS_IS_VALID (packet))
    return FALSE;
  error = (gint64) (expected - tagger->sent.ntp_ns)
      - running_since (tagger, segment, GST_BUFFER_PTS (packet));
  return error <= TOLERANCE_NS && error >= -TOLERANCE_NS;
}

/* The last tag is about to be AUDIO_INTERVAL_MS old. The step to the next
 * packet is taken to be the last one again. */
static gboolean
interval_over (LcPayTagger * tagger, guint32 rtp)
{
  guint32 step = tagger->have_last_rtp ? rtp - tagger->last_rtp : 0;
  guint64 ticks = (guint64) (rtp - tagger->sent.rtp) + step;

  tagger->last_rtp = rtp;
  tagger->have_last_rtp = TRUE;
  return ticks * 1000 > (guint64) AUDIO_INTERVAL_MS *tagger->sent.clock_rate;
}

/* As still_right(), for times that come from metas. */
static gboolean
meta_still_right (LcPayTagger * tagger, guint32 ssrc, guint32 rtp)
{
  guint64 expected = lc_extrapolate_at (&tagger->sent, ssrc, rtp);
  gint64 error = (gint64) (expected - tagger->frame_ntp);

  return tagger->frame_ntp == LC_NTP_NONE
      || (expected != LC_EXTRAPOLATE_NONE && error <= TOLERANCE_NS
      && error >= -TOLERANCE_NS);
}

/* RTP timestamp and SSRC, for packets that are only looked at: fewer
 * instructions than gst_buffer_extract(). */
static gboolean
peek_rtp (GstBuffer * packet, guint32 * rtp, guint32 * ssrc)
{
  GstMemory *memory = gst_buffer_peek_memory (packet, 0);
  GstMapInfo map;
  gboolean ok = gst_memory_map (memory, &map, GST_MAP_READ);

  if (!ok)
    return FALSE;
  ok = map.size >= 12;
  if (ok) {
    *rtp = GST_READ_UINT32_BE (map.data + 4);
    *ssrc = GST_READ_UINT32_BE (map.data + 8);
  }
  gst_memory_unmap (memory, &map);
  return ok;
}

static gboolean
audio_goes_without (LcPayTagger * tagger, GstElement * element,
    const GstSegment * segment, GstBuffer * packet)
{
  guint32 rtp, ssrc;

  if (!peek_rtp (packet, &rtp, &ssrc))
    return TRUE;
  if (interval_over (tagger, rtp))
    return FALSE;
  if (!tagger->sent_by_meta)
    return still_right (tagger, element, segment, packet, ssrc, rtp);
  enter_frame (tagger, element, segment, packet);
  return meta_still_right (tagger, ssrc, rtp);
}

/* The header of @packet with the tag in it, NULL when that cannot be. */
static GstMemory *
build_header (LcPayTagger * tagger, GstBuffer * packet, const guint8 * head,
    gsize head_size, gsize * old_size)
{
  LcWireCaptureTime time = { tagger->frame_ntp, 0, 0 };
  guint8 content[LC_WIRE_CAPTURE_LONG];
  guint8 out[HEADER_MAX + LC_WIRE_INSERT_MAX (LC_WIRE_CAPTURE_LONG)];
  gsize size = lc_wire_capture_write (&time, content), out_size;
  GstMemory *memory;
  GstMapInfo map;

  if (lc_wire_header_size (head, head_size, old_size) != LC_WIRE_OK
      || lc_wire_insert (head, *old_size, tagger->settings.id, content, size,
          out, sizeof out, &out_size) != LC_WIRE_OK
      || gst_buffer_get_size (packet) + out_size - *old_size
      > tagger->settings.mtu) {
    tagger->counters.oversize++;
    return NULL;
  }
  memory = gst_allocator_alloc (NULL, out_size, NULL);
  gst_memory_map (memory, &map, GST_MAP_WRITE);
  memcpy (map.data, out, out_size);
  gst_memory_unmap (memory, &map);
  return memory;
}

static void
note_origin (LcPayTagger * tagger, GstElement * element, GstBuffer * packet)
{
  tagger->made.pts = GST_BUFFER_PTS (packet);
  GST_OBJECT_LOCK (element);
  tagger->made.clock = GST_ELEMENT_CLOCK (element);
  tagger->made.base_time = element->base_time;
  GST_OBJECT_UNLOCK (element);
}

static void
count_tag (LcPayTagger * tagger)
{
  tagger->counters.tags++;
  if (tagger->frame_by_meta)
    tagger->counters.tags_by_meta++;
  else
    tagger->counters.tags_by_clock++;
  tagger->counters.last_ntp = tagger->frame_ntp;
}

/* Whether the packet may go out as it is without looking for its time. */
static gboolean
goes_without (LcPayTagger * tagger, GstElement * element,
    const GstSegment * segment, GstBuffer * packet)
{
  if (tagger->settings.id == 0)
    return TRUE;
  if (tagger->settings.every_packet)
    return FALSE;
  if (tagger->audio)
    return audio_goes_without (tagger, element, segment, packet);
  return GST_BUFFER_PTS (packet) == tagger->frame_pts && tagger->frame_tagged;
}

GstMemory *
lc_pay_tagger_next (LcPayTagger * tagger, GstElement * element,
    const GstSegment * segment, GstBuffer * packet, gsize * replaces)
{
  guint8 head[HEADER_MAX];
  gsize head_size;
  GstMemory *header;

  tagger->counters.packets++;
  if (goes_without (tagger, element, segment, packet))
    return NULL;
  enter_frame (tagger, element, segment, packet);
  if (tagger->frame_ntp == LC_NTP_NONE)
    return NULL;
  head_size = gst_buffer_extract (packet, 0, head, sizeof head);
  header = build_header (tagger, packet, head, head_size, replaces);
  if (!header)
    return NULL;
  lc_extrapolate_tag (&tagger->sent, GST_READ_UINT32_BE (head + 8),
      GST_READ_UINT32_BE (head + 4), tagger->frame_ntp);
  note_origin (tagger, element, packet);
  tagger->sent_by_meta = tagger->frame_by_meta;
  tagger->frame_tagged = TRUE;
  count_tag (tagger);
  return header;
}

void
lc_pay_tagger_apply (GstBuffer * packet, GstMemory * header, gsize replaces)
{
  gst_buffer_resize (packet, (gssize) replaces, -1);
  gst_buffer_prepend_memory (packet, header);
}
