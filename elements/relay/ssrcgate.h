/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_SSRC_GATE_H
#define LC_SSRC_GATE_H

#include <stdbool.h>
#include <stdint.h>

/* Which SSRCs of one medium may reach the session.
 *
 * Two rules, so that strangers cost no memory and a restarted sender is
 * welcome:
 * - at most LC_SSRC_MAX different SSRCs are known at a time; one leaves by
 *   lc_ssrc_gate_remove() (its BYE or timeout) or, when room is needed, after
 *   LC_SSRC_IDLE_NS of silence;
 * - of media packets and of retransmissions one SSRC each is the owner.
 *   Another takes over when the owner has been silent for LC_SSRC_TAKEOVER_NS
 *   or said BYE; until then it is refused.
 * Times are ns of one monotonic clock, handed in. One thread at a time. */

#define LC_SSRC_MAX 8
#define LC_SSRC_IDLE_NS UINT64_C (5000000000)
#define LC_SSRC_TAKEOVER_NS UINT64_C (500000000)

typedef enum
{
  LC_SSRC_MEDIA,
  LC_SSRC_RTX,
  LC_SSRC_N_FLOWS
} LcSsrcFlow;

typedef enum
{
  LC_SSRC_ADMITTED,
  LC_SSRC_TOOK_OVER,            /* admitted, and now the owner of its flow */
  LC_SSRC_WAITING,              /* without a key: needs a second packet */
  LC_SSRC_REFUSED_CONCURRENT,   /* the flow has another, living owner */
  LC_SSRC_REFUSED_FULL,         /* LC_SSRC_MAX are known and alive */
} LcSsrcVerdict;

typedef struct
{
  uint32_t ssrc;
  uint64_t last;                /* when it was heard last */
} LcSsrcEntry;

typedef struct
{
  LcSsrcEntry known[LC_SSRC_MAX];
  unsigned n_known;
  struct
  {
    bool owned, waiting;
    uint32_t ssrc;
    uint64_t last;
    uint32_t candidate;         /* the one that waits for its second packet */
    uint16_t candidate_next;
  } flows[LC_SSRC_N_FLOWS];
  bool probation;
} LcSsrcGate;

/* Nothing came for @limit. @last may be newer than the look at the clock: then
 * something has just come. */
bool lc_silent_for (uint64_t last, uint64_t now, uint64_t limit);

/* @probation: a new owner must show two packets in sequence (RFC 3550
 * appendix A.1); for sessions without authentication. */
void lc_ssrc_gate_init (LcSsrcGate * gate, bool probation);

/* A media or retransmission packet. *@forgotten is set to an SSRC that had to
 * leave to make room, and *@has_forgotten says whether there was one. */
LcSsrcVerdict lc_ssrc_gate_packet (LcSsrcGate * gate, LcSsrcFlow flow,
    uint32_t ssrc, uint16_t seqnum, uint64_t now, uint32_t * forgotten,
    bool * has_forgotten);

/* Anything else with an SSRC: RTCP, contributing sources. */
LcSsrcVerdict lc_ssrc_gate_mention (LcSsrcGate * gate, uint32_t ssrc,
    uint64_t now, uint32_t * forgotten, bool * has_forgotten);

/* @ssrc said BYE: its flow is free for the next one at once. */
void lc_ssrc_gate_bye (LcSsrcGate * gate, uint32_t ssrc);

/* The session has dropped @ssrc. */
void lc_ssrc_gate_remove (LcSsrcGate * gate, uint32_t ssrc);

#endif /* LC_SSRC_GATE_H */
