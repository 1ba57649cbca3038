/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_CLIP_RIG_H
#define LC_CLIP_RIG_H

#include <gst/check/gstcheck.h>
#include <gst/check/gsttestclock.h>

/* A pipeline with an lcclipsrc under a GstTestClock, everything that leaves
 * its pads written down. Time passes only in rig_run(). */
typedef struct
{
  GstClockTime pts, duration, running;  /* running: the clock's when it left */
  gboolean discont, delta;
} RigBuffer;

typedef struct
{
  GArray *buffers;              /* RigBuffer */
  gboolean eos;
  gboolean exists;
  guint segments;
  GstPad *pad;
} RigStream;

enum
{ RIG_VIDEO, RIG_AUDIO, RIG_STREAMS };

typedef struct
{
  GstElement *pipeline, *clip;
  GstTestClock *clock;
  GMutex lock;
  RigStream streams[RIG_STREAMS];
  gboolean links[RIG_STREAMS];  /* whether to link that kind of pad */
  const gchar *decoder;         /* between video pad and sink, or NULL */
} Rig;

/* @location: transfer none. */
void rig_init (Rig * rig, const gchar * location);
void rig_clear (Rig * rig);

/* Lets time pass until @n buffers of @stream have left (or its EOS); fails
 * the test if the clip does not get there. */
void rig_run (Rig * rig, guint stream, guint n);
void rig_run_to_eos (Rig * rig);
void rig_run_to_message (Rig * rig, GstMessageType type);
guint rig_count (Rig * rig, guint stream);
RigBuffer rig_buffer (Rig * rig, guint stream, guint index);
guint64 rig_stat (Rig * rig, const gchar * field);

/* Sentence of the only error or warning on the bus; transfer full. Fails if
 * there is none or more than one of @type. */
gchar *rig_only_message (Rig * rig, GstMessageType type);

/* Path of a file for the tests, made when it is first asked for, in a folder
 * of this test's own; the folder itself for a name without a recipe. */
const gchar *clip_file (const gchar * name);

/* Around each test, in its own process: what GStreamer's threads have done
 * before a fork would be lost in it. */
void clip_files_open (void);
void clip_files_close (void);

#endif /* LC_CLIP_RIG_H */
