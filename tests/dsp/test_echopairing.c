/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* The arithmetic under the echo canceller's elements: rings of samples,
 * timelines, pairing and marks, each against its definition. */
#include <gst/check/gstcheck.h>

#include "elements/echocancel/pairing/marks.h"
#include "elements/echocancel/pairing/pairing.h"
#include "elements/echocancel/pairing/samplering.h"

#define MS INT64_C (1000000)
#define SECOND INT64_C (1000000000)

/* --- rings --- */

/* Sample at position p is p. */
static void
push_ramp (LcSampleRing * ring, gsize n)
{
  gfloat *samples = g_new (gfloat, n + 1);

  for (gsize i = 0; i < n; i++)
    samples[i] = lc_sample_ring_end (ring) + (gint64) i;
  lc_sample_ring_push (ring, samples, n);
  g_free (samples);
}

/* Whatever is asked for: held samples are right, others are 0. */
static void
check_ramp (LcSampleRing * ring, gint64 from, gsize n)
{
  gint64 start = lc_sample_ring_start (ring), end = lc_sample_ring_end (ring);
  gfloat *out = g_new (gfloat, n + 1);
  gsize found, held = 0;

  out[n] = 12345;
  found = lc_sample_ring_read (ring, from, out, n);
  for (gsize i = 0; i < n; i++) {
    gint64 p = from + (gint64) i;
    gboolean inside = p >= start && p < end;

    held += inside;
    fail_unless (out[i] == (inside ? (gfloat) p : 0), "position %d", (int) p);
  }
  fail_unless_equals_int (found, held);
  fail_unless (out[n] == 12345);
  g_free (out);
}

GST_START_TEST (a_ring_holds_the_newest_samples)
{
  GRand *rand = g_rand_new_with_seed (__i__);
  gsize capacity = g_rand_int_range (rand, 1, 300);
  LcSampleRing *ring = lc_sample_ring_new (capacity);
  gint64 begin = g_rand_int_range (rand, -5000, 5000);

  lc_sample_ring_restart (ring, begin);
  for (guint i = 0; i < 200; i++) {
    gint64 end = lc_sample_ring_end (ring);
    gsize n = g_rand_int_range (rand, 0, 400);

    push_ramp (ring, n);
    fail_unless_equals_int64 (lc_sample_ring_end (ring), end + (gint64) n);
    fail_unless (lc_sample_ring_end (ring) - lc_sample_ring_start (ring) <=
        (gint64) capacity);
    fail_unless_equals_int64 (lc_sample_ring_start (ring),
        MAX (begin, lc_sample_ring_end (ring) - (gint64) capacity));
    check_ramp (ring, end + g_rand_int_range (rand, -500, 500),
        g_rand_int_range (rand, 0, 600));
  }
  lc_sample_ring_free (ring);
  g_rand_free (rand);
}

GST_END_TEST;

GST_START_TEST (a_ring_that_grows_keeps_its_samples)
{
  LcSampleRing *ring = lc_sample_ring_new (10);

  lc_sample_ring_restart (ring, -33);
  push_ramp (ring, 27);
  fail_unless (lc_sample_ring_reserve (ring, 25));
  check_ramp (ring, -40, 60);
  fail_unless_equals_int64 (lc_sample_ring_start (ring), -16);
  push_ramp (ring, 15);
  fail_unless_equals_int64 (lc_sample_ring_start (ring), -16);
  check_ramp (ring, -40, 60);
  lc_sample_ring_free (ring);
}

GST_END_TEST;

GST_START_TEST (a_ring_can_be_rewound_and_released)
{
  LcSampleRing *ring = lc_sample_ring_new (100);

  push_ramp (ring, 50);
  lc_sample_ring_release (ring, 20);
  fail_unless_equals_int64 (lc_sample_ring_start (ring), 20);
  lc_sample_ring_rewind (ring, 30);
  fail_unless_equals_int64 (lc_sample_ring_end (ring), 30);
  push_ramp (ring, 60);
  check_ramp (ring, 0, 120);
  lc_sample_ring_rewind (ring, 5);
  fail_unless_equals_int64 (lc_sample_ring_start (ring), 5);
  fail_unless_equals_int64 (lc_sample_ring_end (ring), 5);
  push_ramp (ring, 100);
  check_ramp (ring, 0, 120);
  lc_sample_ring_push (ring, NULL, 30);
  fail_unless_equals_int64 (lc_sample_ring_end (ring), 135);
  lc_sample_ring_free (ring);
}

GST_END_TEST;

/* --- timelines --- */

static const guint rates[] = { 8000, 11025, 22050, 44100, 48000, 96000 };

GST_START_TEST (a_position_comes_back_from_its_time)
{
  guint rate = rates[__i__];

  for (gint64 p = -100000; p < 100000; p += 7)
    fail_unless_equals_int64 (lc_time_to_position (lc_position_to_time (p,
                rate), rate), p);
  /* A year; and ns as GStreamer rounds them, down. */
  for (gint64 p = INT64_C (31536000) * rate, i = 0; i < 1000; i++) {
    fail_unless_equals_int64 (lc_time_to_position (lc_position_to_time (p + i,
                rate), rate), p + i);
    fail_unless_equals_int64 (lc_time_to_position (gst_util_uint64_scale (p
                + i, GST_SECOND, rate), rate), p + i);
  }
}

GST_END_TEST;

GST_START_TEST (a_track_counts_through_jitter)
{
  GRand *rand = g_rand_new_with_seed (1);
  gint64 position;
  LcTrack track;

  lc_track_init (&track, 48000);
  fail_unless (lc_track_place (&track, 5 * SECOND, 480, FALSE, &position));
  fail_unless_equals_int64 (position, 240000);
  for (guint i = 1; i < 1000; i++) {
    gint64 time = 5 * SECOND + i * 10 * MS;

    fail_if (lc_track_place (&track,
            time + g_rand_int_range (rand, -39 * MS, 39 * MS), 480, FALSE,
            &position));
    fail_unless_equals_int64 (position, 240000 + 480 * i);
  }
  g_rand_free (rand);
}

GST_END_TEST;

GST_START_TEST (a_track_follows_a_jump)
{
  gint64 position;
  LcTrack track;

  lc_track_init (&track, 1000);
  lc_track_place (&track, 0, 100, FALSE, &position);
  fail_unless (lc_track_place (&track, 141 * MS, 100, FALSE, &position));
  fail_unless_equals_int64 (position, 141);
  fail_if (lc_track_place (&track, 243 * MS, 100, FALSE, &position));
  fail_unless_equals_int64 (position, 241);
  fail_unless (lc_track_place (&track, 343 * MS, 100, TRUE, &position));
  fail_unless_equals_int64 (position, 343);
  fail_unless (lc_track_place (&track, -3600 * SECOND, 100, FALSE, &position));
  fail_unless_equals_int64 (position, -3600000);
}

GST_END_TEST;

GST_START_TEST (a_track_without_times_counts)
{
  gint64 position;
  LcTrack track;

  lc_track_init (&track, 1000);
  fail_if (lc_track_place (&track, LC_TIME_UNKNOWN, 70, TRUE, &position));
  fail_unless_equals_int64 (position, 0);
  fail_if (lc_track_place (&track, LC_TIME_UNKNOWN, 70, FALSE, &position));
  fail_unless_equals_int64 (position, 70);
}

GST_END_TEST;

GST_START_TEST (a_cursor_moves_only_when_time_is_sure)
{
  LcPairing pairing;

  lc_pairing_init (&pairing, 48000);
  fail_unless (lc_pairing_follow (&pairing, 1000, FALSE));
  fail_unless_equals_int64 (pairing.cursor, 1000);
  fail_if (lc_pairing_follow (&pairing, 1480, FALSE));
  fail_if (lc_pairing_follow (&pairing, 520, FALSE));
  fail_unless_equals_int64 (pairing.cursor, 1000);
  fail_unless (lc_pairing_follow (&pairing, 1481, FALSE));
  fail_unless_equals_int64 (pairing.cursor, 1481);
  fail_unless (lc_pairing_follow (&pairing, 1482, TRUE));
  fail_if (lc_pairing_follow (&pairing, 1482, TRUE));
  fail_unless_equals_int64 (pairing.cursor, 1482);
}

GST_END_TEST;

/* --- marks --- */

GST_START_TEST (an_even_stream_needs_one_mark)
{
  LcMarks *marks = g_new (LcMarks, 1);

  lc_marks_init (marks, 44100);
  for (guint64 i = 0; i < 100000; i += 441) {
    lc_marks_add (marks, i, 77 + gst_util_uint64_scale (i, GST_SECOND, 44100),
        1000 + i, i == 0);
    fail_unless_equals_uint64 (lc_marks_at (marks, i).pts,
        77 + gst_util_uint64_scale (i, GST_SECOND, 44100));
    fail_unless_equals_int64 (lc_marks_at (marks, i).place, 1000 + i);
  }
  fail_unless_equals_int (marks->n, 1);
  fail_unless (lc_marks_at (marks, 0).jump);
  fail_if (lc_marks_at (marks, 1).jump);
  g_free (marks);
}

GST_END_TEST;

GST_START_TEST (each_jump_is_marked_and_released)
{
  LcMarks *marks = g_new (LcMarks, 1);

  lc_marks_init (marks, 1000);
  lc_marks_add (marks, 0, 0, 0, TRUE);
  lc_marks_add (marks, 100, 500 * MS, 500, TRUE);
  lc_marks_add (marks, 150, LC_MARK_NO_PTS, 550, FALSE);
  lc_marks_add (marks, 200, 602 * MS, 600, FALSE);
  fail_unless_equals_uint64 (lc_marks_run (marks, 30, 1000), 70);
  fail_unless_equals_uint64 (lc_marks_run (marks, 30, 50), 50);
  fail_unless_equals_uint64 (lc_marks_run (marks, 100, 1000), 100);
  fail_unless_equals_uint64 (lc_marks_run (marks, 200, 1000), 1000);
  fail_unless_equals_uint64 (lc_marks_at (marks, 99).pts, 99 * MS);
  fail_unless_equals_uint64 (lc_marks_at (marks, 110).pts, 510 * MS);
  fail_unless_equals_uint64 (lc_marks_at (marks, 201).pts, 603 * MS);
  fail_unless_equals_int64 (lc_marks_at (marks, 201).place, 601);
  lc_marks_release (marks, 100);
  fail_unless_equals_int (marks->n, 2);
  fail_unless (lc_marks_at (marks, 100).jump);
  fail_unless_equals_uint64 (lc_marks_at (marks, 199).pts, 599 * MS);
  g_free (marks);
}

GST_END_TEST;

GST_START_TEST (a_full_store_extrapolates)
{
  LcMarks *marks = g_new (LcMarks, 1);
  guint64 last = LC_MARKS_MAX - 1;

  lc_marks_init (marks, 1000);
  for (guint64 i = 0; i < 3 * LC_MARKS_MAX; i++)
    lc_marks_add (marks, i, 10 * i * MS, 10 * i, TRUE);
  fail_unless_equals_int (marks->n, LC_MARKS_MAX);
  fail_unless_equals_uint64 (lc_marks_at (marks, last).pts, 10 * last * MS);
  fail_unless_equals_uint64 (lc_marks_at (marks, last + 5).pts,
      (10 * last + 5) * MS);
  lc_marks_release (marks, last + 5);
  fail_unless_equals_int (marks->n, 1);
  g_free (marks);
}

GST_END_TEST;

static Suite *
echopairing_suite (void)
{
  Suite *s = suite_create ("echopairing");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, a_ring_holds_the_newest_samples, 0, 20);
  tcase_add_test (tc, a_ring_that_grows_keeps_its_samples);
  tcase_add_test (tc, a_ring_can_be_rewound_and_released);
  tcase_add_loop_test (tc, a_position_comes_back_from_its_time, 0, 6);
  tcase_add_test (tc, a_track_counts_through_jitter);
  tcase_add_test (tc, a_track_follows_a_jump);
  tcase_add_test (tc, a_track_without_times_counts);
  tcase_add_test (tc, a_cursor_moves_only_when_time_is_sure);
  tcase_add_test (tc, an_even_stream_needs_one_mark);
  tcase_add_test (tc, each_jump_is_marked_and_released);
  tcase_add_test (tc, a_full_store_extrapolates);
  return s;
}

GST_CHECK_MAIN (echopairing);
