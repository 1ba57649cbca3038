/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/rtptiming/extrapolate.h"

#define NS_PER_S INT64_C (1000000000)

void
lc_extrapolate_init (LcExtrapolate * state, uint32_t clock_rate)
{
  state->clock_rate = clock_rate;
  state->valid = 0;
  state->ssrc = 0;
  state->rtp = 0;
  state->ntp_ns = 0;
}

void
lc_extrapolate_tag (LcExtrapolate * state, uint32_t ssrc, uint32_t rtp,
    uint64_t ntp_ns)
{
  state->valid = 1;
  state->ssrc = ssrc;
  state->rtp = rtp;
  state->ntp_ns = ntp_ns;
}

uint64_t
lc_extrapolate_at (const LcExtrapolate * state, uint32_t ssrc, uint32_t rtp)
{
  uint32_t forward = rtp - state->rtp;
  int64_t ticks, ns;

  if (!state->valid || state->ssrc != ssrc || state->clock_rate == 0)
    return LC_EXTRAPOLATE_NONE;
  /* Modulo 2^32, the nearer way round (RFC 3550 section 5.1). */
  ticks = forward < UINT32_C (0x80000000) ? (int64_t) forward
      : (int64_t) forward - (INT64_C (1) << 32);
  ns = ticks * NS_PER_S / state->clock_rate;
  if (ns > LC_EXTRAPOLATE_MAX_NS || ns < -LC_EXTRAPOLATE_MAX_NS)
    return LC_EXTRAPOLATE_NONE;
  return state->ntp_ns + (uint64_t) ns;
}
