/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "skew.h"
#include "types.h"

#include <string.h>

#define SOUND_GAP (250 * LC_MS)

void
lc_skew_reset (LcSkew * s)
{
  s->audio_end = s->video_end = s->video_done = 0;
}

void
lc_skew_figures_add (LcSkewFigures * f, int64_t skew)
{
  if (skew >= 0)
    lc_histogram_add (&f->early, skew);
  else
    lc_histogram_add (&f->late, -skew);
  f->detectable += skew > 45 * LC_MS || skew < -125 * LC_MS;
  f->unacceptable += skew > 90 * LC_MS || skew < -185 * LC_MS;
  f->broken += skew > 2 * LC_SECOND || skew < -2 * LC_SECOND;
}

static const LcSkewPoint *
point (const LcSkewPoint * ring, uint64_t position)
{
  return &ring[position % LC_SKEW_LENGTH];
}

static uint64_t
oldest (uint64_t end)
{
  return end > LC_SKEW_LENGTH ? end - LC_SKEW_LENGTH : 0;
}

/* The two audio points around @at: the position of the first, or -1 when the
 * sound does not reach back so far. The newest point is known to be later. */
static int64_t
audio_before (const LcSkew * s, uint64_t at)
{
  uint64_t i = s->audio_end, first = oldest (s->audio_end);

  while (i > first) {
    i--;
    if (point (s->audio, i)->at <= at)
      return (int64_t) i;
  }
  return -1;
}

/* What is heard at @at, between two points: the first one's capture time and
 * on at the pace of the clock, not beyond the second's. */
static int
audio_capture_at (const LcSkew * s, uint64_t at, uint64_t * capture)
{
  int64_t position = audio_before (s, at);
  const LcSkewPoint *a, *b;

  if (position < 0)
    return 0;
  a = point (s->audio, (uint64_t) position);
  b = point (s->audio, (uint64_t) position + 1);
  if (b->at - a->at > (uint64_t) SOUND_GAP)
    return 0;
  *capture = a->capture + (at - a->at);
  if (b->capture >= a->capture && *capture > b->capture)
    *capture = b->capture;
  return 1;
}

static void
settle (LcSkew * s, LcSkewFigures * figures)
{
  const LcSkewPoint *video;
  uint64_t heard, newest;

  if (s->audio_end == 0)
    return;
  newest = point (s->audio, s->audio_end - 1)->at;
  if (s->video_done < oldest (s->video_end))
    s->video_done = oldest (s->video_end);
  for (; s->video_done < s->video_end; s->video_done++) {
    video = point (s->video, s->video_done);
    if (video->at >= newest)
      return;
    if (audio_capture_at (s, video->at, &heard))
      lc_skew_figures_add (figures, (int64_t) (heard - video->capture));
  }
}

void
lc_skew_video (LcSkew * s, uint64_t capture, uint64_t at,
    LcSkewFigures * figures)
{
  LcSkewPoint *p = &s->video[s->video_end++ % LC_SKEW_LENGTH];

  p->capture = capture;
  p->at = at;
  settle (s, figures);
}

void
lc_skew_audio (LcSkew * s, uint64_t capture, uint64_t at,
    LcSkewFigures * figures)
{
  LcSkewPoint *p;

  /* Time never runs backwards in a loudspeaker; a clock that was set does so,
   * and everything before it is void. */
  if (s->audio_end && at < point (s->audio, s->audio_end - 1)->at)
    s->audio_end = 0;
  p = &s->audio[s->audio_end++ % LC_SKEW_LENGTH];
  p->capture = capture;
  p->at = at;
  settle (s, figures);
}

void
lc_skew_figures_merge (LcSkewFigures * to, const LcSkewFigures * from)
{
  lc_histogram_merge (&to->early, &from->early);
  lc_histogram_merge (&to->late, &from->late);
  to->detectable += from->detectable;
  to->unacceptable += from->unacceptable;
  to->broken += from->broken;
}

uint64_t
lc_skew_figures_count (const LcSkewFigures * f)
{
  return f->early.count + f->late.count;
}

int64_t
lc_skew_figures_quantile (const LcSkewFigures * f, double q)
{
  uint64_t all = lc_skew_figures_count (f);
  double late = all ? (double) f->late.count / (double) all : 0;

  if (q < late)
    return -lc_histogram_quantile (&f->late, 1 - q / late);
  return late < 1 ? lc_histogram_quantile (&f->early, (q - late) / (1 - late))
      : -lc_histogram_quantile (&f->late, 0);
}

double
lc_skew_figures_mean (const LcSkewFigures * f)
{
  uint64_t all = lc_skew_figures_count (f);

  return all ? (double) (f->early.sum - f->late.sum) / LC_SECOND / (double) all
      : 0;
}

int64_t
lc_skew_figures_quantile_abs (const LcSkewFigures * f, double q,
    LcHistogram * scratch)
{
  *scratch = f->early;
  lc_histogram_merge (scratch, &f->late);
  return lc_histogram_quantile (scratch, q);
}
