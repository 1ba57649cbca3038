/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_QUALITY_REPORTER_H
#define LC_QUALITY_REPORTER_H

#include "elements/quality/session.h"

G_BEGIN_DECLS

/* Reports for a session: the one thread that wakes at every interval, at the
 * moment a freeze begins and when something happened; writes the lines and
 * posts the taps' messages. Streaming threads only wake it. It waits on the
 * pipeline's clock, so a test clock drives it.
 *
 * A run begins with the first tap and ends, with its summary, with the last
 * (or earlier, when all are at EOS). There is one reporter per session, owned
 * by it. */
typedef struct _LcReporter LcReporter;

typedef struct
{
  GstElement *element;          /* not owned: it removes itself in time */
  guint stream;
  guint64 interval;             /* ns, 0 = none */
  gboolean post_messages;
  gint kind;                    /* atomic: LcKind, -1 while unknown */
  gint stage;                   /* atomic: LcStage */

  /* Both are called by the reporter's thread, with no lock held: before
   * figures are read, and for a new `lcquality` structure, transfer full, that
   * begins with the times of this tap (as of @running_time, @duration). The
   * element may be on its way down: then the latter returns NULL. */
  void (*refresh) (GstElement * element);
  GstStructure *(*describe) (GstElement * element, gint64 running_time,
      gint64 duration, gboolean with_figures);

  /* The reporter's. */
  gboolean playing, at_eos;
} LcReporterTap;

/* Transfer none: lives as long as @session. */
LcReporter *lc_reporter_of (GstLcQualitySession * session);

/* READY to PAUSED: @tap joins the run; the caller keeps it where it is until
 * lc_reporter_remove. */
void lc_reporter_add (LcReporter * reporter, LcReporterTap * tap);

/* From now on lines go to @location, too (once, however many taps ask for the
 * same); lost ones are warned of in the name of @owner, an added tap. */
gboolean lc_reporter_write_to (LcReporter * reporter, GstElement * owner,
    const gchar * location, GError ** error);

/* PAUSED to PLAYING and back, EOS, a flush (EOS does not hold any more), PAUSED
 * to READY. */
void lc_reporter_play (LcReporter * reporter, LcReporterTap * tap);
void lc_reporter_pause (LcReporter * reporter, LcReporterTap * tap);
void lc_reporter_eos (LcReporter * reporter, LcReporterTap * tap);
void lc_reporter_flush (LcReporter * reporter, LcReporterTap * tap);
void lc_reporter_remove (LcReporter * reporter, LcReporterTap * tap);

/* The pipeline's latency in ns, as a tap heard of it. */
void lc_reporter_set_latency (LcReporter * reporter, guint64 latency);

/* The moment the run first reached PLAYING with running time 0, as ntp-ns:
 * what first-frame counts from. LC_NTP_NONE before. */
guint64 lc_reporter_start_ntp (LcReporter * reporter);

G_END_DECLS

#endif /* LC_QUALITY_REPORTER_H */
