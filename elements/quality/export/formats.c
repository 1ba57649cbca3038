/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* The formats that figures are told to. */
#include "report.h"
#include "json.h"

static void
json_open (gpointer out, const gchar * name)
{
  lc_json_open (out, name);
}

static void
json_close (gpointer out)
{
  lc_json_close (out);
}

static void
json_count (gpointer out, const gchar * name, guint64 value)
{
  lc_json_count (out, name, value);
}

static void
json_number (gpointer out, const gchar * name, gdouble value)
{
  lc_json_number (out, name, value);
}

static void
json_time (gpointer out, const gchar * name, gint64 ns)
{
  lc_json_time (out, name, ns);
}

const LcReportFormat lc_report_json = {
  "seconds", json_open, json_close, json_count, json_number, json_time
};

void
lc_structure_out_init (LcStructureOut * out, GstStructure * structure)
{
  out->structure = structure;
  out->prefix = g_string_new (NULL);
  out->depth = 0;
}

void
lc_structure_out_clear (LcStructureOut * out)
{
  g_string_free (out->prefix, TRUE);
}

/* The figures nest three deep at most ("after-warmup-stages-network-"). */
static void
structure_open (gpointer data, const gchar * name)
{
  LcStructureOut *out = data;

  g_assert (out->depth < G_N_ELEMENTS (out->length));
  out->length[out->depth++] = out->prefix->len;
  g_string_append_printf (out->prefix, "%s-", name);
}

static void
structure_close (gpointer data)
{
  LcStructureOut *out = data;

  g_string_truncate (out->prefix, out->length[--out->depth]);
}

static void
set (LcStructureOut * out, const gchar * name, const GValue * value)
{
  gchar *field = g_strconcat (out->prefix->str, name, NULL);

  gst_structure_set_value (out->structure, field, value);
  g_free (field);
}

static void
structure_count (gpointer out, const gchar * name, guint64 count)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_UINT64);
  g_value_set_uint64 (&value, count);
  set (out, name, &value);
}

static void
structure_number (gpointer out, const gchar * name, gdouble number)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_DOUBLE);
  g_value_set_double (&value, number);
  set (out, name, &value);
}

static void
structure_time (gpointer out, const gchar * name, gint64 ns)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, ns);
  set (out, name, &value);
}

const LcReportFormat lc_report_structure = {
  "duration", structure_open, structure_close, structure_count,
  structure_number,
  structure_time
};
