/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_PACER_H
#define LC_PACER_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* Lets the streams of a recording out as a live source would: each buffer at
 * its own time by the element's clock, nothing before PLAYING.
 *
 * Times given to it count from the start of the recording; the pacer adds the
 * origin, the running time at which the recording was started. Thread safe:
 * one waiting thread per stream, the state change from any other. */
typedef struct _LcPacer LcPacer;

/* transfer full: lc_pacer_free(). @element is not owned and outlives it. */
LcPacer *lc_pacer_new (GstElement * element);
void lc_pacer_free (LcPacer * pacer);

/* Before and after a run. Between stop and start nobody waits: every wait
 * returns GST_FLOW_FLUSHING. */
void lc_pacer_start (LcPacer * pacer);
void lc_pacer_stop (LcPacer * pacer);

void lc_pacer_set_playing (LcPacer * pacer, gboolean playing);

/* From now on every wait returns GST_FLOW_EOS. */
void lc_pacer_end (LcPacer * pacer);
gboolean lc_pacer_is_ended (LcPacer * pacer);

/* Waits until @time has come.
 * Returns GST_FLOW_OK and sets @origin (ns of running time, to be added to
 * the recording's times) and @late (ns after its time, 0 when on time). */
GstFlowReturn lc_pacer_wait (LcPacer * pacer, GstClockTime time,
    GstClockTime * origin, GstClockTime * late);

G_END_DECLS

#endif /* LC_PACER_H */
