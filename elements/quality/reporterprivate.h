/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_QUALITY_REPORTER_PRIVATE_H
#define LC_QUALITY_REPORTER_PRIVATE_H

#include "reporter.h"
#include "sessionprivate.h"
#include "elements/rtptiming/capturetime.h"

G_BEGIN_DECLS

/* A frame that is sent later than latency + this before the end need not have
 * been rendered: encoder, network and sink have their own delays. */
#define LC_REPORTER_DELIVERY_SLACK (200 * GST_MSECOND)

/* `lock` guards everything but what is marked as the thread's. No function of
 * the session and no bus is touched under it, and no file but to open one: only
 * the clock's unschedule, as reporting threads take it when something happens. */
struct _LcReporter
{
  GstLcQualitySession *session; /* owns this */
  GMutex change;                /* a tap comes, plays, pauses or goes: one at a
                                 * time, to the end; taken before `lock` */
  GMutex lock;
  GPtrArray *taps;              /* LcReporterTap, not owned */
  GPtrArray *lines;             /* LcLines */
  GstElement *lines_owner;      /* the first tap with a location, not owned */

  GstClock *clock;
  GstClockTime base_time;
  guint64 start;                /* ntp-ns of running time 0, first PLAYING */
  guint64 end;                  /* ntp-ns, when the first tap stopped */
  guint64 latency;

  GThread *thread;
  gboolean running, poked, finished, warned;
  GstClockID waiting;

  /* The thread's; others touch them only while there is none. */
  GstClockTime next_tick;
  guint64 last_report;          /* ntp-ns */
  gdouble cpu_start, cpu_last;
};

/* What one pass of the thread works with, copied under the lock. */
typedef struct
{
  LcUtcMap *map;
  GstClockTime now, base_time, interval;
  guint64 now_ntp, base_ntp, start, end;
  gint64 slack;
  gboolean over;                /* every tap is at EOS: nothing more to tell */
  gboolean finish;              /* just now */
  GPtrArray *taps;              /* LcReporterTap, of the elements below */
  GPtrArray *elements;          /* referenced */
} LcReporterPass;

/* With the lock: TRUE when there are taps and all are at EOS. */
gboolean lc_reporter_all_at_eos (LcReporter * r);

/* With the lock: fills @pass. */
void lc_reporter_pass_begin (LcReporter * r, LcReporterPass * pass);

/* Without the lock: writes and posts what is due. Returns the clock time to
 * wake at. */
GstClockTime lc_reporter_pass_do (LcReporter * r, const LcReporterPass * pass);
void lc_reporter_pass_end (LcReporterPass * pass);

/* Writes the summary, without the lock. Times as ntp-ns, of the run's @start
 * and @end LC_NTP_NONE when unknown. */
void lc_reporter_summary (LcReporter * r, guint64 now, guint64 base,
    guint64 start, guint64 end, gint64 slack);

/* Of the process, user and system. */
gdouble lc_reporter_cpu_seconds (void);

G_END_DECLS

#endif /* LC_QUALITY_REPORTER_PRIVATE_H */
