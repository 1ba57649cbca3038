/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_QUALITY_WRITEUP_H
#define LC_QUALITY_WRITEUP_H

#include "elements/quality/sessionprivate.h"

G_BEGIN_DECLS

/* The text of the lines of a session's report (docs/telemetry.md). */
typedef struct
{
  const gchar *type;            /* "interval" or "summary" */
  LcSpan span;
  guint64 now;                  /* ntp-ns */
  guint64 base;                 /* of running time 0 now, or LC_NTP_NONE */
  guint64 start;                /* of running time 0 when the run began */
  gint64 duration;              /* ns */
  gdouble cpu_seconds;          /* of the process, in duration */
  guint64 lines_lost;
} LcWriteup;

/* Transfer full, with newline. */
gchar *lc_writeup_figures (GstLcQualitySession * session,
    const LcWriteup * writeup);
gchar *lc_writeup_event (const LcEvent * event, const gchar * label,
    guint64 base, guint64 start);

/* "freeze-start" and so on. */
const gchar *lc_writeup_event_name (LcEventType type);

/* What @event lasted, ns; -1 when that means nothing. */
gint64 lc_writeup_event_duration (const LcEvent * event, guint64 start);

G_END_DECLS

#endif /* LC_QUALITY_WRITEUP_H */
