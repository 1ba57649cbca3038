/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "marks.h"

#define SECOND UINT64_C (1000000000)

/* Rounded down, as GStreamer's own elements do. */
static uint64_t
duration (uint64_t samples, unsigned rate)
{
  return samples / rate * SECOND + samples % rate * SECOND / rate;
}

static const LcMark *
nth (const LcMarks * marks, unsigned i)
{
  return &marks->mark[(marks->first + i) % LC_MARKS_MAX];
}

void
lc_marks_init (LcMarks * marks, unsigned rate)
{
  marks->rate = rate;
  marks->first = marks->n = 0;
}

static bool
tells_more (const LcMarks * marks, const LcMark * mark)
{
  LcMark last;
  uint64_t off;

  if (marks->n == 0 || mark->jump)
    return true;
  last = lc_marks_at (marks, mark->index);
  if (mark->pts == LC_MARK_NO_PTS || last.pts == LC_MARK_NO_PTS)
    return mark->pts != LC_MARK_NO_PTS;
  off = mark->pts > last.pts ? mark->pts - last.pts : last.pts - mark->pts;
  return off >= SECOND / marks->rate;
}

void
lc_marks_add (LcMarks * marks, uint64_t index, uint64_t pts, int64_t place,
    bool jump)
{
  LcMark mark = { index, pts, place, jump };

  if (marks->n == LC_MARKS_MAX || !tells_more (marks, &mark))
    return;
  marks->mark[(marks->first + marks->n) % LC_MARKS_MAX] = mark;
  marks->n++;
}

/* Number of the mark that holds at @index. */
static unsigned
find (const LcMarks * marks, uint64_t index)
{
  unsigned i;

  for (i = 0; i + 1 < marks->n; i++) {
    if (nth (marks, i + 1)->index > index)
      break;
  }
  return i;
}

LcMark
lc_marks_at (const LcMarks * marks, uint64_t index)
{
  LcMark mark = { index, LC_MARK_NO_PTS, 0, false };
  uint64_t since;

  if (marks->n == 0)
    return mark;
  mark = *nth (marks, find (marks, index));
  since = index > mark.index ? index - mark.index : 0;
  if (mark.pts != LC_MARK_NO_PTS)
    mark.pts += duration (since, marks->rate);
  mark.place += (int64_t) since;
  mark.jump = mark.jump && since == 0;
  mark.index = index;
  return mark;
}

uint64_t
lc_marks_run (const LcMarks * marks, uint64_t index, uint64_t n)
{
  unsigned i = marks->n > 0 ? find (marks, index) : 0;
  uint64_t left;

  if (i + 1 >= marks->n)
    return n;
  left = nth (marks, i + 1)->index - index;
  return left < n ? left : n;
}

void
lc_marks_release (LcMarks * marks, uint64_t index)
{
  unsigned i = marks->n > 0 ? find (marks, index) : 0;

  marks->first = (marks->first + i) % LC_MARKS_MAX;
  marks->n -= i;
}
