/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_BENCH_TAPS_H
#define LC_BENCH_TAPS_H

#include <gst/gst.h>
#include <gst/video/video.h>

#include "picturecode.h"

G_BEGIN_DECLS

/* What is seen at the four ends of a session. Times are clock times. */
#define LC_TAPS_MAX_FRAMES 65536

typedef struct
{
  GstClockTime captured, rendered;      /* NONE when it was not */
  guint64 sent_hash, rendered_hash;
} LcTapFrame;

typedef struct
{
  LcTapFrame frames[LC_TAPS_MAX_FRAMES];
  guint n_frames;
  GArray *beeps_sent, *beeps_heard;     /* GstClockTime */
  LcOnset sent_onset, heard_onset;
  GstVideoInfo sent_info, reference_info, rendered_info;
  GMutex lock;
} LcTaps;

LcTaps *lc_taps_new (void);
void lc_taps_free (LcTaps * taps);

/* Draws the numbers on, and notes the times of, what enters the encoder. */
void lc_taps_watch_picture_input (LcTaps * taps, GstElement * encoder);
void lc_taps_watch_sound_input (LcTaps * taps, GstElement * encoder);

/* Sinks with signal-handoffs; the reference is the sender's own decoder. */
void lc_taps_watch_reference (LcTaps * taps, GstElement * sink);
void lc_taps_watch_picture_output (LcTaps * taps, GstElement * sink);
void lc_taps_watch_sound_output (LcTaps * taps, GstElement * sink);

G_END_DECLS

#endif /* LC_BENCH_TAPS_H */
