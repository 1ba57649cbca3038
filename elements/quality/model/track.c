/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "track.h"

#include <string.h>

void
lc_track_clear (LcTrack * track)
{
  track->end = 0;
}

uint64_t
lc_track_begin (const LcTrack * track)
{
  return track->end > LC_TRACK_LENGTH ? track->end - LC_TRACK_LENGTH : 0;
}

const LcTrackEntry *
lc_track_at (const LcTrack * track, uint64_t position)
{
  return &track->entry[position % LC_TRACK_LENGTH];
}

/* Frames come nearly in order: the answer is mostly the end, so look there first. */
uint64_t
lc_track_after (const LcTrack * track, uint64_t capture)
{
  uint64_t low = lc_track_begin (track), high = track->end;

  if (high > low && lc_track_at (track, high - 1)->capture <= capture)
    return high;
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;

    if (lc_track_at (track, middle)->capture <= capture)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static uint64_t
distance (uint64_t a, uint64_t b)
{
  return a > b ? a - b : b - a;
}

int64_t
lc_track_find (const LcTrack * track, uint64_t capture, uint64_t before,
    uint64_t after)
{
  uint64_t later = lc_track_after (track, capture);
  int64_t found = -1;

  if (later > lc_track_begin (track)
      && distance (lc_track_at (track, later - 1)->capture, capture) <= before)
    found = (int64_t) later - 1;
  if (later < track->end) {
    uint64_t gap = lc_track_at (track, later)->capture - capture;

    if (gap <= after && (found < 0
            || gap < distance (lc_track_at (track, (uint64_t) found)->capture,
                capture)))
      found = (int64_t) later;
  }
  return found;
}

int
lc_track_add (LcTrack * track, uint64_t capture, uint64_t at,
    uint64_t tolerance)
{
  uint64_t place = lc_track_after (track, capture), begin, i;

  if (lc_track_find (track, capture, tolerance, tolerance) >= 0)
    return 0;
  track->end++;
  begin = lc_track_begin (track);
  /* Older than everything remembered: the ring has no place for it. */
  if (place < begin) {
    track->end--;
    return 0;
  }
  for (i = track->end - 1; i > place; i--)
    track->entry[i % LC_TRACK_LENGTH] = *lc_track_at (track, i - 1);
  track->entry[place % LC_TRACK_LENGTH].capture = capture;
  track->entry[place % LC_TRACK_LENGTH].at = at;
  return 1;
}
