/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "histogram.h"
#include "types.h"

#include <math.h>
#include <string.h>

#define UNIT (LC_MS / 2)

const int64_t lc_histogram_limits[LC_HISTOGRAM_FIXED] = {
  50 * LC_MS, 100 * LC_MS, 150 * LC_MS, 200 * LC_MS, 300 * LC_MS, 400 * LC_MS,
  500 * LC_MS, 600 * LC_MS, 800 * LC_MS, 1000 * LC_MS, 1500 * LC_MS,
  2000 * LC_MS, 3000 * LC_MS, INT64_MAX
};

void
lc_histogram_clear (LcHistogram * h)
{
  memset (h, 0, sizeof (*h));
}

/* Bucket 0..127 are units; octave k (from 1) has 128 buckets of 2^(k-1) units
 * starting at 128 * 2^(k-1). */
static unsigned
bucket_of (int64_t value)
{
  uint64_t units;
  unsigned octave = 0;

  if (value <= 0)
    return 0;
  units = (uint64_t) (value / UNIT);
  while (units >= 2 * LC_HISTOGRAM_SUB) {
    units >>= 1;
    octave++;
  }
  if (units >= LC_HISTOGRAM_SUB)
    octave++;
  if (octave > LC_HISTOGRAM_OCTAVES)
    return LC_HISTOGRAM_BUCKETS - 1;
  return octave * LC_HISTOGRAM_SUB + (unsigned) (units % LC_HISTOGRAM_SUB);
}

static int64_t
bucket_middle (unsigned bucket)
{
  unsigned octave = bucket / LC_HISTOGRAM_SUB;
  int64_t sub = bucket % LC_HISTOGRAM_SUB;
  int64_t width = octave > 1 ? UNIT << (octave - 1) : UNIT;

  return (octave ? LC_HISTOGRAM_SUB + sub : sub) * width + width / 2;
}

void
lc_histogram_add (LcHistogram * h, int64_t value)
{
  double seconds = (double) value / LC_SECOND;
  unsigned i = 0;

  if (h->count == 0 || value < h->min)
    h->min = value;
  if (h->count == 0 || value > h->max)
    h->max = value;
  h->count++;
  h->sum += value;
  h->sum_squares += seconds * seconds;
  h->bucket[bucket_of (value)]++;
  while (value > lc_histogram_limits[i])
    i++;
  h->fixed[i]++;
}

void
lc_histogram_merge (LcHistogram * h, const LcHistogram * from)
{
  unsigned i;

  if (from->count == 0)
    return;
  if (h->count == 0 || from->min < h->min)
    h->min = from->min;
  if (h->count == 0 || from->max > h->max)
    h->max = from->max;
  h->count += from->count;
  h->sum += from->sum;
  h->sum_squares += from->sum_squares;
  for (i = 0; i < LC_HISTOGRAM_FIXED; i++)
    h->fixed[i] += from->fixed[i];
  for (i = 0; i < LC_HISTOGRAM_BUCKETS; i++)
    h->bucket[i] += from->bucket[i];
}

int64_t
lc_histogram_quantile (const LcHistogram * h, double q)
{
  uint64_t rank = (uint64_t) ceil (q * (double) h->count), seen = 0;
  int64_t value;
  unsigned i;

  if (h->count == 0)
    return 0;
  if (rank <= 1)
    return h->min;
  if (rank >= h->count)
    return h->max;
  for (i = 0; i < LC_HISTOGRAM_BUCKETS - 1; i++) {
    seen += h->bucket[i];
    if (seen >= rank)
      break;
  }
  value = bucket_middle (i);
  if (value < h->min)
    return h->min;
  return value > h->max ? h->max : value;
}

double
lc_histogram_mean (const LcHistogram * h)
{
  return h->count ? (double) h->sum / LC_SECOND / (double) h->count : 0;
}

double
lc_histogram_deviation (const LcHistogram * h)
{
  double mean = lc_histogram_mean (h), variance;

  if (h->count == 0)
    return 0;
  variance = h->sum_squares / (double) h->count - mean * mean;
  return variance > 0 ? sqrt (variance) : 0;
}
