/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "reporterprivate.h"
#include "elements/quality/export/lines.h"
#include "elements/rtptiming/capturetime.h"

/* How long the end of a run waits for its last lines to be written. */
#define CLOSE_TIMEOUT (2 * G_TIME_SPAN_SECOND)

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
  LcReporterPass pass;

  g_mutex_lock (&r->lock);
  while (r->running) {
    r->poked = FALSE;
    lc_reporter_pass_begin (r, &pass);
    g_mutex_unlock (&r->lock);
    next = lc_reporter_pass_do (r, &pass);
    lc_reporter_pass_end (&pass);
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
    r->cpu_start = r->cpu_last = lc_reporter_cpu_seconds ();
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
  if (lc_reporter_all_at_eos (r))
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
    lc_reporter_summary (r, now, base, r->start, r->end,
        (gint64) (r->latency + LC_REPORTER_DELIVERY_SLACK));
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
