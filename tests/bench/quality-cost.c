/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* What measuring costs: ns per buffer through an element that does nothing
 * (identity) and through lcquality, ns per mark and per counter, and us per
 * interval for the report. Best of 7 rounds each, as a busy machine only adds. */
#include <gst/gst.h>

#include "elements/quality/export/writeup.h"
#include "elements/quality/gstlcquality.h"
#include "elements/quality/sessionprivate.h"
#include "elements/rtptiming/capturetime.h"

#define ROUNDS 7
#define BUFFERS 20000

static GstFlowReturn
swallow (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

/* A pad that feeds @element and one that empties it. */
static GstPad *
open_source (GstElement * element, const gchar * caps_string)
{
  GstPad *src = gst_pad_new ("src", GST_PAD_SRC);
  GstPad *sink = gst_pad_new ("sink", GST_PAD_SINK);
  GstPad *in = gst_element_get_static_pad (element, "sink");
  GstPad *out = gst_element_get_static_pad (element, "src");
  GstCaps *caps = gst_caps_from_string (caps_string);
  GstSegment segment;

  gst_pad_set_chain_function (sink, swallow);
  gst_pad_set_active (sink, TRUE);
  gst_pad_set_active (src, TRUE);
  gst_pad_link (src, in);
  gst_pad_link (out, sink);
  gst_object_unref (in);
  gst_object_unref (out);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (src, gst_event_new_stream_start ("bench"));
  gst_pad_push_event (src, gst_event_new_caps (caps));
  gst_pad_push_event (src, gst_event_new_segment (&segment));
  gst_caps_unref (caps);
  return src;
}

static gdouble
push_round (GstPad * src, guint64 * n)
{
  GstBuffer **buffer = g_new (GstBuffer *, BUFFERS);
  gint64 begin;
  gint i;

  for (i = 0; i < BUFFERS; i++) {
    buffer[i] = gst_buffer_new ();
    GST_BUFFER_PTS (buffer[i]) = *n * 20 * GST_MSECOND;
    lc_capture_time_set (buffer[i], 3990000000 * GST_SECOND
        + *n * 20 * GST_MSECOND);
    (*n)++;
  }
  begin = g_get_monotonic_time ();
  for (i = 0; i < BUFFERS; i++)
    gst_pad_push (src, buffer[i]);
  begin = g_get_monotonic_time () - begin;
  g_free (buffer);
  return begin * 1e3 / BUFFERS;
}

static gdouble
through (const gchar * factory, const gchar * stage, const gchar * caps)
{
  GstElement *element = gst_element_factory_make (factory, NULL);
  GstClock *clock = gst_system_clock_obtain ();
  gdouble best = G_MAXDOUBLE;
  guint64 n = 0;
  GstPad *src;
  gint i;

  if (stage)
    gst_util_set_object_arg (G_OBJECT (element), "stage", stage);
  gst_element_set_clock (element, clock);
  gst_element_set_base_time (element, gst_clock_get_time (clock));
  gst_element_set_state (element, GST_STATE_PLAYING);
  src = open_source (element, caps);
  for (i = 0; i < ROUNDS; i++)
    best = MIN (best, push_round (src, &n));
  gst_element_set_state (element, GST_STATE_NULL);
  gst_object_unref (src);
  gst_object_unref (clock);
  gst_object_unref (element);
  return best;
}

static gdouble
mark_round (GstLcQualitySession * session, guint64 * t)
{
  gint64 begin = g_get_monotonic_time ();
  gint i, stage;

  for (i = 0; i < BUFFERS; i++, *t += 33 * GST_MSECOND)
    for (stage = 0; stage < LC_N_STAGES; stage++)
      gst_lc_quality_session_mark (session, 0, LC_KIND_VIDEO, (LcStage) stage,
          *t, *t + stage * GST_MSECOND);
  return (g_get_monotonic_time () - begin) * 1e3 / BUFFERS / LC_N_STAGES;
}

static gdouble
count_round (GstLcQualitySession * session)
{
  gint64 begin = g_get_monotonic_time ();
  gint i;

  for (i = 0; i < BUFFERS; i++)
    gst_lc_quality_session_count (session, 0, LC_KIND_VIDEO,
        LC_COUNT_PACKETS_SENT, 1);
  return (g_get_monotonic_time () - begin) * 1e3 / BUFFERS;
}

static gdouble
report_round (GstLcQualitySession * session)
{
  LcWriteup writeup = { "interval", LC_SPAN_INTERVAL, GST_SECOND, 0, 0,
    GST_SECOND, 0.1, 0
  };
  gint64 begin = g_get_monotonic_time ();
  gint i;

  for (i = 0; i < 100; i++) {
    g_free (lc_writeup_figures (session, &writeup));
    gst_lc_quality_session_next_interval (session);
  }
  return (g_get_monotonic_time () - begin) / 100.0;
}

static void
bench_session (void)
{
  GstLcQualitySession *session =
      g_object_new (GST_TYPE_LC_QUALITY_SESSION, NULL);
  gdouble mark = G_MAXDOUBLE, count = G_MAXDOUBLE, report = G_MAXDOUBLE;
  guint64 t = 3990000000 * GST_SECOND;
  gint i;

  for (i = 0; i < ROUNDS; i++) {
    mark = MIN (mark, mark_round (session, &t));
    count = MIN (count, count_round (session));
    report = MIN (report, report_round (session));
  }
  g_print ("mark, mean over the six stages  %8.0f ns\n", mark);
  g_print ("count                           %8.0f ns\n", count);
  g_print ("report of one interval          %8.1f us\n", report);
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  const gchar *video = "video/x-raw,format=I420,width=1280,height=720,"
      "framerate=30/1";
  const gchar *audio = "audio/x-raw,format=S16LE,layout=interleaved,"
      "rate=48000,channels=2";
  gdouble nothing;

  gst_init (&argc, &argv);
  GST_ELEMENT_REGISTER (lcquality, NULL);
  nothing = through ("identity", NULL, video);
  g_print ("a buffer through identity       %8.0f ns\n", nothing);
  g_print ("lcquality, video, rendered      %+8.0f ns\n",
      through ("lcquality", "rendered", video) - nothing);
  g_print ("lcquality, audio, rendered      %+8.0f ns\n",
      through ("lcquality", "rendered", audio) - nothing);
  g_print ("lcquality, video, capture       %+8.0f ns\n",
      through ("lcquality", "capture", video) - nothing);
  bench_session ();
  gst_deinit ();
  return 0;
}
