/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "stream.h"

#include <stdlib.h>
#include <string.h>

#define EVENTS 16

struct _LcStream
{
  LcFlow flow[LC_N_KINDS];
  LcSkew skew;
  LcStreamFigures *figures;
  LcEvent event[EVENTS];
  unsigned first_event, n_events;
  unsigned counted;             /* bit per LcCount */
};

LcStreamFigures *
lc_figures_new (void)
{
  return calloc (1, sizeof (LcStreamFigures));
}

void
lc_figures_free (LcStreamFigures * figures)
{
  free (figures);
}

void
lc_figures_clear (LcStreamFigures * figures)
{
  memset (figures, 0, sizeof (*figures));
}

void
lc_figures_merge (LcStreamFigures * to, const LcStreamFigures * from)
{
  int i;

  for (i = 0; i < LC_N_KINDS; i++)
    lc_flow_figures_merge (&to->flow[i], &from->flow[i]);
  for (i = 0; i < LC_N_PHASES; i++)
    lc_skew_figures_merge (&to->skew[i], &from->skew[i]);
}

LcStream *
lc_stream_new (void)
{
  LcStream *stream = calloc (1, sizeof (*stream));

  if (stream == NULL)
    return NULL;
  stream->figures = lc_figures_new ();
  if (stream->figures == NULL) {
    free (stream);
    return NULL;
  }
  lc_stream_reset (stream);
  return stream;
}

void
lc_stream_free (LcStream * stream)
{
  if (stream)
    lc_figures_free (stream->figures);
  free (stream);
}

void
lc_stream_reset (LcStream * stream)
{
  int i;

  for (i = 0; i < LC_N_KINDS; i++)
    lc_flow_reset (&stream->flow[i], (LcKind) i);
  lc_skew_reset (&stream->skew);
  lc_figures_clear (stream->figures);
  stream->n_events = 0;
  stream->counted = 0;
}

static void
put_event (LcStream * stream, LcEventType type, LcKind kind, uint64_t at,
    int64_t duration)
{
  LcEvent *event;

  if (stream->n_events == EVENTS) {
    stream->first_event = (stream->first_event + 1) % EVENTS;
    stream->n_events--;
  }
  event = &stream->event[(stream->first_event + stream->n_events++) % EVENTS];
  event->type = type;
  event->kind = kind;
  event->at = at;
  event->duration = duration;
}

int
lc_stream_take_event (LcStream * stream, LcEvent * event)
{
  if (stream->n_events == 0)
    return 0;
  *event = stream->event[stream->first_event];
  stream->first_event = (stream->first_event + 1) % EVENTS;
  stream->n_events--;
  return 1;
}

/* The end of a freeze or pause that the figures have just counted, and its
 * start, too, when nobody waited for it (@state is the one before). */
static void
put_spell_events (LcStream * stream, LcFreezeState state, uint64_t last,
    bool freeze, bool pause)
{
  uint64_t at = stream->flow[LC_KIND_VIDEO].freeze.last;
  int64_t duration = (int64_t) (at - last);

  if (freeze) {
    if (state == LC_FREEZE_MOVING)
      put_event (stream, LC_EVENT_FREEZE_START, LC_KIND_VIDEO, last, 0);
    put_event (stream, LC_EVENT_FREEZE_END, LC_KIND_VIDEO, at, duration);
  }
  if (pause) {
    if (state != LC_FREEZE_PAUSED)
      put_event (stream, LC_EVENT_PAUSE_START, LC_KIND_VIDEO, last, 0);
    put_event (stream, LC_EVENT_PAUSE_END, LC_KIND_VIDEO, at, duration);
  }
}

static void
mark_flow (LcStream * stream, LcKind kind, LcStage stage, uint64_t capture,
    uint64_t at)
{
  LcFlow *flow = &stream->flow[kind];
  LcFlowFigures *figures = &stream->figures->flow[kind];
  uint64_t freezes = figures->freezes.freeze[LC_FREEZE_W3C].count;
  uint64_t pauses = figures->freezes.pause.count;
  uint64_t first = flow->first[stage], last = flow->freeze.last;
  LcFreezeState state = flow->freeze.state;

  lc_flow_mark (flow, stage, capture, at, figures);
  if (stage != LC_STAGE_RENDERED)
    return;
  if (first == LC_TIME_NONE && flow->first[stage] != LC_TIME_NONE)
    put_event (stream, LC_EVENT_FIRST_FRAME, kind, at, 0);
  if (kind == LC_KIND_VIDEO)
    put_spell_events (stream, state, last,
        figures->freezes.freeze[LC_FREEZE_W3C].count > freezes,
        figures->freezes.pause.count > pauses);
}

int
lc_stream_mark (LcStream * stream, LcKind kind, LcStage stage,
    uint64_t capture, uint64_t at)
{
  LcSkewFigures *skew;

  if (at == LC_TIME_NONE)
    return (int) stream->n_events;
  mark_flow (stream, kind, stage, capture, at);
  if (stage == LC_STAGE_RENDERED && capture != LC_TIME_NONE) {
    skew = &stream->figures->skew[lc_flow_phase (&stream->flow[kind], at)];
    if (kind == LC_KIND_VIDEO)
      lc_skew_video (&stream->skew, capture, at, skew);
    else
      lc_skew_audio (&stream->skew, capture, at, skew);
  }
  return (int) stream->n_events;
}

void
lc_stream_count (LcStream * stream, LcKind kind, LcCount what, uint64_t n)
{
  stream->figures->flow[kind].counts[what] += n;
  stream->counted |= 1u << what;
}

bool
lc_stream_counted (const LcStream * stream, LcCount what)
{
  return stream->counted & 1u << what;
}

void
lc_stream_discont (LcStream * stream, LcKind kind)
{
  lc_freeze_discont (&stream->flow[kind].freeze);
  lc_skew_reset (&stream->skew);
}

int
lc_stream_wait (LcStream * stream, uint64_t now)
{
  LcFreeze *freeze = &stream->flow[LC_KIND_VIDEO].freeze;

  if (lc_freeze_wait (freeze, now))
    put_event (stream, freeze->state == LC_FREEZE_PAUSED
        ? LC_EVENT_PAUSE_START : LC_EVENT_FREEZE_START, LC_KIND_VIDEO,
        freeze->last, 0);
  return (int) stream->n_events;
}

uint64_t
lc_stream_deadline (const LcStream * stream)
{
  return lc_freeze_deadline (&stream->flow[LC_KIND_VIDEO].freeze);
}

LcStreamFigures *
lc_stream_swap (LcStream * stream, LcStreamFigures * fresh)
{
  LcStreamFigures *full = stream->figures;

  stream->figures = fresh;
  return full;
}

uint64_t
lc_stream_first (const LcStream * stream, LcKind kind, LcStage stage)
{
  return stream->flow[kind].first[stage];
}

void
lc_stream_finish (LcStream * stream, uint64_t end, int64_t slack,
    LcStreamFigures * whole)
{
  int i;

  for (i = 0; i < LC_N_KINDS; i++)
    lc_flow_finish (&stream->flow[i], end, slack, &whole->flow[i]);
}
