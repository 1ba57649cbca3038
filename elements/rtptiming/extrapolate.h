/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_EXTRAPOLATE_H
#define LC_EXTRAPOLATE_H

#include <stdint.h>

/* Capture times between two tags of one RTP stream.
 *
 * RTP timestamps run with the sampling clock, so a packet without a tag was
 * captured as long after the last tag as its RTP timestamp says. The same
 * arithmetic serves the receiver, which fills the gaps, and the sender, which
 * sends a tag when the receiver would be wrong. Times in ns; a value type
 * without clock reads or allocation, one thread at a time.
 */

/* The longest stretch that is trusted: the extension's specification lets a
 * receiver extrapolate, and 100 ppm of sampling clock error over 5 s is half
 * of the contract's millisecond. */
#define LC_EXTRAPOLATE_MAX_NS INT64_C (5000000000)

#define LC_EXTRAPOLATE_NONE UINT64_MAX

typedef struct
{
  uint32_t clock_rate;          /* Hz; 0 = unknown, nothing is extrapolated */
  int valid;                    /* a tag has been seen */
  uint32_t ssrc;
  uint32_t rtp;                 /* RTP timestamp of the last tag */
  uint64_t ntp_ns;              /* its capture time */
} LcExtrapolate;

/* Forgets everything; also for a flush and a new clock rate. */
void lc_extrapolate_init (LcExtrapolate * state, uint32_t clock_rate);

/* A packet of @ssrc with RTP timestamp @rtp carried the capture time
 * @ntp_ns. */
void lc_extrapolate_tag (LcExtrapolate * state, uint32_t ssrc, uint32_t rtp,
    uint64_t ntp_ns);

/* The capture time of a packet, LC_EXTRAPOLATE_NONE before the first tag of
 * its SSRC and further than LC_EXTRAPOLATE_MAX_NS from the last. RTP
 * timestamps wrap and may go back (reordering, B-frames). */
uint64_t lc_extrapolate_at (const LcExtrapolate * state, uint32_t ssrc,
    uint32_t rtp);

#endif /* LC_EXTRAPOLATE_H */
