/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef GST_LC_QUALITY_PRIVATE_H
#define GST_LC_QUALITY_PRIVATE_H

#include "gstlcquality.h"
#include "reporter.h"
#include "elements/quality/model/types.h"
#include "elements/rtptiming/extrapolate.h"

G_BEGIN_DECLS

/* Before PLAYING a sink takes one frame, the queues before it a few. */
#define MAX_EARLY 64

/* LcStage + 1; 0 is auto. */
#define STAGE_AUTO 0
#define KIND_UNKNOWN -1

struct _GstLcQuality
{
  GstBaseTransform parent;

  /* OBJECT_LOCK: settings, session (NULL below READY), and what the reporter
   * reads of the streaming thread. */
  gchar *stream;
  gint stage;
  guint64 interval;
  gboolean post_messages;
  gchar *report_location;
  GstLcQualitySession *session;
  GstClockTime last_pts, stream_time;
  struct
  {
    GstClockTime pts;
    guint64 capture;
  } early[MAX_EARLY];           /* to be shown from PLAYING on */
  guint n_early;

  LcReporter *reporter;         /* as session */
  LcReporterTap tap;            /* in the reporter from READY to PAUSED on */

  /* The sink behind this tap; OBJECT_LOCK: what of its drops is counted. */
  GWeakRef sink;
  guint64 sink_dropped;

  GstClockTime latency;         /* OBJECT_LOCK; the pipeline's, ns */
  gboolean begun;               /* state changes: in the reporter */

  /* The streaming thread's. */
  gboolean raw, rtp;
  guint rtp_id;                 /* of the capture time in RTP caps, 0 = none */
  LcExtrapolate rtp_tags;
  guint64 known_capture;        /* the last tag, and the PTS it was on */
  GstClockTime known_pts;
};

/* The session, transfer full, NULL below READY. For everybody but the streaming
 * thread and the state changes: the reporter and queries upstream may come
 * while another thread takes the element down. */
GstLcQualitySession *gst_lc_quality_ref_session (GstLcQuality * self);

/* gstlcqualitymarks.c: what a buffer means to the session. */

/* New RTP caps. */
void gst_lc_quality_take_rtp (GstLcQuality * self, const GstStructure * caps);

/* Tells the session of @buffer (streaming thread). */
void gst_lc_quality_mark (GstLcQuality * self, GstBuffer * buffer);

/* @buffer, or, at stage capture, one with the tag that is missing: transfer as
 * GstBaseTransform::prepare_output_buffer has it. */
GstBuffer *gst_lc_quality_tag (GstLcQuality * self, GstBuffer * buffer);

/* It is PLAYING now: the frames that came before are shown. Or a flush has
 * thrown them away. */
void gst_lc_quality_mark_early (GstLcQuality * self);
void gst_lc_quality_forget_early (GstLcQuality * self);

/* The next frame is not the last one's successor. */
void gst_lc_quality_break (GstLcQuality * self);

/* Counts what the sink has thrown away since the last look. */
void gst_lc_quality_count_sink_drops (GstLcQuality * self);

G_END_DECLS

#endif /* GST_LC_QUALITY_PRIVATE_H */
