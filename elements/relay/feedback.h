/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_FEEDBACK_H
#define LC_FEEDBACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Early feedback of a receiver to a sender (RFC 4585), as bytes, and how
 * often it may be asked for. No allocation, no clock: times are handed in. */

/* Room for any packet written here. */
#define LC_FEEDBACK_MAX 320

/* Each writes the smallest compound packet that RFC 4585 section 3.1 allows:
 * an empty receiver report and the CNAME of @sender_ssrc, then a
 * - generic NACK for @seqnum and up to 16 after it by @bitmask (section 6.2.1);
 * - picture loss indication (section 6.3.1).
 * @cname is cut at 255 bytes. Returns the length. */
size_t lc_feedback_write_nack (uint8_t * out, uint32_t sender_ssrc,
    const char *cname, uint32_t media_ssrc, uint16_t seqnum, uint16_t bitmask);
size_t lc_feedback_write_pli (uint8_t * out, uint32_t sender_ssrc,
    const char *cname, uint32_t media_ssrc);

/* The same start, then the BYE of @sender_ssrc (RFC 3550 section 6.6). */
size_t lc_feedback_write_bye (uint8_t * out, uint32_t sender_ssrc,
    const char *cname);

/* Requests for a key frame, at most one per @interval, none forgotten: one
 * that came too early is due when the interval is over. */
typedef struct
{
  uint64_t interval;            /* ns */
  uint64_t last;                /* when one was let through */
  bool any, pending;
} LcKeyUnitLimit;

/* True: let it through now. False: it is remembered. */
bool lc_key_unit_request (LcKeyUnitLimit * limit, uint64_t now);

/* True: a remembered one is to be sent now. */
bool lc_key_unit_due (LcKeyUnitLimit * limit, uint64_t now);

/* A key frame came by itself: nothing is remembered any more. */
void lc_key_unit_done (LcKeyUnitLimit * limit);

/* A token bucket: @rate per second, at most @burst at once. */
typedef struct
{
  uint32_t rate, burst;
  uint64_t last;                /* ns */
  uint64_t tokens;              /* in 1e-9 */
  bool started;
} LcTokenBucket;

bool lc_token_bucket_take (LcTokenBucket * bucket, uint64_t now);

#endif /* LC_FEEDBACK_H */
