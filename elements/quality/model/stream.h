/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_STREAM_H
#define LC_STREAM_H

#include "flow.h"
#include "skew.h"

/* Audio and video that belong together: the model that a session keeps for
 * each of its streams.
 *
 * One thread at a time (the session's lock). Figures are written into a buffer
 * that the reader exchanges for a fresh one, so a reader never holds up a
 * reporter for longer than lc_stream_swap takes. Nothing allocates after
 * lc_stream_new. */
typedef struct _LcStream LcStream;

typedef struct
{
  LcFlowFigures flow[LC_N_KINDS];
  LcSkewFigures skew[LC_N_PHASES];
} LcStreamFigures;

typedef enum
{
  LC_EVENT_FREEZE_START,        /* at: when the last frame was shown */
  LC_EVENT_FREEZE_END,          /* duration: of the whole interval */
  LC_EVENT_PAUSE_START,         /* at: when the last frame was shown */
  LC_EVENT_PAUSE_END,
  LC_EVENT_FIRST_FRAME,
  LC_N_EVENTS
} LcEventType;

typedef struct
{
  LcEventType type;
  LcKind kind;
  uint64_t at;                  /* ntp-ns */
  int64_t duration;             /* ns, 0 where it means nothing */
} LcEvent;

/* NULL when there is no memory. */
LcStream *lc_stream_new (void);
void lc_stream_free (LcStream * stream);

/* As new; figures not yet swapped out are cleared, too. */
void lc_stream_reset (LcStream * stream);

/* Returns the number of events that wait to be taken. */
int lc_stream_mark (LcStream * stream, LcKind kind, LcStage stage,
    uint64_t capture, uint64_t at);
void lc_stream_count (LcStream * stream, LcKind kind, LcCount what, uint64_t n);

/* Whether anybody counts @what: lc_stream_count was called, be it with 0. */
bool lc_stream_counted (const LcStream * stream, LcCount what);
void lc_stream_discont (LcStream * stream, LcKind kind);

/* It is @now: a freeze or a pause may begin. Returns as lc_stream_mark. */
int lc_stream_wait (LcStream * stream, uint64_t now);

/* When lc_stream_wait may next find something, LC_TIME_NONE for never. */
uint64_t lc_stream_deadline (const LcStream * stream);

/* Takes the oldest event; 0 when there is none. Of more than 16 that wait the
 * oldest are lost. */
int lc_stream_take_event (LcStream * stream, LcEvent * event);

/* Puts the cleared @fresh in the place of the figures since the last swap and
 * returns these: both stay the caller's to free, with lc_figures_free. */
LcStreamFigures *lc_stream_swap (LcStream * stream, LcStreamFigures * fresh);

/* The first moment a frame passed @stage, LC_TIME_NONE when none did. */
uint64_t lc_stream_first (const LcStream * stream, LcKind kind, LcStage stage);

/* lc_flow_finish for both media. */
void lc_stream_finish (LcStream * stream, uint64_t end, int64_t slack,
    LcStreamFigures * whole);

LcStreamFigures *lc_figures_new (void);
void lc_figures_free (LcStreamFigures * figures);
void lc_figures_clear (LcStreamFigures * figures);
void lc_figures_merge (LcStreamFigures * to, const LcStreamFigures * from);

#endif /* LC_STREAM_H */
