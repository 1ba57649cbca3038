/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_CLIP_SRC_PRIVATE_H
#define GST_LC_CLIP_SRC_PRIVATE_H

#include "gstlcclipsrc.h"

#include "clipstream.h"

G_BEGIN_DECLS

struct _GstLcClipSrc
{
  GstBin parent;

  gchar *location;              /* OBJECT_LOCK */

  LcClip clip;

  /* Of a run, READY to PAUSED and back. */
  GstElement *parse, *queue;    /* owned by the bin */
  GMutex lock;                  /* the five below; a leaf */
  GCond cond;
  gboolean running;
  gboolean exposed;             /* parsebin has shown all its pads */
  gboolean failed;              /* an error is on the bus */
  gboolean warned;              /* so is the warning about truncation */
  guint seeks;                  /* under way in other threads */
  guint n_video, n_audio;       /* only in parsebin's thread */
};

/* transfer full */
gchar *gst_lc_clip_src_dup_location (GstLcClipSrc * self);

/* TRUE for the first failure of a run: one error is enough. */
gboolean gst_lc_clip_src_claim_failure (GstLcClipSrc * self);

/* Posts, unless there was a failure before, that the file @what. */
void gst_lc_clip_src_fail (GstLcClipSrc * self, const gchar * what);

/* gstlcclipsrcpasses.c */

gboolean gst_lc_clip_src_is_running (GstLcClipSrc * self);

/* Ends each stream behind what is queued. */
void gst_lc_clip_src_end_streams (GstLcClipSrc * self);

/* Back to the start, from @pad, any of the demuxer's. */
gboolean gst_lc_clip_src_seek_to_start (GstPad * pad);

/* LcClip::pass_over */
void gst_lc_clip_src_pass_over (LcClip * clip);

/* gstlcclipsrcrun.c */

/* READY to PAUSED: before the children change their state, and after. FALSE
 * with an error on the bus. */
gboolean gst_lc_clip_src_start (GstLcClipSrc * self);
gboolean gst_lc_clip_src_preload (GstLcClipSrc * self);

/* PAUSED to READY: before, and after. */
void gst_lc_clip_src_forbid_errors (GstLcClipSrc * self);
void gst_lc_clip_src_stop (GstLcClipSrc * self);

G_END_DECLS

#endif /* GST_LC_CLIP_SRC_PRIVATE_H */
