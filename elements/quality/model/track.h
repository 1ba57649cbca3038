/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_TRACK_H
#define LC_TRACK_H

#include <stdint.h>

/* The last frames seen at one stage: a ring of (capture time, moment of
 * passing), sorted by capture time, searched by it. 1024 entries are 34 s of
 * 30 fps video and 20 s of 20 ms audio, far above any live latency. */
#define LC_TRACK_LENGTH 1024

typedef struct
{
  uint64_t capture;             /* ntp-ns */
  uint64_t at;                  /* ntp-ns */
} LcTrackEntry;

typedef struct
{
  LcTrackEntry entry[LC_TRACK_LENGTH];
  uint64_t end;                 /* entries ever added; the newest is end - 1 */
} LcTrack;

void lc_track_clear (LcTrack * track);

/* Adds a frame, in any order. A frame captured within @tolerance ns of one that
 * is there is the same one seen again (0 is returned, the first sighting
 * counts). Returns 1 when it was added. */
int lc_track_add (LcTrack * track, uint64_t capture, uint64_t at,
    uint64_t tolerance);

/* The position of the frame whose capture time is nearest to @capture, at most
 * @before ns earlier and @after ns later; -1 when there is none. Positions run
 * from lc_track_begin to end - 1. */
int64_t lc_track_find (const LcTrack * track, uint64_t capture,
    uint64_t before, uint64_t after);

/* The first position whose capture time is later than @capture. */
uint64_t lc_track_after (const LcTrack * track, uint64_t capture);

uint64_t lc_track_begin (const LcTrack * track);
const LcTrackEntry *lc_track_at (const LcTrack * track, uint64_t position);

#endif /* LC_TRACK_H */
