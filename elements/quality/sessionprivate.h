/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_QUALITY_SESSION_PRIVATE_H
#define GST_LC_QUALITY_SESSION_PRIVATE_H

/* The reading side of a session: for the files of this room only. */

#include "elements/quality/session.h"
#include "elements/quality/model/stream.h"

G_BEGIN_DECLS

/* What receiver reports of the other side say: of one medium, or the worse
 * round trip and all losses of both. */
typedef struct
{
  gboolean known;
  guint64 round_trip;           /* ns */
  guint64 packets_lost;
} LcRemote;

/* What a reader sees of one stream. */
typedef struct
{
  const gchar *label;           /* "" for stream 0; the session's */
  guint64 clock_error;          /* ns, LC_TIME_NONE when unknown */
  LcRemote remote;
  guint64 first[LC_N_KINDS][LC_N_STAGES];       /* ntp-ns or LC_TIME_NONE */
  gboolean counted[LC_N_COUNTS];        /* somebody counts it */
  const LcStreamFigures *figures;       /* of the span asked for */
  const LcStreamFigures *whole; /* of the run, also when that is asked for */
} LcStreamView;

typedef void (*LcStreamViewFunc) (const LcStreamView * view, gpointer data);

typedef enum
{
  LC_SPAN_INTERVAL,             /* since gst_lc_quality_session_next_interval */
  LC_SPAN_WHOLE                 /* since the run began */
} LcSpan;

/* Shows @func all streams, one after the other; @func must not call back into
 * the session. Reporters are not held up meanwhile. */
void gst_lc_quality_session_view (GstLcQualitySession * session, LcSpan span,
    LcStreamViewFunc func, gpointer data);

void gst_lc_quality_session_next_interval (GstLcQualitySession * session);

/* The run has ended at @end: whole-run deliveries cover the frames sent up to
 * @slack ns before it. Once a run. */
void gst_lc_quality_session_finish (GstLcQualitySession * session,
    guint64 end, gint64 slack);

/* Forgets everything: a new run begins. */
void gst_lc_quality_session_reset (GstLcQualitySession * session);

/* Freezes may begin at @now_ntp; the next moment they may is returned. */
guint64 gst_lc_quality_session_wait (GstLcQualitySession * session,
    guint64 now_ntp);

/* The oldest event of any stream, with that stream's number and label; FALSE
 * when there is none. */
gboolean gst_lc_quality_session_take_event (GstLcQualitySession * session,
    LcEvent * event, guint * stream, const gchar ** label);

/* @func is called, from reporting threads, when an event waits. It must be
 * quick. NULL for none. */
void gst_lc_quality_session_on_event (GstLcQualitySession * session,
    void (*func) (gpointer data), gpointer data);

G_END_DECLS

#endif /* GST_LC_QUALITY_SESSION_PRIVATE_H */
