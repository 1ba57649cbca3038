/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "flow.h"

#include <string.h>

/* Two clocks of one machine and the rounding of the wire's 32.32 stay far
 * below it, the shortest frame (2.5 ms of Opus) above. */
#define SAME_FRAME ((uint64_t) LC_MS)

/* Audio is cut anew by the encoder: the sample that is heard now was captured
 * somewhere in a buffer that began at most this long before. */
#define AUDIO_BUFFER (120 * (uint64_t) LC_MS)

/* Well beyond what a jitter buffer reorders or retransmission repairs. */
#define SET_BACK (10 * (uint64_t) LC_SECOND)

void
lc_flow_reset (LcFlow * flow, LcKind kind)
{
  int i;

  flow->kind = kind;
  flow->judged = flow->untagged = 0;
  for (i = 0; i < LC_N_STAGES; i++) {
    lc_track_clear (&flow->track[i]);
    flow->first[i] = LC_TIME_NONE;
  }
  lc_freeze_reset (&flow->freeze);
}

LcPhase
lc_flow_phase (const LcFlow * flow, uint64_t at)
{
  uint64_t first = flow->first[LC_STAGE_RENDERED];

  return first != LC_TIME_NONE && at >= first + (uint64_t) LC_WARMUP
      ? LC_PHASE_SHOW : LC_PHASE_WARMUP;
}

static bool
present (const LcFlow * flow, LcStage stage)
{
  return flow->track[stage].end > 0;
}

/* Where a frame captured at @capture is in @stage's track. */
static int64_t
find (const LcFlow * flow, LcStage stage, uint64_t capture)
{
  bool recut = flow->kind == LC_KIND_AUDIO && stage == LC_STAGE_CAPTURE;

  return lc_track_find (&flow->track[stage], capture,
      recut ? AUDIO_BUFFER : SAME_FRAME, SAME_FRAME);
}

/* The first stage whose frames are those that are rendered in the end. */
static LcStage
origin (const LcFlow * flow)
{
  int stage = flow->kind == LC_KIND_AUDIO ? LC_STAGE_ENCODED : LC_STAGE_CAPTURE;

  while (stage < LC_STAGE_RENDERED && !present (flow, (LcStage) stage))
    stage++;
  return (LcStage) stage;
}

/* The last stage of the sender that is marked; RENDERED when none is. */
static LcStage
sender (const LcFlow * flow)
{
  int stage;

  for (stage = LC_STAGE_SENT; stage >= (int) origin (flow); stage--)
    if (present (flow, (LcStage) stage))
      return (LcStage) stage;
  return LC_STAGE_RENDERED;
}

/* Lost behind @reached: charged to what lies before the next marked stage. */
static LcCount
dropped_behind (const LcFlow * flow, LcStage reached)
{
  int next = reached + 1;

  while (next < LC_STAGE_RENDERED && !present (flow, (LcStage) next))
    next++;
  if (reached == LC_STAGE_CAPTURE && next <= LC_STAGE_SENT)
    return LC_COUNT_DROPPED_ENCODER;
  if (next == LC_STAGE_RENDERED && reached >= LC_STAGE_RECEIVED)
    return LC_COUNT_DROPPED_DECODER;
  return LC_COUNT_DROPPED_NETWORK;
}

static void
judge_frame (LcFlow * flow, uint64_t capture, LcFlowFigures * figures)
{
  LcStage from = origin (flow), out = sender (flow);
  int reached = LC_STAGE_RENDERED;
  bool sent;

  while (reached > (int) from && find (flow, (LcStage) reached, capture) < 0)
    reached--;
  if (reached < LC_STAGE_RENDERED && flow->untagged > 0) {
    flow->untagged--;
    reached = LC_STAGE_RENDERED;
  }
  sent = out != LC_STAGE_RENDERED
      && (reached >= (int) out || find (flow, out, capture) >= 0);
  figures->due += sent;
  if (reached == LC_STAGE_RENDERED)
    figures->delivered += sent;
  else
    figures->counts[dropped_behind (flow, (LcStage) reached)]++;
}

/* Every frame of the first stage captured after the last judged one and, by
 * more than the tolerance, before @until. */
static void
judge_before (LcFlow * flow, uint64_t until, LcFlowFigures * figures)
{
  const LcTrack *track = &flow->track[origin (flow)];
  uint64_t i = lc_track_after (track, flow->judged);

  for (; i < track->end; i++) {
    uint64_t capture = lc_track_at (track, i)->capture;

    if (capture + SAME_FRAME >= until)
      break;
    judge_frame (flow, capture, figures);
    flow->judged = capture;
  }
}

static void
measure (LcFlow * flow, uint64_t capture, uint64_t rendered,
    LcTimings * timings)
{
  uint64_t at[LC_N_STAGES];
  int64_t split[LC_N_SPLITS];
  int i;

  for (i = 0; i < LC_STAGE_RENDERED; i++) {
    int64_t position = find (flow, (LcStage) i, capture);

    at[i] = position < 0 ? LC_TIME_NONE
        : lc_track_at (&flow->track[i], (uint64_t) position)->at;
  }
  at[LC_STAGE_RENDERED] = rendered;
  lc_histogram_add (&timings->latency, (int64_t) (rendered - capture));
  lc_stages_split (capture, at, split);
  for (i = 0; i < LC_N_SPLITS; i++)
    if (split[i] != LC_SPLIT_NONE)
      lc_histogram_add (&timings->split[i], split[i]);
}

static void
rendered (LcFlow * flow, uint64_t capture, uint64_t at, LcFlowFigures * figures)
{
  LcTimings *timings = &figures->timings[lc_flow_phase (flow, at)];
  int64_t interval = lc_freeze_frame (&flow->freeze, at, &figures->freezes);

  if (interval >= 0)
    lc_histogram_add (&timings->interval, interval);
  if (capture == LC_TIME_NONE) {
    flow->untagged++;
    return;
  }
  measure (flow, capture, at, timings);
  judge_before (flow, capture, figures);
}

/* A capture time so far before the newest of its stage comes from a clock that
 * was set back, or from another sender: what was remembered is void. */
static void
restart_if_set_back (LcFlow * flow, LcStage stage, uint64_t capture)
{
  LcTrack *track = &flow->track[stage];

  if (track->end == 0
      || capture + SET_BACK >= lc_track_at (track, track->end - 1)->capture)
    return;
  lc_track_clear (track);
  if (stage == LC_STAGE_RENDERED)
    flow->judged = capture - SAME_FRAME;
}

void
lc_flow_mark (LcFlow * flow, LcStage stage, uint64_t capture, uint64_t at,
    LcFlowFigures * figures)
{
  if (at == LC_TIME_NONE)
    return;
  if (capture != LC_TIME_NONE)
    restart_if_set_back (flow, stage, capture);
  if (capture != LC_TIME_NONE
      && !lc_track_add (&flow->track[stage], capture, at, SAME_FRAME))
    return;
  figures->frames[stage]++;
  if (flow->first[stage] == LC_TIME_NONE)
    flow->first[stage] = at;
  if (stage == LC_STAGE_RENDERED)
    rendered (flow, capture, at, figures);
}

/* Frames that were judged although they were sent too late to be due. */
static void
take_back_after (const LcFlow * flow, LcStage out, uint64_t horizon,
    LcFlowFigures * whole)
{
  const LcTrack *track = &flow->track[out];
  uint64_t i;

  for (i = lc_track_begin (track); i < track->end; i++) {
    const LcTrackEntry *frame = lc_track_at (track, i);

    if (frame->at <= horizon || frame->capture > flow->judged)
      continue;
    whole->due--;
    whole->delivered -= find (flow, LC_STAGE_RENDERED, frame->capture) >= 0;
  }
}

/* Frames that nothing rendered later has decided about. */
static void
judge_up_to (LcFlow * flow, LcStage out, uint64_t horizon,
    LcFlowFigures * whole)
{
  const LcTrack *track = &flow->track[out];
  uint64_t i = lc_track_after (track, flow->judged);

  for (; i < track->end; i++)
    if (lc_track_at (track, i)->at <= horizon)
      judge_before (flow, lc_track_at (track, i)->capture + 2 * SAME_FRAME,
          whole);
}

void
lc_flow_finish (LcFlow * flow, uint64_t end, int64_t slack,
    LcFlowFigures * whole)
{
  LcStage out = sender (flow);
  uint64_t sink_drops = whole->counts[LC_COUNT_DROPPED_SINK];

  if (out == LC_STAGE_RENDERED || !present (flow, LC_STAGE_RENDERED))
    return;
  take_back_after (flow, out, end - (uint64_t) slack, whole);
  judge_up_to (flow, out, end - (uint64_t) slack, whole);
  whole->delivered -= sink_drops < whole->delivered ? sink_drops
      : whole->delivered;
}

void
lc_timings_merge (LcTimings * to, const LcTimings * from)
{
  int i;

  lc_histogram_merge (&to->latency, &from->latency);
  lc_histogram_merge (&to->interval, &from->interval);
  for (i = 0; i < LC_N_SPLITS; i++)
    lc_histogram_merge (&to->split[i], &from->split[i]);
}

void
lc_flow_figures_merge (LcFlowFigures * to, const LcFlowFigures * from)
{
  int i;

  for (i = 0; i < LC_N_PHASES; i++)
    lc_timings_merge (&to->timings[i], &from->timings[i]);
  for (i = 0; i < LC_N_STAGES; i++)
    to->frames[i] += from->frames[i];
  for (i = 0; i < LC_N_COUNTS; i++)
    to->counts[i] += from->counts[i];
  to->due += from->due;
  to->delivered += from->delivered;
  lc_freeze_figures_merge (&to->freezes, &from->freezes);
}
