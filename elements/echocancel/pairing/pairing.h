/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_PAIRING_H
#define LC_PAIRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which sample of the reference belongs to which sample of the microphone.
 *
 * Timestamps jitter, sample counts do not: a canceller loses its way when a
 * reference moves by single samples. Each stream is therefore laid on a line
 * of sample numbers by counting, and looks at its timestamps only to notice a
 * real jump (LcTrack). Between the two lines a cursor counts along as well,
 * and moves only when time says that it is wrong (LcPairing).
 *
 * Times are nanoseconds, positions samples at a rate; both may be negative.
 */
#define LC_TIME_UNKNOWN INT64_MIN

/* Nearest sample of @time, nearest ns of @position. */
int64_t lc_time_to_position (int64_t time, unsigned rate);
int64_t lc_position_to_time (int64_t position, unsigned rate);

/* Timestamps that stray up to this far are jitter; more is a jump. A stream
 * that announces a discontinuity is believed from 1 ms on. 40 ms is what
 * GStreamer's audio sinks and mixers forgive, too. */
#define LC_TRACK_TOLERANCE_NS 40000000
#define LC_TRACK_DISCONT_NS 1000000

typedef struct
{
  unsigned rate;
  int64_t next;                 /* position of the sample that comes next */
  bool placed;                  /* a timestamp has been seen */
} LcTrack;

void lc_track_init (LcTrack * track, unsigned rate);

/* The next @n samples begin at @time (or LC_TIME_UNKNOWN: where the last
 * ended). Sets *@position; true when that is not where the last ended. */
bool lc_track_place (LcTrack * track, int64_t time, size_t n, bool discont,
    int64_t * position);

/* Where clocks differ a little the cursor drifts from what time says; beyond
 * this it is put right. The canceller follows the drift itself, and a step of
 * 10 ms costs it less than many small ones. */
#define LC_PAIRING_TOLERANCE_NS 10000000

typedef struct
{
  unsigned rate;                /* of the reference */
  int64_t cursor;               /* reference sample to be used next */
  bool placed;
} LcPairing;

void lc_pairing_init (LcPairing * pairing, unsigned rate);

/* Time says that the next reference sample is @expected. Moves the cursor
 * there if it is off by more than the tolerance, or at all when @jump. True
 * when it moved. */
bool lc_pairing_follow (LcPairing * pairing, int64_t expected, bool jump);

#endif
