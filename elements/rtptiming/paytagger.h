/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_PAY_TAGGER_H
#define LC_PAY_TAGGER_H

#include "elements/rtptiming/extrapolate.h"
#include "elements/rtptiming/metarule.h"
#include "elements/rtptiming/wire.h"

G_BEGIN_DECLS

/* Decides which RTP packets of one stream carry a capture time, finds out
 * which, and writes it. Belongs to the streaming thread; the counters may be
 * read from elsewhere under the owner's lock only. */

typedef enum
{
  LC_CAPTURE_SOURCE_AUTO,
  LC_CAPTURE_SOURCE_CLOCK,
  LC_CAPTURE_SOURCE_META
} LcCaptureSource;

/* What the owner's properties say. */
typedef struct
{
  guint id;                     /* 1-14; 0 = write nothing */
  guint mtu;                    /* bytes; no tag may exceed it */
  gboolean every_packet;
  LcCaptureSource source;
} LcPayTaggerSettings;

typedef struct
{
  guint64 packets;
  guint64 tags;
  guint64 tags_by_clock;
  guint64 tags_by_meta;
  guint64 unknown;              /* frames whose capture time nobody knew */
  guint64 oversize;             /* tags left out to keep a packet in the mtu */
  guint64 last_ntp;             /* LC_NTP_NONE before the first tag */
} LcPayTaggerCounters;

/* Encoders with B-frames put out up to 16 frames in another order than their
 * PTS; payloaders hold at most one frame. */
#define LC_PAY_TAGGER_RING 32

typedef struct
{
  LcPayTaggerSettings settings;
  LcPayTaggerCounters counters;
  gboolean audio;               /* set by the owner before the first buffer */
  LcMetaRule rule;
  LcExtrapolate sent;           /* what a receiver makes of the tags so far */
  gboolean sent_by_meta;
  struct
  {
    GstClockTime pts;
    guint64 ntp_ns;
  } ring[LC_PAY_TAGGER_RING];   /* believed metas of the latest input */
  guint ring_at;
  GstClockTime frame_pts;       /* of the frame the last packet belonged to */
  gboolean frame_tagged;
  guint64 frame_ntp;
  gboolean frame_by_meta;
  gboolean rule_idle;           /* the clock serves: metas are not followed */
  guint32 last_rtp;             /* of the last audio packet */
  gboolean have_last_rtp;
  struct
  {                             /* what the last audio tag was made from */
    GstClockTime pts;
    GstClock *clock;            /* transfer none: compared, never used */
    GstClockTimeDiff base_time;
  } made;
} LcPayTagger;

void lc_pay_tagger_init (LcPayTagger * tagger);

/* A new stream or a flush: forgets the timeline, keeps the counters. */
void lc_pay_tagger_reset (LcPayTagger * tagger);

/* A new segment: the next packet's time is made anew. */
void lc_pay_tagger_segment (LcPayTagger * tagger);

/* New RTP caps of the payloader: the Hz of its RTP timestamps. */
void lc_pay_tagger_set_clock_rate (LcPayTagger * tagger, guint clock_rate);

/* One encoded buffer on its way into the payloader. */
void lc_pay_tagger_input (LcPayTagger * tagger, GstBuffer * buffer);

/* One packet on its way out. Returns NULL when it goes out as it is, else the
 * header with the tag (transfer full) to give to lc_pay_tagger_apply(), and in
 * @replaces the bytes of the old one. @element's clock and @segment give the
 * time of the packet's PTS. */
GstMemory *lc_pay_tagger_next (LcPayTagger * tagger, GstElement * element,
    const GstSegment * segment, GstBuffer * packet, gsize * replaces);

/* Exchanges the first @replaces bytes of @packet, which must be writable, for
 * @header (transfer full). The payload's memory stays where it is. */
void lc_pay_tagger_apply (GstBuffer * packet, GstMemory * header,
    gsize replaces);

G_END_DECLS

#endif /* LC_PAY_TAGGER_H */
