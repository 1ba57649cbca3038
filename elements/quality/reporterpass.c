/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* What the reporter's thread does each time it wakes. */
#include "reporterprivate.h"
#include "elements/quality/export/lines.h"
#include "elements/quality/export/writeup.h"
#include "elements/rtptiming/capturetime.h"

#include <sys/resource.h>

/* Without an interval: how often to look whether frames flow at all. */
#define IDLE GST_SECOND
/* A shorter interval would report on itself. */
#define SHORTEST_INTERVAL (10 * GST_MSECOND)

gdouble
lc_reporter_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (gdouble) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + (gdouble) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

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

gboolean
lc_reporter_all_at_eos (LcReporter * r)
{
  guint i;

  for (i = 0; i < r->taps->len; i++)
    if (!((LcReporterTap *) g_ptr_array_index (r->taps, i))->at_eos)
      return FALSE;
  return r->taps->len > 0;
}

/* With the lock. */
void
lc_reporter_pass_begin (LcReporter * r, LcReporterPass * pass)
{
  guint i;

  pass->map = lc_utc_map_for_clock (r->clock);
  pass->now = gst_clock_get_time (r->clock);
  pass->now_ntp = lc_utc_map_to_ntp (pass->map, pass->now);
  pass->base_time = r->base_time;
  pass->base_ntp = lc_utc_map_to_ntp (pass->map, r->base_time);
  pass->start = r->start;
  pass->end = r->end;
  pass->slack = (gint64) (r->latency + LC_REPORTER_DELIVERY_SLACK);
  pass->interval = shortest_interval (r);
  pass->over = lc_reporter_all_at_eos (r);
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

void
lc_reporter_pass_end (LcReporterPass * pass)
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
post_event (const LcReporterPass * pass, const LcEvent * event, guint stream,
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
report_events (LcReporter * r, const LcReporterPass * pass)
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
refresh (const LcReporterPass * pass)
{
  guint i;

  for (i = 0; i < pass->taps->len; i++) {
    LcReporterTap *tap = g_ptr_array_index (pass->taps, i);

    tap->refresh (tap->element);
  }
}

static void
report_interval (LcReporter * r, const LcReporterPass * pass)
{
  gdouble cpu = lc_reporter_cpu_seconds ();
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

void
lc_reporter_summary (LcReporter * r, guint64 now, guint64 base, guint64 start,
    guint64 end, gint64 slack)
{
  LcWriteup writeup = {
    .type = "summary",.span = LC_SPAN_WHOLE,
    .now = now,.base = base,.start = start,
    .duration = start == LC_NTP_NONE ? 0 : (gint64) (now - start),
    .cpu_seconds = lc_reporter_cpu_seconds () - r->cpu_start
  };

  g_mutex_lock (&r->lock);
  writeup.lines_lost = lines_lost (r);
  g_mutex_unlock (&r->lock);
  gst_lc_quality_session_finish (r->session, end == LC_NTP_NONE ? now : end,
      slack);
  write_line (r, lc_writeup_figures (r->session, &writeup));
}

static void
advance_tick (LcReporter * r, const LcReporterPass * pass)
{
  GstClockTime elapsed = pass->now - pass->base_time;

  r->next_tick = pass->base_time
      + (elapsed / pass->interval + 1) * pass->interval;
}

/* Without the lock. Returns the clock time to wake at. */
GstClockTime
lc_reporter_pass_do (LcReporter * r, const LcReporterPass * pass)
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
    lc_reporter_summary (r, pass->now_ntp, pass->base_ntp, pass->start,
        pass->end, pass->slack);
  }
  warn_of_lost_lines (r);
  if (deadline != LC_TIME_NONE)
    next = MIN (next, lc_utc_map_from_ntp (pass->map, deadline) + 1);
  return next;
}
