/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* What lcechocancel promises about the microphone's samples, timestamps,
 * latency and reports: with a core that changes nothing (aec-null.c), what
 * comes out must be what went in. */
#include <gst/audio/audio.h>
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>

#include <string.h>

#include "elements/echocancel/dsp/aec.h"
#include "elements/echocancel/gstlcechocancel.h"
#include "elements/echocancel/gstlcechoprobe.h"

#define CAPS(format, rate, channels) "audio/x-raw, format=" format ", rate=" \
    #rate ", channels=" #channels ", channel-mask=(bitmask)0, " \
    "layout=interleaved"
#define MONO "audio/x-raw, format=S16LE, rate=48000, channels=1, " \
    "layout=interleaved"

typedef struct
{
  GstHarness *h;
  GByteArray *in, *out;
  GArray *pts;                  /* GstClockTime of each buffer out */
  GRand *rand;
  guint rate, bpf;
  guint64 pushed;               /* samples */
} Rig;

static void
rig_set_caps (Rig * rig, const gchar * text)
{
  GstCaps *caps = gst_caps_from_string (text);
  GstAudioInfo info;

  fail_unless (gst_audio_info_from_caps (&info, caps));
  rig->rate = info.rate;
  rig->bpf = info.bpf;
  gst_harness_set_src_caps (rig->h, caps);
}

static void
rig_open (Rig * rig, const gchar * caps)
{
  memset (rig, 0, sizeof *rig);
  rig->h = gst_harness_new ("lcechocancel");
  rig->in = g_byte_array_new ();
  rig->out = g_byte_array_new ();
  rig->pts = g_array_new (FALSE, FALSE, sizeof (GstClockTime));
  rig->rand = g_rand_new_with_seed (42);
  rig_set_caps (rig, caps);
}

static void
rig_close (Rig * rig)
{
  gst_harness_teardown (rig->h);
  g_byte_array_unref (rig->in);
  g_byte_array_unref (rig->out);
  g_array_unref (rig->pts);
  g_rand_free (rig->rand);
}

/* Any S16 sample is a good one; floats are made from fractions. */
static void
fill (Rig * rig, guint8 * data, gsize size, gboolean is_float)
{
  gsize width = is_float ? 4 : 2;

  for (gsize i = 0; i < size / width; i++) {
    if (is_float)
      ((gfloat *) data)[i] = g_rand_double_range (rig->rand, -1.5, 1.5);
    else
      ((gint16 *) data)[i] = g_rand_int (rig->rand);
  }
}

static void
rig_push_at (Rig * rig, guint n, GstClockTime pts, gboolean is_float)
{
  gsize size = n * rig->bpf;
  guint8 *data = g_malloc (MAX (size, 1));
  GstBuffer *buffer;

  fill (rig, data, size, is_float);
  g_byte_array_append (rig->in, data, size);
  buffer = gst_buffer_new_wrapped (data, size);
  GST_BUFFER_PTS (buffer) = pts;
  fail_unless_equals_int (gst_harness_push (rig->h, buffer), GST_FLOW_OK);
  rig->pushed += n;
}

static GstClockTime
to_time (Rig * rig, guint64 samples)
{
  return gst_util_uint64_scale (samples, GST_SECOND, rig->rate);
}

static void
rig_push (Rig * rig, guint n)
{
  rig_push_at (rig, n, to_time (rig, rig->pushed), FALSE);
}

static void
rig_collect (Rig * rig)
{
  GstBuffer *buffer;
  GstMapInfo map;

  while ((buffer = gst_harness_try_pull (rig->h))) {
    gst_buffer_map (buffer, &map, GST_MAP_READ);
    g_byte_array_append (rig->out, map.data, map.size);
    gst_buffer_unmap (buffer, &map);
    g_array_append_val (rig->pts, GST_BUFFER_PTS (buffer));
    gst_buffer_unref (buffer);
  }
}

static void
rig_end (Rig * rig)
{
  fail_unless (gst_harness_push_event (rig->h, gst_event_new_eos ()));
  rig_collect (rig);
}

static void
rig_expect_all (Rig * rig)
{
  rig_collect (rig);
  fail_unless_equals_int (rig->out->len, rig->in->len);
  fail_unless (memcmp (rig->out->data, rig->in->data, rig->in->len) == 0);
}

/* --- samples --- */

static const gchar *formats[] = {
  CAPS ("S16LE", 8000, 1), CAPS ("S16LE", 11025, 2), CAPS ("S16LE", 16000, 1),
  CAPS ("S16LE", 22050, 1), CAPS ("S16LE", 32000, 2), CAPS ("S16LE", 44100, 2),
  CAPS ("S16LE", 48000, 1), CAPS ("S16LE", 48000, 6), CAPS ("S16LE", 96000, 1),
  CAPS ("S16LE", 37123, 3), CAPS ("F32LE", 8000, 1), CAPS ("F32LE", 22050, 2),
  CAPS ("F32LE", 48000, 1), CAPS ("F32LE", 96000, 5)
};

GST_START_TEST (what_comes_out_is_what_went_in)
{
  const gchar *caps = formats[__i__];
  gboolean is_float = strstr (caps, "F32LE") != NULL;
  Rig rig;

  rig_open (&rig, caps);
  for (guint i = 0; i < 60; i++)
    rig_push_at (&rig, 1 + g_rand_int_range (rig.rand, 0, i < 30 ? 50 : 5000),
        to_time (&rig, rig.pushed), is_float);
  rig_end (&rig);
  rig_expect_all (&rig);
  rig_close (&rig);
}

GST_END_TEST;

GST_START_TEST (buffers_may_be_empty_a_sample_or_ten_seconds)
{
  Rig rig;

  rig_open (&rig, MONO);
  rig_push (&rig, 0);
  for (guint i = 0; i < 1000; i++)
    rig_push (&rig, 1);
  rig_push (&rig, 480000);
  rig_push (&rig, 1);
  rig_end (&rig);
  rig_expect_all (&rig);
  rig_close (&rig);
}

GST_END_TEST;

GST_START_TEST (a_stream_shorter_than_a_block_comes_out_whole)
{
  Rig rig;

  rig_open (&rig, MONO);
  rig_push (&rig, 7);
  rig_end (&rig);
  rig_expect_all (&rig);
  rig_close (&rig);
}

GST_END_TEST;

GST_START_TEST (an_empty_stream_ends)
{
  Rig rig;

  rig_open (&rig, MONO);
  rig_end (&rig);
  fail_unless_equals_int (rig.out->len, 0);
  rig_close (&rig);
}

GST_END_TEST;

GST_START_TEST (a_change_of_caps_loses_nothing)
{
  Rig rig;
  guint before;

  rig_open (&rig, MONO);
  rig_push (&rig, 1234);
  rig_set_caps (&rig, CAPS ("S16LE", 22050, 2));
  rig_collect (&rig);
  fail_unless_equals_int (rig.out->len, 1234 * 2);
  before = rig.pts->len;
  rig_push_at (&rig, 999, GST_SECOND, FALSE);
  rig_end (&rig);
  rig_expect_all (&rig);
  fail_unless_equals_uint64 (g_array_index (rig.pts, GstClockTime, before),
      GST_SECOND);
  rig_close (&rig);
}

GST_END_TEST;

/* --- timestamps --- */

/* Out of the canceller's lag nothing shows: a sample keeps its time. */
GST_START_TEST (timestamps_are_the_microphones)
{
  GstClockTime start = 12345678901;
  guint64 at = 0;
  GstBuffer *buffer;
  Rig rig;

  rig_open (&rig, MONO);
  for (guint i = 0; i < 50; i++)
    rig_push_at (&rig, 700, start + to_time (&rig, rig.pushed), FALSE);
  gst_harness_push_event (rig.h, gst_event_new_eos ());
  while ((buffer = gst_harness_try_pull (rig.h))) {
    gsize n = gst_buffer_get_size (buffer) / 2;

    fail_unless_equals_uint64 (GST_BUFFER_PTS (buffer),
        start + to_time (&rig, at));
    fail_unless_equals_uint64 (GST_BUFFER_DURATION (buffer), to_time (&rig, n));
    at += n;
    gst_buffer_unref (buffer);
  }
  fail_unless_equals_uint64 (at, rig.pushed);
  rig_close (&rig);
}

GST_END_TEST;

GST_START_TEST (a_jump_comes_out_as_a_jump)
{
  GstBuffer *buffer;
  guint64 at = 0;
  guint disconts = 0;
  Rig rig;

  rig_open (&rig, MONO);
  rig_push_at (&rig, 1000, 0, FALSE);
  rig_push_at (&rig, 1000, GST_SECOND, FALSE);
  gst_harness_push_event (rig.h, gst_event_new_eos ());
  while ((buffer = gst_harness_try_pull (rig.h))) {
    fail_unless_equals_uint64 (GST_BUFFER_PTS (buffer), at < 1000 ?
        to_time (&rig, at) : GST_SECOND + to_time (&rig, at - 1000));
    disconts += GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT);
    at += gst_buffer_get_size (buffer) / 2;
    fail_unless (at <= 1000 || GST_BUFFER_PTS (buffer) >= GST_SECOND);
    gst_buffer_unref (buffer);
  }
  fail_unless_equals_uint64 (at, 2000);
  fail_unless_equals_int (disconts, 2);
  rig_close (&rig);
}

GST_END_TEST;

GST_START_TEST (without_timestamps_there_are_none)
{
  Rig rig;

  rig_open (&rig, MONO);
  for (guint i = 0; i < 5; i++)
    rig_push_at (&rig, 480, GST_CLOCK_TIME_NONE, FALSE);
  rig_end (&rig);
  rig_expect_all (&rig);
  for (guint i = 0; i < rig.pts->len; i++)
    fail_unless_equals_uint64 (g_array_index (rig.pts, GstClockTime, i),
        GST_CLOCK_TIME_NONE);
  rig_close (&rig);
}

GST_END_TEST;

/* --- events --- */

GST_START_TEST (a_gap_lets_out_what_was_before_it)
{
  GstEvent *event;
  gboolean seen = FALSE;
  Rig rig;

  rig_open (&rig, MONO);
  rig_push (&rig, 1000);
  gst_harness_push_event (rig.h, gst_event_new_gap (to_time (&rig, 1000),
          GST_SECOND));
  rig_collect (&rig);
  fail_unless_equals_int (rig.out->len, 2000);
  while ((event = gst_harness_try_pull_event (rig.h))) {
    seen |= GST_EVENT_TYPE (event) == GST_EVENT_GAP;
    gst_event_unref (event);
  }
  fail_unless (seen);
  rig_push_at (&rig, 1000, to_time (&rig, 1000) + GST_SECOND, FALSE);
  rig_end (&rig);
  rig_expect_all (&rig);
  rig_close (&rig);
}

GST_END_TEST;

GST_START_TEST (a_flush_drops_what_was_before_it)
{
  GstSegment segment;
  Rig rig;

  rig_open (&rig, MONO);
  rig_push (&rig, 1000);
  gst_harness_push_event (rig.h, gst_event_new_flush_start ());
  gst_harness_push_event (rig.h, gst_event_new_flush_stop (TRUE));
  rig_collect (&rig);
  g_byte_array_set_size (rig.in, 0);
  g_byte_array_set_size (rig.out, 0);
  g_array_set_size (rig.pts, 0);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (rig.h, gst_event_new_segment (&segment));
  rig_push_at (&rig, 1000, 5 * GST_SECOND, FALSE);
  rig_end (&rig);
  rig_expect_all (&rig);
  fail_unless_equals_uint64 (g_array_index (rig.pts, GstClockTime, 0),
      5 * GST_SECOND);
  rig_close (&rig);
}

GST_END_TEST;

GST_START_TEST (a_second_segment_loses_nothing)
{
  GstSegment segment;
  Rig rig;

  rig_open (&rig, MONO);
  rig_push (&rig, 1000);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.base = GST_SECOND;
  gst_harness_push_event (rig.h, gst_event_new_segment (&segment));
  rig_push_at (&rig, 1000, 0, FALSE);
  rig_end (&rig);
  rig_expect_all (&rig);
  rig_close (&rig);
}

GST_END_TEST;

/* --- latency --- */

GST_START_TEST (latency_is_lag_and_block_on_top_of_upstreams)
{
  static const guint rates[] = { 8000, 16000, 22050, 44100, 48000, 96000 };
  guint rate = rates[__i__];
  gchar *caps = g_strdup_printf ("audio/x-raw, format=S16LE, rate=%u, "
      "channels=1, layout=interleaved", rate);
  Rig rig;

  rig_open (&rig, caps);
  gst_harness_set_upstream_latency (rig.h, 7 * GST_MSECOND);
  rig_push (&rig, 1000);
  fail_unless_equals_uint64 (gst_harness_query_latency (rig.h),
      7 * GST_MSECOND + to_time (&rig, 2 * lc_aec_block_size (rate)));
  g_free (caps);
  rig_close (&rig);
}

GST_END_TEST;

/* No sample may leave later than the latency query says. */
GST_START_TEST (no_sample_stays_longer_than_the_latency)
{
  guint size = 1 + 97 * __i__;
  guint64 left = 0, most = 0;
  GstBuffer *buffer;
  Rig rig;

  rig_open (&rig, MONO);
  for (guint i = 0; i < 200; i++) {
    rig_push (&rig, size);
    while ((buffer = gst_harness_try_pull (rig.h))) {
      /* The first sample of a buffer has waited longest. A live source adds
       * its own buffer's length, which is not ours. */
      most = MAX (most, rig.pushed - size - MIN (left, rig.pushed - size));
      left += gst_buffer_get_size (buffer) / 2;
      gst_buffer_unref (buffer);
    }
  }
  fail_unless (left > 0 || size < 5);
  fail_unless (to_time (&rig, most) <= gst_harness_query_latency (rig.h));
  rig_close (&rig);
}

GST_END_TEST;

GST_START_TEST (before_caps_there_is_no_latency_to_tell)
{
  GstElement *element = gst_element_factory_make ("lcechocancel", NULL);
  GstPad *pad = gst_element_get_static_pad (element, "src");
  GstQuery *query = gst_query_new_latency ();

  fail_if (gst_pad_query (pad, query));
  gst_query_unref (query);
  gst_object_unref (pad);
  gst_object_unref (element);
}

GST_END_TEST;

/* --- reports --- */

GST_START_TEST (messages_come_at_every_interval)
{
  GstBus *bus = gst_bus_new ();
  GstMessage *message;
  guint n = 0;
  Rig rig;

  rig_open (&rig, MONO);
  gst_element_set_bus (rig.h->element, bus);
  g_object_set (rig.h->element, "interval", 100 * GST_MSECOND, NULL);
  for (guint i = 0; i < 100; i++)
    rig_push (&rig, 480);
  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT))) {
    const GstStructure *s = gst_message_get_structure (message);
    guint64 duration, missing;

    fail_unless (gst_structure_has_name (s, "lcechocancel"));
    fail_unless (gst_structure_get_uint64 (s, "duration", &duration));
    fail_unless (gst_structure_get_uint64 (s, "reference-missing", &missing));
    fail_unless (gst_structure_has_field_typed (s, "erle-db", G_TYPE_DOUBLE));
    fail_unless (gst_structure_has_field_typed (s, "running-time",
            G_TYPE_UINT64));
    fail_unless_equals_uint64 (duration, 100 * GST_MSECOND);
    fail_unless_equals_uint64 (missing, (n + 1) * 100 * GST_MSECOND);
    gst_message_unref (message);
    n++;
  }
  fail_unless_equals_int (n, 10);
  gst_element_set_bus (rig.h->element, NULL);
  gst_object_unref (bus);
  rig_close (&rig);
}

GST_END_TEST;

GST_START_TEST (no_messages_when_not_wanted)
{
  GstBus *bus = gst_bus_new ();
  Rig rig;

  rig_open (&rig, MONO);
  gst_element_set_bus (rig.h->element, bus);
  g_object_set (rig.h->element, "interval", 10 * GST_MSECOND, "post-messages",
      FALSE, NULL);
  for (guint i = 0; i < 100; i++)
    rig_push (&rig, 480);
  fail_if (gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT));
  gst_element_set_bus (rig.h->element, NULL);
  gst_object_unref (bus);
  rig_close (&rig);
}

GST_END_TEST;

GST_START_TEST (stats_begin_anew_with_every_run)
{
  GstStructure *stats;
  guint64 processed;
  Rig rig;

  rig_open (&rig, MONO);
  rig_push (&rig, 48000);
  gst_element_set_state (rig.h->element, GST_STATE_READY);
  g_object_get (rig.h->element, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "processed", &processed);
  fail_unless_equals_uint64 (processed, GST_SECOND);
  gst_structure_free (stats);
  gst_element_set_state (rig.h->element, GST_STATE_PLAYING);
  g_object_get (rig.h->element, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "processed", &processed);
  fail_unless_equals_uint64 (processed, 0);
  gst_structure_free (stats);
  rig_close (&rig);
}

GST_END_TEST;

/* --- settings --- */

static gpointer
turn_knobs (gpointer data)
{
  for (guint i = 0; i < 2000; i++) {
    GstStructure *stats;

    g_object_set (data, "suppression", (i % 11) / 10.0, "noise-suppression",
        (gdouble) (i % 41), "high-pass", i % 2, "drift-compensation", i % 3 > 0,
        "tail-length", 20 + i % 400, "max-delay", i % 600, "probe",
        i % 2 ? "a" : "b", "interval", (guint64) i * GST_MSECOND, NULL);
    g_object_get (data, "stats", &stats, NULL);
    gst_structure_free (stats);
  }
  return NULL;
}

GST_START_TEST (settings_may_change_from_another_thread)
{
  GThread *thread;
  Rig rig;

  rig_open (&rig, MONO);
  thread = g_thread_new ("knobs", turn_knobs, rig.h->element);
  for (guint i = 0; i < 500; i++)
    rig_push (&rig, 333);
  g_thread_join (thread);
  rig_end (&rig);
  rig_expect_all (&rig);
  rig_close (&rig);
}

GST_END_TEST;

GST_START_TEST (every_preset_can_be_loaded)
{
  static const gchar *names[] =
      { "Headset", "Laptop", "Speakerphone", "Studio" };
  GstElement *element = gst_element_factory_make ("lcechocancel", NULL);
  gchar **found = gst_preset_get_preset_names (GST_PRESET (element));
  guint tails[G_N_ELEMENTS (names)];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    fail_unless (found && g_strv_contains ((const gchar **) found, names[i]),
        "%s", names[i]);
    fail_unless (gst_preset_load_preset (GST_PRESET (element), names[i]));
    g_object_get (element, "tail-length", &tails[i], NULL);
  }
  fail_unless (tails[0] < tails[1] && tails[1] < tails[3]);
  g_strfreev (found);
  gst_object_unref (element);
}

GST_END_TEST;

/* --- the probe --- */

GST_START_TEST (the_probe_passes_buffers_untouched)
{
  GstHarness *h = gst_harness_new ("lcechoprobe");
  GstBuffer *in, *out;
  GstStructure *stats;
  guint64 received;

  gst_harness_set_src_caps_str (h, MONO);
  in = gst_harness_create_buffer (h, 960);
  GST_BUFFER_PTS (in) = 0;
  out = gst_harness_push_and_pull (h, gst_buffer_ref (in));
  fail_unless (out == in);
  g_object_get (h->element, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "received", &received);
  fail_unless_equals_uint64 (received, 10 * GST_MSECOND);
  gst_structure_free (stats);
  gst_buffer_unref (in);
  gst_buffer_unref (out);
  gst_harness_teardown (h);
}

GST_END_TEST;

static Suite *
echocancel_suite (void)
{
  Suite *s = suite_create ("echocancel");
  TCase *tc = tcase_create ("general");

  gst_element_register (NULL, "lcechoprobe", GST_RANK_NONE,
      GST_TYPE_LC_ECHO_PROBE);
  gst_element_register (NULL, "lcechocancel", GST_RANK_NONE,
      GST_TYPE_LC_ECHO_CANCEL);
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, what_comes_out_is_what_went_in, 0,
      G_N_ELEMENTS (formats));
  tcase_add_test (tc, buffers_may_be_empty_a_sample_or_ten_seconds);
  tcase_add_test (tc, a_stream_shorter_than_a_block_comes_out_whole);
  tcase_add_test (tc, an_empty_stream_ends);
  tcase_add_test (tc, a_change_of_caps_loses_nothing);
  tcase_add_test (tc, timestamps_are_the_microphones);
  tcase_add_test (tc, a_jump_comes_out_as_a_jump);
  tcase_add_test (tc, without_timestamps_there_are_none);
  tcase_add_test (tc, a_gap_lets_out_what_was_before_it);
  tcase_add_test (tc, a_flush_drops_what_was_before_it);
  tcase_add_test (tc, a_second_segment_loses_nothing);
  tcase_add_loop_test (tc, latency_is_lag_and_block_on_top_of_upstreams, 0, 6);
  tcase_add_loop_test (tc, no_sample_stays_longer_than_the_latency, 0, 12);
  tcase_add_test (tc, before_caps_there_is_no_latency_to_tell);
  tcase_add_test (tc, messages_come_at_every_interval);
  tcase_add_test (tc, no_messages_when_not_wanted);
  tcase_add_test (tc, stats_begin_anew_with_every_run);
  tcase_add_test (tc, settings_may_change_from_another_thread);
  tcase_add_test (tc, every_preset_can_be_loaded);
  tcase_add_test (tc, the_probe_passes_buffers_untouched);
  return s;
}

GST_CHECK_MAIN (echocancel);
