/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_TEST_IMPAIR_H
#define LC_TEST_IMPAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a network does to the packets of one direction: arithmetic only. The
 * caller owns sockets and clocks. Losses are decided by packet index and
 * seed, never by time, so that two runs with the same seed lose the same
 * packets of a lane. */

typedef struct
{
  double delay_ms;              /* added to every packet */
  double jitter_ms;             /* plus 0..jitter_ms, uniformly */
  bool reorder;                 /* jitter may change the order */
  double loss_percent;          /* independent loss */
  double ge_enter_percent;      /* Gilbert-Elliott: chance per packet to go */
  double ge_leave_percent;      /* into, and out of, a state that loses all */
  double rate_kbit;             /* 0 = unlimited */
  double queue_ms;              /* waiting longer than this: tail drop */
  double hole_start_ms;         /* everything is lost from here, counted */
  double hole_ms;               /* from the lane's first packet, for so long */
} LcImpairment;

typedef struct
{
  uint64_t seen, passed, lost, overflowed, bytes;
} LcLaneCounts;

typedef struct
{
  LcImpairment how;
  LcLaneCounts counts;
  uint64_t seed;
  bool ge_bad;
  uint64_t first_ns, free_ns, last_depart_ns;
} LcLane;

/* Reads "delay=20,jitter=5,reorder,loss=5,ge=1:30,rate=2000,queue=100,
 * hole=5000:300" over what @how holds. NULL when it was good, else a static
 * sentence that says what was not. */
const char *lc_impairment_parse (LcImpairment * how, const char *text);

/* @number tells the lanes of one run apart: each has its own random numbers. */
void lc_lane_init (LcLane * lane, const LcImpairment * how, uint64_t seed,
    unsigned number);

/* The fate of the next packet of @size bytes, arriving at @now_ns. false: it
 * is lost. true: it leaves at *@depart_ns. */
bool lc_lane_pass (LcLane * lane, size_t size, uint64_t now_ns,
    uint64_t * depart_ns);

/* The @index-th number of a seeded stream, uniform over 64 bits
 * (Steele, Lea, Flood 2014, SplitMix64). */
uint64_t lc_seeded (uint64_t seed, uint64_t index);

#endif /* LC_TEST_IMPAIR_H */
