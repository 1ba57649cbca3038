/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "report.h"
#include "json.h"
#include "elements/quality/model/flow.h"

static const gchar *const stage_key[LC_N_STAGES] = {
  "frames-captured", "frames-encoded", "frames-sent", "frames-received",
  "frames-released", "frames-rendered"
};

static const gchar *const split_key[LC_N_SPLITS] = {
  "capture-encode", "send", "network", "sender-network", "jitterbuffer",
  "decode-render"
};

static const gchar *const freeze_key[LC_N_FREEZES] = {
  "w3c", "200ms", "500ms", "600ms"
};

static const gchar *const drop_key[] = {
  "encoder", "network", "decoder", "sink"
};

typedef struct
{
  const LcReportFormat *format;
  gpointer out;
} Teller;

static void
tell_open (const Teller * t, const gchar * name)
{
  t->format->open (t->out, name);
}

static void
tell_close (const Teller * t)
{
  t->format->close (t->out);
}

static void
tell_count (const Teller * t, const gchar * name, guint64 value)
{
  t->format->count (t->out, name, value);
}

static void
tell_time (const Teller * t, const gchar * name, gint64 ns)
{
  t->format->time (t->out, name, ns);
}

static gint64
mean_ns (const LcHistogram * h)
{
  return h->count ? h->sum / (gint64) h->count : 0;
}

static void
tell_histogram (const Teller * t, const gchar * name, const LcHistogram * h,
    gboolean deviation)
{
  if (h->count == 0)
    return;
  tell_open (t, name);
  tell_count (t, "count", h->count);
  tell_time (t, "mean", mean_ns (h));
  if (deviation)
    tell_time (t, "deviation",
        (gint64) (lc_histogram_deviation (h) * LC_SECOND));
  tell_time (t, "p50", lc_histogram_quantile (h, 0.5));
  tell_time (t, "p95", lc_histogram_quantile (h, 0.95));
  tell_time (t, "max", h->max);
  tell_close (t);
}

static void
tell_timings (const Teller * t, const LcTimings * timings)
{
  gint i, parts = 0;

  tell_histogram (t, "e2e-latency", &timings->latency, FALSE);
  for (i = 0; i < LC_N_SPLITS; i++)
    parts += timings->split[i].count > 0;
  if (parts > 0) {
    tell_open (t, "stages");
    for (i = 0; i < LC_N_SPLITS; i++)
      tell_histogram (t, split_key[i], &timings->split[i], FALSE);
    tell_close (t);
  }
  tell_histogram (t, "frame-interval", &timings->interval, TRUE);
}

static void
tell_all_timings (const Teller * t, const LcFlowFigures * flow, LcSpan span)
{
  LcTimings *both = g_new (LcTimings, 1);

  *both = flow->timings[LC_PHASE_WARMUP];
  lc_timings_merge (both, &flow->timings[LC_PHASE_SHOW]);
  tell_timings (t, both);
  g_free (both);
  if (span == LC_SPAN_WHOLE && flow->timings[LC_PHASE_SHOW].interval.count > 0) {
    tell_open (t, "after-warmup");
    tell_timings (t, &flow->timings[LC_PHASE_SHOW]);
    tell_close (t);
  }
}

static void
tell_spells (const Teller * t, const gchar * name, const LcSpells * spells)
{
  tell_open (t, name);
  tell_count (t, "count", spells->count);
  tell_time (t, t->format->span_name, spells->duration);
  tell_close (t);
}

static void
tell_freezes (const Teller * t, const LcFreezeFigures * figures)
{
  gint i;

  tell_open (t, "freezes");
  for (i = 0; i < LC_N_FREEZES; i++)
    tell_spells (t, freeze_key[i], &figures->freeze[i]);
  tell_close (t);
  tell_spells (t, "pauses", &figures->pause);
}

/* A frame that the sink threw away was marked as rendered before. */
static guint64
frames_at (const LcFlowFigures * flow, gint stage)
{
  guint64 dropped = flow->counts[LC_COUNT_DROPPED_SINK];
  guint64 frames = flow->frames[stage];

  if (stage != LC_STAGE_RENDERED)
    return frames;
  return frames > dropped ? frames - dropped : 0;
}

static void
tell_frames (const Teller * t, const LcStreamView * view, LcKind kind,
    gint64 duration)
{
  const LcFlowFigures *flow = &view->figures->flow[kind];
  guint i;

  for (i = 0; i < LC_N_STAGES; i++)
    if (view->first[kind][i] != LC_TIME_NONE)
      tell_count (t, stage_key[i], frames_at (flow, (gint) i));
  tell_open (t, "frames-dropped");
  for (i = 0; i < G_N_ELEMENTS (drop_key); i++)
    tell_count (t, drop_key[i], flow->counts[LC_COUNT_DROPPED_ENCODER + i]);
  tell_close (t);
  if (duration > 0 && view->first[kind][LC_STAGE_RENDERED] != LC_TIME_NONE)
    t->format->number (t->out, "frames-per-second",
        (gdouble) frames_at (flow, LC_STAGE_RENDERED) * LC_SECOND
        / (gdouble) duration);
}

static void
tell_first (const Teller * t, const LcStreamView * view, LcKind kind,
    guint64 base)
{
  const guint64 *first = view->first[kind];

  if (base == LC_TIME_NONE)
    return;
  if (first[LC_STAGE_RECEIVED] != LC_TIME_NONE)
    tell_time (t, "first-packet", (gint64) (first[LC_STAGE_RECEIVED] - base));
  if (first[LC_STAGE_RENDERED] != LC_TIME_NONE)
    tell_time (t, "first-frame", (gint64) (first[LC_STAGE_RENDERED] - base));
}

static void
tell_delivery (const Teller * t, const LcFlowFigures * flow)
{
  if (flow->due == 0)
    return;
  tell_open (t, "delivery");
  tell_count (t, "due", flow->due);
  tell_count (t, "rendered", flow->delivered);
  t->format->number (t->out, "ratio",
      (gdouble) flow->delivered / (gdouble) flow->due);
  tell_close (t);
}

gboolean
lc_report_flow_known (const LcStreamView * view, LcKind kind)
{
  gint i;

  for (i = 0; i < LC_N_STAGES; i++)
    if (view->first[kind][i] != LC_TIME_NONE)
      return TRUE;
  return FALSE;
}

void
lc_report_flow (const LcReportFormat * format, gpointer out,
    const LcStreamView * view, LcKind kind, const LcReportFrame * frame)
{
  Teller t = { format, out };
  const LcFlowFigures *flow = &view->figures->flow[kind];

  tell_frames (&t, view, kind, frame->duration);
  tell_all_timings (&t, flow, frame->span);
  if (kind == LC_KIND_VIDEO
      && view->first[kind][LC_STAGE_RENDERED] != LC_TIME_NONE)
    tell_freezes (&t, &flow->freezes);
  tell_first (&t, view, kind, frame->base);
  if (frame->span == LC_SPAN_WHOLE)
    tell_delivery (&t, flow);
}

void
lc_report_w3c_video (const LcReportFormat * format, gpointer out,
    const LcStreamView * view)
{
  Teller t = { format, out };
  const LcFlowFigures *flow = &view->whole->flow[LC_KIND_VIDEO];
  const LcFreezeFigures *freezes = &flow->freezes;
  gint64 delay = 0;
  gdouble squares = 0;
  gint i;

  for (i = 0; i < LC_N_PHASES; i++) {
    delay += flow->timings[i].interval.sum;
    squares += flow->timings[i].interval.sum_squares;
  }
  tell_count (&t, "freeze-count", freezes->freeze[LC_FREEZE_W3C].count);
  tell_time (&t, "total-freezes-duration",
      freezes->freeze[LC_FREEZE_W3C].duration);
  tell_count (&t, "pause-count", freezes->pause.count);
  tell_time (&t, "total-pauses-duration", freezes->pause.duration);
  tell_time (&t, "total-inter-frame-delay", delay);
  format->number (out, "total-squared-inter-frame-delay", squares);
}

static void
tell_skew (const Teller * t, const LcSkewFigures * skew)
{
  LcHistogram *scratch = g_new (LcHistogram, 1);
  gint64 mean = (gint64) (lc_skew_figures_mean (skew) * LC_SECOND);

  tell_count (t, "samples", lc_skew_figures_count (skew));
  if (lc_skew_figures_count (skew) > 0) {
    tell_time (t, "p50", lc_skew_figures_quantile (skew, 0.5));
    tell_time (t, "mean", mean);
    tell_time (t, "p50-abs", lc_skew_figures_quantile_abs (skew, 0.5, scratch));
    tell_time (t, "p95-abs",
        lc_skew_figures_quantile_abs (skew, 0.95, scratch));
    tell_time (t, "max-abs", MAX (skew->early.max, skew->late.max));
  }
  tell_count (t, "detectable", skew->detectable);
  tell_count (t, "unacceptable", skew->unacceptable);
  tell_count (t, "broken", skew->broken);
  g_free (scratch);
}

static guint64
skew_samples (const LcStreamFigures * figures)
{
  return lc_skew_figures_count (&figures->skew[LC_PHASE_WARMUP])
      + lc_skew_figures_count (&figures->skew[LC_PHASE_SHOW]);
}

void
lc_report_skew (const LcReportFormat * format, gpointer out,
    const LcStreamView * view, const LcReportFrame * frame)
{
  Teller t = { format, out };
  LcSkewFigures *both;

  if (skew_samples (view->whole) == 0)
    return;
  both = g_new (LcSkewFigures, 1);
  *both = view->figures->skew[LC_PHASE_WARMUP];
  lc_skew_figures_merge (both, &view->figures->skew[LC_PHASE_SHOW]);
  tell_open (&t, "av-skew");
  tell_skew (&t, both);
  g_free (both);
  if (frame->span == LC_SPAN_WHOLE) {
    tell_open (&t, "after-warmup");
    tell_skew (&t, &view->figures->skew[LC_PHASE_SHOW]);
    tell_close (&t);
  }
  tell_close (&t);
}

static guint64
both_media (const LcStreamFigures * figures, LcCount what)
{
  return figures->flow[LC_KIND_AUDIO].counts[what]
      + figures->flow[LC_KIND_VIDEO].counts[what];
}

static void
tell_transport (const Teller * t, const LcStreamView * view)
{
  static const gchar *const key[LC_N_COUNTS] = {
    [LC_COUNT_PACKETS_SENT] = "packets-sent",
    [LC_COUNT_PACKETS_RECEIVED] = "packets-received",
    [LC_COUNT_PACKETS_LOST] = "packets-lost",
    [LC_COUNT_PACKETS_RETRANSMITTED] = "packets-retransmitted",
    [LC_COUNT_PACKETS_RECOVERED] = "packets-recovered",
    [LC_COUNT_BYTES_SENT] = "bytes-sent"
  };
  gboolean known = view->clock_error != LC_TIME_NONE || view->remote.known;
  gint what;

  for (what = LC_COUNT_PACKETS_SENT; what < LC_N_COUNTS; what++)
    known |= view->counted[what];
  if (!known)
    return;
  tell_open (t, "transport");
  for (what = LC_COUNT_PACKETS_SENT; what < LC_N_COUNTS; what++)
    if (view->counted[what])
      tell_count (t, key[what], both_media (view->figures, (LcCount) what));
  if (view->clock_error != LC_TIME_NONE)
    tell_time (t, "clock-error", (gint64) view->clock_error);
  if (view->remote.known) {
    tell_time (t, "round-trip", (gint64) view->remote.round_trip);
    tell_count (t, "remote-packets-lost", view->remote.packets_lost);
  }
  tell_close (t);
}

void
lc_report_stream (const LcReportFormat * format, gpointer out,
    const LcStreamView * view, const LcReportFrame * frame)
{
  static const gchar *const key[LC_N_KINDS] = { "audio", "video" };
  Teller t = { format, out };
  gint kind;

  for (kind = LC_N_KINDS - 1; kind >= 0; kind--) {
    if (!lc_report_flow_known (view, (LcKind) kind))
      continue;
    tell_open (&t, key[kind]);
    lc_report_flow (format, out, view, (LcKind) kind, frame);
    tell_close (&t);
  }
  lc_report_skew (format, out, view, frame);
  tell_transport (&t, view);
}
