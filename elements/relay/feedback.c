/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/feedback.h"

#include <string.h>

#define NS UINT64_C (1000000000)

enum
{
  RTCP_RR = 201,
  RTCP_SDES = 202,
  RTCP_BYE = 203,
  RTCP_RTPFB = 205,
  RTCP_PSFB = 206,
  FMT_NACK = 1,
  FMT_PLI = 1,
  SDES_CNAME = 1,
};

static uint8_t *
write16 (uint8_t * p, uint16_t value)
{
  p[0] = (uint8_t) (value >> 8);
  p[1] = (uint8_t) value;
  return p + 2;
}

static uint8_t *
write32 (uint8_t * p, uint32_t value)
{
  return write16 (write16 (p, (uint16_t) (value >> 16)), (uint16_t) value);
}

/* @words: 32-bit words after the first one (RFC 3550 section 6.4.1). */
static uint8_t *
write_header (uint8_t * p, unsigned count, uint8_t type, size_t words)
{
  p[0] = (uint8_t) (0x80 | count);
  p[1] = type;
  return write16 (p + 2, (uint16_t) words);
}

/* One chunk with one item, zero-terminated and padded to 32 bits. */
static uint8_t *
write_sdes (uint8_t * p, uint32_t ssrc, const char *cname)
{
  size_t n = strnlen (cname, 255);
  size_t items = (2 + n) / 4 * 4 + 4;
  uint8_t *item;

  item = write_header (p, 1, RTCP_SDES, 1 + items / 4);
  item = write32 (item, ssrc);
  memset (item, 0, items);
  item[0] = SDES_CNAME;
  item[1] = (uint8_t) n;
  memcpy (item + 2, cname, n);
  return item + items;
}

static uint8_t *
write_compound_start (uint8_t * p, uint32_t ssrc, const char *cname)
{
  p = write_header (p, 0, RTCP_RR, 1);
  p = write32 (p, ssrc);
  return write_sdes (p, ssrc, cname);
}

size_t
lc_feedback_write_nack (uint8_t * out, uint32_t sender_ssrc, const char *cname,
    uint32_t media_ssrc, uint16_t seqnum, uint16_t bitmask)
{
  uint8_t *p = write_compound_start (out, sender_ssrc, cname);

  p = write_header (p, FMT_NACK, RTCP_RTPFB, 3);
  p = write32 (p, sender_ssrc);
  p = write32 (p, media_ssrc);
  p = write16 (p, seqnum);
  p = write16 (p, bitmask);
  return (size_t) (p - out);
}

size_t
lc_feedback_write_pli (uint8_t * out, uint32_t sender_ssrc, const char *cname,
    uint32_t media_ssrc)
{
  uint8_t *p = write_compound_start (out, sender_ssrc, cname);

  p = write_header (p, FMT_PLI, RTCP_PSFB, 2);
  p = write32 (p, sender_ssrc);
  p = write32 (p, media_ssrc);
  return (size_t) (p - out);
}

size_t
lc_feedback_write_bye (uint8_t * out, uint32_t sender_ssrc, const char *cname)
{
  uint8_t *p = write_compound_start (out, sender_ssrc, cname);

  p = write_header (p, 1, RTCP_BYE, 1);
  p = write32 (p, sender_ssrc);
  return (size_t) (p - out);
}

static bool
limit_open (const LcKeyUnitLimit * limit, uint64_t now)
{
  return !limit->any || now - limit->last >= limit->interval;
}

bool
lc_key_unit_request (LcKeyUnitLimit * limit, uint64_t now)
{
  limit->pending = true;
  return lc_key_unit_due (limit, now);
}

bool
lc_key_unit_due (LcKeyUnitLimit * limit, uint64_t now)
{
  if (!limit->pending || !limit_open (limit, now))
    return false;
  limit->pending = false;
  limit->any = true;
  limit->last = now;
  return true;
}

void
lc_key_unit_done (LcKeyUnitLimit * limit)
{
  limit->pending = false;
}

bool
lc_token_bucket_take (LcTokenBucket * bucket, uint64_t now)
{
  uint64_t full = bucket->burst * NS;
  uint64_t elapsed = now - bucket->last;

  /* What a longer pause earns does not fit anyway; no overflow. */
  if (!bucket->started || elapsed >= full / (bucket->rate ? bucket->rate : 1)) {
    bucket->tokens = full;
  } else {
    bucket->tokens += elapsed * bucket->rate;
    if (bucket->tokens > full)
      bucket->tokens = full;
  }
  bucket->started = true;
  bucket->last = now;
  if (bucket->tokens < NS)
    return false;
  bucket->tokens -= NS;
  return true;
}
