/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "samplering.h"

#include <stdlib.h>
#include <string.h>

struct _LcSampleRing
{
  float *data;                  /* capacity samples, owned */
  size_t capacity;
  int64_t origin;               /* data[(p - origin) mod capacity] is p */
  int64_t start, end;           /* held; origin <= start <= end */
};

LcSampleRing *
lc_sample_ring_new (size_t capacity)
{
  LcSampleRing *ring = calloc (1, sizeof *ring);

  if (ring != NULL && !lc_sample_ring_reserve (ring, capacity)) {
    free (ring);
    return NULL;
  }
  return ring;
}

void
lc_sample_ring_free (LcSampleRing * ring)
{
  if (ring != NULL)
    free (ring->data);
  free (ring);
}

bool
lc_sample_ring_reserve (LcSampleRing * ring, size_t capacity)
{
  size_t held = ring->end - ring->start, i;
  float *data;

  if (capacity <= ring->capacity && ring->data != NULL)
    return true;
  data = malloc ((capacity > 0 ? capacity : 1) * sizeof *data);
  if (data == NULL)
    return false;
  capacity = capacity > 0 ? capacity : 1;
  for (i = 0; i < held; i++) {
    size_t p = ring->start - ring->origin + i;

    data[i % capacity] = ring->data[p % ring->capacity];
  }
  ring->origin = ring->start;
  free (ring->data);
  ring->data = data;
  ring->capacity = capacity;
  return true;
}

void
lc_sample_ring_restart (LcSampleRing * ring, int64_t position)
{
  ring->origin = ring->start = ring->end = position;
}

void
lc_sample_ring_rewind (LcSampleRing * ring, int64_t position)
{
  if (position < ring->start)
    lc_sample_ring_restart (ring, position);
  else if (position < ring->end)
    ring->end = position;
}

/* Without wrapping: at most up to the end of the memory. */
static size_t
piece (const LcSampleRing * ring, int64_t from, size_t n, size_t *offset)
{
  *offset = (size_t) (from - ring->origin) % ring->capacity;
  return n < ring->capacity - *offset ? n : ring->capacity - *offset;
}

void
lc_sample_ring_push (LcSampleRing * ring, const float *samples, size_t n)
{
  size_t at, k;

  if (n > ring->capacity) {     /* only the newest fit */
    size_t skip = n - ring->capacity;

    ring->end += skip;
    samples = samples != NULL ? samples + skip : NULL;
    n = ring->capacity;
  }
  while (n > 0) {
    k = piece (ring, ring->end, n, &at);
    if (samples != NULL) {
      memcpy (ring->data + at, samples, k * sizeof *samples);
      samples += k;
    } else {
      memset (ring->data + at, 0, k * sizeof *ring->data);
    }
    ring->end += k;
    n -= k;
  }
  if (ring->end - ring->start > (int64_t) ring->capacity)
    ring->start = ring->end - (int64_t) ring->capacity;
}

int64_t
lc_sample_ring_start (const LcSampleRing * ring)
{
  return ring->start;
}

int64_t
lc_sample_ring_end (const LcSampleRing * ring)
{
  return ring->end;
}

size_t
lc_sample_ring_read (const LcSampleRing * ring, int64_t from, float *out,
    size_t n)
{
  int64_t to = from + (int64_t) n;
  int64_t first = from > ring->start ? from : ring->start;
  int64_t last = to < ring->end ? to : ring->end;
  size_t found = last > first ? last - first : 0, left = found, at, k;

  if (found < n)
    memset (out, 0, n * sizeof *out);
  if (found == 0)
    return 0;
  out += first - from;
  while (left > 0) {
    k = piece (ring, first, left, &at);
    memcpy (out, ring->data + at, k * sizeof *out);
    out += k;
    first += k;
    left -= k;
  }
  return found;
}

void
lc_sample_ring_release (LcSampleRing * ring, int64_t position)
{
  if (position > ring->start)
    ring->start = position < ring->end ? position : ring->end;
}
