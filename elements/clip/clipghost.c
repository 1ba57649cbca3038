/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "clipghost.h"

GST_DEBUG_CATEGORY_EXTERN (gst_lc_clip_src_debug);
#define GST_CAT_DEFAULT gst_lc_clip_src_debug

/* The clip is live and endless: there is nowhere to seek to and nobody whose
 * frames could be skipped. */
static gboolean
pad_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_RECONFIGURE:
    case GST_EVENT_LATENCY:
      return gst_pad_event_default (pad, parent, event);
    default:
      GST_DEBUG_OBJECT (pad, "refusing %s", GST_EVENT_TYPE_NAME (event));
      gst_event_unref (event);
      return FALSE;
  }
}

static gboolean
answer_duration (LcClip * clip, GstQuery * query)
{
  GstFormat format;
  GstClockTime duration;

  gst_query_parse_duration (query, &format, NULL);
  g_mutex_lock (&clip->lock);
  duration = clip->loop ? GST_CLOCK_TIME_NONE : clip->duration;
  g_mutex_unlock (&clip->lock);
  if (format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID (duration))
    return FALSE;
  gst_query_set_duration (query, format, duration);
  return TRUE;
}

static gboolean
answer_position (LcClip * clip, GstQuery * query)
{
  GstFormat format;
  GstClockTime position;

  gst_query_parse_position (query, &format, NULL);
  g_mutex_lock (&clip->lock);
  position = clip->position;
  g_mutex_unlock (&clip->lock);
  if (format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID (position))
    return FALSE;
  gst_query_set_position (query, format, position);
  return TRUE;
}

static gboolean
pad_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  LcClip *clip = gst_pad_get_element_private (pad);
  GstFormat format;

  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_LATENCY:
      /* Each buffer leaves at its time; however late it is taken, none is
       * lost. */
      gst_query_set_latency (query, TRUE, 0, GST_CLOCK_TIME_NONE);
      return TRUE;
    case GST_QUERY_SEEKING:
      gst_query_parse_seeking (query, &format, NULL, NULL, NULL);
      gst_query_set_seeking (query, format, FALSE, 0, -1);
      return TRUE;
    case GST_QUERY_DURATION:
      return answer_duration (clip, query);
    case GST_QUERY_POSITION:
      return answer_position (clip, query);
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

static gboolean
copy_sticky_event (GstPad * pad, GstEvent ** event, gpointer ghost)
{
  if (GST_EVENT_TYPE (*event) == GST_EVENT_STREAM_START ||
      GST_EVENT_TYPE (*event) == GST_EVENT_CAPS)
    gst_pad_store_sticky_event (ghost, *event);
  return TRUE;
}

GstPad *
lc_clip_ghost_new (LcClip * clip, const gchar * name, GstPadTemplate * templ,
    GstPad * parsed, GstPad * queued)
{
  GstPad *ghost = gst_ghost_pad_new_from_template (name, queued, templ);

  gst_pad_set_element_private (ghost, clip);
  gst_pad_set_event_function (ghost, pad_event);
  gst_pad_set_query_function (ghost, pad_query);
  gst_pad_set_active (ghost, TRUE);
  gst_pad_sticky_events_foreach (parsed, copy_sticky_event, ghost);
  return ghost;
}
