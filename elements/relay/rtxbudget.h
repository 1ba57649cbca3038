/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_RTX_BUDGET_H
#define LC_RTX_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/* How much a sender may send again, as a share of what it sends.
 *
 * A receiver asks for the same packet several times, so that one lost request
 * or answer does not decide. On a line that is full because of what is sent,
 * that is the way to collapse: losses make retransmissions, and these make
 * losses. So first answers get 30 % of the packets sent and further copies of
 * the same packet 10 %: at 5 % of random loss that is three copies a packet,
 * and on a full line the traffic of repair falls with the loss.
 *
 * Counts packets; no clock, no allocation; the caller locks. */
#define LC_RTX_FIRST_PERCENT 30
#define LC_RTX_AGAIN_PERCENT 10

/* Saved up at most, in packets: what a lost burst may ask for at once. */
#define LC_RTX_FIRST_BURST 60
#define LC_RTX_AGAIN_BURST 30

#define LC_RTX_REMEMBERED 1024

typedef struct
{
  uint32_t first, again;        /* hundredths of a packet saved up */
  uint16_t answered[LC_RTX_REMEMBERED]; /* by sequence number modulo size */
  bool is_answered[LC_RTX_REMEMBERED];
  uint64_t refused;
} LcRtxBudget;

/* With everything saved up. */
void lc_rtx_budget_init (LcRtxBudget * budget);

/* Packet @seqnum of the media was sent for the first time. */
void lc_rtx_budget_sent (LcRtxBudget * budget, uint16_t seqnum);

/* Whether @seqnum may be sent again now. */
bool lc_rtx_budget_take (LcRtxBudget * budget, uint16_t seqnum);

#endif /* LC_RTX_BUDGET_H */
