/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/rtptiming/clockmap.h"

#define NS_PER_S INT64_C (1000000000)

void
lc_clockmap_init (LcClockMap * map)
{
  map->ref = 0;
  map->offset = 0;
  map->remaining = 0;
  map->valid = 0;
}

/* How far the offset may have moved @elapsed ns after the measurement. The
 * quotient is taken first so that years do not overflow. */
static int64_t
slew_budget (int64_t elapsed)
{
  return elapsed / NS_PER_S * LC_CLOCKMAP_SLEW_NS_PER_S
      + elapsed % NS_PER_S * LC_CLOCKMAP_SLEW_NS_PER_S / NS_PER_S;
}

static int64_t
offset_at (const LcClockMap * map, int64_t clock)
{
  int64_t budget;

  /* What lies before the measurement keeps its offset: times of frames that
   * are still on their way then move by no more than the slew itself. */
  if (clock <= map->ref || map->remaining == 0)
    return map->offset;
  budget = slew_budget (clock - map->ref);
  if (map->remaining > 0)
    return map->offset + (budget < map->remaining ? budget : map->remaining);
  return map->offset - (budget < -map->remaining ? budget : -map->remaining);
}

int
lc_clockmap_update (LcClockMap * map, int64_t clock, int64_t target,
    int64_t uncertainty)
{
  int64_t measured = target - clock;
  int64_t current = offset_at (map, clock);
  int64_t difference = measured - current;
  int step = !map->valid || difference > LC_CLOCKMAP_STEP_NS
      || difference < -LC_CLOCKMAP_STEP_NS;

  map->ref = clock;
  map->valid = 1;
  if (step) {
    map->offset = measured;
    map->remaining = 0;
    return 1;
  }
  map->offset = current;
  if (difference <= uncertainty && difference >= -uncertainty)
    difference = 0;
  map->remaining = difference;
  return 0;
}

int64_t
lc_clockmap_forward (const LcClockMap * map, int64_t clock)
{
  return clock + offset_at (map, clock);
}

int64_t
lc_clockmap_backward (const LcClockMap * map, int64_t target)
{
  int64_t clock = target - map->offset;
  int i;

  /* The offset depends on the clock with a slope of at most 5e-4, so each
   * round divides the error (below the 100 ms step) by 2000: three rounds
   * leave less than 1 ns. */
  for (i = 0; i < 3; i++)
    clock = target - offset_at (map, clock);
  return clock;
}
