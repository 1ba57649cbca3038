/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_CLIP_STREAM_H
#define LC_CLIP_STREAM_H

#include <gst/gst.h>

#include "pacer.h"
#include "timeline.h"

G_BEGIN_DECLS

/* One stream of a clip on its way out of lcclipsrc:
 *
 *   parsebin pad --[intake]--> multiqueue --[outlet]--> ghost pad
 *
 * The intake runs in the demuxer's thread, ahead of time: it puts each pass
 * over the file behind the one before on the timeline and hides the seek
 * between them. The outlet runs in a thread per stream and paces. */

/* What the streams of one clip share. */
typedef struct _LcClip LcClip;
struct _LcClip
{
  GstElement *element;          /* not owned; posts and logs */
  LcPacer *pacer;

  GMutex lock;                  /* everything below; a leaf: no call that can
                                 * block or push is made with it */
  LcTimeline *timeline;
  GPtrArray *streams;           /* LcClipStream */
  gboolean loop;                /* as the user wants it */
  GstClockTime duration;        /* of one pass, NONE until known */
  guint64 loops;                /* seams passed, at the intake */
  guint64 buffers, bytes;       /* let out */
  GstClockTime position;        /* running time of the newest let out, NONE */
  GstClockTime late_max;        /* worst lateness at the outlet, ns */

  /* Every stream has come to the end of the pass; called without the lock in
   * the thread that brought the last one there. */
  void (*pass_over) (LcClip * clip);
};

typedef struct
{
  LcClip *clip;                 /* not owned, outlives the stream */
  guint track;                  /* of the timeline */
  GstPad *parsed, *sink, *queued;       /* owned references */
  GstClockTime frame_duration;  /* from the caps, NONE when they say nothing */

  GstSegment segment;           /* the demuxer's, of this pass */
  gboolean open;                /* past the first seek: data counts */
  gboolean done;                /* with this pass */
  gboolean fresh;               /* the next buffer is the first of the pass */
  gint64 highest;               /* PTS of the pass, ns */
  GstClockTime reorder;         /* most that a PTS was below it, ns */
  gint eos_sent;                /* atomic */
} LcClipStream;

/* Puts @stream between @parsed and the multiqueue's @sink and @queued pads
 * (transfer none) and adds it to the clip. The pads are not yet linked. */
LcClipStream *lc_clip_stream_new (LcClip * clip, GstPad * parsed,
    GstPad * sink, GstPad * queued);
void lc_clip_stream_free (LcClipStream * stream);

/* transfer full */
GstStructure *lc_clip_get_stats (LcClip * clip);

G_END_DECLS

#endif /* LC_CLIP_STREAM_H */
