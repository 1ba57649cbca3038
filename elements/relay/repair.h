/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_REPAIR_H
#define LC_REPAIR_H

#include <gst/gst.h>
#include "elements/relay/gstlcudpsender.h"

G_BEGIN_DECLS

/* The requests of a receiver, sent the moment they are made.
 *
 * rtpsession would send them too, but by the timing rules of RFC 4585 section
 * 3.5: one early packet, then none before the next regular report. Waiting
 * costs a retransmission its only chance at 100 ms of latency, and reports
 * every 10 ms to avoid it cost 100 packets a second for nothing. So the
 * jitter buffer's requests and the depayloader's are taken from their events
 * on the way up and written here (feedback.h), a token bucket in front.
 *
 * Thread safe. */
typedef struct _LcRepair LcRepair;

typedef struct
{
  guint64 nacks, nacks_held_back, key_unit_requests, plis;
} LcRepairCounters;

/* @sender: borrowed, where RTCP goes out; outlives the repair. @ssrc and
 * @cname: the receiver's own. */
LcRepair *lc_repair_new (GstLcUdpSender * sender, guint32 ssrc,
    const gchar * cname);
void lc_repair_free (LcRepair * repair);

/* Takes GstRTPRetransmissionRequest off @pad, where it goes upstream. */
void lc_repair_watch_retransmission (LcRepair * repair, GstPad * pad);

/* Takes key-unit requests off @pad, for the media of SSRC @ssrc. */
void lc_repair_watch_key_units (LcRepair * repair, GstPad * pad, guint32 ssrc);

void lc_repair_get_counters (LcRepair * repair, LcRepairCounters * counters);

G_END_DECLS

#endif /* LC_REPAIR_H */
