/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_SRTP_GUARD_H
#define GST_LC_SRTP_GUARD_H

#include <gst/gst.h>
#include "elements/relay/peer.h"
#include "elements/relay/srtpsession.h"

G_BEGIN_DECLS

/* The door between a socket and an RTP session, private to lcrtpsink and
 * lcrtpsrc (it has no factory): it authenticates and decrypts each datagram,
 * checks its header, its payload type and its SSRC, and only then lets it in,
 * without its network address. Everything else is dropped and counted. */
#define GST_TYPE_LC_SRTP_GUARD (gst_lc_srtp_guard_get_type ())
G_DECLARE_FINAL_TYPE (GstLcSrtpGuard, gst_lc_srtp_guard, GST, LC_SRTP_GUARD,
    GstElement)

typedef enum
{
  LC_GUARD_RTP,
  LC_GUARD_RTCP,
} LcGuardKind;

/* Sees every packet that is let in, in the clear, before it is pushed (and,
 * without a key, those that wait for a second one to vouch for them). */
typedef void (*LcGuardHook) (GstLcSrtpGuard * guard, const guint8 * data,
    gsize length, GstBuffer * buffer, gpointer user_data);

/* @session: transfer full, NULL = packets are in the clear. */
GstElement *gst_lc_srtp_guard_new (LcGuardKind kind, LcPeer * peer,
    LcSrtpSession * session);

/* Before data flows. A payload type not named here is unknown. */
void gst_lc_srtp_guard_allow (GstLcSrtpGuard * guard, guint payload_type,
    LcSsrcFlow flow);
void gst_lc_srtp_guard_set_hook (GstLcSrtpGuard * guard, LcGuardHook hook,
    gpointer user_data);

/* Adds this guard's counters to @sum. */
void gst_lc_srtp_guard_add_counters (GstLcSrtpGuard * guard,
    LcGuardCounters * sum);

/* Sends EOS downstream, after what has been let in; nothing passes later. */
void gst_lc_srtp_guard_end (GstLcSrtpGuard * guard);

G_END_DECLS

#endif /* GST_LC_SRTP_GUARD_H */
