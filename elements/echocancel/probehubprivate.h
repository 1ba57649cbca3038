/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_PROBE_HUB_PRIVATE_H
#define LC_PROBE_HUB_PRIVATE_H

#include "probehub.h"

#include <gst/audio/audio.h>

#include "pairing/samplering.h"

G_BEGIN_DECLS

/* How far a reference that is not live may run ahead of a canceller, and how
 * much microphone is kept while its own thread has yet to bring the
 * reference. Demuxers interleave by less. */
#define LC_HUB_LIMIT (10 * GST_SECOND)
/* The same while it is not known which thread that is. */
#define LC_HUB_LIMIT_UNKNOWN GST_SECOND

typedef enum
{
  LC_LIVE_UNKNOWN,
  LC_LIVE_NO,
  LC_LIVE_YES
} LcLive;

/* Everything here is under the hub's lock, unless it says "own thread". */
struct _LcFarEnd
{
  GstElement *owner;            /* not owned */
  GstPad *sinkpad;              /* not owned */
  gboolean found, started, flushing, eos, dead, live;
  GThread *thread;              /* that feeds it; not owned, only compared */
  GstClockTime latency;
  LcTrack track;
  LcSampleRing *ring;           /* mono, owned */
  guint64 received;             /* samples at track.rate since then */
  GstClockTime received_before; /* at earlier rates */
  guint64 taken;                /* samples, by all near ends together */
  guint64 timeouts;
};

struct _LcNearEnd
{
  GstElement *owner;            /* not owned */
  GstPad *sinkpad;              /* not owned */
  gchar *probe;                 /* owned */
  LcFarEnd *far;                /* found, or NULL */
  gboolean registered, started, flushing, eos;
  gboolean starving;            /* waits for reference */
  gboolean distrust;            /* has waited in vain since it last got any */
  LcLive live;
  GThread *thread;              /* that brings the microphone */
  LcPairing pairing;
  gint64 used;                  /* reference samples before it are used up */
  LcNearStats stats;

  GstAudioResampler *resampler; /* own thread; NULL at equal rates */
  guint resampler_rate;         /* own thread: rate it makes */
  gfloat *scratch;              /* own thread: reference before resampling */
  gsize scratch_size;
};

void lc_hub_lock (void);
void lc_hub_unlock (void);
void lc_hub_broadcast (void);

/* With the lock held. */
void lc_hub_add_far (LcFarEnd * far);
void lc_hub_remove_far (LcFarEnd * far);
void lc_hub_add_near (LcNearEnd * near);
void lc_hub_remove_near (LcNearEnd * near);
/* Looks anew for what @near asks for. */
void lc_hub_resolve (LcNearEnd * near);
typedef gboolean (*LcNearTest) (LcFarEnd * far, LcNearEnd * near);
/* How many near ends of @far pass. */
guint lc_hub_count_nears (LcFarEnd * far, LcNearTest test);

gboolean lc_hub_same_pipeline (GstElement * a, GstElement * b);
/* The pipeline of @element is between two states, or still prerolling. */
gboolean lc_hub_is_changing (GstElement * element);
/* @other stands still while @self's pipeline runs. */
gboolean lc_hub_is_held (GstElement * self, GstElement * other);

/* A wait that gives up after 2 s in which nothing moved, not counting the
 * time in which the pipeline is paused. Zero-initialised. */
typedef struct
{
  gint64 deadline;              /* monotonic us */
  gint64 progress;
} LcPatience;

/* Waits a little; FALSE when patience is at an end. @progress: anything that
 * changes as long as there is hope. */
gboolean lc_hub_wait (LcPatience * patience, GstElement * self,
    gint64 progress);

/* Samples in for @n samples out. */
gsize lc_hub_get_in_frames (GstAudioResampler * resampler, gsize n);

/* For tests: what is 2 s otherwise. */
void lc_hub_set_patience (GstClockTime patience);

G_END_DECLS

#endif
