/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_CLOCKMAP_H
#define LC_CLOCKMAP_H

#include <stdint.h>

/* The arithmetic that maps one clock to another, here any GstClock to UTC.
 *
 * All times are nanoseconds. The map is a straight line of slope 1 whose
 * offset follows the measurements slowly, so that a capture time never jumps
 * because the system's UTC is being disciplined, and at once when the
 * difference can only be a step. A value type: copy it under the caller's
 * lock, then use the copy. No function blocks, allocates or reads a clock.
 */

/* How fast the offset may move, ns per second: 0.5 ms/s is NTP's own slewing
 * limit (500 ppm, RFC 5905 section 11.3), so that a disciplined UTC can
 * always be followed. */
#define LC_CLOCKMAP_SLEW_NS_PER_S INT64_C (500000)

/* A larger difference is a step of one of the clocks and taken at once. NTP
 * steps from 128 ms on (RFC 5905 section 11.2.2, STEPT), hence a bit below. */
#define LC_CLOCKMAP_STEP_NS INT64_C (100000000)

typedef struct
{
  int64_t ref;                  /* clock time of the last measurement */
  int64_t offset;               /* target = clock + offset, at ref */
  int64_t remaining;            /* offset change to slew in after ref, signed */
  int valid;                    /* 0 until the first measurement */
} LcClockMap;

void lc_clockmap_init (LcClockMap * map);

/* One measurement: at @clock the target clock showed @target, known to within
 * +-@uncertainty. A difference inside the uncertainty changes nothing. Returns
 * 1 when the measurement was taken as a step (the first one included), else
 * 0. */
int lc_clockmap_update (LcClockMap * map, int64_t clock, int64_t target,
    int64_t uncertainty);

/* clock -> target and back; the two are inverse to within 1 ns. A map without
 * a measurement is the identity. */
int64_t lc_clockmap_forward (const LcClockMap * map, int64_t clock);
int64_t lc_clockmap_backward (const LcClockMap * map, int64_t target);

#endif /* LC_CLOCKMAP_H */
