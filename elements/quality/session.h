/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_QUALITY_SESSION_H
#define GST_LC_QUALITY_SESSION_H

#include <gst/gst.h>
#include "elements/quality/model/types.h"

G_BEGIN_DECLS

/* What the elements of one pipeline know about the quality of its streams.
 *
 * Any element of the plugin may report: it takes the session in NULL->READY,
 * drops it in READY->NULL, and calls the functions below from any thread. A
 * report costs one short lock and no allocation; nobody who reads the figures
 * holds that lock for longer than a pointer swap.
 *
 *   case GST_STATE_CHANGE_NULL_TO_READY:
 *     self->session = gst_lc_quality_session_for_element (GST_ELEMENT (self));
 *   ...
 *   gst_lc_quality_session_mark (self->session, 0, LC_KIND_VIDEO,
 *       LC_STAGE_SENT, capture_ntp, lc_element_now_ntp (GST_ELEMENT (self)));
 */
#define GST_TYPE_LC_QUALITY_SESSION (gst_lc_quality_session_get_type ())
G_DECLARE_FINAL_TYPE (GstLcQualitySession, gst_lc_quality_session, GST,
    LC_QUALITY_SESSION, GObject)

#define GST_LC_QUALITY_SESSION_CONTEXT "lc.quality-session"

/* The session of @element's pipeline, transfer full: by GstContext (set
 * before, or answered to need-context), else a new one that is announced by
 * have-context. Elements of one pipeline get the same object however deep in
 * bins they sit and also when they ask at the same time. */
GstLcQualitySession *gst_lc_quality_session_for_element (GstElement * element);

/* The number of the stream called @label, for the calls below. NULL or "" is
 * stream 0, which always exists; audio and video that belong together have
 * one label. When all LC_QUALITY_MAX_STREAMS are taken the answer is 0. */
#define LC_QUALITY_MAX_STREAMS 8
guint gst_lc_quality_session_stream (GstLcQualitySession * session,
    const gchar * label);

/* The frame captured at @capture_ntp passed @stage at @at_ntp (both ntp-ns).
 * Frames are matched over the stages by capture time, to 1 ms. LC_NTP_NONE as
 * @capture_ntp: an untagged frame, good for intervals and freezes only;
 * LC_NTP_NONE as @at_ntp: ignored. */
void gst_lc_quality_session_mark (GstLcQualitySession * session, guint stream,
    LcKind kind, LcStage stage, guint64 capture_ntp, guint64 at_ntp);

/* Adds @n to a counter. Of packets, what nobody has counted is not reported: a
 * count of 0 says that you will. */
void gst_lc_quality_session_count (GstLcQualitySession * session,
    guint stream, LcKind kind, LcCount what, guint64 n);

/* The bound of the error between sender's and receiver's UTC, in ns, e.g.
 * half the round trip from RTCP (RFC 3550 section 6.4.1): every end-to-end
 * figure is reported beside it. The latest value counts. */
void gst_lc_quality_session_clock_error (GstLcQualitySession * session,
    guint stream, guint64 error);

/* What the other side's receiver reports say of @kind: the round trip in ns
 * and the packets that never reached it on the first try since the start,
 * repaired or not (RFC 3550 section 6.4.1). The latest values count. */
void gst_lc_quality_session_remote (GstLcQualitySession * session,
    guint stream, LcKind kind, guint64 round_trip, guint64 packets_lost);

/* The next rendered frame does not continue the last one (flush, pause by the
 * user, caps change by a seek): no interval, no freeze between them. */
void gst_lc_quality_session_discont (GstLcQualitySession * session,
    guint stream, LcKind kind);

G_END_DECLS

#endif /* GST_LC_QUALITY_SESSION_H */
