/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "impair.h"

#include <stdio.h>
#include <string.h>

#define NS_PER_MS 1e6
#define DEFAULT_QUEUE_MS 200.0

/* Each packet owns this many numbers of its lane's stream. */
enum
{ DRAW_LOSS, DRAW_STATE, DRAW_JITTER, DRAWS };

uint64_t
lc_seeded (uint64_t seed, uint64_t index)
{
  uint64_t z = seed + (index + 1) * UINT64_C (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static double
draw (const LcLane * lane, int which)
{
  uint64_t index = lane->counts.seen * DRAWS + which;

  return (lc_seeded (lane->seed, index) >> 11) * 0x1p-53;
}

static bool
parse_word (LcImpairment * how, const char *word)
{
  char end;

  if (strcmp (word, "reorder") == 0)
    return how->reorder = true;
  return sscanf (word, "delay=%lf%c", &how->delay_ms, &end) == 1
      || sscanf (word, "jitter=%lf%c", &how->jitter_ms, &end) == 1
      || sscanf (word, "loss=%lf%c", &how->loss_percent, &end) == 1
      || sscanf (word, "rate=%lf%c", &how->rate_kbit, &end) == 1
      || sscanf (word, "queue=%lf%c", &how->queue_ms, &end) == 1
      || sscanf (word, "ge=%lf:%lf%c", &how->ge_enter_percent,
      &how->ge_leave_percent, &end) == 2
      || sscanf (word, "hole=%lf:%lf%c", &how->hole_start_ms, &how->hole_ms,
      &end) == 2;
}

const char *
lc_impairment_parse (LcImpairment * how, const char *text)
{
  char copy[256], *save = NULL;

  if (strlen (text) >= sizeof copy)
    return "the impairment is too long";
  strcpy (copy, text);
  for (char *word = strtok_r (copy, ",", &save); word;
      word = strtok_r (NULL, ",", &save)) {
    if (!parse_word (how, word))
      return "known are delay=MS jitter=MS reorder loss=PERCENT "
          "ge=ENTER:LEAVE rate=KBIT queue=MS hole=START:LENGTH";
  }
  if (how->delay_ms < 0 || how->jitter_ms < 0 || how->rate_kbit < 0)
    return "delay, jitter and rate are not negative";
  if (how->loss_percent < 0 || how->loss_percent > 100)
    return "loss is 0 to 100 percent";
  return NULL;
}

void
lc_lane_init (LcLane * lane, const LcImpairment * how, uint64_t seed,
    unsigned number)
{
  memset (lane, 0, sizeof *lane);
  lane->how = *how;
  if (lane->how.queue_ms == 0)
    lane->how.queue_ms = DEFAULT_QUEUE_MS;
  lane->seed = lc_seeded (seed, number);
}

/* The state moves first, then decides: every burst is at least one packet. */
static bool
lost_in_burst (LcLane * lane)
{
  double chance = lane->ge_bad ? lane->how.ge_leave_percent
      : lane->how.ge_enter_percent;

  if (chance > 0 && draw (lane, DRAW_STATE) * 100 < chance)
    lane->ge_bad = !lane->ge_bad;
  return lane->ge_bad;
}

static bool
lost_in_hole (LcLane * lane, uint64_t now_ns)
{
  double at_ms;

  if (lane->first_ns == 0)
    lane->first_ns = now_ns;
  at_ms = (now_ns - lane->first_ns) / NS_PER_MS - lane->how.hole_start_ms;
  return at_ms >= 0 && at_ms < lane->how.hole_ms;
}

/* The line is busy until free_ns; a packet that would wait too long is lost.
 * kbit/s are bits per ms, so size * 8 / rate is in ms. */
static bool
wait_for_line (LcLane * lane, size_t size, uint64_t now_ns, uint64_t * sent)
{
  uint64_t start = lane->free_ns > now_ns ? lane->free_ns : now_ns;

  if (lane->how.rate_kbit <= 0) {
    *sent = now_ns;
    return true;
  }
  if (start - now_ns > lane->how.queue_ms * NS_PER_MS)
    return false;
  *sent = start + (uint64_t) (size * 8 / lane->how.rate_kbit * NS_PER_MS);
  lane->free_ns = *sent;
  return true;
}

bool
lc_lane_pass (LcLane * lane, size_t size, uint64_t now_ns, uint64_t * depart_ns)
{
  bool lost = lost_in_burst (lane);
  double extra_ms = lane->how.delay_ms
      + draw (lane, DRAW_JITTER) * lane->how.jitter_ms;
  uint64_t sent;

  lost |= draw (lane, DRAW_LOSS) * 100 < lane->how.loss_percent;
  lost |= lost_in_hole (lane, now_ns);
  lane->counts.seen++;
  if (lost) {
    lane->counts.lost++;
    return false;
  }
  if (!wait_for_line (lane, size, now_ns, &sent)) {
    lane->counts.overflowed++;
    return false;
  }
  *depart_ns = sent + (uint64_t) (extra_ms * NS_PER_MS);
  if (!lane->how.reorder && *depart_ns < lane->last_depart_ns)
    *depart_ns = lane->last_depart_ns;
  lane->last_depart_ns = *depart_ns;
  lane->counts.passed++;
  lane->counts.bytes += size;
  return true;
}
