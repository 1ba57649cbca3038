/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/rtptiming/tagreader.h"

#include <string.h>

/* As in the payloader: longer headers are not looked into. */
#define HEADER_MAX 512

void
lc_tag_reader_init (LcTagReader * reader)
{
  memset (reader, 0, sizeof *reader);
  reader->counters.last_ntp = LC_NTP_NONE;
  lc_tag_reader_reset (reader);
}

void
lc_tag_reader_reset (LcTagReader * reader)
{
  guint i;

  lc_extrapolate_init (&reader->tags, reader->tags.clock_rate);
  for (i = 0; i < LC_TAG_READER_RING; i++)
    reader->ring[i].pts = GST_CLOCK_TIME_NONE;
}

void
lc_tag_reader_set_format (LcTagReader * reader, guint id, guint clock_rate)
{
  reader->id = id;
  if (clock_rate != reader->tags.clock_rate)
    lc_extrapolate_init (&reader->tags, clock_rate);
}

/* Takes the tag of a packet, if it has one. */
static void
read_tag (LcTagReader * reader, const guint8 * head, gsize size)
{
  LcWireCaptureTime time;
  const guint8 *data;
  gsize data_size;
  LcWireStatus status = lc_wire_find (head, size, reader->id, &data,
      &data_size);

  if (status == LC_WIRE_OK)
    status = lc_wire_capture_parse (data, data_size, &time);
  if (status == LC_WIRE_NOT_FOUND)
    return;
  if (status != LC_WIRE_OK) {
    reader->counters.damaged++;
    return;
  }
  reader->counters.tags++;
  reader->counters.has_offset = time.has_offset;
  reader->counters.offset_ns = time.offset_ns;
  lc_extrapolate_tag (&reader->tags, GST_READ_UINT32_BE (head + 8),
      GST_READ_UINT32_BE (head + 4), time.ntp_ns);
}

static void
remember (LcTagReader * reader, GstClockTime pts, guint64 ntp_ns)
{
  guint last = (reader->ring_at + LC_TAG_READER_RING - 1) % LC_TAG_READER_RING;

  if (reader->ring[last].pts == pts) {
    reader->ring[last].ntp_ns = ntp_ns;
    return;
  }
  reader->ring[reader->ring_at].pts = pts;
  reader->ring[reader->ring_at].ntp_ns = ntp_ns;
  reader->ring_at = (reader->ring_at + 1) % LC_TAG_READER_RING;
}

void
lc_tag_reader_packet (LcTagReader * reader, GstBuffer * packet)
{
  guint8 head[HEADER_MAX];
  gsize size;

  reader->counters.packets++;
  if (reader->id == 0 || !GST_BUFFER_PTS_IS_VALID (packet))
    return;
  size = gst_buffer_extract (packet, 0, head, sizeof head);
  if (size < 12) {
    reader->counters.damaged++;
    return;
  }
  if (head[0] & 0x10)
    read_tag (reader, head, size);
  /* An unknown time is remembered too: an old one with this PTS must not
   * answer for it. */
  remember (reader, GST_BUFFER_PTS (packet),
      lc_extrapolate_at (&reader->tags, GST_READ_UINT32_BE (head + 8),
          GST_READ_UINT32_BE (head + 4)));
}

guint64
lc_tag_reader_output (LcTagReader * reader, GstBuffer * buffer)
{
  GstClockTime pts = GST_BUFFER_PTS (buffer);
  guint i;

  reader->counters.buffers++;
  if (!GST_CLOCK_TIME_IS_VALID (pts))
    return LC_NTP_NONE;
  for (i = 1; i <= LC_TAG_READER_RING; i++) {
    guint at = (reader->ring_at + LC_TAG_READER_RING - i) % LC_TAG_READER_RING;

    if (reader->ring[at].pts != pts)
      continue;
    if (reader->ring[at].ntp_ns != LC_NTP_NONE) {
      reader->counters.buffers_with_time++;
      reader->counters.last_ntp = reader->ring[at].ntp_ns;
    }
    return reader->ring[at].ntp_ns;
  }
  return LC_NTP_NONE;
}
