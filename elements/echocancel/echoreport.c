/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "echoreport.h"

GstStructure *
lc_echo_report_stats (const LcMicStats * mic, const LcNearStats * near)
{
  return gst_structure_new ("application/x-lc-echo-cancel-stats",
      "erl-db", G_TYPE_DOUBLE, (gdouble) mic->aec.erl_db,
      "erle-db", G_TYPE_DOUBLE, (gdouble) mic->aec.erle_db,
      "residual-dbfs", G_TYPE_DOUBLE, (gdouble) mic->aec.residual_dbfs,
      "delay-ms", G_TYPE_DOUBLE, (gdouble) mic->aec.delay_ms,
      "drift-ppm", G_TYPE_DOUBLE, (gdouble) mic->aec.drift_ppm,
      "double-talk", G_TYPE_BOOLEAN, (gboolean) mic->aec.double_talk,
      "echo-present", G_TYPE_BOOLEAN, (gboolean) mic->aec.echo_present,
      "converged", G_TYPE_BOOLEAN, (gboolean) mic->aec.converged,
      "probe-found", G_TYPE_BOOLEAN, near->probe_found,
      "processed", G_TYPE_UINT64, mic->processed,
      "reference-missing", G_TYPE_UINT64, mic->missing,
      "reference-jumps", G_TYPE_UINT64, near->jumps,
      "reference-timeouts", G_TYPE_UINT64, near->timeouts, NULL);
}

static gboolean
copy_field (GQuark id, const GValue * value, gpointer structure)
{
  gst_structure_id_set_value (structure, id, value);
  return TRUE;
}

GstMessage *
lc_echo_report_message (GstObject * source, GstStructure * stats,
    const GstSegment * segment, GstClockTime timestamp, GstClockTime duration)
{
  GstStructure *message = gst_structure_new ("lcechocancel",
      "timestamp", G_TYPE_UINT64, timestamp,
      "stream-time", G_TYPE_UINT64,
      gst_segment_to_stream_time (segment, GST_FORMAT_TIME, timestamp),
      "running-time", G_TYPE_UINT64,
      gst_segment_to_running_time (segment, GST_FORMAT_TIME, timestamp),
      "duration", G_TYPE_UINT64, duration, NULL);

  gst_structure_foreach (stats, copy_field, message);
  gst_structure_free (stats);
  return gst_message_new_element (source, message);
}
