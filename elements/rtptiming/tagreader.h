/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_TAG_READER_H
#define LC_TAG_READER_H

#include "elements/rtptiming/capturetime.h"
#include "elements/rtptiming/extrapolate.h"
#include "elements/rtptiming/wire.h"

G_BEGIN_DECLS

/* Reads the capture times of one RTP stream and remembers which belongs to
 * which PTS, so that what the depayloader makes of the packets can get it.
 * Belongs to the streaming thread. */

typedef struct
{
  guint64 packets;
  guint64 tags;
  guint64 damaged;              /* elements or headers that cannot be read */
  guint64 buffers;              /* depayloaded */
  guint64 buffers_with_time;
  guint64 last_ntp;             /* LC_NTP_NONE before the first */
  gboolean has_offset;          /* the last tag had the 16-byte form */
  gint64 offset_ns;             /* capturer's clock - sender's clock */
} LcTagReaderCounters;

/* A frame's packets may have different PTS when no jitter buffer restamps
 * them, and the depayloader uses one of them: room for the packets of a large
 * key frame. */
#define LC_TAG_READER_RING 256

typedef struct
{
  LcTagReaderCounters counters;
  guint id;                     /* header extension id, 0 = none in the caps */
  LcExtrapolate tags;
  struct
  {
    GstClockTime pts;
    guint64 ntp_ns;
  } ring[LC_TAG_READER_RING];
  guint ring_at;                /* where the next goes */
} LcTagReader;

void lc_tag_reader_init (LcTagReader * reader);

/* A flush or a new stream: forgets the timeline, keeps the counters. */
void lc_tag_reader_reset (LcTagReader * reader);

/* New RTP caps. */
void lc_tag_reader_set_format (LcTagReader * reader, guint id,
    guint clock_rate);

/* One packet, before the depayloader has it. */
void lc_tag_reader_packet (LcTagReader * reader, GstBuffer * packet);

/* One depayloaded buffer: its capture time in ntp-ns, LC_NTP_NONE when no
 * packet with its PTS had or could be given one. */
guint64 lc_tag_reader_output (LcTagReader * reader, GstBuffer * buffer);

G_END_DECLS

#endif /* LC_TAG_READER_H */
