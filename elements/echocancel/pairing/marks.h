/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_MARKS_H
#define LC_MARKS_H

#include <stdbool.h>
#include <stdint.h>

/* Remembers which timestamp belongs to which sample while samples wait, so
 * that what comes out carries the microphone's own timestamps. A mark says
 * what holds from its sample on until the next mark; streams without jumps
 * need one. No allocation; about 40 kB. */
#define LC_MARKS_MAX 1024
#define LC_MARK_NO_PTS UINT64_MAX

typedef struct
{
  uint64_t index;               /* sample counted from the stream's start */
  uint64_t pts;                 /* ns, or LC_MARK_NO_PTS */
  int64_t place;                /* sample number on the line of running time */
  bool jump;                    /* does not continue what was before */
} LcMark;

typedef struct
{
  unsigned rate;
  unsigned first, n;
  LcMark mark[LC_MARKS_MAX];
} LcMarks;

void lc_marks_init (LcMarks * marks, unsigned rate);

/* From sample @index on. Kept only if it tells more than the last mark: when
 * @jump, or when @pts is a sample or more beside what follows from that one.
 * A full store keeps extrapolating. */
void lc_marks_add (LcMarks * marks, uint64_t index, uint64_t pts,
    int64_t place, bool jump);

/* The mark that holds at @index, moved on to it: its pts and place are that
 * sample's own, its jump is kept for the mark's first sample only. */
LcMark lc_marks_at (const LcMarks * marks, uint64_t index);

/* Samples from @index on, at most @n, under the same mark. */
uint64_t lc_marks_run (const LcMarks * marks, uint64_t index, uint64_t n);

/* Marks that hold only before @index are no longer needed. */
void lc_marks_release (LcMarks * marks, uint64_t index);

#endif
