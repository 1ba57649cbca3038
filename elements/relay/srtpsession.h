/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_SRTP_SESSION_H
#define LC_SRTP_SESSION_H

#include <glib.h>
#include "elements/relay/srtpkey.h"

G_BEGIN_DECLS

/* One direction of one flow (RTP or RTCP) of an SRTP session (RFC 3711), on
 * libsrtp2.
 *
 * Inbound, a packet of an unknown SSRC is judged with a template of the
 * master key; state for the SSRC is made only after its authentication tag
 * was right, so packets of people without the key cost time, never memory.
 * People with the key get LC_SRTP_SSRC_MAX places: the one that was silent for
 * the longest number of packets makes room.
 *
 * One thread at a time; no call blocks or logs. */
typedef struct _LcSrtpSession LcSrtpSession;

typedef enum
{
  LC_SRTP_OK,
  LC_SRTP_AUTH_FAILED,          /* wrong key, or changed on the way */
  LC_SRTP_REPLAYED,             /* seen before, or older than the window */
  LC_SRTP_MALFORMED,            /* too short to be what it says it is */
  LC_SRTP_EXHAUSTED,            /* 2^48 packets: a new key is needed */
  LC_SRTP_FAILED,               /* no memory, or a bug */
} LcSrtpStatus;

typedef enum
{
  LC_SRTP_INBOUND,
  LC_SRTP_OUTBOUND,
} LcSrtpDirection;

#define LC_SRTP_SSRC_MAX 16

/* Bytes a packet may grow by lc_srtp_protect_*: the tag and, for RTCP, the
 * index (RFC 3711 section 3.4). */
#define LC_SRTP_TRAILER_MAX 32

/* Transfer full; NULL when libsrtp2 cannot do @key's cipher. */
LcSrtpSession *lc_srtp_session_new (const LcSrtpKey * key,
    LcSrtpDirection direction);
void lc_srtp_session_free (LcSrtpSession * session);

/* All four work in place on @packet. *@length is the packet's length before
 * and after; to protect, @packet has LC_SRTP_TRAILER_MAX bytes of room behind
 * it. After a failure the content of @packet is undefined.
 * @packet is aligned to 4 bytes (libsrtp's own demand). */
LcSrtpStatus lc_srtp_protect_rtp (LcSrtpSession * session, guint8 * packet,
    gsize * length);
LcSrtpStatus lc_srtp_protect_rtcp (LcSrtpSession * session, guint8 * packet,
    gsize * length);
LcSrtpStatus lc_srtp_unprotect_rtp (LcSrtpSession * session, guint8 * packet,
    gsize * length);
LcSrtpStatus lc_srtp_unprotect_rtcp (LcSrtpSession * session, guint8 * packet,
    gsize * length);

/* Whether there is state for @ssrc (inbound only). */
gboolean lc_srtp_session_knows (LcSrtpSession * session, guint32 ssrc);

/* As lc_srtp_unprotect_rtp(), for an SSRC without state whose packets have
 * wrapped their sequence numbers @rollover times already (RFC 3711 section
 * 3.3.1: the number is not on the wire). A wrong guess fails authentication
 * and leaves no state. */
LcSrtpStatus lc_srtp_unprotect_rtp_at (LcSrtpSession * session,
    guint32 rollover, guint8 * packet, gsize * length);

/* SSRCs with state, at most LC_SRTP_SSRC_MAX (inbound only). */
guint lc_srtp_session_n_ssrcs (LcSrtpSession * session);

G_END_DECLS

#endif /* LC_SRTP_SESSION_H */
