/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_AEC_FLOATS_H
#define LC_AEC_FLOATS_H

#include <stdlib.h>
#include <string.h>

/* transfer full, by free (): @count zeros aligned for any vector unit. */
static inline float *
lc_new_floats (size_t count)
{
  size_t bytes = (count * sizeof (float) + 63) & ~(size_t) 63;
  float *p = (float *) aligned_alloc (64, bytes);

  if (p != NULL)
    memset (p, 0, bytes);
  return p;
}

#endif
