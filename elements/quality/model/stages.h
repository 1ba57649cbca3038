/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_STAGES_H
#define LC_STAGES_H

#include "types.h"

/* The way of one frame, split. Each part ends where a mark is:
 *   capture-encode   capture -> out of the encoder (or the socket, when only
 *                    that is marked)
 *   send             out of the encoder -> socket
 *   network          socket -> socket of the receiver
 *   sender-network   capture -> socket of the receiver, when the sender does
 *                    not report: a receiver cannot know the transmit time
 *   jitterbuffer     socket -> out of the depayloader
 *   decode-render    -> shown or heard
 * What is not marked counts in the next part that is, so the parts always add
 * up to the end-to-end latency. A frame known at its render only is not split. */
typedef enum
{
  LC_SPLIT_CAPTURE_ENCODE,
  LC_SPLIT_SEND,
  LC_SPLIT_NETWORK,
  LC_SPLIT_SENDER_NETWORK,
  LC_SPLIT_JITTERBUFFER,
  LC_SPLIT_DECODE_RENDER,
  LC_N_SPLITS
} LcSplit;

#define LC_SPLIT_NONE INT64_MIN

/* @at: ntp-ns by stage, LC_TIME_NONE where there is no mark. @split: ns each,
 * LC_SPLIT_NONE for parts that do not exist. */
void lc_stages_split (uint64_t capture, const uint64_t at[LC_N_STAGES],
    int64_t split[LC_N_SPLITS]);

#endif /* LC_STAGES_H */
