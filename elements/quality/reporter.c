/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "reporter.h"
#include "sessionprivate.h"
#include "elements/quality/export/lines.h"
#include "elements/quality/export/writeup.h"
#include "elements/rtptiming/capturetime.h"

#include <sys/resource.h>

/* How long the end of a run waits for its last lines to be written. */
#define CLOSE_TIMEOUT (2 * G_TIME_SPAN_SECOND)
/* Without an interval: how often to look whether frames flow at all. */
#define IDLE GST_SECOND
/* A shorter interval would report on itself. */
#define SHORTEST_INTERVAL (10 * GST_MSECOND)
/* A frame that is sent later than latency + this before the end need not have
 * been rendered: encoder, network and sink have their own delays. */
#define DELIVERY_SLACK (200 * GST_MSECOND)

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

static gdouble
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (gdouble) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + (gdouble) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void
poke_locked (LcReporter * r)
{
  r->poked = TRUE;
  if (r->waiting)
    gst_clock_id_unschedule (r->waiting);
}

static void
poke (gpointer reporter)
{
  LcReporter *r = reporter;

  g_mutex_lock (&r->lock);
  poke_locked (r);
  g_mutex_unlock (&r->lock);
}

static void
free_reporter (gpointer reporter)
{
  LcReporter *r = reporter;

  g_ptr_array_unref (r->taps);
  g_ptr_array_unref (r->lines);
  gst_clear_object (&r->clock);
  g_mutex_clear (&r->lock);
  g_mutex_clear (&r->change);
  g_free (r);
}

LcReporter *
lc_reporter_of (GstLcQualitySession * session)
{
  static GMutex create;
  LcReporter *r;

  g_mutex_lock (&create);
  r = g_object_get_data (G_OBJECT (session), "lc-reporter");
  if (r == NULL) {
    r = g_new0 (LcReporter, 1);
    g_mutex_init (&r->lock);
    g_mutex_init (&r->change);
    r->session = session;
    r->taps = g_ptr_array_new ();
    r->lines = g_ptr_array_new ();
    r->start = r->end = LC_NTP_NONE;
    g_object_set_data_full (G_OBJECT (session), "lc-reporter", r,
        free_reporter);
    gst_lc_quality_session_on_event (session, poke, r);
  }
  g_mutex_unlock (&create);
  return r;
}

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
} Pass;

static GstClockTime
shortest_interval (LcReporter * r)
{
  GstClockTime shortest = 0;
  guint i;

  for (i = 0; i < r->taps->len; i++) {
    LcReporterTap *tap = g_ptr_array_index (r->taps, i);

    if (tap->interval && (shortest == 0 || tap->interval < shortest))
      shortest = tap->interval;
  }
  return shortest ? MAX (shortest, SHORTEST_INTERVAL) : 0;
}

static gboolean
all_at_eos (LcReporter * r)
{
  guint i;

  for (i = 0; i < r->taps->len; i++)
    if (!((LcReporterTap *) g_ptr_array_index (r->taps, i))->at_eos)
      return FALSE;
  return r->taps->len > 0;
}

/* With the lock. */
static void
pass_begin (LcReporter * r, Pass * pass)
{
  guint i;

  pass->map = lc_utc_map_for_clock (r->clock);
  pass->now = gst_clock_get_time (r->clock);
  pass->now_ntp = lc_utc_map_to_ntp (pass->map, pass->now);
  pass->base_time = r->base_time;
  pass->base_ntp = lc_utc_map_to_ntp (pass->map, r->base_time);
  pass->start = r->start;
  pass->end = r->end;
  pass->slack = (gint64) (r->latency + DELIVERY_SLACK);
  pass->interval = shortest_interval (r);
  pass->over = all_at_eos (r);
  pass->finish = pass->over && !r->finished;
  r->finished |= pass->finish;
  pass->taps = g_ptr_array_new ();
  pass->elements = g_ptr_array_new_with_free_func (gst_object_unref);
  for (i = 0; i < r->taps->len; i++) {
    LcReporterTap *tap = g_ptr_array_index (r->taps, i);

    if (!tap->playing)
      continue;
    g_ptr_array_add (pass->taps, tap);
    g_ptr_array_add (pass->elements, gst_object_ref (tap->element));
  }
}

static void
pass_end (Pass * pass)
{
  g_ptr_array_unref (pass->taps);
  g_ptr_array_unref (pass->elements);
}

static guint64
lines_lost (LcReporter * r)
{
  guint64 lost = 0;
  guint i;

  for (i = 0; i < r->lines->len; i++)
    lost += lc_lines_lost (g_ptr_array_index (r->lines, i));
  return lost;
}

/* Transfer full. */
static void
write_line (LcReporter * r, gchar * line)
{
  guint i;

  g_mutex_lock (&r->lock);
  for (i = 0; i < r->lines->len; i++)
    lc_lines_write (g_ptr_array_index (r->lines, i), g_strdup (line));
  g_mutex_unlock (&r->lock);
  g_free (line);
}

static void
warn_of_lost_lines (LcReporter * r)
{
  GstElement *owner = NULL;

  g_mutex_lock (&r->lock);
  if (!r->warned && r->lines_owner && lines_lost (r) > 0) {
    r->warned = TRUE;
    owner = gst_object_ref (r->lines_owner);
  }
  g_mutex_unlock (&r->lock);
  if (owner == NULL)
    return;
  GST_ELEMENT_WARNING (owner, RESOURCE, WRITE,
      ("Lines of the quality report are being lost: its disk is full or nobody "
          "reads it; the stream goes on."), (NULL));
  gst_object_unref (owner);
}

/* @s is NULL when the tap has gone meanwhile. */
static void
post (LcReporterTap * tap, GstStructure * s)
{
  if (s == NULL)
    return;
  gst_element_post_message (tap->element,
      gst_message_new_element (GST_OBJECT (tap->element), s));
}

static gboolean
is_about (const LcEvent * event, guint stream, LcReporterTap * tap)
{
  return tap->stream == stream
      && g_atomic_int_get (&tap->kind) == (gint) event->kind
      && g_atomic_int_get (&tap->stage) == LC_STAGE_RENDERED;
}

static void
post_event (const Pass * pass, const LcEvent * event, guint stream,
    const gchar * label)
{
  gint64 duration = lc_writeup_event_duration (event, pass->start);
  LcReporterTap *tap;
  GstStructure *s;
  guint i;

  for (i = 0; i < pass->taps->len; i++)
    if (is_about (event, stream, g_ptr_array_index (pass->taps, i)))
      break;
  if (i == pass->taps->len)
    return;
  tap = g_ptr_array_index (pass->taps, i);
  if (!tap->post_messages)
    return;
  s = tap->describe (tap->element, (gint64) (event->at - pass->base_ntp),
      MAX (duration, 0), FALSE);
  if (s == NULL)
    return;
  gst_structure_set (s, "event", G_TYPE_STRING,
      lc_writeup_event_name (event->type), "kind", G_TYPE_STRING,
      event->kind == LC_KIND_VIDEO ? "video" : "audio", "stream",
      G_TYPE_STRING, label, NULL);
  post (tap, s);
}

static void
report_events (LcReporter * r, const Pass * pass)
{
  const gchar *label;
  LcEvent event;
  guint stream;

  while (gst_lc_quality_session_take_event (r->session, &event, &stream,
          &label)) {
    write_line (r, lc_writeup_event (&event, label, pass->base_ntp,
            pass->start));
    post_event (pass, &event, stream, label);
  }
}

static void
refresh (const Pass * pass)
{
  guint i;

  for (i = 0; i < pass->taps->len; i++) {
    LcReporterTap *tap = g_ptr_array_index (pass->taps, i);

    tap->refresh (tap->element);
  }
}

static void
report_interval (LcReporter * r, const Pass * pass)
{
  gdouble cpu = cpu_seconds ();
  gint64 running_time = (gint64) (pass->now - pass->base_time);
  LcWriteup writeup = {
    .type = "interval",.span = LC_SPAN_INTERVAL,
    .now = pass->now_ntp,.base = pass->base_ntp,.start = pass->start,
    .duration = (gint64) (pass->now_ntp - r->last_report),
    .cpu_seconds = cpu - r->cpu_last
  };
  guint i;

  g_mutex_lock (&r->lock);
  writeup.lines_lost = lines_lost (r);
  g_mutex_unlock (&r->lock);
  refresh (pass);
  write_line (r, lc_writeup_figures (r->session, &writeup));
  for (i = 0; i < pass->taps->len; i++) {
    LcReporterTap *tap = g_ptr_array_index (pass->taps, i);

    if (tap->interval && tap->post_messages)
      post (tap, tap->describe (tap->element, running_time, writeup.duration,
              TRUE));
  }
  gst_lc_quality_session_next_interval (r->session);
  r->last_report = pass->now_ntp;
  r->cpu_last = cpu;
}

static void
report_summary (LcReporter * r, guint64 now, guint64 base, guint64 start,
    guint64 end, gint64 slack)
{
  LcWriteup writeup = {
    .type = "summary",.span = LC_SPAN_WHOLE,
    .now = now,.base = base,.start = start,
    .duration = start == LC_NTP_NONE ? 0 : (gint64) (now - start),
    .cpu_seconds = cpu_seconds () - r->cpu_start
  };

  g_mutex_lock (&r->lock);
  writeup.lines_lost = lines_lost (r);
  g_mutex_unlock (&r->lock);
  gst_lc_quality_session_finish (r->session, end == LC_NTP_NONE ? now : end,
      slack);
  write_line (r, lc_writeup_figures (r->session, &writeup));
}

static void
advance_tick (LcReporter * r, const Pass * pass)
{
  GstClockTime elapsed = pass->now - pass->base_time;

  r->next_tick = pass->base_time
      + (elapsed / pass->interval + 1) * pass->interval;
}

/* Without the lock. Returns the clock time to wake at. */
static GstClockTime
do_pass (LcReporter * r, const Pass * pass)
{
  guint64 deadline = gst_lc_quality_session_wait (r->session, pass->now_ntp);
  GstClockTime next = pass->now + IDLE;

  report_events (r, pass);
  if (pass->interval) {
    if (!GST_CLOCK_TIME_IS_VALID (r->next_tick))
      advance_tick (r, pass);
    if (pass->now >= r->next_tick) {
      if (!pass->over)
        report_interval (r, pass);
      advance_tick (r, pass);
    }
    next = r->next_tick;
  }
  if (pass->finish) {
    refresh (pass);
    report_summary (r, pass->now_ntp, pass->base_ntp, pass->start, pass->end,
        pass->slack);
  }
  warn_of_lost_lines (r);
  if (deadline != LC_TIME_NONE)
    next = MIN (next, lc_utc_map_from_ntp (pass->map, deadline) + 1);
  return next;
}

/* With the lock, which is released meanwhile. */
static void
wait_until (LcReporter * r, GstClockTime time)
{
  GstClockID id;

  if (r->poked || !r->running)
    return;
  id = r->waiting = gst_clock_new_single_shot_id (r->clock, time);
  g_mutex_unlock (&r->lock);
  gst_clock_id_wait (id, NULL);
  g_mutex_lock (&r->lock);
  r->waiting = NULL;
  gst_clock_id_unref (id);
}

static gpointer
report (gpointer reporter)
{
  LcReporter *r = reporter;
  GstClockTime next;
  Pass pass;

  g_mutex_lock (&r->lock);
  while (r->running) {
    r->poked = FALSE;
    pass_begin (r, &pass);
    g_mutex_unlock (&r->lock);
    next = do_pass (r, &pass);
    pass_end (&pass);
    g_mutex_lock (&r->lock);
    wait_until (r, next);
  }
  g_mutex_unlock (&r->lock);
  return NULL;
}

void
lc_reporter_add (LcReporter * r, LcReporterTap * tap)
{
  gboolean first;

  g_mutex_lock (&r->change);
  g_mutex_lock (&r->lock);
  first = r->taps->len == 0;
  tap->playing = tap->at_eos = FALSE;
  g_ptr_array_add (r->taps, tap);
  if (first) {
    r->start = r->end = LC_NTP_NONE;
    r->latency = 0;
    r->finished = r->warned = FALSE;
    r->lines_owner = NULL;
    r->cpu_start = r->cpu_last = cpu_seconds ();
    r->last_report = LC_NTP_NONE;
  }
  g_mutex_unlock (&r->lock);
  if (first)
    gst_lc_quality_session_reset (r->session);
  g_mutex_unlock (&r->change);
}

gboolean
lc_reporter_write_to (LcReporter * r, GstElement * owner,
    const gchar * location, GError ** error)
{
  LcLines *lines = NULL;
  guint i;

  g_mutex_lock (&r->lock);
  for (i = 0; lines == NULL && i < r->lines->len; i++)
    if (g_str_equal (location,
            lc_lines_location (g_ptr_array_index (r->lines, i))))
      lines = g_ptr_array_index (r->lines, i);
  if (lines == NULL && (lines = lc_lines_open (location, error)) != NULL) {
    g_ptr_array_add (r->lines, lines);
    if (r->lines_owner == NULL)
      r->lines_owner = owner;
  }
  g_mutex_unlock (&r->lock);
  return lines != NULL;
}

/* With the lock: the clock, its base time, and where time began. */
static void
take_clock (LcReporter * r, GstElement * element)
{
  GstClock *clock = gst_element_get_clock (element);
  LcUtcMap *map;

  if (clock == NULL)
    return;
  gst_clear_object (&r->clock);
  r->clock = clock;
  r->base_time = gst_element_get_base_time (element);
  r->next_tick = GST_CLOCK_TIME_NONE;
  map = lc_utc_map_for_clock (clock);
  if (r->start == LC_NTP_NONE)
    r->start = lc_utc_map_to_ntp (map, r->base_time);
  if (r->last_report == LC_NTP_NONE)
    r->last_report = r->start;
}

void
lc_reporter_play (LcReporter * r, LcReporterTap * tap)
{
  g_mutex_lock (&r->change);
  g_mutex_lock (&r->lock);
  tap->playing = TRUE;
  if (!tap->at_eos && !r->finished)
    r->end = LC_NTP_NONE;
  if (r->thread == NULL) {
    take_clock (r, tap->element);
    r->running = r->clock != NULL;
    if (r->running)
      r->thread = g_thread_new ("lc-quality", report, r);
  }
  g_mutex_unlock (&r->lock);
  g_mutex_unlock (&r->change);
}

static gboolean
any_playing (LcReporter * r)
{
  guint i;

  for (i = 0; i < r->taps->len; i++)
    if (((LcReporterTap *) g_ptr_array_index (r->taps, i))->playing)
      return TRUE;
  return FALSE;
}

static guint64
now_ntp (LcReporter * r)
{
  if (r->clock)
    return lc_utc_map_to_ntp (lc_utc_map_for_clock (r->clock),
        gst_clock_get_time (r->clock));
  return (guint64) g_get_real_time () * GST_USECOND
      + LC_NTP_UNIX_OFFSET_SECONDS * GST_SECOND;
}

/* With the lock. */
static void
note_end (LcReporter * r)
{
  if (r->end == LC_NTP_NONE)
    r->end = now_ntp (r);
}

/* With `change` only: nobody starts a thread before this one has ended. */
static void
pause_tap (LcReporter * r, LcReporterTap * tap)
{
  GThread *thread = NULL;

  g_mutex_lock (&r->lock);
  tap->playing = FALSE;
  note_end (r);
  if (r->thread && !any_playing (r)) {
    thread = r->thread;
    r->thread = NULL;
    r->running = FALSE;
    poke_locked (r);
  }
  g_mutex_unlock (&r->lock);
  if (thread)
    g_thread_join (thread);
}

void
lc_reporter_pause (LcReporter * r, LcReporterTap * tap)
{
  g_mutex_lock (&r->change);
  pause_tap (r, tap);
  g_mutex_unlock (&r->change);
}

void
lc_reporter_eos (LcReporter * r, LcReporterTap * tap)
{
  g_mutex_lock (&r->lock);
  tap->at_eos = TRUE;
  note_end (r);
  if (all_at_eos (r))
    poke_locked (r);
  g_mutex_unlock (&r->lock);
}

void
lc_reporter_flush (LcReporter * r, LcReporterTap * tap)
{
  g_mutex_lock (&r->lock);
  tap->at_eos = FALSE;
  if (tap->playing && !r->finished)
    r->end = LC_NTP_NONE;
  g_mutex_unlock (&r->lock);
}

static void
close_lines (gpointer lines, gpointer user_data)
{
  lc_lines_close (lines, CLOSE_TIMEOUT);
}

/* The last tap has gone; no thread runs any more. */
static void
end_run (LcReporter * r, gboolean summary)
{
  GPtrArray *lines;
  guint64 now, base = LC_NTP_NONE;

  g_mutex_lock (&r->lock);
  now = now_ntp (r);
  if (r->clock && r->start != LC_NTP_NONE)
    base = lc_utc_map_to_ntp (lc_utc_map_for_clock (r->clock), r->base_time);
  g_mutex_unlock (&r->lock);
  if (summary)
    report_summary (r, now, base, r->start, r->end,
        (gint64) (r->latency + DELIVERY_SLACK));
  g_mutex_lock (&r->lock);
  lines = r->lines;
  r->lines = g_ptr_array_new ();
  r->lines_owner = NULL;
  gst_clear_object (&r->clock);
  g_mutex_unlock (&r->lock);
  g_ptr_array_foreach (lines, close_lines, NULL);
  g_ptr_array_unref (lines);
}

void
lc_reporter_remove (LcReporter * r, LcReporterTap * tap)
{
  gboolean last, summary;

  g_mutex_lock (&r->change);
  pause_tap (r, tap);
  g_mutex_lock (&r->lock);
  g_ptr_array_remove (r->taps, tap);
  if (r->lines_owner == tap->element)
    r->lines_owner = NULL;
  last = r->taps->len == 0;
  summary = last && !r->finished;
  r->finished |= summary;
  g_mutex_unlock (&r->lock);
  if (last)
    end_run (r, summary);
  g_mutex_unlock (&r->change);
}

void
lc_reporter_set_latency (LcReporter * r, guint64 latency)
{
  g_mutex_lock (&r->lock);
  r->latency = MAX (r->latency, latency);
  g_mutex_unlock (&r->lock);
}

guint64
lc_reporter_start_ntp (LcReporter * r)
{
  guint64 start;

  g_mutex_lock (&r->lock);
  start = r->start;
  g_mutex_unlock (&r->lock);
  return start;
}
