/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_ECHO_RIG_H
#define LC_ECHO_RIG_H

#include <gst/check/gstcheck.h>

/* One pipeline, not live, two branches without queues, as one types it:
 *
 *   appsrc ! lcechoprobe name=far ! fakesink
 *   appsrc ! lcechocancel probe=far ! fakesink
 *
 * S16LE mono. Both sources are filled before it plays; each branch has a
 * thread of its own, which a seed makes stumble. What the canceller lets out
 * is written down. */
typedef struct
{
  GstElement *pipeline, *far_src, *probe, *far_sink, *mic_src, *cancel;
  guint far_rate, mic_rate;
  GArray *out;                  /* gint16 */
  GArray *times;                /* GstClockTime of each buffer */
  guint warnings;
  GRand *far_rand, *mic_rand;
} EchoRig;

/* @far_rate 0: no probe at all. */
void echo_rig_init (EchoRig * rig, guint far_rate, guint mic_rate,
    guint32 seed);
void echo_rig_clear (EchoRig * rig);

/* Sample @i of either signal: any two differ, also from each other. */
gint16 echo_far_sample (gint64 i);
gint16 echo_mic_sample (gint64 i);

/* Samples @from up to @to, timestamped by their number, in buffers of
 * @size. */
void echo_rig_far (EchoRig * rig, gint64 from, gint64 to, guint size);
void echo_rig_mic (EchoRig * rig, gint64 from, gint64 to, guint size);
void echo_rig_end (GstElement * src);

/* Plays until EOS of all branches. */
void echo_rig_run (EchoRig * rig);

/* Number of samples of @stats field (ns) at the microphone's rate. */
guint64 echo_rig_stat (EchoRig * rig, const gchar * field);

/* The next @n samples from @at on are @far's, or silence. */
void echo_rig_expect_far (EchoRig * rig, gint64 at, gint64 n);
void echo_rig_expect_silence (EchoRig * rig, gint64 at, gint64 n);

/* A buffer of @n samples from @from on of what @sample makes; transfer
 * full. */
GstBuffer *echo_buffer (gint16 (*sample) (gint64), gint64 from, guint n,
    guint rate);

#endif
