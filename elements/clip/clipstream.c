/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "clipstream.h"

GST_DEBUG_CATEGORY_EXTERN (gst_lc_clip_src_debug);
#define GST_CAT_DEFAULT gst_lc_clip_src_debug

#define MAX_REORDER ((gint64) GST_SECOND)

/* Time of @value in the pass in ns, negative before its start. */
static gboolean
time_in_pass (LcClipStream * stream, GstClockTime value, gint64 * time)
{
  guint64 running;
  gint sign;

  if (!GST_CLOCK_TIME_IS_VALID (value))
    return FALSE;
  sign = gst_segment_to_running_time_full (&stream->segment, GST_FORMAT_TIME,
      value, &running);
  if (sign == 0)
    return FALSE;
  *time = sign * (gint64) running;
  return TRUE;
}

static GstClockTime
to_timeline (LcClipStream * stream, gint64 time)
{
  gint64 mapped = lc_timeline_map (stream->clip->timeline, time);

  return mapped < 0 ? GST_CLOCK_TIME_NONE : (GstClockTime) mapped;
}

static gint64
known_duration (LcClipStream * stream, GstBuffer * buffer)
{
  if (GST_BUFFER_DURATION_IS_VALID (buffer))
    return GST_BUFFER_DURATION (buffer);
  if (GST_CLOCK_TIME_IS_VALID (stream->frame_duration))
    return stream->frame_duration;
  return LC_TIMELINE_NONE;
}

/* Call with the clip's lock: how far frames come out of order where the file
 * has no decoding times to say it (Matroska). Larger steps back are broken
 * timestamps. */
static void
note_order (LcClipStream * stream, gint64 pts)
{
  gint64 behind = stream->highest - pts;

  if (stream->fresh || behind < 0)
    stream->highest = pts;
  else if (behind <= MAX_REORDER)
    stream->reorder = MAX (stream->reorder, (GstClockTime) behind);
}

/* Call with the clip's lock; @buffer is writable. */
static void
place_buffer (LcClipStream * stream, GstBuffer * buffer)
{
  gint64 pts, dts;
  gboolean has_dts = time_in_pass (stream, GST_BUFFER_DTS (buffer), &dts);

  if (time_in_pass (stream, GST_BUFFER_PTS (buffer), &pts)) {
    lc_timeline_note (stream->clip->timeline, stream->track, pts,
        known_duration (stream, buffer));
    note_order (stream, pts);
    GST_BUFFER_PTS (buffer) = to_timeline (stream, MAX (pts, 0));
    /* Before an edit list's start: needed to decode, not to be seen. */
    if (pts < 0)
      GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DECODE_ONLY);
  }
  GST_BUFFER_DTS (buffer) =
      has_dts ? to_timeline (stream, dts) : GST_CLOCK_TIME_NONE;
  if (stream->fresh)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  stream->fresh = FALSE;
}

static GstPadProbeReturn
intake_buffer (LcClipStream * stream, GstPadProbeInfo * info)
{
  LcClip *clip = stream->clip;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstPadProbeReturn ret = GST_PAD_PROBE_OK;

  g_mutex_lock (&clip->lock);
  if (stream->open) {
    info->data = buffer = gst_buffer_make_writable (buffer);
    place_buffer (stream, buffer);
  } else {
    ret = GST_PAD_PROBE_DROP;
  }
  g_mutex_unlock (&clip->lock);
  return ret;
}

/* One by one through the pad, and so through intake_buffer(). */
static GstPadProbeReturn
intake_list (GstPad * pad, GstPadProbeInfo * info)
{
  GstBufferList *list = GST_PAD_PROBE_INFO_BUFFER_LIST (info);
  GstFlowReturn ret = GST_FLOW_OK;

  for (guint i = 0; i < gst_buffer_list_length (list) && ret == GST_FLOW_OK;
      i++)
    ret = gst_pad_push (pad, gst_buffer_ref (gst_buffer_list_get (list, i)));
  gst_buffer_list_unref (list);
  info->data = NULL;
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = ret;
  return GST_PAD_PROBE_HANDLED;
}

static gboolean
has_segment (GstPad * pad)
{
  GstEvent *event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);

  if (event)
    gst_event_unref (event);
  return event != NULL;
}

/* Behind the intake there is one segment for ever; the demuxer's own, new with
 * each pass, only tells where its data belongs. */
static GstPadProbeReturn
intake_segment (LcClipStream * stream, GstPadProbeInfo * info)
{
  LcClip *clip = stream->clip;
  GstSegment out;
  gboolean open;

  g_mutex_lock (&clip->lock);
  gst_event_copy_segment (GST_PAD_PROBE_INFO_EVENT (info), &stream->segment);
  stream->segment.base = 0;
  stream->segment.offset = 0;
  open = stream->open;
  g_mutex_unlock (&clip->lock);
  if (!open || has_segment (stream->sink))
    return GST_PAD_PROBE_DROP;
  gst_segment_init (&out, GST_FORMAT_TIME);
  gst_event_unref (GST_PAD_PROBE_INFO_EVENT (info));
  info->data = gst_event_new_segment (&out);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
intake_gap (LcClipStream * stream, GstPadProbeInfo * info)
{
  LcClip *clip = stream->clip;
  GstClockTime start, duration, mapped = GST_CLOCK_TIME_NONE;
  gint64 time;

  gst_event_parse_gap (GST_PAD_PROBE_INFO_EVENT (info), &start, &duration);
  g_mutex_lock (&clip->lock);
  if (stream->open && time_in_pass (stream, start, &time) && time >= 0)
    mapped = to_timeline (stream, time);
  g_mutex_unlock (&clip->lock);
  if (!GST_CLOCK_TIME_IS_VALID (mapped))
    return GST_PAD_PROBE_DROP;
  gst_event_unref (GST_PAD_PROBE_INFO_EVENT (info));
  info->data = gst_event_new_gap (mapped, duration);
  return GST_PAD_PROBE_OK;
}

static void
intake_caps (LcClipStream * stream, GstCaps * caps)
{
  gint n, d;

  stream->frame_duration = GST_CLOCK_TIME_NONE;
  if (gst_structure_get_fraction (gst_caps_get_structure (caps, 0),
          "framerate", &n, &d) && n > 0 && d > 0)
    stream->frame_duration = gst_util_uint64_scale (GST_SECOND, d, n);
}

/* A new pass: what the seek left behind is gone. */
static void
begin_pass (LcClipStream * stream)
{
  g_mutex_lock (&stream->clip->lock);
  stream->open = TRUE;
  stream->done = FALSE;
  stream->fresh = TRUE;
  g_mutex_unlock (&stream->clip->lock);
}

static void
end_pass (LcClipStream * stream)
{
  LcClip *clip = stream->clip;
  gboolean over;

  g_mutex_lock (&clip->lock);
  over = stream->open && !stream->done;
  stream->done = TRUE;
  for (guint i = 0; i < clip->streams->len; i++)
    over &= ((LcClipStream *) g_ptr_array_index (clip->streams, i))->done;
  g_mutex_unlock (&clip->lock);
  if (over)
    clip->pass_over (clip);
}

static GstPadProbeReturn
intake_event (LcClipStream * stream, GstPadProbeInfo * info)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_FLUSH_STOP:
      begin_pass (stream);
      return GST_PAD_PROBE_DROP;
    case GST_EVENT_FLUSH_START:
      return GST_PAD_PROBE_DROP;
    case GST_EVENT_SEGMENT:
      return intake_segment (stream, info);
    case GST_EVENT_GAP:
      return intake_gap (stream, info);
    case GST_EVENT_SEGMENT_DONE:
    case GST_EVENT_EOS:
      end_pass (stream);
      return GST_PAD_PROBE_DROP;
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      intake_caps (stream, caps);
      return GST_PAD_PROBE_OK;
    default:
      return GST_PAD_PROBE_OK;
  }
}

static GstPadProbeReturn
intake_probe (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  LcClipStream *stream = data;

  if (info->type & GST_PAD_PROBE_TYPE_BUFFER)
    return intake_buffer (stream, info);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST)
    return intake_list (pad, info);
  return intake_event (stream, info);
}

/* A frame that is shown later than it is decoded leaves when it is decoded,
 * so that those shown before it, which follow, are not late. */
static GstClockTime
leaving_time (LcClipStream * stream, GstBuffer * buffer)
{
  GstClockTime early;

  if (GST_BUFFER_DTS_IS_VALID (buffer) && (!GST_BUFFER_PTS_IS_VALID (buffer)
          || GST_BUFFER_DTS (buffer) < GST_BUFFER_PTS (buffer)))
    return GST_BUFFER_DTS (buffer);
  if (GST_BUFFER_DTS_IS_VALID (buffer) || !GST_BUFFER_PTS_IS_VALID (buffer))
    return GST_BUFFER_PTS (buffer);
  g_mutex_lock (&stream->clip->lock);
  early = MIN (stream->reorder, GST_BUFFER_PTS (buffer));
  g_mutex_unlock (&stream->clip->lock);
  return GST_BUFFER_PTS (buffer) - early;
}

static void
note_leaving (LcClip * clip, GstBuffer * buffer, GstClockTime late)
{
  g_mutex_lock (&clip->lock);
  clip->buffers++;
  clip->bytes += gst_buffer_get_size (buffer);
  if (GST_BUFFER_PTS_IS_VALID (buffer) &&
      (!GST_CLOCK_TIME_IS_VALID (clip->position) ||
          GST_BUFFER_PTS (buffer) > clip->position))
    clip->position = GST_BUFFER_PTS (buffer);
  clip->late_max = MAX (clip->late_max, late);
  g_mutex_unlock (&clip->lock);
}

static GstPadProbeReturn
outlet_refuse (LcClipStream * stream, GstPadProbeInfo * info,
    GstFlowReturn flow)
{
  gst_mini_object_unref (info->data);
  info->data = NULL;
  if (flow == GST_FLOW_EOS)
    gst_pad_push_event (stream->queued, gst_event_new_eos ());
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = flow;
  return GST_PAD_PROBE_HANDLED;
}

static GstPadProbeReturn
outlet_buffer (LcClipStream * stream, GstPadProbeInfo * info)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstClockTime time = leaving_time (stream, buffer), origin = 0, late = 0;
  GstFlowReturn flow = GST_FLOW_OK;

  if (GST_CLOCK_TIME_IS_VALID (time))
    flow = lc_pacer_wait (stream->clip->pacer, time, &origin, &late);
  if (flow != GST_FLOW_OK)
    return outlet_refuse (stream, info, flow);
  info->data = buffer = gst_buffer_make_writable (buffer);
  if (GST_BUFFER_PTS_IS_VALID (buffer))
    GST_BUFFER_PTS (buffer) += origin;
  if (GST_BUFFER_DTS_IS_VALID (buffer))
    GST_BUFFER_DTS (buffer) += origin;
  note_leaving (stream->clip, buffer, late);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
outlet_gap (LcClipStream * stream, GstPadProbeInfo * info)
{
  GstClockTime start, duration, origin = 0, late = 0;

  gst_event_parse_gap (GST_PAD_PROBE_INFO_EVENT (info), &start, &duration);
  if (lc_pacer_wait (stream->clip->pacer, start, &origin, &late) != GST_FLOW_OK)
    return GST_PAD_PROBE_DROP;
  gst_event_unref (GST_PAD_PROBE_INFO_EVENT (info));
  info->data = gst_event_new_gap (start + origin, duration);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
outlet_probe (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  LcClipStream *stream = data;

  if (info->type & GST_PAD_PROBE_TYPE_BUFFER)
    return outlet_buffer (stream, info);
  switch (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info))) {
    case GST_EVENT_GAP:
      return outlet_gap (stream, info);
    case GST_EVENT_EOS:
      /* Both the pacer's end and the end of the file may bring one. */
      return g_atomic_int_compare_and_exchange (&stream->eos_sent, FALSE,
          TRUE) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
    default:
      return GST_PAD_PROBE_OK;
  }
}

LcClipStream *
lc_clip_stream_new (LcClip * clip, GstPad * parsed, GstPad * sink,
    GstPad * queued)
{
  LcClipStream *stream = g_new0 (LcClipStream, 1);
  GstCaps *caps = gst_pad_get_current_caps (parsed);

  stream->clip = clip;
  stream->parsed = gst_object_ref (parsed);
  stream->sink = gst_object_ref (sink);
  stream->queued = gst_object_ref (queued);
  stream->frame_duration = GST_CLOCK_TIME_NONE;
  gst_segment_init (&stream->segment, GST_FORMAT_TIME);
  if (caps) {
    intake_caps (stream, caps);
    gst_caps_unref (caps);
  }
  g_mutex_lock (&clip->lock);
  stream->track = lc_timeline_add_track (clip->timeline);
  g_ptr_array_add (clip->streams, stream);
  g_mutex_unlock (&clip->lock);
  gst_pad_add_probe (parsed, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_BUFFER_LIST | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM |
      GST_PAD_PROBE_TYPE_EVENT_FLUSH, intake_probe, stream, NULL);
  gst_pad_add_probe (queued, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, outlet_probe, stream, NULL);
  return stream;
}

void
lc_clip_stream_free (LcClipStream * stream)
{
  gst_object_unref (stream->parsed);
  gst_object_unref (stream->sink);
  gst_object_unref (stream->queued);
  g_free (stream);
}

GstStructure *
lc_clip_get_stats (LcClip * clip)
{
  GstStructure *stats;

  g_mutex_lock (&clip->lock);
  stats = gst_structure_new ("application/x-lc-clip-stats",
      "loops", G_TYPE_UINT64, clip->loops,
      "duration", G_TYPE_UINT64, clip->duration,
      "position", G_TYPE_UINT64, clip->position,
      "buffers", G_TYPE_UINT64, clip->buffers,
      "bytes", G_TYPE_UINT64, clip->bytes,
      "late-max", G_TYPE_UINT64, clip->late_max, NULL);
  g_mutex_unlock (&clip->lock);
  return stats;
}
