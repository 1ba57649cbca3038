/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "stages.h"

static LcSplit
part_ending_at (LcStage stage, int sender_seen)
{
  switch (stage) {
    case LC_STAGE_CAPTURE:
    case LC_STAGE_ENCODED:
      return LC_SPLIT_CAPTURE_ENCODE;
    case LC_STAGE_SENT:
      return sender_seen ? LC_SPLIT_SEND : LC_SPLIT_CAPTURE_ENCODE;
    case LC_STAGE_RECEIVED:
      return sender_seen ? LC_SPLIT_NETWORK : LC_SPLIT_SENDER_NETWORK;
    case LC_STAGE_RELEASED:
      return LC_SPLIT_JITTERBUFFER;
    default:
      return LC_SPLIT_DECODE_RENDER;
  }
}

void
lc_stages_split (uint64_t capture, const uint64_t at[LC_N_STAGES],
    int64_t split[LC_N_SPLITS])
{
  uint64_t last = capture;
  int sender_seen = 0, parts = 0, i;

  for (i = 0; i < LC_N_SPLITS; i++)
    split[i] = LC_SPLIT_NONE;
  for (i = LC_STAGE_ENCODED; i < LC_N_STAGES; i++) {
    if (at[i] == LC_TIME_NONE)
      continue;
    split[part_ending_at ((LcStage) i, sender_seen)] = (int64_t) (at[i] - last);
    last = at[i];
    sender_seen |= i <= LC_STAGE_SENT;
    parts++;
  }
  if (parts == 1 && at[LC_STAGE_RENDERED] != LC_TIME_NONE)
    split[LC_SPLIT_DECODE_RENDER] = LC_SPLIT_NONE;
}
