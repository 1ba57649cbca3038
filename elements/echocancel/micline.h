/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_MIC_LINE_H
#define LC_MIC_LINE_H

#include <gst/audio/audio.h>

#include "dsp/aec.h"
#include "probehub.h"

G_BEGIN_DECLS

/* The microphone's way through the cores, for one set of caps: buffers of any
 * size in, blocks through one core per channel, buffers with the
 * microphone's own timestamps out. The cores' lag is cut off at the front and
 * given back by _finish: as many samples come out as went in, sample for
 * sample at the same timestamps.
 *
 * One thread at a time. */
typedef struct _LcMicLine LcMicLine;

/* transfer full; NULL when the core refuses @config or memory is short. */
LcMicLine *lc_mic_line_new (const GstAudioInfo * info,
    const LcAecConfig * config, const LcAecParams * params);
void lc_mic_line_free (LcMicLine * line);

/* Forgets samples and all that was learned. */
void lc_mic_line_reset (LcMicLine * line);
void lc_mic_line_set_params (LcMicLine * line, const LcAecParams * params);

/* Time from a sample's arrival until it has left, at most: the core's lag
 * and a block that is being filled. */
GstClockTime lc_mic_line_get_latency (LcMicLine * line);

/* @buffer: transfer none. @running_time: ns, or LC_TIME_UNKNOWN. FALSE when
 * it cannot be read or memory is short. */
gboolean lc_mic_line_push (LcMicLine * line, GstBuffer * buffer,
    gint64 running_time);

/* Cancels what whole blocks there are and reference is for. LC_FETCH_OK: no
 * whole block is left. LC_FETCH_WOULD_WAIT: pop what there is, then call with
 * @wait. With @wait it comes back after each block that it waited for. */
LcFetch lc_mic_line_work (LcMicLine * line, LcNearEnd * near, gboolean wait);

/* As _work, to the last sample: no more is expected to follow it directly. */
LcFetch lc_mic_line_finish (LcMicLine * line, LcNearEnd * near,
    gboolean wait);

/* transfer full; the next finished samples, or NULL. */
GstBuffer *lc_mic_line_pop (LcMicLine * line);

/* The very first sample as it came, so that a sink has something to preroll
 * with before there is any reference. The core's version of it is dropped.
 * NULL but once. */
GstBuffer *lc_mic_line_pop_first (LcMicLine * line);

typedef struct
{
  LcAecStats aec;               /* first channel; flags: any, or all settled */
  GstClockTime processed;       /* microphone cancelled */
  GstClockTime missing;         /* of that, without reference */
} LcMicStats;
void lc_mic_line_get_stats (LcMicLine * line, LcMicStats * stats);

G_END_DECLS

#endif
