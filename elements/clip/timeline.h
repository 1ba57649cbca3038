/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_TIMELINE_H
#define LC_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

/* The arithmetic of a clip that repeats: many passes over the same file laid
 * end to end on one timeline.
 *
 * All times are in ns. Within a pass a time counts from the start of the
 * file; on the timeline it counts from the start of the first pass. A pass is
 * as long as its longest track, so that every track starts the next pass at
 * the same moment. One thread at a time. */
typedef struct _LcTimeline LcTimeline;

#define LC_TIMELINE_NONE INT64_MAX

/* transfer full: lc_timeline_free() */
LcTimeline *lc_timeline_new (void);
void lc_timeline_free (LcTimeline * timeline);

/* A new track, returned as its index (0, 1, ...). */
unsigned lc_timeline_add_track (LcTimeline * timeline);

/* Where @time of the present pass lies on the timeline. Nothing is noted. */
int64_t lc_timeline_map (const LcTimeline * timeline, int64_t time);

/* Notes that the present pass holds data of @track from @time on, @duration
 * long. With LC_TIMELINE_NONE as duration the smallest distance between two
 * neighbouring times of the track stands in for it. */
void lc_timeline_note (LcTimeline * timeline, unsigned track, int64_t time,
    int64_t duration);

/* Length of the present pass as far as it is noted. */
int64_t lc_timeline_pass_length (const LcTimeline * timeline);

/* Begins the next pass where the present one ends. False, and nothing
 * changed, if the present pass has no length: repeating it would never move
 * on. */
bool lc_timeline_next_pass (LcTimeline * timeline);

#endif /* LC_TIMELINE_H */
