/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>

#include "elements/quality/model/stream.h"

#define T0 (UINT64_C (3990000000) * LC_SECOND)
#define FRAME (LC_SECOND / 30)

static LcStream *stream;
static LcStreamFigures *figures;
static LcFlowFigures *video;

static void
setup (void)
{
  stream = lc_stream_new ();
  figures = lc_figures_new ();
  video = &figures->flow[LC_KIND_VIDEO];
}

static void
teardown (void)
{
  lc_stream_free (stream);
  lc_figures_free (figures);
}

/* The figures so far join @figures. */
static void
collect (void)
{
  LcStreamFigures *full = lc_stream_swap (stream, lc_figures_new ());

  lc_figures_merge (figures, full);
  lc_figures_free (full);
}

static uint64_t
capture_of (int frame)
{
  return T0 + (uint64_t) frame *FRAME;
}

/* Frame @n reaches all stages up to @last; each takes 10 ms. */
static void
send (int n, LcStage last)
{
  int stage;

  for (stage = LC_STAGE_CAPTURE; stage <= (int) last; stage++)
    lc_stream_mark (stream, LC_KIND_VIDEO, (LcStage) stage, capture_of (n),
        capture_of (n) + (uint64_t) stage * 10 * LC_MS);
}

GST_START_TEST (test_latency_is_render_minus_capture)
{
  int ms;

  for (ms = 0; ms <= 1000; ms += 50) {
    lc_stream_reset (stream);
    lc_figures_clear (figures);
    lc_stream_mark (stream, LC_KIND_VIDEO, LC_STAGE_RENDERED, T0,
        T0 + (uint64_t) ms * LC_MS);
    collect ();
    fail_unless_equals_int64 (lc_histogram_quantile (&video->timings
            [LC_PHASE_WARMUP].latency, 0.5), ms * LC_MS);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_frame_not_shown_is_charged_to_the_stage_that_lost_it)
{
  static const struct
  {
    LcStage last;
    LcCount where;
  } cases[] = {
    {LC_STAGE_CAPTURE, LC_COUNT_DROPPED_ENCODER},
    {LC_STAGE_ENCODED, LC_COUNT_DROPPED_NETWORK},
    {LC_STAGE_SENT, LC_COUNT_DROPPED_NETWORK},
    {LC_STAGE_RECEIVED, LC_COUNT_DROPPED_NETWORK},
    {LC_STAGE_RELEASED, LC_COUNT_DROPPED_DECODER}
  };
  guint i;
  int n, where;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    lc_stream_reset (stream);
    lc_figures_clear (figures);
    for (n = 0; n < 100; n++)
      send (n, n % 10 == 5 ? cases[i].last : LC_STAGE_RENDERED);
    collect ();
    for (where = LC_COUNT_DROPPED_ENCODER; where <= LC_COUNT_DROPPED_SINK;
        where++)
      fail_unless_equals_uint64 (video->counts[where],
          where == (int) cases[i].where ? 10 : 0);
  }
}

GST_END_TEST;

GST_START_TEST (test_delivery_covers_frames_sent_up_to_the_slack_before_the_end)
{
  uint64_t end;
  int n;

  /* Four seconds; one frame in ten is lost, and the last 300 ms on their way
   * when it ends. */
  for (n = 0; n < 120; n++)
    send (n, n >= 111 ? LC_STAGE_SENT : n % 10 == 5 ? LC_STAGE_SENT
        : LC_STAGE_RENDERED);
  collect ();
  end = capture_of (120);
  lc_stream_finish (stream, end, 400 * LC_MS, figures);
  /* Sent (20 ms after capture) at or before end - 400 ms: 0..107. */
  fail_unless_equals_uint64 (video->due, 108);
  fail_unless_equals_uint64 (video->delivered, 97);
}

GST_END_TEST;

GST_START_TEST (test_frames_lost_in_a_dead_network_are_due_too)
{
  int n;

  for (n = 0; n < 120; n++)
    send (n, n < 60 ? LC_STAGE_RENDERED : LC_STAGE_SENT);
  collect ();
  lc_stream_finish (stream, capture_of (120), 400 * LC_MS, figures);
  fail_unless_equals_uint64 (video->due, 108);
  fail_unless_equals_uint64 (video->delivered, 60);
}

GST_END_TEST;

GST_START_TEST (test_a_shown_frame_without_a_tag_is_no_drop)
{
  int n;

  for (n = 0; n < 100; n++) {
    send (n, n % 4 ? LC_STAGE_RENDERED : LC_STAGE_RELEASED);
    if (n % 4 == 0)
      lc_stream_mark (stream, LC_KIND_VIDEO, LC_STAGE_RENDERED, LC_TIME_NONE,
          capture_of (n) + 50 * LC_MS);
  }
  collect ();
  fail_unless_equals_uint64 (video->frames[LC_STAGE_RENDERED], 100);
  fail_unless_equals_uint64 (video->counts[LC_COUNT_DROPPED_DECODER], 0);
}

GST_END_TEST;

GST_START_TEST (test_audio_that_the_encoder_cuts_anew_is_split_all_the_same)
{
  LcFlowFigures *audio = &figures->flow[LC_KIND_AUDIO];
  uint64_t t;

  /* 10 ms buffers become 20 ms frames, 3 ms out of step. */
  for (t = 0; t < 2000; t++) {
    if (t % 10 == 0)
      lc_stream_mark (stream, LC_KIND_AUDIO, LC_STAGE_CAPTURE, T0 + t * LC_MS,
          T0 + t * LC_MS + 10 * LC_MS);
    if (t % 20 == 3) {
      lc_stream_mark (stream, LC_KIND_AUDIO, LC_STAGE_ENCODED, T0 + t * LC_MS,
          T0 + t * LC_MS + 25 * LC_MS);
      lc_stream_mark (stream, LC_KIND_AUDIO, LC_STAGE_RENDERED, T0 + t * LC_MS,
          T0 + t * LC_MS + 100 * LC_MS);
    }
  }
  collect ();
  fail_unless_equals_uint64 (audio->timings[0].split
      [LC_SPLIT_CAPTURE_ENCODE].count, 100);
  fail_unless_equals_int64 (audio->timings[0].split
      [LC_SPLIT_CAPTURE_ENCODE].max, 25 * LC_MS);
  fail_unless_equals_uint64 (audio->counts[LC_COUNT_DROPPED_ENCODER], 0);
  fail_unless_equals_uint64 (audio->counts[LC_COUNT_DROPPED_NETWORK], 0);
}

GST_END_TEST;

GST_START_TEST (test_the_first_three_seconds_are_apart)
{
  int n;

  for (n = 0; n < 300; n++)
    send (n, LC_STAGE_RENDERED);
  collect ();
  fail_unless_equals_uint64 (video->timings[LC_PHASE_WARMUP].latency.count, 91);
  fail_unless_equals_uint64 (video->timings[LC_PHASE_SHOW].latency.count, 209);
}

GST_END_TEST;

static void
expect_event (LcEventType type, uint64_t at, int64_t duration)
{
  LcEvent event;

  fail_unless (lc_stream_take_event (stream, &event));
  fail_unless_equals_int (event.type, type);
  fail_unless_equals_uint64 (event.at, at);
  fail_unless_equals_int64 (event.duration, duration);
}

static void
expect_no_event (void)
{
  LcEvent event;

  fail_if (lc_stream_take_event (stream, &event));
}

/* Ten frames; the last is shown at the returned moment. */
static uint64_t
start_playing (void)
{
  int n;

  for (n = 0; n < 10; n++)
    send (n, LC_STAGE_RENDERED);
  expect_event (LC_EVENT_FIRST_FRAME, capture_of (0) + 50 * LC_MS, 0);
  expect_no_event ();
  return capture_of (9) + 50 * LC_MS;
}

static void
render_at (uint64_t at)
{
  lc_stream_mark (stream, LC_KIND_VIDEO, LC_STAGE_RENDERED, LC_TIME_NONE, at);
}

GST_START_TEST (test_a_freeze_is_told_when_it_begins_and_when_it_ends)
{
  uint64_t last = start_playing ();

  fail_unless_equals_int (lc_stream_wait (stream, last + 100 * LC_MS), 0);
  fail_unless_equals_int (lc_stream_wait (stream,
          lc_stream_deadline (stream)), 1);
  expect_event (LC_EVENT_FREEZE_START, last, 0);
  render_at (last + 700 * LC_MS);
  expect_event (LC_EVENT_FREEZE_END, last + 700 * LC_MS, 700 * LC_MS);
  expect_no_event ();
}

GST_END_TEST;

GST_START_TEST (test_a_freeze_nobody_waited_for_is_told_afterwards)
{
  uint64_t last = start_playing ();

  render_at (last + 700 * LC_MS);
  expect_event (LC_EVENT_FREEZE_START, last, 0);
  expect_event (LC_EVENT_FREEZE_END, last + 700 * LC_MS, 700 * LC_MS);
  expect_no_event ();
}

GST_END_TEST;

GST_START_TEST (test_a_long_freeze_becomes_a_pause)
{
  uint64_t last = start_playing ();

  lc_stream_wait (stream, last + LC_SECOND);
  lc_stream_wait (stream, last + 5 * LC_SECOND + 1);
  expect_event (LC_EVENT_FREEZE_START, last, 0);
  expect_event (LC_EVENT_PAUSE_START, last, 0);
  render_at (last + 6 * LC_SECOND);
  expect_event (LC_EVENT_PAUSE_END, last + 6 * LC_SECOND, 6 * LC_SECOND);
  expect_no_event ();
}

GST_END_TEST;

GST_START_TEST (test_events_nobody_takes_lose_the_oldest)
{
  uint64_t last = start_playing ();
  LcEvent event;
  int i, taken = 0;

  for (i = 1; i <= 40; i++)
    render_at (last + (uint64_t) i * 6 * LC_SECOND);
  while (lc_stream_take_event (stream, &event))
    taken++;
  fail_unless_equals_int (taken, 16);
  fail_unless_equals_uint64 (event.at, last + 40 * 6 * (uint64_t) LC_SECOND);
}

GST_END_TEST;

GST_START_TEST (test_a_stream_that_is_reset_is_as_new)
{
  start_playing ();
  lc_stream_count (stream, LC_KIND_VIDEO, LC_COUNT_PACKETS_LOST, 3);
  lc_stream_reset (stream);
  collect ();
  fail_unless_equals_uint64 (video->frames[LC_STAGE_RENDERED], 0);
  fail_unless_equals_uint64 (video->counts[LC_COUNT_PACKETS_LOST], 0);
  fail_unless_equals_uint64 (lc_stream_first (stream, LC_KIND_VIDEO,
          LC_STAGE_RENDERED), LC_TIME_NONE);
  fail_unless_equals_uint64 (lc_stream_deadline (stream), LC_TIME_NONE);
}

GST_END_TEST;

/* The capture clock is set back by an hour, the renderer's goes on. */
static void
send_set_back (int n, LcStage last)
{
  const uint64_t back = 3600 * (uint64_t) LC_SECOND;
  int stage;

  for (stage = LC_STAGE_RECEIVED; stage <= (int) last; stage++)
    lc_stream_mark (stream, LC_KIND_VIDEO, (LcStage) stage,
        capture_of (n) - back, capture_of (n) + (uint64_t) stage * 10 * LC_MS);
}

GST_START_TEST (test_a_capture_clock_that_is_set_back_loses_no_frame)
{
  int n, stage;

  for (n = 0; n < 2000; n++)
    for (stage = LC_STAGE_RECEIVED; stage <= LC_STAGE_RENDERED; stage++)
      lc_stream_mark (stream, LC_KIND_VIDEO, (LcStage) stage, capture_of (n),
          capture_of (n) + (uint64_t) stage * 10 * LC_MS);
  for (; n < 2100; n++)
    send_set_back (n, n == 2050 ? LC_STAGE_RECEIVED : LC_STAGE_RENDERED);
  collect ();
  fail_unless_equals_uint64 (video->frames[LC_STAGE_RECEIVED], 2100);
  fail_unless_equals_uint64 (video->frames[LC_STAGE_RENDERED], 2099);
  fail_unless_equals_uint64 (video->counts[LC_COUNT_DROPPED_NETWORK], 1);
  fail_unless_equals_uint64 (video->counts[LC_COUNT_DROPPED_DECODER], 0);
  fail_unless_equals_uint64 (video->freezes.freeze[LC_FREEZE_W3C].count, 0);
}

GST_END_TEST;

static Suite *
qualitystream_suite (void)
{
  Suite *s = suite_create ("qualitystream");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_latency_is_render_minus_capture);
  tcase_add_test (tc,
      test_a_frame_not_shown_is_charged_to_the_stage_that_lost_it);
  tcase_add_test (tc,
      test_delivery_covers_frames_sent_up_to_the_slack_before_the_end);
  tcase_add_test (tc, test_frames_lost_in_a_dead_network_are_due_too);
  tcase_add_test (tc, test_a_shown_frame_without_a_tag_is_no_drop);
  tcase_add_test (tc,
      test_audio_that_the_encoder_cuts_anew_is_split_all_the_same);
  tcase_add_test (tc, test_the_first_three_seconds_are_apart);
  tcase_add_test (tc, test_a_freeze_is_told_when_it_begins_and_when_it_ends);
  tcase_add_test (tc, test_a_freeze_nobody_waited_for_is_told_afterwards);
  tcase_add_test (tc, test_a_long_freeze_becomes_a_pause);
  tcase_add_test (tc, test_events_nobody_takes_lose_the_oldest);
  tcase_add_test (tc, test_a_stream_that_is_reset_is_as_new);
  tcase_add_test (tc, test_a_capture_clock_that_is_set_back_loses_no_frame);
  return s;
}

GST_CHECK_MAIN (qualitystream);
