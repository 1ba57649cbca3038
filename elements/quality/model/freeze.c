/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "freeze.h"
#include "types.h"

#include <string.h>

static const int64_t fixed_limit[LC_N_FREEZES] = {
  0, 200 * LC_MS, 500 * LC_MS, 600 * LC_MS
};

void
lc_freeze_reset (LcFreeze * f)
{
  memset (f, 0, sizeof (*f));
  f->last = LC_TIME_NONE;
}

void
lc_freeze_discont (LcFreeze * f)
{
  f->last = LC_TIME_NONE;
  f->state = LC_FREEZE_MOVING;
}

int64_t
lc_freeze_limit (const LcFreeze * f)
{
  int64_t mean, triple;

  if (f->used < LC_FREEZE_FEWEST)
    return INT64_MAX;
  mean = f->sum / f->used;
  triple = 3 * mean;
  return triple > mean + 150 * LC_MS ? triple : mean + 150 * LC_MS;
}

static void
spell_add (LcSpells * spells, int64_t duration)
{
  spells->count++;
  spells->duration += duration;
}

/* A state that lc_freeze_wait has announced stands, also when the frame turns
 * out to be shown microseconds before the moment it was announced for. */
static void
judge (const LcFreeze * f, int64_t interval, LcFreezeFigures * figures)
{
  int i;

  if (interval > LC_PAUSE_LIMIT || f->state == LC_FREEZE_PAUSED) {
    spell_add (&figures->pause, interval);
    return;
  }
  if (interval >= lc_freeze_limit (f) || f->state == LC_FREEZE_FROZEN)
    spell_add (&figures->freeze[LC_FREEZE_W3C], interval);
  for (i = LC_FREEZE_200; i < LC_N_FREEZES; i++)
    if (interval >= fixed_limit[i])
      spell_add (&figures->freeze[i], interval);
}

static void
remember (LcFreeze * f, int64_t interval)
{
  if (f->used == LC_FREEZE_WINDOW)
    f->sum -= f->window[f->next];
  else
    f->used++;
  f->sum += interval;
  f->window[f->next] = interval;
  f->next = (f->next + 1) % LC_FREEZE_WINDOW;
}

int64_t
lc_freeze_frame (LcFreeze * f, uint64_t at, LcFreezeFigures * figures)
{
  int64_t interval = -1;

  if (f->last != LC_TIME_NONE) {
    interval = at > f->last ? (int64_t) (at - f->last) : 0;
    judge (f, interval, figures);
    /* A pause is not a pace: the frames after it are not judged by it. */
    if (interval <= LC_PAUSE_LIMIT)
      remember (f, interval);
  }
  if (f->last == LC_TIME_NONE || at > f->last)
    f->last = at;
  f->state = LC_FREEZE_MOVING;
  return interval;
}

static uint64_t
change_after (const LcFreeze * f, int64_t limit)
{
  return limit == INT64_MAX ? LC_TIME_NONE : f->last + (uint64_t) limit;
}

uint64_t
lc_freeze_deadline (const LcFreeze * f)
{
  int64_t limit = lc_freeze_limit (f);

  if (f->last == LC_TIME_NONE || f->state == LC_FREEZE_PAUSED)
    return LC_TIME_NONE;
  if (f->state == LC_FREEZE_MOVING && limit <= LC_PAUSE_LIMIT)
    return change_after (f, limit);
  return change_after (f, LC_PAUSE_LIMIT + 1);
}

bool
lc_freeze_wait (LcFreeze * f, uint64_t now)
{
  LcFreezeState before = f->state;
  int64_t interval;

  if (f->last == LC_TIME_NONE || now <= f->last)
    return false;
  interval = (int64_t) (now - f->last);
  if (interval > LC_PAUSE_LIMIT)
    f->state = LC_FREEZE_PAUSED;
  else if (f->state == LC_FREEZE_MOVING && interval >= lc_freeze_limit (f))
    f->state = LC_FREEZE_FROZEN;
  return f->state != before;
}

static void
spells_merge (LcSpells * to, const LcSpells * from)
{
  to->count += from->count;
  to->duration += from->duration;
}

void
lc_freeze_figures_merge (LcFreezeFigures * to, const LcFreezeFigures * from)
{
  int i;

  for (i = 0; i < LC_N_FREEZES; i++)
    spells_merge (&to->freeze[i], &from->freeze[i]);
  spells_merge (&to->pause, &from->pause);
}
