/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_QUALITY_LINES_H
#define LC_QUALITY_LINES_H

#include <glib.h>

G_BEGIN_DECLS

/* Lines on their way to a file, a pipe or a descriptor.
 *
 * lc_lines_write only queues: a thread of its own does the writing, so a full
 * disk, a closed pipe or a reader that sleeps costs lines, which are counted,
 * and never anybody's time. Of more than 256 lines that wait the oldest are
 * lost, so that the last one, a run's summary, gets through. */
typedef struct _LcLines LcLines;

/* @location: a path (created, or emptied as filesink does), "-" for standard
 * output, or "fd://N" for a descriptor that was opened before and stays open
 * after. NULL with @error, a sentence for the user, when that is impossible. */
LcLines *lc_lines_open (const gchar * location, GError ** error);

const gchar *lc_lines_location (const LcLines * lines);

/* @line ends with a newline; transfer full. */
void lc_lines_write (LcLines * lines, gchar * line);

guint64 lc_lines_lost (LcLines * lines);

/* Waits up to @timeout_us until everything is written, gives up the rest, and
 * frees @lines. */
void lc_lines_close (LcLines * lines, gint64 timeout_us);

G_END_DECLS

#endif /* LC_QUALITY_LINES_H */
