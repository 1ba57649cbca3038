/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "taps.h"

#define SAMPLE_RATE 48000

LcTaps *
lc_taps_new (void)
{
  LcTaps *taps = g_new0 (LcTaps, 1);

  for (guint i = 0; i < LC_TAPS_MAX_FRAMES; i++) {
    taps->frames[i].captured = GST_CLOCK_TIME_NONE;
    taps->frames[i].rendered = GST_CLOCK_TIME_NONE;
  }
  taps->beeps_sent = g_array_new (FALSE, FALSE, sizeof (GstClockTime));
  taps->beeps_heard = g_array_new (FALSE, FALSE, sizeof (GstClockTime));
  gst_video_info_init (&taps->sent_info);
  gst_video_info_init (&taps->reference_info);
  gst_video_info_init (&taps->rendered_info);
  g_mutex_init (&taps->lock);
  return taps;
}

void
lc_taps_free (LcTaps * taps)
{
  g_array_unref (taps->beeps_sent);
  g_array_unref (taps->beeps_heard);
  g_mutex_clear (&taps->lock);
  g_free (taps);
}

/* The segments of these pipelines start at 0: PTS is running time. */
static GstClockTime
capture_clock_time (GstPad * pad, GstBuffer * buffer)
{
  GstElement *element = gst_pad_get_parent_element (pad);
  GstClockTime time = gst_element_get_base_time (element)
      + GST_BUFFER_PTS (buffer);

  gst_object_unref (element);
  return time;
}

static GstClockTime
clock_now (GstElement * element)
{
  GstClock *clock = gst_element_get_clock (element);
  GstClockTime now = gst_clock_get_time (clock);

  gst_object_unref (clock);
  return now;
}

static gboolean
map_picture (GstVideoFrame * frame, GstVideoInfo * info, GstPad * pad,
    GstBuffer * buffer, GstMapFlags flags)
{
  if (GST_VIDEO_INFO_WIDTH (info) == 0) {
    GstCaps *caps = gst_pad_get_current_caps (pad);

    gst_video_info_from_caps (info, caps);
    gst_caps_unref (caps);
  }
  return gst_video_frame_map (frame, info, buffer, flags);
}

static GstPadProbeReturn
number_picture (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  LcTaps *taps = user_data;
  GstBuffer *buffer = gst_buffer_make_writable (info->data);
  guint number = taps->n_frames;
  GstVideoFrame frame;

  info->data = buffer;
  if (number == LC_TAPS_MAX_FRAMES
      || !map_picture (&frame, &taps->sent_info, pad, buffer, GST_MAP_WRITE))
    return GST_PAD_PROBE_OK;
  lc_picture_code_write (GST_VIDEO_FRAME_PLANE_DATA (&frame, 0),
      GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0), number);
  gst_video_frame_unmap (&frame);
  g_mutex_lock (&taps->lock);
  taps->frames[number].captured = capture_clock_time (pad, buffer);
  taps->n_frames++;
  g_mutex_unlock (&taps->lock);
  return GST_PAD_PROBE_OK;
}

static gint
find_onset (LcOnset * onset, GstBuffer * buffer)
{
  GstMapInfo map;
  gint at;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return -1;
  at = lc_onset_find (onset, (const gint16 *) map.data, map.size / 2);
  gst_buffer_unmap (buffer, &map);
  return at;
}

static void
add_beep (LcTaps * taps, GArray * beeps, GstClockTime start, gint sample)
{
  GstClockTime time = start
      + gst_util_uint64_scale (sample, GST_SECOND, SAMPLE_RATE);

  g_mutex_lock (&taps->lock);
  g_array_append_val (beeps, time);
  g_mutex_unlock (&taps->lock);
}

static GstPadProbeReturn
hear_input (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  LcTaps *taps = user_data;
  gint at = find_onset (&taps->sent_onset, info->data);

  if (at >= 0)
    add_beep (taps, taps->beeps_sent, capture_clock_time (pad, info->data), at);
  return GST_PAD_PROBE_OK;
}

static void
hear_output (GstElement * sink, GstBuffer * buffer, GstPad * pad,
    gpointer user_data)
{
  LcTaps *taps = user_data;
  gint at = find_onset (&taps->heard_onset, buffer);

  if (at >= 0)
    add_beep (taps, taps->beeps_heard, clock_now (sink), at);
}

/* TRUE with the picture's number and hash. */
static gboolean
read_picture (GstVideoInfo * info, GstPad * pad, GstBuffer * buffer,
    guint16 * number, guint64 * hash)
{
  GstVideoFrame frame;
  const guint8 *luma;
  gsize stride;
  gboolean good;

  if (!map_picture (&frame, info, pad, buffer, GST_MAP_READ))
    return FALSE;
  luma = GST_VIDEO_FRAME_PLANE_DATA (&frame, 0);
  stride = GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0);
  good = lc_picture_code_read (luma, stride, number);
  *hash = lc_picture_hash (luma, stride, GST_VIDEO_FRAME_WIDTH (&frame),
      GST_VIDEO_FRAME_HEIGHT (&frame));
  gst_video_frame_unmap (&frame);
  return good;
}

static void
see_reference (GstElement * sink, GstBuffer * buffer, GstPad * pad,
    gpointer user_data)
{
  LcTaps *taps = user_data;
  guint16 number;
  guint64 hash;

  if (!read_picture (&taps->reference_info, pad, buffer, &number, &hash))
    return;
  g_mutex_lock (&taps->lock);
  taps->frames[number].sent_hash = hash;
  g_mutex_unlock (&taps->lock);
}

static void
see_output (GstElement * sink, GstBuffer * buffer, GstPad * pad,
    gpointer user_data)
{
  LcTaps *taps = user_data;
  GstClockTime now = clock_now (sink);
  guint16 number;
  guint64 hash;

  if (!read_picture (&taps->rendered_info, pad, buffer, &number, &hash))
    return;
  g_mutex_lock (&taps->lock);
  taps->frames[number].rendered = now;
  taps->frames[number].rendered_hash = hash;
  g_mutex_unlock (&taps->lock);
}

static void
probe_input (GstElement * encoder, GstPadProbeCallback probe, LcTaps * taps)
{
  GstPad *pad = gst_element_get_static_pad (encoder, "sink");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, probe, taps, NULL);
  gst_object_unref (pad);
}

void
lc_taps_watch_picture_input (LcTaps * taps, GstElement * encoder)
{
  probe_input (encoder, number_picture, taps);
}

void
lc_taps_watch_sound_input (LcTaps * taps, GstElement * encoder)
{
  probe_input (encoder, hear_input, taps);
}

void
lc_taps_watch_reference (LcTaps * taps, GstElement * sink)
{
  g_signal_connect (sink, "handoff", G_CALLBACK (see_reference), taps);
}

void
lc_taps_watch_picture_output (LcTaps * taps, GstElement * sink)
{
  g_signal_connect (sink, "handoff", G_CALLBACK (see_output), taps);
}

void
lc_taps_watch_sound_output (LcTaps * taps, GstElement * sink)
{
  g_signal_connect (sink, "handoff", G_CALLBACK (hear_output), taps);
}
