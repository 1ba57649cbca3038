/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "json.h"

#include <math.h>
#include <string.h>

void
lc_json_init (LcJson * json)
{
  json->text = g_string_sized_new (4096);
  json->comma = FALSE;
}

void
lc_json_clear (LcJson * json)
{
  g_string_free (json->text, TRUE);
  json->text = NULL;
}

gchar *
lc_json_take_line (LcJson * json)
{
  gchar *line;

  g_string_append_c (json->text, '\n');
  line = g_strndup (json->text->str, json->text->len);
  g_string_truncate (json->text, 0);
  json->comma = FALSE;
  return line;
}

/* RFC 8259 section 7. */
static void
append_escaped (GString * text, const gchar * value)
{
  const gchar *p;

  g_string_append_c (text, '"');
  for (p = value; *p; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (text, '\\');
    if ((guchar) * p < 0x20)
      g_string_append_printf (text, "\\u%04x", (guchar) * p);
    else
      g_string_append_c (text, *p);
  }
  g_string_append_c (text, '"');
}

static void
append_string (GString * text, const gchar * value)
{
  if (g_utf8_validate (value, -1, NULL)) {
    append_escaped (text, value);
  } else {
    gchar *valid = g_utf8_make_valid (value, -1);

    append_escaped (text, valid);
    g_free (valid);
  }
}

static void
begin_member (LcJson * json, const gchar * name)
{
  if (json->comma)
    g_string_append_c (json->text, ',');
  json->comma = TRUE;
  if (name) {
    append_string (json->text, name);
    g_string_append_c (json->text, ':');
  }
}

void
lc_json_open (LcJson * json, const gchar * name)
{
  begin_member (json, name);
  g_string_append_c (json->text, '{');
  json->comma = FALSE;
}

void
lc_json_close (LcJson * json)
{
  g_string_append_c (json->text, '}');
  json->comma = TRUE;
}

void
lc_json_text (LcJson * json, const gchar * name, const gchar * value)
{
  begin_member (json, name);
  append_string (json->text, value);
}

void
lc_json_count (LcJson * json, const gchar * name, guint64 value)
{
  begin_member (json, name);
  g_string_append_printf (json->text, "%" G_GUINT64_FORMAT, value);
}

void
lc_json_number (LcJson * json, const gchar * name, gdouble value)
{
  gchar buffer[G_ASCII_DTOSTR_BUF_SIZE];

  begin_member (json, name);
  g_string_append (json->text, isfinite (value)
      ? g_ascii_formatd (buffer, sizeof (buffer), "%.9g", value) : "null");
}

void
lc_json_time (LcJson * json, const gchar * name, gint64 ns)
{
  guint64 size = ns < 0 ? (guint64) 0 - (guint64) ns : (guint64) ns;
  guint64 fraction = size % G_GUINT64_CONSTANT (1000000000);

  begin_member (json, name);
  g_string_append_printf (json->text, "%s%" G_GUINT64_FORMAT,
      ns < 0 ? "-" : "", size / G_GUINT64_CONSTANT (1000000000));
  if (fraction) {
    g_string_append_printf (json->text, ".%09" G_GUINT64_FORMAT, fraction);
    while (json->text->str[json->text->len - 1] == '0')
      g_string_truncate (json->text, json->text->len - 1);
  }
}
