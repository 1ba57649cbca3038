/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "timeline.h"

#include <stdlib.h>

typedef struct
{
  int64_t last;                 /* newest noted time, NONE before the first */
  int64_t latest;               /* greatest noted time of the pass */
  int64_t latest_duration;
  int64_t step;                 /* smallest distance seen, NONE before two */
} LcTrack;

struct _LcTimeline
{
  int64_t start;                /* of the present pass, on the timeline */
  unsigned n_tracks;
  LcTrack *tracks;
};

static void
track_reset (LcTrack * track)
{
  track->last = track->latest = LC_TIMELINE_NONE;
  track->latest_duration = LC_TIMELINE_NONE;
}

/* The step survives into the next pass: it is a property of the track. */
static int64_t
track_end (const LcTrack * track)
{
  int64_t duration = track->latest_duration;

  if (track->latest == LC_TIMELINE_NONE)
    return 0;
  if (duration == LC_TIMELINE_NONE)
    duration = track->step;
  if (duration == LC_TIMELINE_NONE)
    duration = 0;
  return track->latest + duration;
}

LcTimeline *
lc_timeline_new (void)
{
  LcTimeline *timeline = calloc (1, sizeof *timeline);

  if (!timeline)
    abort ();
  return timeline;
}

void
lc_timeline_free (LcTimeline * timeline)
{
  free (timeline->tracks);
  free (timeline);
}

unsigned
lc_timeline_add_track (LcTimeline * timeline)
{
  unsigned index = timeline->n_tracks++;

  timeline->tracks = realloc (timeline->tracks,
      timeline->n_tracks * sizeof *timeline->tracks);
  if (!timeline->tracks)
    abort ();
  timeline->tracks[index].step = LC_TIMELINE_NONE;
  track_reset (&timeline->tracks[index]);
  return index;
}

int64_t
lc_timeline_map (const LcTimeline * timeline, int64_t time)
{
  return timeline->start + time;
}

void
lc_timeline_note (LcTimeline * timeline, unsigned index, int64_t time,
    int64_t duration)
{
  LcTrack *track = &timeline->tracks[index];

  if (track->last != LC_TIMELINE_NONE && time != track->last) {
    int64_t step = llabs (time - track->last);

    if (step < track->step)
      track->step = step;
  }
  track->last = time;
  /* Reordered frames: the one shown last need not be the one read last. */
  if (track->latest == LC_TIMELINE_NONE || time >= track->latest) {
    track->latest = time;
    track->latest_duration = duration;
  }
}

int64_t
lc_timeline_pass_length (const LcTimeline * timeline)
{
  int64_t length = 0;

  for (unsigned i = 0; i < timeline->n_tracks; i++) {
    int64_t end = track_end (&timeline->tracks[i]);

    if (end > length)
      length = end;
  }
  return length;
}

bool
lc_timeline_next_pass (LcTimeline * timeline)
{
  int64_t length = lc_timeline_pass_length (timeline);

  if (length <= 0)
    return false;
  timeline->start += length;
  for (unsigned i = 0; i < timeline->n_tracks; i++)
    track_reset (&timeline->tracks[i]);
  return true;
}
