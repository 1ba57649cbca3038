/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_HISTOGRAM_H
#define LC_HISTOGRAM_H

#include <stdint.h>

/* A distribution of durations in ns, in constant memory.
 *
 * Two resolutions side by side. For quantiles, log-linear buckets: 0.5 ms wide
 * up to 64 ms, then 128 to the octave (< 0.8 %), up to about 65 s. For export,
 * the fixed limits that the field compares by (600 ms among them), counted
 * exactly. Minimum, maximum, sum and sum of squares are exact, too, and signed;
 * a negative duration (two clocks that disagree) counts in the lowest bucket. */
#define LC_HISTOGRAM_SUB 128
#define LC_HISTOGRAM_OCTAVES 10
#define LC_HISTOGRAM_BUCKETS (LC_HISTOGRAM_SUB * (LC_HISTOGRAM_OCTAVES + 1))
#define LC_HISTOGRAM_FIXED 14

/* Upper limits in ns, inclusive; the last one is INT64_MAX. */
extern const int64_t lc_histogram_limits[LC_HISTOGRAM_FIXED];

typedef struct
{
  uint64_t count;
  int64_t sum, min, max;        /* ns; min and max are 0 while count is 0 */
  double sum_squares;           /* s^2 */
  uint32_t fixed[LC_HISTOGRAM_FIXED];   /* each value in one of them */
  uint32_t bucket[LC_HISTOGRAM_BUCKETS];
} LcHistogram;

void lc_histogram_clear (LcHistogram * h);
void lc_histogram_add (LcHistogram * h, int64_t value);

/* Everything of @from is added to @h. */
void lc_histogram_merge (LcHistogram * h, const LcHistogram * from);

/* The smallest value that @q (0..1) of all values do not exceed, in ns: off by
 * at most half a bucket, never outside min..max. 0 when empty. */
int64_t lc_histogram_quantile (const LcHistogram * h, double q);

/* Seconds; 0 when empty. The deviation is the population's, from sum and sum
 * of squares as W3C webrtc-stats has it for totalInterFrameDelay. */
double lc_histogram_mean (const LcHistogram * h);
double lc_histogram_deviation (const LcHistogram * h);

#endif /* LC_HISTOGRAM_H */
