/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * A canceller that cancels nothing: the microphone, one block late. Linked
 * instead of aec.c it proves the plumbing around the core and measures what
 * that plumbing costs.
 */
#include "aec.h"

#include <stdlib.h>
#include <string.h>

struct _LcAec
{
  size_t n;
  float *late;                  /* one block, owned */
};

LcAec *
lc_aec_new (const LcAecConfig * config, const LcAecParams * params)
{
  LcAec *aec = calloc (1, sizeof *aec);

  if (aec == NULL)
    return NULL;
  aec->n = lc_aec_block_size (config->rate);
  aec->late = aec->n > 0 ? calloc (aec->n, sizeof (float)) : NULL;
  if (aec->late == NULL) {
    free (aec);
    return NULL;
  }
  return aec;
}

void
lc_aec_free (LcAec * aec)
{
  if (aec != NULL)
    free (aec->late);
  free (aec);
}

void
lc_aec_reset (LcAec * aec)
{
  memset (aec->late, 0, aec->n * sizeof (float));
}

size_t
lc_aec_get_lag (const LcAec * aec)
{
  return aec->n;
}

void
lc_aec_set_params (LcAec * aec, const LcAecParams * params)
{
}

void
lc_aec_get_stats (const LcAec * aec, LcAecStats * stats)
{
  memset (stats, 0, sizeof *stats);
}

void
lc_aec_process (LcAec * aec, const float *mic, const float *far, float *out)
{
  size_t i;

  for (i = 0; i < aec->n; i++) {
    float fresh = mic[i];

    out[i] = aec->late[i];
    aec->late[i] = fresh;
  }
}
