/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/relaystats.h"

static const gchar *const fate_names[LC_N_FATES] = {
  "passed", "garbage", "truncated", "auth-failed", "replayed",
  "unknown-payload-type", "ssrc-refused", "foreign-address", "unverified",
  "after-bye"
};

const gchar *
lc_relay_fate_name (LcFate fate)
{
  return fate_names[fate];
}

static void
set_prefixed (GstStructure * stats, const gchar * prefix, const gchar * name,
    guint64 value)
{
  gchar *field = g_strconcat (prefix, name, NULL);

  gst_structure_set (stats, field, G_TYPE_UINT64, value, NULL);
  g_free (field);
}

void
lc_relay_stats_add_guard (GstStructure * stats, const gchar * prefix,
    const LcGuardCounters * counters)
{
  set_prefixed (stats, prefix, "datagrams-received", counters->datagrams);
  set_prefixed (stats, prefix, "bytes-received", counters->bytes);
  for (guint i = 0; i < LC_N_FATES; i++)
    set_prefixed (stats, prefix, fate_names[i], counters->fates[i]);
}

/* The structure of a remote source that has reported; transfer full. It holds
 * the last block of the last report only: of the media or of retransmissions,
 * as it happens. The round trip is the same in both. */
static GstStructure *
find_report (GstElement * rtpbin, guint session)
{
  GstStructure *stats = NULL, *found = NULL;
  const GValue *value;
  GValueArray *sources;
  GObject *internal = NULL;

  g_signal_emit_by_name (rtpbin, "get-internal-session", session, &internal);
  if (internal == NULL)
    return NULL;
  g_object_get (internal, "stats", &stats, NULL);
  g_object_unref (internal);
  if (stats == NULL)
    return NULL;
  value = gst_structure_get_value (stats, "source-stats");
  sources = value ? g_value_get_boxed (value) : NULL;
  for (guint i = 0; sources != NULL && i < sources->n_values; i++) {
    const GstStructure *source = g_value_get_boxed (&sources->values[i]);
    gboolean have_report = FALSE, internal_source = FALSE;

    gst_structure_get_boolean (source, "have-rb", &have_report);
    gst_structure_get_boolean (source, "internal", &internal_source);
    if (have_report && !internal_source && found == NULL)
      found = gst_structure_copy (source);
  }
  gst_structure_free (stats);
  return found;
}

/* rb-round-trip is in 1/65536 s (RFC 3550 section 6.4.1). */
static GstClockTime
round_trip_of (const GstStructure * report)
{
  guint units = 0;

  gst_structure_get_uint (report, "rb-round-trip", &units);
  return gst_util_uint64_scale (units, GST_SECOND, 65536);
}

gboolean
lc_relay_round_trip (GstElement * rtpbin, guint session,
    GstClockTime * round_trip)
{
  GstStructure *report = find_report (rtpbin, session);

  if (report == NULL)
    return FALSE;
  *round_trip = round_trip_of (report);
  gst_structure_free (report);
  return TRUE;
}

static gboolean
add_field (GQuark field, const GValue * value, gpointer data)
{
  GstStructure *total = data;
  guint64 sum = 0;
  const gchar *name = g_quark_to_string (field);

  if (!G_VALUE_HOLDS_UINT64 (value) || g_str_equal (name, "round-trip"))
    return TRUE;
  gst_structure_get_uint64 (total, name, &sum);
  gst_structure_set (total, name, G_TYPE_UINT64,
      sum + g_value_get_uint64 (value), NULL);
  return TRUE;
}

void
lc_relay_stats_sum (GstStructure * total, const gchar * name,
    const GstStructure * medium)
{
  gst_structure_foreach (medium, add_field, total);
  gst_structure_set (total, name, GST_TYPE_STRUCTURE, medium, NULL);
}
