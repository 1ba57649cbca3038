/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_UDP_SENDER_H
#define GST_LC_UDP_SENDER_H

#include <gst/gst.h>
#include <gst/base/gstbasesink.h>
#include <gio/gio.h>
#include "elements/relay/peer.h"
#include "elements/relay/srtpsession.h"

G_BEGIN_DECLS

/* Encrypts and sends RTP or RTCP, private to lcrtpsink and lcrtpsrc (it has no
 * factory). The packet is copied once, into a buffer of the sender's own with
 * room for the SRTP trailer, and a list goes out in one system call. Nothing
 * waits for a clock; a datagram that cannot be sent is counted, never an
 * error of the stream. */
#define GST_TYPE_LC_UDP_SENDER (gst_lc_udp_sender_get_type ())
G_DECLARE_FINAL_TYPE (GstLcUdpSender, gst_lc_udp_sender, GST, LC_UDP_SENDER,
    GstBaseSink)

typedef enum
{
  LC_SENDER_RTP,
  LC_SENDER_RTCP,
} LcSenderKind;

/* Sees every packet in the clear before it is sent. */
typedef void (*LcSenderHook) (GstLcUdpSender * sender, const guint8 * data,
    gsize length, GstBuffer * buffer, gpointer user_data);

typedef struct
{
  guint64 packets, bytes;       /* sent, with SRTP trailer, without UDP */
  guint64 errors;               /* refused by the system */
  guint64 no_address;           /* nobody to send to yet */
} LcSenderCounters;

/* @session: transfer full, NULL = in the clear. @to: a fixed address, or NULL
 * to ask @peer for every packet. */
GstElement *gst_lc_udp_sender_new (LcSenderKind kind, GSocket * socket,
    LcSrtpSession * session, GSocketAddress * to, LcPeer * peer);
void gst_lc_udp_sender_set_hook (GstLcUdpSender * sender, LcSenderHook hook,
    gpointer user_data);

/* Sends one packet from any thread, beside the stream. */
void gst_lc_udp_sender_send (GstLcUdpSender * sender, const guint8 * data,
    gsize length);

void gst_lc_udp_sender_get_counters (GstLcUdpSender * sender,
    LcSenderCounters * counters);

G_END_DECLS

#endif /* GST_LC_UDP_SENDER_H */
