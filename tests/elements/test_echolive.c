/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* Which reference meets which microphone sample when elements stand in
 * pipelines of their own, live and in one thread: linked with a core that
 * plays the reference (aec-far.c). */
#include "echorig.h"

#include <gst/check/gstharness.h>
#include <gst/check/gsttestclock.h>

#include "elements/echocancel/gstlcechocancel.h"
#include "elements/echocancel/gstlcechoprobe.h"
#include "elements/echocancel/probehubprivate.h"

#define RATE 48000
#define BLOCK 480
#define CAPS "audio/x-raw, format=S16LE, rate=48000, channels=1, " \
    "layout=interleaved"

typedef struct
{
  GstHarness *far, *mic;
  GArray *out;                  /* gint16 */
} Room;

static GstHarness *
open_harness (const gchar * factory, const gchar * name)
{
  GstElement *element = gst_element_factory_make (factory, name);
  GstHarness *h = gst_harness_new_with_element (element, "sink", "src");

  gst_object_unref (element);
  gst_harness_set_src_caps_str (h, CAPS);
  return h;
}

static GstHarness *
open_mic (void)
{
  GstHarness *h = open_harness ("lcechocancel", "mic");

  g_object_set (h->element, "probe", "far", NULL);
  return h;
}

static void
room_open (Room * room)
{
  room->far = open_harness ("lcechoprobe", "far");
  room->mic = open_mic ();
  room->out = g_array_new (FALSE, FALSE, sizeof (gint16));
}

static void
room_close (Room * room)
{
  if (room->far)
    gst_harness_teardown (room->far);
  gst_harness_teardown (room->mic);
  g_array_unref (room->out);
}

static void
push (GstHarness * h, gint16 (*sample) (gint64), gint64 from, gint64 to)
{
  for (; from < to; from += BLOCK)
    fail_unless_equals_int (gst_harness_push (h, echo_buffer (sample, from,
                MIN (BLOCK, to - from), RATE)), GST_FLOW_OK);
}

static void
push_far (Room * room, gint64 from, gint64 to)
{
  push (room->far, echo_far_sample, from, to);
}

static void
collect (Room * room)
{
  GstBuffer *buffer;

  while ((buffer = gst_harness_try_pull (room->mic))) {
    GstMapInfo map;

    gst_buffer_map (buffer, &map, GST_MAP_READ);
    g_array_append_vals (room->out, map.data, map.size / sizeof (gint16));
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
  }
}

static void
push_mic (Room * room, gint64 from, gint64 to)
{
  push (room->mic, echo_mic_sample, from, to);
  collect (room);
}

static void
finish (Room * room)
{
  gst_harness_push_event (room->mic, gst_event_new_eos ());
  collect (room);
}

/* Output samples @from up to @to are the reference @shift samples later. */
static void
expect (Room * room, gint64 from, gint64 to, gint64 shift)
{
  fail_unless (to <= room->out->len, "%u samples", room->out->len);
  for (gint64 i = from; i < to; i++)
    fail_unless (g_array_index (room->out, gint16, i) ==
        echo_far_sample (i + shift), "sample %" G_GINT64_FORMAT, i);
}

static void
expect_silence (Room * room, gint64 from, gint64 to)
{
  fail_unless (to <= room->out->len, "%u samples", room->out->len);
  for (gint64 i = from; i < to; i++)
    fail_unless (g_array_index (room->out, gint16, i) == 0,
        "sample %" G_GINT64_FORMAT, i);
}

static guint64
get_stat (GstHarness * h, const gchar * field)
{
  GstStructure *stats;
  guint64 value;

  g_object_get (h->element, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, field, &value));
  gst_structure_free (stats);
  return value;
}

/* --- live --- */

GST_START_TEST (live_without_reference_flows_on_and_counts)
{
  Room room;

  room_open (&room);
  push_mic (&room, 0, 4800);
  fail_unless_equals_int (room.out->len, 4800 - BLOCK);
  fail_unless_equals_uint64 (get_stat (room.mic, "reference-missing"),
      100 * GST_MSECOND);
  push_far (&room, 4800, 9600);
  push_mic (&room, 4800, 9600);
  finish (&room);
  expect_silence (&room, 0, 4800);
  expect (&room, 4800, 9600, 0);
  fail_unless_equals_uint64 (get_stat (room.mic, "reference-missing"),
      100 * GST_MSECOND);
  room_close (&room);
}

GST_END_TEST;

/* Clock time is base time plus running time: the microphone's 0 is the
 * reference's 2 s. */
GST_START_TEST (pipelines_pair_by_clock_time)
{
  Room room;

  room_open (&room);
  gst_element_set_base_time (room.far->element, 3 * GST_SECOND);
  gst_element_set_base_time (room.mic->element, 5 * GST_SECOND);
  push_far (&room, 2 * RATE - 4800, 3 * RATE);
  push_mic (&room, 0, 24000);
  finish (&room);
  expect (&room, 0, 24000, 2 * RATE);
  room_close (&room);
}

GST_END_TEST;

GST_START_TEST (differing_clocks_are_mapped_onto_one)
{
  GstClock *ours = gst_test_clock_new_with_start_time (10 * GST_SECOND);
  GstClock *theirs = gst_test_clock_new_with_start_time (70 * GST_SECOND);
  Room room;

  room_open (&room);
  gst_element_set_clock (room.mic->element, ours);
  gst_element_set_clock (room.far->element, theirs);
  gst_element_set_base_time (room.mic->element, 10 * GST_SECOND);
  gst_element_set_base_time (room.far->element, 69 * GST_SECOND);
  push_far (&room, RATE - 4800, 2 * RATE);
  push_mic (&room, 0, 24000);
  finish (&room);
  expect (&room, 0, 24000, RATE);
  room_close (&room);
  gst_object_unref (ours);
  gst_object_unref (theirs);
}

GST_END_TEST;

/* What the sink plays 100 ms after its running time reaches the microphone
 * then. */
GST_START_TEST (the_playback_latency_is_waited_out)
{
  Room room;

  room_open (&room);
  gst_harness_push_upstream_event (room.far,
      gst_event_new_latency (100 * GST_MSECOND));
  push_far (&room, 0, 24000);
  push_mic (&room, 0, 24000);
  finish (&room);
  expect_silence (&room, 0, 4800);
  expect (&room, 4800, 24000, -4800);
  room_close (&room);
}

GST_END_TEST;

GST_START_TEST (a_probe_may_come_late_and_go)
{
  Room room = { 0, };

  room.mic = open_mic ();
  room.out = g_array_new (FALSE, FALSE, sizeof (gint16));
  push_mic (&room, 0, 4800);
  room.far = open_harness ("lcechoprobe", "far");
  push_far (&room, 4800, 9600);
  push_mic (&room, 4800, 9600);
  gst_harness_teardown (room.far);
  push_mic (&room, 9600, 14400);
  room.far = open_harness ("lcechoprobe", "far");
  push_far (&room, 14400, 19200);
  push_mic (&room, 14400, 19200);
  finish (&room);
  expect_silence (&room, 0, 4800);
  expect (&room, 4800, 9600, 0);
  expect_silence (&room, 9600, 14400);
  expect (&room, 14400, 19200, 0);
  room_close (&room);
}

GST_END_TEST;

GST_START_TEST (another_probe_can_be_chosen_while_playing)
{
  GstHarness *other = open_harness ("lcechoprobe", "other");
  Room room;

  room_open (&room);
  push_far (&room, 0, 9600);
  push_mic (&room, 0, 4800);
  g_object_set (room.mic->element, "probe", "nobody", NULL);
  push_mic (&room, 4800, 9600);
  push (other, echo_far_sample, 9600, 14400);
  g_object_set (room.mic->element, "probe", "other", NULL);
  push_mic (&room, 9600, 14400);
  finish (&room);
  expect (&room, 0, 4800, 0);
  expect_silence (&room, 4800, 9600);
  expect (&room, 9600, 14400, 0);
  gst_harness_teardown (other);
  room_close (&room);
}

GST_END_TEST;

GST_START_TEST (two_cancellers_share_a_probe)
{
  Room first, second;

  room_open (&first);
  second.far = NULL;
  second.mic = open_mic ();
  second.out = g_array_new (FALSE, FALSE, sizeof (gint16));
  push_far (&first, 0, 9600);
  push_mic (&first, 0, 9600);
  push_mic (&second, 0, 9600);
  finish (&first);
  finish (&second);
  expect (&first, 0, 9600, 0);
  expect (&second, 0, 9600, 0);
  room_close (&second);
  room_close (&first);
}

GST_END_TEST;

GST_START_TEST (a_probe_in_the_same_pipeline_comes_first)
{
  GstElement *bin = gst_bin_new (NULL);
  GstElement *near = gst_element_factory_make ("lcechoprobe", "far");
  GstElement *cancel = gst_element_factory_make ("lcechocancel", NULL);
  GstElement *away = gst_element_factory_make ("lcechoprobe", "far");
  GstStructure *stats;
  guint cancellers;

  g_object_set (cancel, "probe", "far", NULL);
  gst_bin_add_many (GST_BIN (bin), near, cancel, NULL);
  gst_element_set_state (bin, GST_STATE_READY);
  gst_element_set_state (away, GST_STATE_READY);
  g_object_get (near, "stats", &stats, NULL);
  gst_structure_get_uint (stats, "cancellers", &cancellers);
  gst_structure_free (stats);
  fail_unless_equals_int (cancellers, 1);
  gst_element_set_state (away, GST_STATE_NULL);
  gst_element_set_state (bin, GST_STATE_NULL);
  gst_object_unref (away);
  gst_object_unref (bin);
}

GST_END_TEST;

GST_START_TEST (a_flushed_probe_forgets_its_reference)
{
  GstSegment segment;
  Room room;

  room_open (&room);
  push_far (&room, 0, 9600);
  push_mic (&room, 0, 4800);
  gst_harness_push_event (room.far, gst_event_new_flush_start ());
  gst_harness_push_event (room.far, gst_event_new_flush_stop (TRUE));
  push_mic (&room, 4800, 9600);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (room.far, gst_event_new_segment (&segment));
  push_far (&room, 9600, 14400);
  push_mic (&room, 9600, 14400);
  finish (&room);
  expect (&room, 0, 4800, 0);
  expect_silence (&room, 4800, 9600);
  expect (&room, 9600, 14400, 0);
  room_close (&room);
}

GST_END_TEST;

GST_START_TEST (a_gap_of_the_reference_is_silence)
{
  Room room;

  room_open (&room);
  push_far (&room, 0, 4800);
  gst_harness_push_event (room.far, gst_event_new_gap (100 * GST_MSECOND,
          100 * GST_MSECOND));
  push_mic (&room, 0, 9600);
  push_far (&room, 9600, 14400);
  push_mic (&room, 9600, 14400);
  finish (&room);
  expect (&room, 0, 4800, 0);
  expect_silence (&room, 4800, 9600);
  expect (&room, 9600, 14400, 0);
  fail_unless_equals_uint64 (get_stat (room.mic, "reference-missing"), 0);
  room_close (&room);
}

GST_END_TEST;

/* 1 h ahead and back, as broken drivers do. */
GST_START_TEST (timestamps_may_jump_by_an_hour)
{
  const gint64 hour = 3600 * (gint64) RATE;
  Room room;

  room_open (&room);
  push_far (&room, 0, 4800);
  push_mic (&room, 0, 4800);
  push_far (&room, hour, hour + 4800);
  push_mic (&room, hour, hour + 4800);
  push_far (&room, 9600, 14400);
  push_mic (&room, 9600, 14400);
  finish (&room);
  fail_unless_equals_int (room.out->len, 14400);
  expect (&room, 0, 4800, 0);
  expect (&room, 4800, 9600, hour - 4800);
  expect (&room, 9600, 14400, 0);
  room_close (&room);
}

GST_END_TEST;

/* Jitter of the timestamps must not move the reference by a single sample. */
GST_START_TEST (jitter_of_timestamps_moves_nothing)
{
  GRand *rand = g_rand_new_with_seed (7);
  Room room;

  room_open (&room);
  push_far (&room, 0, 48000);
  for (gint64 at = 0; at < 48000 - 4800; at += BLOCK) {
    GstBuffer *buffer = echo_buffer (echo_mic_sample, at, BLOCK, RATE);

    if (at)
      GST_BUFFER_PTS (buffer) += g_rand_int_range (rand, -9000000, 9000000);
    gst_harness_push (room.mic, buffer);
  }
  collect (&room);
  finish (&room);
  expect (&room, 0, 48000 - 4800, 0);
  fail_unless_equals_uint64 (get_stat (room.mic, "reference-jumps"), 0);
  g_rand_free (rand);
  room_close (&room);
}

GST_END_TEST;

/* 5 ms are less than what jitter may be, but this is announced. */
GST_START_TEST (a_small_announced_gap_is_followed_to_the_sample)
{
  GstBuffer *buffer = echo_buffer (echo_mic_sample, 4800 + 240, 4800, RATE);
  Room room;

  room_open (&room);
  push_far (&room, 0, 14400);
  push_mic (&room, 0, 4800);
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  gst_harness_push (room.mic, buffer);
  collect (&room);
  finish (&room);
  expect (&room, 0, 4800, 0);
  expect (&room, 4800, 9600, 240);
  room_close (&room);
}

GST_END_TEST;

GST_START_TEST (many_channels_are_heard_as_their_mean)
{
  static const gchar *caps = "audio/x-raw, format=F32LE, rate=48000, "
      "channels=3, channel-mask=(bitmask)0, layout=interleaved";
  gfloat *data = g_new (gfloat, 3 * 4800);
  GstBuffer *buffer;
  Room room;

  room_open (&room);
  gst_harness_set_src_caps_str (room.far, caps);
  for (guint i = 0; i < 4800; i++) {
    data[3 * i] = 0.25f;
    data[3 * i + 1] = -0.5f;
    data[3 * i + 2] = 0.75f * (i % 2);
  }
  buffer = gst_buffer_new_wrapped (data, 3 * 4800 * sizeof *data);
  GST_BUFFER_PTS (buffer) = 0;
  gst_harness_push (room.far, buffer);
  push_mic (&room, 0, 4800);
  finish (&room);
  for (guint i = 0; i < 4800; i++)
    fail_unless (ABS (g_array_index (room.out, gint16, i) -
            32768 * (0.75 * (i % 2) - 0.25) / 3) < 1, "sample %u", i);
  room_close (&room);
}

GST_END_TEST;

static void
push_constant (GstHarness * h, guint from_ms, guint rate)
{
  guint n = rate / 5;
  gint16 *data = g_new (gint16, n);
  GstBuffer *buffer;

  for (guint i = 0; i < n; i++)
    data[i] = 8000;
  buffer = gst_buffer_new_wrapped (data, n * sizeof *data);
  GST_BUFFER_PTS (buffer) = from_ms * GST_MSECOND;
  fail_unless_equals_int (gst_harness_push (h, buffer), GST_FLOW_OK);
}

/* At a change of caps the loudspeaker still plays what came before. */
GST_START_TEST (what_is_not_heard_yet_outlives_a_change_of_rate)
{
  Room room;

  room_open (&room);
  push_constant (room.far, 0, 48000);
  gst_harness_set_src_caps_str (room.far, "audio/x-raw, format=S16LE, "
      "rate=16000, channels=1, layout=interleaved");
  push_constant (room.far, 200, 16000);
  push_mic (&room, 0, 19200);
  finish (&room);
  for (guint i = 500; i < 19200 - 500; i++) {
    if (i < 9600 - 500 || i > 9600 + 500)
      fail_unless (ABS (g_array_index (room.out, gint16, i) - 8000) < 80,
          "sample %u is %d", i, g_array_index (room.out, gint16, i));
  }
  room_close (&room);
}

GST_END_TEST;

/* --- not live, one thread --- */

static gboolean
answer_not_live (GstPad * pad, GstObject * parent, GstQuery * query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  gst_query_set_latency (query, FALSE, 0, GST_CLOCK_TIME_NONE);
  return TRUE;
}

static void
make_files (Room * room)
{
  room_open (room);
  gst_pad_set_query_function (room->far->srcpad, answer_not_live);
  gst_pad_set_query_function (room->mic->srcpad, answer_not_live);
}

GST_START_TEST (one_thread_reference_first_never_waits)
{
  Room room;

  make_files (&room);
  for (gint64 at = 0; at < 96000; at += 1000) {
    push_far (&room, at, at + 1000);
    push_mic (&room, at, at + 1000);
  }
  finish (&room);
  fail_unless_equals_int (room.out->len, 96000);
  expect (&room, 1, 96000, 0);
  fail_unless_equals_uint64 (get_stat (room.mic, "reference-timeouts"), 0);
  room_close (&room);
}

GST_END_TEST;

GST_START_TEST (one_thread_microphone_first_keeps_it_until_the_reference_comes)
{
  Room room;

  make_files (&room);
  for (gint64 at = 0; at < 96000; at += 1000) {
    push_mic (&room, at, at + 1000);
    push_far (&room, at, at + 1000);
  }
  finish (&room);
  fail_unless_equals_int (room.out->len, 96000);
  expect (&room, 1, 96000, 0);
  fail_unless_equals_uint64 (get_stat (room.mic, "reference-timeouts"), 0);
  room_close (&room);
}

GST_END_TEST;

GST_START_TEST (one_thread_without_more_reference_ends)
{
  Room room;

  make_files (&room);
  push_far (&room, 0, 4800);
  push_mic (&room, 0, 48000);
  finish (&room);
  fail_unless_equals_int (room.out->len, 48000);
  expect (&room, 1, 4800, 0);
  expect_silence (&room, 4800, 48000);
  room_close (&room);
}

GST_END_TEST;

/* A probe whose pipeline is paused brings nothing more. */
GST_START_TEST (a_paused_probe_is_not_waited_for)
{
  GstHarness *far;
  Room room;

  make_files (&room);
  far = room.far;
  push_far (&room, 0, 4800);
  gst_element_set_state (far->element, GST_STATE_PAUSED);
  push_mic (&room, 0, 48000);
  finish (&room);
  fail_unless_equals_int (room.out->len, 48000);
  fail_unless_equals_uint64 (get_stat (room.mic, "reference-timeouts"), 0);
  room_close (&room);
}

GST_END_TEST;

/* Otherwise the reference would run on until the canceller's thread comes to
 * run, and what does not fit would be lost. */
GST_START_TEST (a_canceller_that_was_fed_no_longer_counts_as_starving)
{
  GstElement *probe = gst_element_factory_make ("fakesink", "far");
  GstElement *cancel = gst_element_factory_make ("fakesink", "mic");
  LcFarEnd *far = lc_far_end_new (probe, GST_PAD (probe->sinkpads->data));
  LcNearEnd *near = lc_near_end_new (cancel, GST_PAD (cancel->sinkpads->data));
  gfloat samples[BLOCK] = { 0, };

  lc_near_end_set_probe (near, "far");
  lc_near_end_set_registered (near, TRUE);
  lc_far_end_set_found (far, TRUE);
  lc_far_end_set_started (far, TRUE);
  lc_far_end_set_rate (far, RATE);
  fail_unless (near->far == far);
  near->starving = TRUE;
  lc_far_end_push (far, 0, FALSE, samples, BLOCK);
  fail_if (near->starving);
  lc_near_end_free (near);
  lc_far_end_free (far);
  gst_object_unref (cancel);
  gst_object_unref (probe);
}

GST_END_TEST;

/* After a seek one branch may begin anew before the other has been flushed. */
GST_START_TEST (while_the_pipeline_prerolls_old_reference_is_not_believed)
{
  GstElement *bin = gst_bin_new (NULL);
  GstElement *probe = gst_element_factory_make ("fakesink", "far");
  GstElement *cancel = gst_element_factory_make ("fakesink", "mic");
  LcFarEnd *far = lc_far_end_new (probe, GST_PAD (probe->sinkpads->data));
  LcNearEnd *near = lc_near_end_new (cancel, GST_PAD (cancel->sinkpads->data));
  GstPad *src = gst_pad_new ("src", GST_PAD_SRC);
  gfloat samples[BLOCK] = { 0, };
  LcFetchSpan span = {.time = 0,.rate = RATE,.n = BLOCK };
  gsize missing;

  gst_bin_add_many (GST_BIN (bin), probe, cancel, NULL);
  fail_unless_equals_int (gst_pad_link (src, far->sinkpad), GST_PAD_LINK_OK);
  lc_near_end_set_probe (near, "far");
  lc_near_end_set_registered (near, TRUE);
  lc_far_end_set_found (far, TRUE);
  lc_far_end_set_started (far, TRUE);
  lc_near_end_set_started (near, TRUE);
  lc_near_end_set_live (near, FALSE);
  lc_far_end_set_rate (far, RATE);
  lc_far_end_push (far, 40 * GST_SECOND, FALSE, samples, BLOCK);
  far->thread = GINT_TO_POINTER (1);    /* anybody but this one */
  fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_PAUSED),
      GST_STATE_CHANGE_ASYNC);
  fail_unless_equals_int (lc_near_end_fetch (near, &span, samples, &missing),
      LC_FETCH_WOULD_WAIT);
  gst_element_set_state (bin, GST_STATE_READY);
  fail_unless_equals_int (lc_near_end_fetch (near, &span, samples, &missing),
      LC_FETCH_OK);
  fail_unless_equals_int (missing, BLOCK);
  gst_pad_unlink (src, far->sinkpad);
  gst_object_unref (src);
  lc_near_end_free (near);
  lc_far_end_free (far);
  gst_element_set_state (bin, GST_STATE_NULL);
  gst_object_unref (bin);
}

GST_END_TEST;

typedef struct
{
  GstPad *pad;
  GstFlowReturn flow;
} Pusher;

static gpointer
push_minute (gpointer data)
{
  Pusher *pusher = data;

  for (gint64 at = 0; at < 60 * RATE && pusher->flow == GST_FLOW_OK;
      at += BLOCK)
    pusher->flow = gst_pad_push (pusher->pad, echo_buffer (echo_mic_sample,
            at, BLOCK, RATE));
  return NULL;
}

GST_START_TEST (a_flush_wakes_one_that_waits)
{
  Room room;
  Pusher pusher;
  GThread *thread;

  lc_hub_set_patience (3600 * GST_SECOND);
  make_files (&room);
  push_far (&room, 0, 4800);
  pusher.pad = room.mic->srcpad;
  pusher.flow = GST_FLOW_OK;
  thread = g_thread_new ("mic", push_minute, &pusher);
  /* The first sample, and nine of ten blocks of reference. */
  while (gst_harness_buffers_received (room.mic) < 10)
    g_thread_yield ();
  gst_harness_push_event (room.mic, gst_event_new_flush_start ());
  g_thread_join (thread);
  fail_unless_equals_int (pusher.flow, GST_FLOW_FLUSHING);
  fail_unless_equals_uint64 (get_stat (room.mic, "reference-timeouts"), 0);
  room_close (&room);
  lc_hub_set_patience (2 * GST_SECOND);
}

GST_END_TEST;

GST_START_TEST (an_unlinked_probe_is_not_waited_for)
{
  Room room;
  Pusher pusher;
  GThread *thread;
  GstPad *sink;

  make_files (&room);
  push_far (&room, 0, 4800);
  pusher.pad = room.mic->srcpad;
  pusher.flow = GST_FLOW_OK;
  thread = g_thread_new ("mic", push_minute, &pusher);
  sink = gst_element_get_static_pad (room.far->element, "sink");
  gst_pad_unlink (room.far->srcpad, sink);
  g_thread_join (thread);
  fail_unless_equals_int (pusher.flow, GST_FLOW_OK);
  fail_unless_equals_uint64 (get_stat (room.mic, "reference-timeouts"), 0);
  gst_pad_link (room.far->srcpad, sink);
  gst_object_unref (sink);
  room_close (&room);
}

GST_END_TEST;

static Suite *
echolive_suite (void)
{
  Suite *s = suite_create ("echolive");
  TCase *live = tcase_create ("live");
  TCase *files = tcase_create ("one thread");

  gst_element_register (NULL, "lcechoprobe", GST_RANK_NONE,
      GST_TYPE_LC_ECHO_PROBE);
  gst_element_register (NULL, "lcechocancel", GST_RANK_NONE,
      GST_TYPE_LC_ECHO_CANCEL);
  suite_add_tcase (s, live);
  tcase_add_test (live, live_without_reference_flows_on_and_counts);
  tcase_add_test (live, pipelines_pair_by_clock_time);
  tcase_add_test (live, differing_clocks_are_mapped_onto_one);
  tcase_add_test (live, the_playback_latency_is_waited_out);
  tcase_add_test (live, a_probe_may_come_late_and_go);
  tcase_add_test (live, another_probe_can_be_chosen_while_playing);
  tcase_add_test (live, two_cancellers_share_a_probe);
  tcase_add_test (live, a_probe_in_the_same_pipeline_comes_first);
  tcase_add_test (live, a_flushed_probe_forgets_its_reference);
  tcase_add_test (live, a_gap_of_the_reference_is_silence);
  tcase_add_test (live, timestamps_may_jump_by_an_hour);
  tcase_add_test (live, jitter_of_timestamps_moves_nothing);
  tcase_add_test (live, a_small_announced_gap_is_followed_to_the_sample);
  tcase_add_test (live, many_channels_are_heard_as_their_mean);
  tcase_add_test (live, what_is_not_heard_yet_outlives_a_change_of_rate);
  suite_add_tcase (s, files);
  tcase_add_test (files, one_thread_reference_first_never_waits);
  tcase_add_test (files,
      one_thread_microphone_first_keeps_it_until_the_reference_comes);
  tcase_add_test (files, one_thread_without_more_reference_ends);
  tcase_add_test (files, a_paused_probe_is_not_waited_for);
  tcase_add_test (files, a_canceller_that_was_fed_no_longer_counts_as_starving);
  tcase_add_test (files,
      while_the_pipeline_prerolls_old_reference_is_not_believed);
  tcase_add_test (files, a_flush_wakes_one_that_waits);
  tcase_add_test (files, an_unlinked_probe_is_not_waited_for);
  return s;
}

GST_CHECK_MAIN (echolive);
