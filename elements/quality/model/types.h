/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_QUALITY_TYPES_H
#define LC_QUALITY_TYPES_H

#include <stdint.h>

/* The words that reporters and models share. All times are nanoseconds:
 * moments since 1900-01-01 UTC (`ntp-ns`, see rtptiming/capturetime.h),
 * durations plain. */
#define LC_TIME_NONE UINT64_MAX
#define LC_MS ((int64_t) 1000000)
#define LC_SECOND ((int64_t) 1000000000)

typedef enum
{
  LC_KIND_AUDIO,
  LC_KIND_VIDEO,
  LC_N_KINDS
} LcKind;

/* Where on its way a frame was seen, in the order of the way. For audio a
 * "frame" is one buffer. */
typedef enum
{
  LC_STAGE_CAPTURE,             /* raw, before the encoder */
  LC_STAGE_ENCODED,             /* out of the encoder */
  LC_STAGE_SENT,                /* its last packet handed to the socket */
  LC_STAGE_RECEIVED,            /* its tagged packet read from the socket */
  LC_STAGE_RELEASED,            /* out of jitter buffer and depayloader */
  LC_STAGE_RENDERED,            /* the moment it is shown or heard */
  LC_N_STAGES
} LcStage;

/* What elements count. Drops between two stages that are both marked are found
 * by the marks themselves: report here only those that no mark can show. */
typedef enum
{
  LC_COUNT_DROPPED_ENCODER,
  LC_COUNT_DROPPED_NETWORK,
  LC_COUNT_DROPPED_DECODER,
  LC_COUNT_DROPPED_SINK,
  LC_COUNT_PACKETS_SENT,        /* media packets, retransmissions not among them */
  LC_COUNT_PACKETS_RECEIVED,
  LC_COUNT_PACKETS_LOST,        /* never arrived, by whatever repair */
  LC_COUNT_PACKETS_RETRANSMITTED,       /* sent again */
  LC_COUNT_PACKETS_RECOVERED,   /* arrived as a retransmission, in time */
  LC_COUNT_BYTES_SENT,          /* of media packets, without SRTP and UDP */
  LC_N_COUNTS
} LcCount;

#endif /* LC_QUALITY_TYPES_H */
