/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * Defaults and block sizes: shared by every implementation of aec.h.
 */
#include "aec.h"

#include <stdlib.h>
#include <string.h>

void
lc_aec_config_init (LcAecConfig * config)
{
  config->rate = 48000;
  config->tail_ms = 240;
  config->max_delay_ms = LC_AEC_MAX_DELAY_MS;
}

void
lc_aec_params_init (LcAecParams * params)
{
  memset (params, 0, sizeof *params);
  params->suppression = 0.5f;
  params->drift_compensation = true;
}

/* Multiples of 8 without a prime factor above 5: what the transform of twice
 * this size is fast for (elements/common/fft.h). */
static bool
is_fast (unsigned n)
{
  if (n == 0 || n % 8 != 0)
    return false;
  while (n % 2 == 0)
    n /= 2;
  while (n % 3 == 0)
    n /= 3;
  while (n % 5 == 0)
    n /= 5;
  return n == 1;
}

size_t
lc_aec_block_size (unsigned rate)
{
  unsigned want = (rate + 50) / 100, off;

  if (rate < LC_AEC_MIN_RATE || rate > LC_AEC_MAX_RATE)
    return 0;
  for (off = 0; off < want; off++) {
    if (is_fast (want - off))
      return want - off;
    if (is_fast (want + off))
      return want + off;
  }
  return 0;
}
