/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_CAPTURE_TIME_H
#define LC_CAPTURE_TIME_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* Capture time inside the process, for every room of the house.
 *
 * Unit: nanoseconds since 1900-01-01 UTC (the NTP epoch, RFC 5905 section 6),
 * called `ntp-ns` here. On a buffer it is a GstReferenceTimestampMeta with
 * caps "timestamp/x-ntp"; on the wire it is the abs-capture-time RTP header
 * extension (wire.h). LC_NTP_NONE means unknown.
 */
#define LC_NTP_NONE G_MAXUINT64

/* Seconds from 1900-01-01 to 1970-01-01 (RFC 5905 section 6). */
#define LC_NTP_UNIX_OFFSET_SECONDS G_GUINT64_CONSTANT (2208988800)

#define LC_CAPTURE_TIME_URI \
  "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"

/* The capture time of @buffer in ntp-ns, LC_NTP_NONE when there is none or
 * when several disagree by more than 1 ms (opusenc leaves one of every input
 * buffer it has seen; none of them can be trusted then). */
guint64 lc_capture_time_get (GstBuffer * buffer);

/* Every capture time on @buffer: returns how many there are and stores the
 * last @max of them, which are the newest, in @times. */
guint lc_capture_time_list (GstBuffer * buffer, guint64 * times, guint max);

/* Makes @ntp_ns the only capture time of @buffer, which must be writable;
 * LC_NTP_NONE removes all. */
void lc_capture_time_set (GstBuffer * buffer, guint64 ntp_ns);

/* Maps the times of one GstClock to UTC and back.
 *
 * There is one map per clock and process: everybody who asks for the same
 * clock gets the same mapping, so that all streams of one sender agree. It
 * is refreshed about once a second, follows the slewing of the system's UTC
 * slowly (at most 0.5 ms per second) and takes a step of more than 100 ms at
 * once. Thread safe; no call blocks.
 *
 * A GstTestClock is measured once, when its map is first asked for: from then
 * on capture times differ by exactly what the test clock's times differ. */
typedef struct _LcUtcMap LcUtcMap;

/* transfer none: lives as long as @clock. */
LcUtcMap *lc_utc_map_for_clock (GstClock * clock);
guint64 lc_utc_map_to_ntp (LcUtcMap * map, GstClockTime clock_time);
GstClockTime lc_utc_map_from_ntp (LcUtcMap * map, guint64 ntp_ns);

/* Now in ntp-ns by @element's clock, LC_NTP_NONE when it has no clock. */
guint64 lc_element_now_ntp (GstElement * element);

/* The capture time of a buffer of @element by the time contract: base-time +
 * running time of @pts in @segment, as ntp-ns. LC_NTP_NONE without clock,
 * base time, valid pts or a TIME segment, and while @element is not PLAYING
 * (or on its way there): a paused or prerolling element has the base time of
 * the run before, and the time would be wrong by the length of the pause. */
guint64 lc_element_pts_to_ntp (GstElement * element,
    const GstSegment * segment, GstClockTime pts);

G_END_DECLS

#endif /* LC_CAPTURE_TIME_H */
