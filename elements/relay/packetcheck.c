/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/packetcheck.h"

/* RTCP packet types (RFC 3550 section 12.1, RFC 4585 section 6.1, RFC 3611
 * section 2). */
enum
{
  RTCP_SR = 200,
  RTCP_RR = 201,
  RTCP_SDES = 202,
  RTCP_BYE = 203,
  RTCP_APP = 204,
  RTCP_RTPFB = 205,
  RTCP_PSFB = 206,
  RTCP_XR = 207,
};

static uint16_t
read16 (const uint8_t * p)
{
  return (uint16_t) (p[0] << 8 | p[1]);
}

static uint32_t
read32 (const uint8_t * p)
{
  return (uint32_t) read16 (p) << 16 | read16 (p + 2);
}

static bool
is_version_2 (const uint8_t * data)
{
  return data[0] >> 6 == 2;
}

/* Length of the RTP header with CSRCs and extension, 0 when it does not fit
 * into @length. */
static size_t
rtp_header_length (const uint8_t * data, size_t length)
{
  size_t header = 12 + 4 * (size_t) (data[0] & 0x0f);

  if (data[0] & 0x10) {
    if (length < header + 4)
      return 0;
    header += 4 + 4 * (size_t) read16 (data + header + 2);
  }
  return header <= length ? header : 0;
}

LcPacketStatus
lc_rtp_check (const uint8_t * data, size_t length, bool encrypted,
    LcRtpInfo * info)
{
  size_t header;

  if (length == 0)
    return LC_PACKET_TRUNCATED;
  if (!is_version_2 (data))
    return LC_PACKET_GARBAGE;
  if (length < 12)
    return LC_PACKET_TRUNCATED;
  header = rtp_header_length (data, length);
  if (header == 0)
    return LC_PACKET_TRUNCATED;
  if (!encrypted && (data[0] & 0x20)) {
    uint8_t padding = data[length - 1];
    if (padding == 0 || padding > length - header)
      return LC_PACKET_TRUNCATED;
  }
  info->n_csrcs = data[0] & 0x0f;
  info->marker = data[1] >> 7;
  info->payload_type = data[1] & 0x7f;
  info->seqnum = read16 (data + 2);
  info->timestamp = read32 (data + 4);
  info->ssrc = read32 (data + 8);
  return LC_PACKET_OK;
}

LcPacketStatus
lc_rtcp_check_header (const uint8_t * data, size_t length)
{
  if (length == 0)
    return LC_PACKET_TRUNCATED;
  if (!is_version_2 (data))
    return LC_PACKET_GARBAGE;
  if (length < 8)
    return LC_PACKET_TRUNCATED;
  return data[1] >= RTCP_SR && data[1] <= RTCP_XR ? LC_PACKET_OK
      : LC_PACKET_GARBAGE;
}

static void
note_ssrc (LcRtcpInfo * info, uint32_t ssrc)
{
  for (unsigned i = 0; i < info->n_ssrcs; i++) {
    if (info->ssrcs[i] == ssrc)
      return;
  }
  if (info->n_ssrcs == LC_RTCP_MAX_SSRCS)
    info->too_many = true;
  else
    info->ssrcs[info->n_ssrcs++] = ssrc;
}

/* Position behind the chunk at @at (RFC 3550 section 6.5: items end with a
 * zero, then up to the next 32-bit boundary), 0 when it runs over @end. */
static size_t
sdes_chunk_end (const uint8_t * p, size_t at, size_t end)
{
  at += 4;
  while (at < end && p[at] != 0) {
    if (at + 2 > end)
      return 0;
    at += 2 + (size_t) p[at + 1];
  }
  if (at >= end)
    return 0;
  at = (at / 4 + 1) * 4;
  return at <= end ? at : 0;
}

static bool
check_sdes (const uint8_t * p, size_t length, LcRtcpInfo * info)
{
  size_t at = 4;

  for (unsigned n = p[0] & 0x1f; n > 0; n--) {
    if (at + 8 > length)
      return false;
    note_ssrc (info, read32 (p + at));
    at = sdes_chunk_end (p, at, length);
    if (at == 0)
      return false;
  }
  return true;
}

/* Smallest length of a packet with @count in its header. */
static size_t
least_length (uint8_t type, unsigned count)
{
  switch (type) {
    case RTCP_SR:
      return 28 + 24 * (size_t) count;
    case RTCP_RR:
      return 8 + 24 * (size_t) count;
    case RTCP_BYE:
      return 4 + 4 * (size_t) count;
    case RTCP_APP:
    case RTCP_RTPFB:
    case RTCP_PSFB:
      return 12;
    case RTCP_XR:
      return 8;
    default:
      return 4;
  }
}

/* @p is one packet of a compound, @length as its header says. */
static bool
check_one (const uint8_t * p, size_t length, LcRtcpInfo * info)
{
  if (length < least_length (p[1], p[0] & 0x1f))
    return false;
  if (p[1] == RTCP_SDES)
    return check_sdes (p, length, info);
  /* A BYE only ends what is known. */
  if (p[1] != RTCP_BYE && p[1] <= RTCP_XR && p[1] >= RTCP_SR)
    note_ssrc (info, read32 (p + 4));
  return true;
}

/* Of a compound that was found right. */
static void
note_report (const uint8_t * data, LcRtcpInfo * info)
{
  info->is_report = data[1] == RTCP_SR;
  if (!info->is_report)
    return;
  info->report_ssrc = read32 (data + 4);
  info->report_packets = read32 (data + 20);
}

LcPacketStatus
lc_rtcp_check (const uint8_t * data, size_t length, LcRtcpInfo * info)
{
  LcPacketStatus status = lc_rtcp_check_header (data, length);
  size_t at = 0;

  info->n_ssrcs = 0;
  info->too_many = false;
  info->is_report = false;
  if (status != LC_PACKET_OK)
    return status;
  while (at < length) {
    size_t one;

    if (length - at < 4 || !is_version_2 (data + at))
      return at == 0 ? LC_PACKET_GARBAGE : LC_PACKET_TRUNCATED;
    one = 4 * ((size_t) read16 (data + at + 2) + 1);
    if (one > length - at || !check_one (data + at, one, info))
      return LC_PACKET_TRUNCATED;
    at += one;
  }
  note_report (data, info);
  return LC_PACKET_OK;
}

/* Of one SR or RR, whose blocks begin at @at. */
static bool
find_block (const uint8_t * p, size_t at, uint32_t ssrc, int32_t * lost)
{
  for (unsigned n = p[0] & 0x1f; n > 0; n--, at += 24) {
    uint32_t count = read32 (p + at + 4) & 0xffffff;

    if (read32 (p + at) != ssrc)
      continue;
    *lost = count < 0x800000 ? (int32_t) count : (int32_t) count - 0x1000000;
    return true;
  }
  return false;
}

bool
lc_rtcp_find_block (const uint8_t * data, size_t length, uint32_t ssrc,
    int32_t * lost)
{
  size_t at = 0;

  while (at < length) {
    const uint8_t *p = data + at;

    if ((p[1] == RTCP_SR && find_block (p, 28, ssrc, lost))
        || (p[1] == RTCP_RR && find_block (p, 8, ssrc, lost)))
      return true;
    at += 4 * ((size_t) read16 (p + 2) + 1);
  }
  return false;
}
