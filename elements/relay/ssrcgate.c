/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/ssrcgate.h"

#include <string.h>

void
lc_ssrc_gate_init (LcSsrcGate * gate, bool probation)
{
  memset (gate, 0, sizeof (*gate));
  gate->probation = probation;
}

bool
lc_silent_for (uint64_t last, uint64_t now, uint64_t limit)
{
  return now > last && now - last >= limit;
}

static LcSsrcEntry *
find (LcSsrcGate * gate, uint32_t ssrc)
{
  for (unsigned i = 0; i < gate->n_known; i++) {
    if (gate->known[i].ssrc == ssrc)
      return &gate->known[i];
  }
  return NULL;
}

/* The entry silent for the longest time, when that is long enough. */
static LcSsrcEntry *
find_idle (LcSsrcGate * gate, uint64_t now)
{
  LcSsrcEntry *oldest = &gate->known[0];

  for (unsigned i = 1; i < gate->n_known; i++) {
    if (gate->known[i].last < oldest->last)
      oldest = &gate->known[i];
  }
  return lc_silent_for (oldest->last, now, LC_SSRC_IDLE_NS) ? oldest : NULL;
}

LcSsrcVerdict
lc_ssrc_gate_mention (LcSsrcGate * gate, uint32_t ssrc, uint64_t now,
    uint32_t * forgotten, bool *has_forgotten)
{
  LcSsrcEntry *entry = find (gate, ssrc);

  *has_forgotten = false;
  if (entry == NULL && gate->n_known < LC_SSRC_MAX) {
    entry = &gate->known[gate->n_known++];
  } else if (entry == NULL) {
    entry = find_idle (gate, now);
    if (entry == NULL)
      return LC_SSRC_REFUSED_FULL;
    *forgotten = entry->ssrc;
    *has_forgotten = true;
  }
  entry->ssrc = ssrc;
  entry->last = now;
  return LC_SSRC_ADMITTED;
}

/* True when @ssrc's packet is the second one in sequence. */
static bool
passed_probation (LcSsrcGate * gate, LcSsrcFlow flow, uint32_t ssrc,
    uint16_t seqnum)
{
  bool passed = gate->flows[flow].waiting
      && gate->flows[flow].candidate == ssrc
      && gate->flows[flow].candidate_next == seqnum;

  gate->flows[flow].waiting = !passed;
  gate->flows[flow].candidate = ssrc;
  gate->flows[flow].candidate_next = (uint16_t) (seqnum + 1);
  return passed;
}

LcSsrcVerdict
lc_ssrc_gate_packet (LcSsrcGate * gate, LcSsrcFlow flow, uint32_t ssrc,
    uint16_t seqnum, uint64_t now, uint32_t * forgotten, bool *has_forgotten)
{
  bool same = gate->flows[flow].owned && gate->flows[flow].ssrc == ssrc;
  LcSsrcVerdict verdict;

  *has_forgotten = false;
  if (!same) {
    if (gate->flows[flow].owned
        && !lc_silent_for (gate->flows[flow].last, now, LC_SSRC_TAKEOVER_NS))
      return LC_SSRC_REFUSED_CONCURRENT;
    if (gate->probation && !passed_probation (gate, flow, ssrc, seqnum))
      return LC_SSRC_WAITING;
  }
  verdict = lc_ssrc_gate_mention (gate, ssrc, now, forgotten, has_forgotten);
  if (verdict != LC_SSRC_ADMITTED)
    return verdict;
  gate->flows[flow].owned = true;
  gate->flows[flow].ssrc = ssrc;
  gate->flows[flow].last = now;
  return same ? LC_SSRC_ADMITTED : LC_SSRC_TOOK_OVER;
}

void
lc_ssrc_gate_bye (LcSsrcGate * gate, uint32_t ssrc)
{
  for (unsigned i = 0; i < LC_SSRC_N_FLOWS; i++) {
    if (gate->flows[i].owned && gate->flows[i].ssrc == ssrc)
      gate->flows[i].owned = false;
  }
}

void
lc_ssrc_gate_remove (LcSsrcGate * gate, uint32_t ssrc)
{
  LcSsrcEntry *entry = find (gate, ssrc);

  lc_ssrc_gate_bye (gate, ssrc);
  if (entry != NULL)
    *entry = gate->known[--gate->n_known];
}
