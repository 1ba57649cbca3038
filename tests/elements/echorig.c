/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "echorig.h"

#include <gst/app/gstappsrc.h>

gint16
echo_far_sample (gint64 i)
{
  return (i * 7919) % 20011 - 10005;
}

gint16
echo_mic_sample (gint64 i)
{
  return 11000 + (i * 6131) % 20011;
}

GstBuffer *
echo_buffer (gint16 (*sample) (gint64), gint64 from, guint n, guint rate)
{
  gint16 *data = g_new (gint16, n);
  GstBuffer *buffer;

  for (guint i = 0; i < n; i++)
    data[i] = sample (from + i);
  buffer = gst_buffer_new_wrapped (data, n * sizeof *data);
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (from, GST_SECOND, rate);
  GST_BUFFER_DURATION (buffer) =
      gst_util_uint64_scale (from + n, GST_SECOND, rate) -
      GST_BUFFER_PTS (buffer);
  return buffer;
}

static void
push (GstElement * src, gint16 (*sample) (gint64), gint64 from, gint64 to,
    guint size, guint rate)
{
  for (; from < to; from += size) {
    GstFlowReturn flow = gst_app_src_push_buffer (GST_APP_SRC (src),
        echo_buffer (sample, from, MIN (size, to - from), rate));

    /* A source that is not running takes nothing. */
    fail_unless (flow == GST_FLOW_OK || flow == GST_FLOW_FLUSHING);
  }
}

void
echo_rig_far (EchoRig * rig, gint64 from, gint64 to, guint size)
{
  push (rig->far_src, echo_far_sample, from, to, size, rig->far_rate);
}

void
echo_rig_mic (EchoRig * rig, gint64 from, gint64 to, guint size)
{
  push (rig->mic_src, echo_mic_sample, from, to, size, rig->mic_rate);
}

void
echo_rig_end (GstElement * src)
{
  gst_app_src_end_of_stream (GST_APP_SRC (src));
}

static GstPadProbeReturn
stumble (GstPad * pad, GstPadProbeInfo * info, gpointer rand)
{
  for (gint n = g_rand_int_range (rand, 0, 20) - 10; n > 0; n--)
    g_thread_yield ();
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
write_down (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  EchoRig *rig = user_data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_array_append_vals (rig->out, map.data, map.size / sizeof (gint16));
  gst_buffer_unmap (buffer, &map);
  g_array_append_val (rig->times, GST_BUFFER_PTS (buffer));
  return GST_PAD_PROBE_OK;
}

static GstElement *
make_src (const gchar * name, guint rate)
{
  GstElement *src = gst_element_factory_make ("appsrc", name);
  GstCaps *caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING,
      "S16LE", "rate", G_TYPE_INT, rate, "channels", G_TYPE_INT, 1, "layout",
      G_TYPE_STRING, "interleaved", NULL);

  g_object_set (src, "caps", caps, "format", GST_FORMAT_TIME, "max-bytes",
      G_GUINT64_CONSTANT (0), NULL);
  gst_caps_unref (caps);
  return src;
}

static GstElement *
add_branch (EchoRig * rig, GstElement * src, GstElement * filter)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);

  gst_bin_add_many (GST_BIN (rig->pipeline), src, filter, sink, NULL);
  fail_unless (gst_element_link_many (src, filter, sink, NULL));
  return sink;
}

static void
add_probe (GstElement * element, const gchar * name, GstPadProbeCallback call,
    gpointer data)
{
  GstPad *pad = gst_element_get_static_pad (element, name);

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, call, data, NULL);
  gst_object_unref (pad);
}

void
echo_rig_init (EchoRig * rig, guint far_rate, guint mic_rate, guint32 seed)
{
  memset (rig, 0, sizeof *rig);
  rig->far_rate = far_rate;
  rig->mic_rate = mic_rate;
  rig->out = g_array_new (FALSE, FALSE, sizeof (gint16));
  rig->times = g_array_new (FALSE, FALSE, sizeof (GstClockTime));
  rig->far_rand = g_rand_new_with_seed (seed);
  rig->mic_rand = g_rand_new_with_seed (seed ^ 0x5eed);
  rig->pipeline = gst_pipeline_new (NULL);
  if (far_rate) {
    rig->far_src = make_src ("far-src", far_rate);
    rig->probe = gst_element_factory_make ("lcechoprobe", "far");
    rig->far_sink = add_branch (rig, rig->far_src, rig->probe);
    add_probe (rig->far_src, "src", stumble, rig->far_rand);
  }
  rig->mic_src = make_src ("mic-src", mic_rate);
  rig->cancel = gst_element_factory_make ("lcechocancel", "cancel");
  g_object_set (rig->cancel, "probe", "far", NULL);
  add_branch (rig, rig->mic_src, rig->cancel);
  add_probe (rig->mic_src, "src", stumble, rig->mic_rand);
  add_probe (rig->cancel, "src", write_down, rig);
}

void
echo_rig_clear (EchoRig * rig)
{
  gst_element_set_state (rig->pipeline, GST_STATE_NULL);
  gst_object_unref (rig->pipeline);
  g_array_unref (rig->out);
  g_array_unref (rig->times);
  g_rand_free (rig->far_rand);
  g_rand_free (rig->mic_rand);
}

void
echo_rig_run (EchoRig * rig)
{
  GstBus *bus = gst_element_get_bus (rig->pipeline);
  GstMessage *message;
  GstMessageType type;

  fail_if (gst_element_set_state (rig->pipeline, GST_STATE_PLAYING) ==
      GST_STATE_CHANGE_FAILURE);
  do {
    message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE,
        GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_WARNING);
    type = GST_MESSAGE_TYPE (message);
    fail_if (type == GST_MESSAGE_ERROR);
    rig->warnings += type == GST_MESSAGE_WARNING;
    gst_message_unref (message);
  } while (type != GST_MESSAGE_EOS);
  gst_object_unref (bus);
}

guint64
echo_rig_stat (EchoRig * rig, const gchar * field)
{
  GstStructure *stats;
  guint64 value;

  g_object_get (rig->cancel, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, field, &value));
  gst_structure_free (stats);
  return value;
}

static void
expect (EchoRig * rig, gint64 at, gint64 n, gboolean far)
{
  fail_unless (at + n <= rig->out->len, "%u samples", rig->out->len);
  for (gint64 i = MAX (at, 1); i < at + n; i++) {
    gint16 is = g_array_index (rig->out, gint16, i);
    gint16 should = far ? echo_far_sample (i) : 0;

    fail_unless (is == should,
        "sample %" G_GINT64_FORMAT " is %d, not %d", i, is, should);
  }
}

void
echo_rig_expect_far (EchoRig * rig, gint64 at, gint64 n)
{
  expect (rig, at, n, TRUE);
}

void
echo_rig_expect_silence (EchoRig * rig, gint64 at, gint64 n)
{
  expect (rig, at, n, FALSE);
}
