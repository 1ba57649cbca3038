/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_PROBE_HUB_H
#define LC_PROBE_HUB_H

#include <gst/gst.h>

#include "pairing/pairing.h"

G_BEGIN_DECLS

/* Where probes (far ends) and cancellers (near ends) of a process meet.
 *
 *   lcechoprobe --> LcFarEnd --[ reference ]--> LcNearEnd --> lcechocancel
 *
 * A near end finds the far end whose element has the name it asks for, in
 * whatever order they come and in whatever pipeline they are; one in the same
 * pipeline is preferred. A far end may have any number of near ends.
 *
 * All functions may be called from any thread; they take one lock, which is
 * inside the pads' stream locks and outside of OBJECT_LOCKs. Functions that
 * may wait say so. A near or far end belongs to its element, which outlives
 * it.
 */
typedef struct _LcFarEnd LcFarEnd;
typedef struct _LcNearEnd LcNearEnd;

/* --- the probe's side --- */

/* @owner, @sinkpad: transfer none. */
LcFarEnd *lc_far_end_new (GstElement * owner, GstPad * sinkpad);
void lc_far_end_free (LcFarEnd * far);

/* NULL to READY and back: whether it can be found. */
void lc_far_end_set_found (LcFarEnd * far, gboolean found);
/* READY to PAUSED and back. Ends a wait when stopped. */
void lc_far_end_set_started (LcFarEnd * far, gboolean started);

/* A buffer of a live source is never made to wait for a canceller. */
void lc_far_end_set_live (LcFarEnd * far, gboolean live);
/* What the sink adds to a running time until it is heard, ns. */
void lc_far_end_set_latency (LcFarEnd * far, GstClockTime latency);

/* The rate of what follows, Hz. May wait, as _push. */
void lc_far_end_set_rate (LcFarEnd * far, guint rate);

/* @n samples (NULL: silence), the first of which has running time @time, or
 * LC_TIME_UNKNOWN. Where neither side is live this waits while a near end
 * lags behind by 10 s. */
void lc_far_end_push (LcFarEnd * far, gint64 time, gboolean discont,
    const gfloat * samples, gsize n);
/* Silence of that length, as far as somebody may want to have it. */
void lc_far_end_push_silence (LcFarEnd * far, gint64 time,
    GstClockTime duration);

void lc_far_end_set_flushing (LcFarEnd * far, gboolean flushing);
void lc_far_end_set_eos (LcFarEnd * far);
/* What is behind the probe takes nothing more. */
void lc_far_end_set_dead (LcFarEnd * far);
/* Something that decides about waiting has changed: look again. */
void lc_far_end_wake (LcFarEnd * far);

typedef struct
{
  GstClockTime received;        /* reference taken in */
  GstClockTime held;            /* of that, still here */
  guint cancellers;             /* near ends that use it */
  guint64 timeouts;             /* waits for a canceller given up */
} LcFarStats;
void lc_far_end_get_stats (LcFarEnd * far, LcFarStats * stats);

/* --- the canceller's side --- */

LcNearEnd *lc_near_end_new (GstElement * owner, GstPad * sinkpad);
void lc_near_end_free (LcNearEnd * near);

void lc_near_end_set_probe (LcNearEnd * near, const gchar * name);
gchar *lc_near_end_dup_probe (LcNearEnd * near);
void lc_near_end_set_registered (LcNearEnd * near, gboolean registered);
void lc_near_end_set_started (LcNearEnd * near, gboolean started);
void lc_near_end_set_live (LcNearEnd * near, gboolean live);
void lc_near_end_set_flushing (LcNearEnd * near, gboolean flushing);
void lc_near_end_set_eos (LcNearEnd * near);

typedef enum
{
  LC_FETCH_OK,                  /* @far is filled */
  LC_FETCH_WOULD_WAIT,          /* the same call with @wait would wait */
  LC_FETCH_HOLD,                /* come back with the next buffer */
  LC_FETCH_FLUSHING             /* give up */
} LcFetch;

typedef struct
{
  gint64 time;                  /* running time of the first sample */
  gboolean jump;                /* it does not follow the one before */
  guint rate;                   /* Hz of the microphone */
  gsize n;                      /* samples of the microphone */
  GstClockTime held;            /* microphone kept back already */
  gboolean ending;              /* nothing follows: holding is no use */
  gboolean wait;                /* waiting is allowed */
} LcFetchSpan;

/* The reference of a span of microphone in @far, at the microphone's rate.
 * *@missing: how many of the span's samples have none and are 0.
 *
 * Live: never waits. Not live: WOULD_WAIT or a wait while the probe can still
 * deliver; HOLD where this thread itself is the one that feeds the probe, or
 * may turn out to be. */
LcFetch lc_near_end_fetch (LcNearEnd * near, const LcFetchSpan * span,
    gfloat * far, gsize * missing);

typedef struct
{
  gboolean probe_found;
  guint64 jumps;                /* times the pairing was set anew */
  guint64 timeouts;             /* waits for the reference given up */
} LcNearStats;
void lc_near_end_get_stats (LcNearEnd * near, LcNearStats * stats);

G_END_DECLS

#endif
