/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/rtxbudget.h"

#include <string.h>

#define PACKET 100

void
lc_rtx_budget_init (LcRtxBudget * budget)
{
  memset (budget, 0, sizeof *budget);
  budget->first = LC_RTX_FIRST_BURST * PACKET;
  budget->again = LC_RTX_AGAIN_BURST * PACKET;
}

static void
save (uint32_t * account, uint32_t percent, uint32_t burst)
{
  *account += percent;
  if (*account > burst * PACKET)
    *account = burst * PACKET;
}

void
lc_rtx_budget_sent (LcRtxBudget * budget, uint16_t seqnum)
{
  save (&budget->first, LC_RTX_FIRST_PERCENT, LC_RTX_FIRST_BURST);
  save (&budget->again, LC_RTX_AGAIN_PERCENT, LC_RTX_AGAIN_BURST);
  /* The number may have been around once already. */
  budget->is_answered[seqnum % LC_RTX_REMEMBERED] = false;
}

bool
lc_rtx_budget_take (LcRtxBudget * budget, uint16_t seqnum)
{
  uint32_t slot = seqnum % LC_RTX_REMEMBERED;
  bool repeated = budget->is_answered[slot]
      && budget->answered[slot] == seqnum;
  uint32_t *account = repeated ? &budget->again : &budget->first;

  if (*account < PACKET) {
    budget->refused++;
    return false;
  }
  *account -= PACKET;
  budget->answered[slot] = seqnum;
  budget->is_answered[slot] = true;
  return true;
}
