/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_FLOW_H
#define LC_FLOW_H

#include "freeze.h"
#include "histogram.h"
#include "stages.h"
#include "track.h"

/* One medium of one stream: its frames at every stage, and what they say. */

/* The first 3 s of rendering are kept apart: a start is not the show. */
typedef enum
{
  LC_PHASE_WARMUP,
  LC_PHASE_SHOW,
  LC_N_PHASES
} LcPhase;

#define LC_WARMUP (3 * INT64_C (1000000000))

typedef struct
{
  LcHistogram latency;          /* render - capture */
  LcHistogram split[LC_N_SPLITS];
  LcHistogram interval;         /* between rendered frames */
} LcTimings;

/* Only sums, so that two spans of time can be merged. */
typedef struct
{
  LcTimings timings[LC_N_PHASES];
  uint64_t frames[LC_N_STAGES];
  uint64_t counts[LC_N_COUNTS]; /* drops found by marks among them */
  uint64_t due, delivered;      /* frames sent and judged; of these rendered */
  LcFreezeFigures freezes;
} LcFlowFigures;

typedef struct
{
  LcKind kind;
  LcTrack track[LC_N_STAGES];
  uint64_t first[LC_N_STAGES];  /* ntp-ns of the first mark, or LC_TIME_NONE */
  uint64_t judged;              /* capture time up to which drops are found */
  uint64_t untagged;            /* rendered without a capture time: each may be
                                 * one of those that seem to be missing */
  LcFreeze freeze;
} LcFlow;

void lc_flow_reset (LcFlow * flow, LcKind kind);

/* A frame passes @stage. @capture may be LC_TIME_NONE. A frame that is shown
 * decides about all that were captured before it: those not shown by then were
 * dropped behind the last stage that saw them. */
void lc_flow_mark (LcFlow * flow, LcStage stage, uint64_t capture,
    uint64_t at, LcFlowFigures * figures);

/* The run ends at @end: due and delivered are made to cover exactly the frames
 * sent up to @slack ns before it. @whole are the figures of the whole run. */
void lc_flow_finish (LcFlow * flow, uint64_t end, int64_t slack,
    LcFlowFigures * whole);

LcPhase lc_flow_phase (const LcFlow * flow, uint64_t at);

void lc_timings_merge (LcTimings * to, const LcTimings * from);
void lc_flow_figures_merge (LcFlowFigures * to, const LcFlowFigures * from);

#endif /* LC_FLOW_H */
