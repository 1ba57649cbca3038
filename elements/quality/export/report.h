/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_QUALITY_REPORT_H
#define LC_QUALITY_REPORT_H

#include "elements/quality/sessionprivate.h"

G_BEGIN_DECLS

/* The one place that knows the names of the figures: it tells them, in order,
 * to a sink of some format (JSON, a GstStructure). A figure that is not known
 * is not told. */
typedef struct
{
  const gchar *span_name;       /* "seconds", or "duration" if times are ns */
  void (*open) (gpointer out, const gchar * name);
  void (*close) (gpointer out);
  void (*count) (gpointer out, const gchar * name, guint64 value);
  void (*number) (gpointer out, const gchar * name, gdouble value);
  void (*time) (gpointer out, const gchar * name, gint64 ns);
} LcReportFormat;

extern const LcReportFormat lc_report_json;     /* out: LcJson */
extern const LcReportFormat lc_report_structure;        /* out: below */

/* Flat: objects become prefixes ("e2e-latency-p95"), times gint64 ns, counts
 * guint64, ratios gdouble. */
typedef struct
{
  GstStructure *structure;      /* not owned */
  GString *prefix;
  gsize length[8];              /* of the prefix before each open object */
  guint depth;
} LcStructureOut;

void lc_structure_out_init (LcStructureOut * out, GstStructure * structure);
void lc_structure_out_clear (LcStructureOut * out);

typedef struct
{
  LcSpan span;
  gint64 duration;              /* ns that the figures cover */
  guint64 base;                 /* ntp-ns of running time 0, or LC_TIME_NONE */
} LcReportFrame;

/* The members of "video" or "audio"; FALSE, and nothing told, when no frame of
 * @kind was ever seen. lc_report_flow_known asks beforehand. */
gboolean lc_report_flow_known (const LcStreamView * view, LcKind kind);
void lc_report_flow (const LcReportFormat * format, gpointer out,
    const LcStreamView * view, LcKind kind, const LcReportFrame * frame);

/* "video", "audio", "av-skew" and "transport" of one stream, as far as there
 * are any. */
void lc_report_stream (const LcReportFormat * format, gpointer out,
    const LcStreamView * view, const LcReportFrame * frame);

/* The sums of W3C webrtc-stats under its names (in dashes), since the run
 * began, for tools that know them. */
void lc_report_w3c_video (const LcReportFormat * format, gpointer out,
    const LcStreamView * view);

/* "av-skew" alone. */
void lc_report_skew (const LcReportFormat * format, gpointer out,
    const LcStreamView * view, const LcReportFrame * frame);

G_END_DECLS

#endif /* LC_QUALITY_REPORT_H */
