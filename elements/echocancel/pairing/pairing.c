/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "pairing.h"

#define SECOND INT64_C (1000000000)

/* Rounded to the nearest, for values and scales beyond 64 bits together:
 * whole units first. */
static int64_t
scale (int64_t value, int64_t num, int64_t den)
{
  int64_t whole = value / den, rest = value % den;

  if (rest < 0) {
    whole--;
    rest += den;
  }
  return whole * num + (rest * num + den / 2) / den;
}

int64_t
lc_time_to_position (int64_t time, unsigned rate)
{
  return scale (time, rate, SECOND);
}

int64_t
lc_position_to_time (int64_t position, unsigned rate)
{
  return scale (position, SECOND, rate);
}

static int64_t
distance (int64_t a, int64_t b)
{
  return a > b ? a - b : b - a;
}

void
lc_track_init (LcTrack * track, unsigned rate)
{
  track->rate = rate;
  track->next = 0;
  track->placed = false;
}

bool
lc_track_place (LcTrack * track, int64_t time, size_t n, bool discont,
    int64_t * position)
{
  int64_t said = track->next;
  bool jump = false;

  if (time != LC_TIME_UNKNOWN) {
    int64_t tolerance = lc_time_to_position (discont ? LC_TRACK_DISCONT_NS :
        LC_TRACK_TOLERANCE_NS, track->rate);

    said = lc_time_to_position (time, track->rate);
    jump = !track->placed || distance (said, track->next) > tolerance;
    track->placed = true;
  }
  *position = jump ? said : track->next;
  track->next = *position + (int64_t) n;
  return jump;
}

void
lc_pairing_init (LcPairing * pairing, unsigned rate)
{
  pairing->rate = rate;
  pairing->cursor = 0;
  pairing->placed = false;
}

bool
lc_pairing_follow (LcPairing * pairing, int64_t expected, bool jump)
{
  int64_t tolerance =
      lc_time_to_position (LC_PAIRING_TOLERANCE_NS, pairing->rate);

  if (pairing->placed && distance (expected, pairing->cursor) <=
      (jump ? 0 : tolerance))
    return false;
  pairing->cursor = expected;
  pairing->placed = true;
  return true;
}
