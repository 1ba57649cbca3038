/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_PEER_H
#define LC_PEER_H

#include <gst/gst.h>
#include <gio/gio.h>
#include "elements/relay/ssrcgate.h"

G_BEGIN_DECLS

/* What one medium knows about the other end: which of its SSRCs are let in
 * and where RTCP goes. The guards of the medium's RTP and RTCP teach it, only
 * with packets that passed authentication; the RTCP sender asks it.
 *
 * Reference counted. Every call is safe from any thread and takes one short
 * lock. */
typedef struct _LcPeer LcPeer;

/* A datagram's fate; also the index of its counter. */
typedef enum
{
  LC_FATE_PASSED,
  LC_FATE_GARBAGE,              /* not RTP or RTCP */
  LC_FATE_TRUNCATED,            /* shorter than its own header says */
  LC_FATE_AUTH_FAILED,          /* wrong key, foreign SSRC, or changed */
  LC_FATE_REPLAYED,             /* seen before */
  LC_FATE_UNKNOWN_PAYLOAD_TYPE, /* authentic, but no codec for it */
  LC_FATE_SSRC_REFUSED,         /* a second sender, or one SSRC too many */
  LC_FATE_FOREIGN_ADDRESS,      /* plain RTCP from elsewhere */
  LC_FATE_UNVERIFIED,           /* without a key: waits for its successor */
  LC_FATE_AFTER_BYE,            /* the medium has ended */
  LC_N_FATES
} LcFate;

typedef struct
{
  guint64 datagrams;            /* everything the socket gave us */
  guint64 bytes;
  guint64 fates[LC_N_FATES];
} LcGuardCounters;

/* How the RTCP address is found. */
typedef enum
{
  LC_PEER_FIXED,                /* set by lc_peer_set_address() */
  LC_PEER_LEARN,                /* from authenticated packets */
} LcPeerMode;

/* @encrypted: RTP is authenticated. @rtcp_encrypted: RTCP is too. */
LcPeer *lc_peer_new (LcPeerMode mode, gboolean encrypted,
    gboolean rtcp_encrypted);
LcPeer *lc_peer_ref (LcPeer * peer);
void lc_peer_unref (LcPeer * peer);

void lc_peer_set_address (LcPeer * peer, GSocketAddress * rtcp_address);

/* Transfer full, NULL while nothing is known. */
GSocketAddress *lc_peer_get_address (LcPeer * peer);

/* An authenticated media or retransmission packet from @from (may be NULL).
 * *@taken_over: it is the first of a new owner of its flow. */
LcFate lc_peer_rtp (LcPeer * peer, LcSsrcFlow flow, guint32 ssrc,
    guint16 seqnum, GSocketAddress * from, gboolean * taken_over);

/* An SSRC that is only mentioned (RFC 3550 section 5.1, CSRC). */
LcFate lc_peer_mention (LcPeer * peer, guint32 ssrc);

/* An RTCP compound from @from, authenticated unless RTCP is plain. */
LcFate lc_peer_rtcp (LcPeer * peer, const guint32 * ssrcs, guint n_ssrcs,
    GSocketAddress * from);

/* A sender report says that @ssrc has sent @packets. */
void lc_peer_report (LcPeer * peer, guint32 ssrc, guint32 packets);

/* It is still to be learnt who sends: no RTP was let in yet. */
gboolean lc_peer_unheard (LcPeer * peer);

/* What the last report of @ssrc said; FALSE without one, and after
 * LC_PEER_HINT_TRIES answers, until the next report. */
#define LC_PEER_HINT_TRIES 50
gboolean lc_peer_hint (LcPeer * peer, guint32 ssrc, guint32 * packets);

/* The SSRC that owns @flow now; FALSE when none does. */
gboolean lc_peer_owner (LcPeer * peer, LcSsrcFlow flow, guint32 * ssrc);

void lc_peer_bye (LcPeer * peer, guint32 ssrc);
void lc_peer_remove (LcPeer * peer, guint32 ssrc);

/* After the owner's BYE the medium is over: the guards let nothing in. */
void lc_peer_end (LcPeer * peer);
gboolean lc_peer_ended (LcPeer * peer);

G_END_DECLS

#endif /* LC_PEER_H */
