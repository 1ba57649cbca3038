/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "writeup.h"
#include "json.h"
#include "report.h"
#include "elements/rtptiming/capturetime.h"

typedef struct
{
  LcJson json;
  LcReportFrame frame;
  gboolean in_streams;
} Page;

static void
tell_moment (LcJson * json, const gchar * type, guint64 ntp, guint64 base)
{
  lc_json_open (json, NULL);
  lc_json_text (json, "type", type);
  lc_json_time (json, "utc",
      (gint64) (ntp - LC_NTP_UNIX_OFFSET_SECONDS * GST_SECOND));
  if (base != LC_NTP_NONE)
    lc_json_time (json, "running-time", (gint64) (ntp - base));
}

/* Stream 0 comes first and has no name; the others share one object. */
static void
tell_stream (const LcStreamView * view, gpointer data)
{
  Page *page = data;

  if (*view->label == '\0') {
    lc_report_stream (&lc_report_json, &page->json, view, &page->frame);
    return;
  }
  if (!page->in_streams)
    lc_json_open (&page->json, "streams");
  page->in_streams = TRUE;
  lc_json_open (&page->json, view->label);
  lc_report_stream (&lc_report_json, &page->json, view, &page->frame);
  lc_json_close (&page->json);
}

static void
tell_process (LcJson * json, const LcWriteup * writeup)
{
  lc_json_open (json, "process");
  lc_json_number (json, "cpu-seconds", writeup->cpu_seconds);
  if (writeup->duration > 0)
    lc_json_number (json, "cpu-share",
        writeup->cpu_seconds * GST_SECOND / (gdouble) writeup->duration);
  lc_json_close (json);
}

gchar *
lc_writeup_figures (GstLcQualitySession * session, const LcWriteup * writeup)
{
  Page page = {.frame = {writeup->span, writeup->duration, writeup->start} };
  gchar *line;

  lc_json_init (&page.json);
  tell_moment (&page.json, writeup->type, writeup->now, writeup->base);
  lc_json_time (&page.json, "duration", writeup->duration);
  gst_lc_quality_session_view (session, writeup->span, tell_stream, &page);
  if (page.in_streams)
    lc_json_close (&page.json);
  tell_process (&page.json, writeup);
  lc_json_count (&page.json, "lines-lost", writeup->lines_lost);
  lc_json_close (&page.json);
  line = lc_json_take_line (&page.json);
  lc_json_clear (&page.json);
  return line;
}

const gchar *
lc_writeup_event_name (LcEventType type)
{
  static const gchar *const name[LC_N_EVENTS] = {
    "freeze-start", "freeze-end", "pause-start", "pause-end", "first-frame"
  };

  return name[type];
}

gint64
lc_writeup_event_duration (const LcEvent * event, guint64 start)
{
  switch (event->type) {
    case LC_EVENT_FREEZE_END:
    case LC_EVENT_PAUSE_END:
      return event->duration;
    case LC_EVENT_FIRST_FRAME:
      return start == LC_NTP_NONE ? -1 : (gint64) (event->at - start);
    default:
      return -1;
  }
}

gchar *
lc_writeup_event (const LcEvent * event, const gchar * label, guint64 base,
    guint64 start)
{
  gint64 duration = lc_writeup_event_duration (event, start);
  LcJson json;
  gchar *line;

  lc_json_init (&json);
  tell_moment (&json, "event", event->at, base);
  lc_json_text (&json, "event", lc_writeup_event_name (event->type));
  lc_json_text (&json, "kind",
      event->kind == LC_KIND_VIDEO ? "video" : "audio");
  lc_json_text (&json, "stream", label);
  if (duration >= 0)
    lc_json_time (&json, "duration", duration);
  lc_json_close (&json);
  line = lc_json_take_line (&json);
  lc_json_clear (&json);
  return line;
}
