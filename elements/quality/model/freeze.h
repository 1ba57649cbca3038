/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_FREEZE_H
#define LC_FREEZE_H

#include <stdbool.h>
#include <stdint.h>

/* Freezes and pauses of a video, from the moments its frames are shown.
 *
 * The interval between two frames is a freeze, judged and added when the
 * second frame is shown, when it is at least
 *   w3c    max (3 d, d + 150 ms), d the mean of the last 30 intervals before it
 *          (W3C webrtc-stats, freezeCount); not before 5 intervals are known
 *   200, 500, 600 ms   what vendors count (Agora native 600, web 500)
 * The fixed ones are always counted beside the first, as d grows on a bad link
 * and freezes are missed then (w3c/webrtc-stats#771). An interval of more than
 * 5 s is a pause (pauseCount) and no freeze. */
typedef enum
{
  LC_FREEZE_W3C,
  LC_FREEZE_200,
  LC_FREEZE_500,
  LC_FREEZE_600,
  LC_N_FREEZES
} LcFreezeLimit;

typedef struct
{
  uint64_t count;
  int64_t duration;             /* ns */
} LcSpells;

typedef struct
{
  LcSpells freeze[LC_N_FREEZES];
  LcSpells pause;
} LcFreezeFigures;

typedef enum
{
  LC_FREEZE_MOVING,
  LC_FREEZE_FROZEN,             /* past the W3C limit, no frame yet */
  LC_FREEZE_PAUSED              /* past 5 s */
} LcFreezeState;

#define LC_FREEZE_WINDOW 30
#define LC_FREEZE_FEWEST 5
#define LC_PAUSE_LIMIT (5 * INT64_C (1000000000))

typedef struct
{
  int64_t window[LC_FREEZE_WINDOW];     /* ring of intervals, ns */
  int64_t sum;
  uint32_t used, next;
  uint64_t last;                /* ntp-ns of the last frame */
  LcFreezeState state;
} LcFreeze;

void lc_freeze_reset (LcFreeze * f);

/* The next frame does not continue the last one. Intervals are kept. */
void lc_freeze_discont (LcFreeze * f);

/* A frame is shown at @at. Adds to @figures; returns the interval before it,
 * -1 for a first frame. A time before the last frame's counts as the same. */
int64_t lc_freeze_frame (LcFreeze * f, uint64_t at, LcFreezeFigures * figures);

/* The limit that the current interval is judged by, INT64_MAX when none. */
int64_t lc_freeze_limit (const LcFreeze * f);

/* No frame has come up to @now: true when the state changed by that. */
bool lc_freeze_wait (LcFreeze * f, uint64_t now);

/* The moment of the next change if no frame comes, LC_TIME_NONE when none. */
uint64_t lc_freeze_deadline (const LcFreeze * f);

void lc_freeze_figures_merge (LcFreezeFigures * to,
    const LcFreezeFigures * from);

#endif /* LC_FREEZE_H */
