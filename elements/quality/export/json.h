/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_QUALITY_JSON_H
#define LC_QUALITY_JSON_H

#include <glib.h>

G_BEGIN_DECLS

/* One line of JSON (RFC 8259) at a time, written in order: a flat writer, as
 * a report needs no tree. The locale plays no part. @name is NULL inside
 * nothing (the outermost object) only. */
typedef struct
{
  GString *text;
  gboolean comma;               /* a comma is due before the next member */
} LcJson;

void lc_json_init (LcJson * json);

/* The line with its newline, transfer full; @json is empty again. */
gchar *lc_json_take_line (LcJson * json);
void lc_json_clear (LcJson * json);

void lc_json_open (LcJson * json, const gchar * name);
void lc_json_close (LcJson * json);

/* Invalid UTF-8 becomes U+FFFD. */
void lc_json_text (LcJson * json, const gchar * name, const gchar * value);
void lc_json_count (LcJson * json, const gchar * name, guint64 value);

/* Not a number and infinity become null: JSON has no word for them. */
void lc_json_number (LcJson * json, const gchar * name, gdouble value);

/* Nanoseconds, written as seconds without loss. */
void lc_json_time (LcJson * json, const gchar * name, gint64 ns);

G_END_DECLS

#endif /* LC_QUALITY_JSON_H */
