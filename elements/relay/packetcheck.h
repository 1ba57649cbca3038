/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_PACKET_CHECK_H
#define LC_PACKET_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a datagram claims to be, checked before anybody believes it
 * (RFC 3550 section 5.1 and appendices A.1 and A.2). Reads nothing outside
 * @data[0..length), keeps nothing, allocates nothing. */

typedef enum
{
  LC_PACKET_OK,
  LC_PACKET_GARBAGE,            /* not RTP (or RTCP) at all */
  LC_PACKET_TRUNCATED,          /* shorter than its own header says */
} LcPacketStatus;

typedef struct
{
  uint8_t payload_type;         /* 0..127 */
  bool marker;
  uint16_t seqnum;
  uint32_t timestamp;
  uint32_t ssrc;
  uint8_t n_csrcs;              /* 0..15 */
} LcRtpInfo;

/* @encrypted: the payload is still SRTP, so that its padding cannot be
 * checked yet. */
LcPacketStatus lc_rtp_check (const uint8_t * data, size_t length,
    bool encrypted, LcRtpInfo * info);

/* SSRCs that a receiver of a compound packet would start to keep state for:
 * the senders of its reports and feedback and the chunks of its SDES. */
#define LC_RTCP_MAX_SSRCS 8

typedef struct
{
  uint32_t ssrcs[LC_RTCP_MAX_SSRCS];    /* different ones, in order */
  unsigned n_ssrcs;
  bool too_many;                /* more than fit */
  bool is_report;               /* starts with a sender report: */
  uint32_t report_ssrc;
  uint32_t report_packets;      /* sent so far (RFC 3550 section 6.4.1) */
} LcRtcpInfo;

/* The first header alone, all that SRTCP leaves readable. */
LcPacketStatus lc_rtcp_check_header (const uint8_t * data, size_t length);

/* A whole compound packet in the clear. */
LcPacketStatus lc_rtcp_check (const uint8_t * data, size_t length,
    LcRtcpInfo * info);

/* What a compound packet that was found right reports about @ssrc: *@lost
 * packets so far, negative when duplicates outweigh them (RFC 3550 section
 * 6.4.1). FALSE when it says nothing about @ssrc. */
bool lc_rtcp_find_block (const uint8_t * data, size_t length, uint32_t ssrc,
    int32_t * lost);

#endif /* LC_PACKET_CHECK_H */
