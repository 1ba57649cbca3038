/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* Which reference meets which microphone sample, not live: linked with a core
 * that plays the reference instead of cancelling (aec-far.c). The very first
 * sample is the microphone's own. */
#include "echorig.h"

#include "elements/echocancel/gstlcechocancel.h"
#include "elements/echocancel/gstlcechoprobe.h"
#include "elements/echocancel/probehubprivate.h"

#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

static const guint sizes[] = { 480, 1024, 441, 2048, 37, 48000, 480000 };

/* --- two branches, two threads --- */

GST_START_TEST (two_file_branches_pair_sample_for_sample)
{
  guint far_size = sizes[__i__ % G_N_ELEMENTS (sizes)];
  guint mic_size = sizes[__i__ / G_N_ELEMENTS (sizes)];
  EchoRig rig;

  echo_rig_init (&rig, 48000, 48000, __i__);
  echo_rig_far (&rig, 0, 100001, far_size);
  echo_rig_mic (&rig, 0, 100001, mic_size);
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  fail_unless_equals_int (rig.out->len, 100001);
  fail_unless_equals_int (g_array_index (rig.out, gint16, 0),
      echo_mic_sample (0));
  echo_rig_expect_far (&rig, 0, 100001);
  fail_unless_equals_uint64 (echo_rig_stat (&rig, "reference-missing"), 0);
  fail_unless_equals_uint64 (echo_rig_stat (&rig, "reference-timeouts"), 0);
  echo_rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (buffers_of_one_sample_pair_too)
{
  EchoRig rig;

  echo_rig_init (&rig, 8000, 8000, 1);
  echo_rig_far (&rig, 0, 3000, 1);
  echo_rig_mic (&rig, 0, 3000, 1);
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  fail_unless_equals_int (rig.out->len, 3000);
  echo_rig_expect_far (&rig, 0, 3000);
  echo_rig_clear (&rig);
}

GST_END_TEST;

/* Longer than what a probe keeps. */
GST_START_TEST (a_minute_loses_nothing)
{
  EchoRig rig;

  echo_rig_init (&rig, 8000, 8000, __i__);
  echo_rig_far (&rig, 0, 480000, 8000);
  echo_rig_mic (&rig, 0, 480000, 1024);
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  fail_unless_equals_int (rig.out->len, 480000);
  echo_rig_expect_far (&rig, 0, 480000);
  fail_unless_equals_uint64 (echo_rig_stat (&rig, "reference-missing"), 0);
  echo_rig_clear (&rig);
}

GST_END_TEST;

/* 25 s: the faster branch has to wait for the other. */
GST_START_TEST (a_reference_that_runs_ahead_waits)
{
  EchoRig rig;

  echo_rig_init (&rig, 8000, 8000, 2);
  echo_rig_far (&rig, 0, 200000, 80000);
  echo_rig_mic (&rig, 0, 200000, 100);
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  fail_unless_equals_int (rig.out->len, 200000);
  echo_rig_expect_far (&rig, 0, 200000);
  echo_rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (before_a_late_reference_there_is_silence)
{
  EchoRig rig;

  echo_rig_init (&rig, 48000, 48000, __i__);
  echo_rig_far (&rig, 30011, 60000, 1024);
  echo_rig_mic (&rig, 0, 60000, 512);
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  echo_rig_expect_silence (&rig, 0, 30011);
  echo_rig_expect_far (&rig, 30011, 60000 - 30011);
  fail_unless_equals_int (lc_time_to_position (echo_rig_stat (&rig,
              "reference-missing"), 48000), 30011);
  fail_unless_equals_int (rig.warnings, 0);
  echo_rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (after_the_references_end_there_is_silence)
{
  EchoRig rig;

  echo_rig_init (&rig, 48000, 48000, __i__);
  echo_rig_far (&rig, 0, 20001, 1024);
  echo_rig_mic (&rig, 0, 60000, 512);
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  fail_unless_equals_int (rig.out->len, 60000);
  echo_rig_expect_far (&rig, 0, 20001);
  echo_rig_expect_silence (&rig, 20001, 60000 - 20001);
  fail_unless_equals_int (rig.warnings, 0);
  echo_rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (an_empty_reference_stops_nobody)
{
  EchoRig rig;

  echo_rig_init (&rig, 48000, 48000, __i__);
  echo_rig_mic (&rig, 0, 60000, 512);
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  fail_unless_equals_int (rig.out->len, 60000);
  echo_rig_expect_silence (&rig, 0, 60000);
  fail_unless_equals_int (rig.warnings, 0);
  echo_rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (without_a_probe_all_of_the_reference_is_missing)
{
  EchoRig rig;

  echo_rig_init (&rig, 0, 48000, 3);
  echo_rig_mic (&rig, 0, 48000, 512);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  fail_unless_equals_int (rig.out->len, 48000);
  fail_unless_equals_uint64 (echo_rig_stat (&rig, "reference-missing"),
      GST_SECOND);
  fail_unless_equals_int (rig.warnings, 0);
  echo_rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (a_hole_in_the_reference_is_silence)
{
  EchoRig rig;

  echo_rig_init (&rig, 48000, 48000, __i__);
  echo_rig_far (&rig, 0, 20000, 1024);
  echo_rig_far (&rig, 30000, 60000, 1024);
  echo_rig_mic (&rig, 0, 60000, 512);
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  echo_rig_expect_far (&rig, 0, 20000);
  echo_rig_expect_silence (&rig, 20000, 10000);
  echo_rig_expect_far (&rig, 30000, 30000);
  echo_rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (a_jump_of_the_microphone_is_followed)
{
  EchoRig rig;

  echo_rig_init (&rig, 48000, 48000, __i__);
  echo_rig_far (&rig, 0, 90000, 1024);
  echo_rig_mic (&rig, 0, 20001, 512);
  echo_rig_mic (&rig, 50000, 90000, 512);
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  fail_unless_equals_int (rig.out->len, 60001);
  echo_rig_expect_far (&rig, 0, 20001);
  for (guint i = 20001; i < 60001; i++)
    fail_unless_equals_int (g_array_index (rig.out, gint16, i),
        echo_far_sample (i + 29999));
  echo_rig_clear (&rig);
}

GST_END_TEST;

static GstBuffer *
sine_buffer (gint64 from, guint n, guint rate)
{
  GstBuffer *buffer = echo_buffer (echo_far_sample, from, n, rate);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (guint i = 0; i < n; i++)
    ((gint16 *) map.data)[i] = 10000 * sin (2 * G_PI * 300 * (from + i) / rate);
  gst_buffer_unmap (buffer, &map);
  return buffer;
}

static void
push_sine (EchoRig * rig, gint64 from, gint64 to, guint size, guint rate)
{
  for (; from < to; from += size) {
    GstFlowReturn flow;
    GstBuffer *buffer = sine_buffer (from, MIN (size, to - from), rate);

    g_signal_emit_by_name (rig->far_src, "push-buffer", buffer, &flow);
    gst_buffer_unref (buffer);
    fail_unless_equals_int (flow, GST_FLOW_OK);
  }
}

/* GStreamer's resampler is late by an eighth of an input sample. A whole one
 * would be seen. */
static void
expect_sine (EchoRig * rig, guint rate, guint from, guint to)
{
  gdouble slack = 10000 * 2 * G_PI * 300 / rate / 5 + 5;

  for (guint i = from; i < to; i++) {
    gdouble should = 10000 * sin (2 * G_PI * 300 * i / rig->mic_rate);
    gdouble off = g_array_index (rig->out, gint16, i) - should;

    fail_unless (fabs (off) < slack, "sample %u is off by %g", i, off);
  }
}

static const guint rates[] = { 8000, 11025, 16000, 22050, 44100, 96000 };

GST_START_TEST (other_rates_are_brought_to_the_microphones)
{
  guint rate = rates[__i__];
  EchoRig rig;

  echo_rig_init (&rig, rate, 48000, __i__);
  push_sine (&rig, 0, 2 * rate, rate / 7, rate);
  echo_rig_mic (&rig, 0, 96000, 700);
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  expect_sine (&rig, rate, 1000, 95000);
  echo_rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (a_reference_may_change_its_rate)
{
  GstCaps *caps;
  EchoRig rig;

  echo_rig_init (&rig, 48000, 48000, __i__);
  push_sine (&rig, 0, 48000, 1024, 48000);
  caps = gst_caps_from_string ("audio/x-raw, format=S16LE, rate=32000, "
      "channels=1, layout=interleaved");
  g_object_set (rig.far_src, "caps", caps, NULL);
  gst_caps_unref (caps);
  push_sine (&rig, 32000, 64000, 1024, 32000);
  echo_rig_mic (&rig, 0, 96000, 700);
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  fail_unless_equals_int (rig.out->len, 96000);
  expect_sine (&rig, 48000, 1000, 47900);
  expect_sine (&rig, 32000, 49000, 95000);
  fail_unless_equals_uint64 (echo_rig_stat (&rig, "reference-timeouts"), 0);
  echo_rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (a_reference_that_never_comes_is_waited_for_once)
{
  EchoRig rig;
  GstBus *bus;
  GstMessage *message;

  lc_hub_set_patience (20 * GST_MSECOND);
  echo_rig_init (&rig, 48000, 48000, 4);
  g_object_set (rig.far_sink, "async", FALSE, NULL);
  echo_rig_mic (&rig, 0, 200000, 512);
  echo_rig_end (rig.mic_src);
  bus = gst_element_get_bus (rig.pipeline);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  /* The probe's branch can end only now that its source is told to. */
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE,
      GST_MESSAGE_WARNING | GST_MESSAGE_ERROR);
  fail_unless_equals_int (GST_MESSAGE_TYPE (message), GST_MESSAGE_WARNING);
  gst_message_unref (message);
  gst_object_unref (bus);
  echo_rig_end (rig.far_src);
  echo_rig_run (&rig);
  fail_unless_equals_int (rig.out->len, 200000);
  fail_unless_equals_uint64 (echo_rig_stat (&rig, "reference-timeouts"), 1);
  fail_unless_equals_int (rig.warnings, 0);
  echo_rig_clear (&rig);
  lc_hub_set_patience (2 * GST_SECOND);
}

GST_END_TEST;

/* --- what is finished leaves before anything is waited for --- */

typedef struct
{
  GMutex lock;
  GCond cond;
  gint64 n;                     /* samples that have left */
} Counter;

static GstPadProbeReturn
count (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Counter *counter = user_data;

  g_mutex_lock (&counter->lock);
  counter->n += gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (info)) / 2;
  g_cond_signal (&counter->cond);
  g_mutex_unlock (&counter->lock);
  return GST_PAD_PROBE_OK;
}

static void
await_count (Counter * counter, gint64 n)
{
  g_mutex_lock (&counter->lock);
  while (counter->n < n)
    g_cond_wait (&counter->cond, &counter->lock);
  g_mutex_unlock (&counter->lock);
}

static void
add_counter (EchoRig * rig, Counter * counter)
{
  GstPad *pad = gst_element_get_static_pad (rig->cancel, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, count, counter, NULL);
  gst_object_unref (pad);
}

/* A far end that talks only when it has heard the near end's last word. */
GST_START_TEST (each_block_leaves_as_soon_as_its_reference_is_there)
{
  Counter counter = { 0, };
  EchoRig rig;

  echo_rig_init (&rig, 48000, 48000, 6);
  add_counter (&rig, &counter);
  echo_rig_mic (&rig, 0, 9600, 9600);
  echo_rig_far (&rig, 0, 1440, 1440);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  for (gint64 at = 1440; at < 9600; at += 480) {
    await_count (&counter, at - 480);
    echo_rig_far (&rig, at, at + 480, 480);
  }
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  echo_rig_run (&rig);
  fail_unless_equals_int (rig.out->len, 9600);
  echo_rig_expect_far (&rig, 0, 9600);
  fail_unless_equals_uint64 (echo_rig_stat (&rig, "reference-timeouts"), 0);
  echo_rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (a_pipeline_can_be_stopped_while_it_waits)
{
  Counter counter = { 0, };
  EchoRig rig;

  lc_hub_set_patience (3600 * GST_SECOND);
  echo_rig_init (&rig, 48000, 48000, __i__);
  add_counter (&rig, &counter);
  echo_rig_far (&rig, 0, 48000, 512);
  echo_rig_mic (&rig, 0, 200000, 512);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  await_count (&counter, 48000 - 480);
  fail_unless_equals_int (gst_element_set_state (rig.pipeline, GST_STATE_NULL),
      GST_STATE_CHANGE_SUCCESS);
  echo_rig_clear (&rig);
  lc_hub_set_patience (2 * GST_SECOND);
}

GST_END_TEST;

/* --- again --- */

GST_START_TEST (a_second_run_is_like_the_first)
{
  EchoRig rig;

  echo_rig_init (&rig, 48000, 48000, 5);
  for (guint run = 0; run < 2; run++) {
    g_array_set_size (rig.out, 0);
    gst_element_set_state (rig.pipeline, GST_STATE_PAUSED);
    echo_rig_far (&rig, 0, 60000, 1024);
    echo_rig_mic (&rig, 0, 60000, 512);
    echo_rig_end (rig.far_src);
    echo_rig_end (rig.mic_src);
    echo_rig_run (&rig);
    fail_unless_equals_int (rig.out->len, 60000);
    echo_rig_expect_far (&rig, 0, 60000);
    fail_unless_equals_uint64 (echo_rig_stat (&rig, "processed"),
        60000 * GST_SECOND / 48000);
    gst_element_set_state (rig.pipeline, GST_STATE_READY);
  }
  echo_rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (a_pause_loses_and_adds_nothing)
{
  EchoRig rig;

  echo_rig_init (&rig, 8000, 8000, __i__);
  echo_rig_far (&rig, 0, 100000, 100);
  echo_rig_mic (&rig, 0, 100000, 100);
  echo_rig_end (rig.far_src);
  echo_rig_end (rig.mic_src);
  for (guint i = 0; i < 4; i++) {
    gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
    gst_element_set_state (rig.pipeline, GST_STATE_PAUSED);
  }
  echo_rig_run (&rig);
  fail_unless_equals_int (rig.out->len, 100000);
  echo_rig_expect_far (&rig, 0, 100000);
  echo_rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (a_hundred_changes_of_state_hang_nothing)
{
  static const GstState states[] =
      { GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING };
  GRand *rand = g_rand_new_with_seed (__i__);
  EchoRig rig;

  echo_rig_init (&rig, 8000, 8000, __i__);
  for (guint i = 0; i < 100; i++) {
    fail_if (gst_element_set_state (rig.pipeline,
            states[g_rand_int_range (rand, 0, 3)]) == GST_STATE_CHANGE_FAILURE);
    echo_rig_far (&rig, i * 1000, i * 1000 + g_rand_int_range (rand, 1, 1000),
        100);
    echo_rig_mic (&rig, i * 1000, i * 1000 + g_rand_int_range (rand, 1, 1000),
        100);
  }
  echo_rig_clear (&rig);
  g_rand_free (rand);
}

GST_END_TEST;

/* The second pipeline's canceller takes the first one's probe. */
GST_START_TEST (a_hundred_changes_of_two_pipelines_hang_nothing)
{
  static const GstState states[] =
      { GST_STATE_NULL, GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING };
  GRand *rand = g_rand_new_with_seed (__i__);
  EchoRig rigs[2];

  echo_rig_init (&rigs[0], 8000, 8000, __i__);
  echo_rig_init (&rigs[1], 0, 8000, __i__);
  for (guint i = 0; i < 100; i++) {
    fail_if (gst_element_set_state (rigs[g_rand_int_range (rand, 0,
                    2)].pipeline, states[g_rand_int_range (rand, 0, 4)])
        == GST_STATE_CHANGE_FAILURE);
    echo_rig_far (&rigs[0], i * 1000, i * 1000 + g_rand_int_range (rand, 1,
            1000), 100);
    for (guint k = 0; k < 2; k++)
      echo_rig_mic (&rigs[k], i * 1000, i * 1000 + g_rand_int_range (rand, 1,
              1000), 100);
  }
  echo_rig_clear (&rigs[0]);
  echo_rig_clear (&rigs[1]);
  g_rand_free (rand);
}

GST_END_TEST;

/* --- seeking --- */

typedef struct
{
  GstElement *pipeline;
  GArray *out;                  /* gint16 since the last flush */
  GMutex lock;
} Player;

static GstPadProbeReturn
record (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Player *player = user_data;
  GstMapInfo map;

  g_mutex_lock (&player->lock);
  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER) {
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

    gst_buffer_map (buffer, &map, GST_MAP_READ);
    g_array_append_vals (player->out, map.data, map.size / sizeof (gint16));
    gst_buffer_unmap (buffer, &map);
  } else if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) ==
      GST_EVENT_FLUSH_STOP) {
    g_array_set_size (player->out, 0);
  }
  g_mutex_unlock (&player->lock);
  return GST_PAD_PROBE_OK;
}

/* Both branches play @path. */
static void
player_open (Player * player, const gchar * path)
{
  gchar *line = g_strdup_printf ("filesrc location=%s ! wavparse ! "
      "lcechoprobe name=far ! fakesink filesrc location=%s "
      "blocksize=3000 ! wavparse ! lcechocancel name=cancel probe=far ! "
      "fakesink", path, path);
  GstElement *cancel;
  GstPad *pad;

  player->pipeline = gst_parse_launch (line, NULL);
  g_free (line);
  player->out = g_array_new (FALSE, FALSE, sizeof (gint16));
  g_mutex_init (&player->lock);
  cancel = gst_bin_get_by_name (GST_BIN (player->pipeline), "cancel");
  pad = gst_element_get_static_pad (cancel, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
      record, player, NULL);
  gst_object_unref (pad);
  gst_object_unref (cancel);
  gst_element_set_state (player->pipeline, GST_STATE_PAUSED);
  gst_element_get_state (player->pipeline, NULL, NULL, GST_CLOCK_TIME_NONE);
}

static void
player_seek (Player * player, GstClockTime start)
{
  fail_unless (gst_element_seek_simple (player->pipeline, GST_FORMAT_TIME,
          GST_SEEK_FLAG_FLUSH, start));
  gst_element_get_state (player->pipeline, NULL, NULL, GST_CLOCK_TIME_NONE);
}

static void
player_play_to_the_end (Player * player)
{
  GstBus *bus = gst_element_get_bus (player->pipeline);
  GstMessage *message;

  gst_element_set_state (player->pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_WARNING);
  fail_unless_equals_int (GST_MESSAGE_TYPE (message), GST_MESSAGE_EOS);
  gst_message_unref (message);
  gst_object_unref (bus);
}

static void
player_close (Player * player)
{
  gst_element_set_state (player->pipeline, GST_STATE_NULL);
  gst_object_unref (player->pipeline);
  g_array_unref (player->out);
  g_mutex_clear (&player->lock);
}

/* A WAV file of 4 s of the far end's samples; transfer full. */
static gchar *
write_file (void)
{
  static const guint32 header[] = { 0x46464952, 36 + 384000, 0x45564157,
    0x20746d66, 16, 0x00010001, 48000, 96000, 0x00100002, 0x61746164, 384000
  };
  GByteArray *file = g_byte_array_new ();
  gchar *path;
  gint fd = g_file_open_tmp ("echo-XXXXXX.wav", &path, NULL);

  g_byte_array_append (file, (const guint8 *) header, sizeof header);
  for (guint i = 0; i < 192000; i++) {
    gint16 sample = echo_far_sample (i);

    g_byte_array_append (file, (const guint8 *) &sample, sizeof sample);
  }
  fail_unless (g_file_set_contents (path, (gchar *) file->data, file->len,
          NULL));
  close (fd);
  g_byte_array_unref (file);
  return path;
}

GST_START_TEST (after_a_seek_both_ends_meet_again)
{
  gchar *path = write_file ();
  Player player;

  player_open (&player, path);
  for (gint i = 0; i < __i__; i++)
    player_seek (&player, i * 600 * GST_MSECOND);
  player_seek (&player, GST_SECOND);
  player_play_to_the_end (&player);
  fail_unless_equals_int (player.out->len, 144000);
  for (guint i = 0; i < 144000; i++)
    fail_unless (g_array_index (player.out, gint16, i) ==
        echo_far_sample (48000 + i), "sample %u", i);
  player_close (&player);
  g_remove (path);
  g_free (path);
}

GST_END_TEST;

static Suite *
echopair_suite (void)
{
  Suite *s = suite_create ("echopair");
  TCase *tc = tcase_create ("two branches");
  gint n = G_N_ELEMENTS (sizes);

  gst_element_register (NULL, "lcechoprobe", GST_RANK_NONE,
      GST_TYPE_LC_ECHO_PROBE);
  gst_element_register (NULL, "lcechocancel", GST_RANK_NONE,
      GST_TYPE_LC_ECHO_CANCEL);
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, two_file_branches_pair_sample_for_sample, 0, n * n);
  tcase_add_test (tc, buffers_of_one_sample_pair_too);
  tcase_add_loop_test (tc, a_minute_loses_nothing, 0, 10);
  tcase_add_test (tc, a_reference_that_runs_ahead_waits);
  tcase_add_loop_test (tc, before_a_late_reference_there_is_silence, 0, 5);
  tcase_add_loop_test (tc, after_the_references_end_there_is_silence, 0, 5);
  tcase_add_loop_test (tc, an_empty_reference_stops_nobody, 0, 5);
  tcase_add_test (tc, without_a_probe_all_of_the_reference_is_missing);
  tcase_add_loop_test (tc, a_hole_in_the_reference_is_silence, 0, 5);
  tcase_add_loop_test (tc, a_jump_of_the_microphone_is_followed, 0, 5);
  tcase_add_loop_test (tc, other_rates_are_brought_to_the_microphones, 0,
      G_N_ELEMENTS (rates));
  tcase_add_loop_test (tc, a_reference_may_change_its_rate, 0, 5);
  tcase_add_test (tc, a_reference_that_never_comes_is_waited_for_once);
  tcase_add_loop_test (tc, a_pipeline_can_be_stopped_while_it_waits, 0, 5);
  tcase_add_test (tc, each_block_leaves_as_soon_as_its_reference_is_there);
  tcase_add_test (tc, a_second_run_is_like_the_first);
  tcase_add_loop_test (tc, a_pause_loses_and_adds_nothing, 0, 5);
  tcase_add_loop_test (tc, a_hundred_changes_of_state_hang_nothing, 0, 3);
  tcase_add_loop_test (tc, a_hundred_changes_of_two_pipelines_hang_nothing, 0,
      3);
  tcase_add_loop_test (tc, after_a_seek_both_ends_meet_again, 0, 6);
  return s;
}

GST_CHECK_MAIN (echopair);
