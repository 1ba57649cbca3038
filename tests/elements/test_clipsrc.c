/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "cliprig.h"

#define MS GST_MSECOND

static void
play (Rig * rig)
{
  fail_unless_equals_int (gst_element_set_state (rig->pipeline,
          GST_STATE_PAUSED), GST_STATE_CHANGE_NO_PREROLL);
  fail_if (gst_element_set_state (rig->pipeline, GST_STATE_PLAYING) ==
      GST_STATE_CHANGE_FAILURE);
}

static GstClockTime
distance (GstClockTime a, GstClockTime b)
{
  return a > b ? a - b : b - a;
}

/* --- the seam --- */

GST_START_TEST (frames_are_evenly_spaced_over_three_seams)
{
  Rig rig;

  rig_init (&rig, clip_file ("video.webm"));
  play (&rig);
  rig_run (&rig, RIG_VIDEO, 100);
  for (guint i = 0; i < 100; i++)
    fail_unless_equals_uint64 (rig_buffer (&rig, RIG_VIDEO, i).pts,
        i * 40 * MS);
  fail_unless_equals_int (rig.streams[RIG_VIDEO].segments, 1);
  rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (a_pass_begins_with_a_discont_key_frame)
{
  Rig rig;

  rig_init (&rig, clip_file ("video.webm"));
  play (&rig);
  rig_run (&rig, RIG_VIDEO, 80);
  for (guint i = 0; i < 80; i++) {
    fail_unless_equals_int (rig_buffer (&rig, RIG_VIDEO, i).discont,
        i % 25 == 0);
    if (i % 25 == 0)
      fail_if (rig_buffer (&rig, RIG_VIDEO, i).delta);
  }
  rig_clear (&rig);
}

GST_END_TEST;

/* Start of pass @pass of @stream: its @pass'th buffer with DISCONT. */
static GstClockTime
pass_start (Rig * rig, guint stream, guint pass)
{
  for (guint i = 0;; i++) {
    rig_run (rig, stream, i + 1);
    if (rig_buffer (rig, stream, i).discont && pass-- == 0)
      return rig_buffer (rig, stream, i).pts;
  }
}

static void
check_rising (Rig * rig, guint stream)
{
  for (guint i = 1; i < rig_count (rig, stream); i++)
    fail_unless (rig_buffer (rig, stream, i).pts >=
        rig_buffer (rig, stream, i - 1).pts +
        rig_buffer (rig, stream, i - 1).duration - MS,
        "buffer %u of stream %u begins within the one before", i, stream);
}

/* The longer of the two decides, to the nearest ms of the container. */
static void
check_passes (const gchar * name, GstClockTime length)
{
  Rig rig;
  guint64 duration;

  rig_init (&rig, clip_file (name));
  play (&rig);
  rig_run (&rig, RIG_VIDEO, 1);
  pass_start (&rig, RIG_AUDIO, 3);
  duration = rig_stat (&rig, "duration");
  fail_unless (distance (duration, length) <= 21 * MS,
      "%s: a pass of %" GST_TIME_FORMAT, name, GST_TIME_ARGS (duration));
  for (guint pass = 0; pass < 2; pass++)
    for (guint stream = 0; stream < RIG_STREAMS; stream++)
      fail_unless (distance (pass_start (&rig, stream, pass + 1),
              pass_start (&rig, stream, pass) + duration) <= MS);
  check_rising (&rig, RIG_VIDEO);
  check_rising (&rig, RIG_AUDIO);
  rig_clear (&rig);
}

GST_START_TEST (both_pads_begin_each_pass_together)
{
  check_passes ("av.webm", 1000 * MS);
  check_passes ("long-audio.webm", 1500 * MS);
  check_passes ("long-video.webm", 2000 * MS);
}

GST_END_TEST;

GST_START_TEST (matroska_mp4_and_ogg_repeat_too)
{
  check_passes ("av.mkv", 1000 * MS);
  check_passes ("av.mp4", 1000 * MS);
  check_passes ("av.ogg", 1000 * MS);
}

GST_END_TEST;

GST_START_TEST (sound_alone_repeats)
{
  Rig rig;

  rig_init (&rig, clip_file ("audio.ogg"));
  play (&rig);
  rig_run (&rig, RIG_AUDIO, 160);
  fail_if (rig.streams[RIG_VIDEO].exists);
  check_rising (&rig, RIG_AUDIO);
  fail_unless (distance (pass_start (&rig, RIG_AUDIO, 3), 3 * 1000 * MS) <=
      3 * 7 * MS);
  rig_clear (&rig);
}

GST_END_TEST;

static GstPadProbeReturn
count_buffer (GstPad * pad, GstPadProbeInfo * info, gpointer count)
{
  g_atomic_int_inc ((gint *) count);
  return GST_PAD_PROBE_OK;
}

GST_START_TEST (a_decoder_shows_every_frame_of_three_passes)
{
  Rig rig;
  GstElement *decoder;
  GstPad *pad;
  gint shown = 0;

  rig_init (&rig, clip_file ("video.webm"));
  rig.decoder = "vp8dec";
  fail_unless_equals_int (gst_element_set_state (rig.pipeline,
          GST_STATE_PAUSED), GST_STATE_CHANGE_NO_PREROLL);
  decoder = gst_bin_get_by_name (GST_BIN (rig.pipeline), "decoder");
  pad = gst_element_get_static_pad (decoder, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, count_buffer, &shown,
      NULL);
  gst_object_unref (pad);
  gst_object_unref (decoder);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  rig_run (&rig, RIG_VIDEO, 76);
  /* The 76th has left the pad, so the 75th has passed the decoder. */
  fail_unless (g_atomic_int_get (&shown) >= 75);
  rig_clear (&rig);
}

GST_END_TEST;

/* --- the pace --- */

GST_START_TEST (each_buffer_leaves_at_its_time)
{
  Rig rig;

  rig_init (&rig, clip_file ("video.webm"));
  play (&rig);
  rig_run (&rig, RIG_VIDEO, 60);
  for (guint i = 0; i < 60; i++)
    fail_unless_equals_uint64 (rig_buffer (&rig, RIG_VIDEO, i).running,
        rig_buffer (&rig, RIG_VIDEO, i).pts);
  fail_unless_equals_uint64 (rig_stat (&rig, "late-max"), 0);
  rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (reordered_frames_without_decoding_times_leave_in_time)
{
  Rig rig;
  guint reordered = 0;

  rig_init (&rig, clip_file ("b-frames.mkv"));
  play (&rig);
  rig_run (&rig, RIG_VIDEO, 120);
  /* The first group of frames shows what the order is. */
  for (guint i = 4; i < 120; i++) {
    RigBuffer frame = rig_buffer (&rig, RIG_VIDEO, i);

    reordered += frame.pts < rig_buffer (&rig, RIG_VIDEO, i - 1).pts;
    fail_unless (frame.running <= frame.pts, "frame %u leaves late", i);
  }
  fail_unless (reordered > 30);
  rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (nothing_leaves_in_paused_and_the_rest_waits)
{
  Rig rig;

  rig_init (&rig, clip_file ("video.webm"));
  gst_element_set_state (rig.pipeline, GST_STATE_PAUSED);
  gst_test_clock_advance_time (rig.clock, GST_SECOND);
  fail_unless_equals_int (rig_count (&rig, RIG_VIDEO), 0);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  rig_run (&rig, RIG_VIDEO, 10);
  gst_test_clock_wait_for_next_pending_id (rig.clock, NULL);
  gst_element_set_state (rig.pipeline, GST_STATE_PAUSED);
  gst_test_clock_advance_time (rig.clock, 10 * GST_SECOND);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  rig_run (&rig, RIG_VIDEO, 40);
  for (guint i = 0; i < 40; i++) {
    fail_unless_equals_uint64 (rig_buffer (&rig, RIG_VIDEO, i).pts,
        i * 40 * MS);
    fail_unless_equals_uint64 (rig_buffer (&rig, RIG_VIDEO, i).running,
        i * 40 * MS);
  }
  rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (a_clip_in_a_running_pipeline_begins_now)
{
  Rig rig;

  rig_init (&rig, clip_file ("video.webm"));
  gst_element_set_locked_state (rig.clip, TRUE);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  gst_test_clock_advance_time (rig.clock, 7 * GST_SECOND);
  gst_element_set_locked_state (rig.clip, FALSE);
  fail_unless (gst_element_sync_state_with_parent (rig.clip));
  rig_run (&rig, RIG_VIDEO, 30);
  fail_unless_equals_uint64 (rig_buffer (&rig, RIG_VIDEO, 0).pts,
      7 * GST_SECOND);
  fail_unless_equals_uint64 (rig_buffer (&rig, RIG_VIDEO, 29).pts,
      7 * GST_SECOND + 29 * 40 * MS);
  rig_clear (&rig);
}

GST_END_TEST;

/* Its running time goes on in PAUSED; the clip must not hurry after it. */
GST_START_TEST (after_a_pause_that_time_did_not_wait_for_it_goes_on_now)
{
  Rig rig;

  rig_init (&rig, clip_file ("video.webm"));
  gst_element_set_start_time (rig.pipeline, GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (rig.pipeline, 0);
  play (&rig);
  rig_run (&rig, RIG_VIDEO, 10);
  gst_test_clock_wait_for_next_pending_id (rig.clock, NULL);
  gst_element_set_state (rig.pipeline, GST_STATE_PAUSED);
  gst_test_clock_advance_time (rig.clock, 10 * GST_SECOND);
  gst_element_set_state (rig.pipeline, GST_STATE_PLAYING);
  rig_run (&rig, RIG_VIDEO, 20);
  /* The eleventh may have left before the pause. */
  for (guint i = 12; i < 20; i++) {
    fail_unless (rig_buffer (&rig, RIG_VIDEO, i).pts > 10 * GST_SECOND);
    fail_unless_equals_uint64 (rig_buffer (&rig, RIG_VIDEO, i).running,
        rig_buffer (&rig, RIG_VIDEO, i).pts);
  }
  rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (it_is_live_and_adds_no_latency)
{
  Rig rig;
  GstQuery *query = gst_query_new_latency ();
  GstClockTime min, max;
  gboolean live;

  rig_init (&rig, clip_file ("av.webm"));
  play (&rig);
  fail_unless (gst_pad_query (rig.streams[RIG_VIDEO].pad, query));
  gst_query_parse_latency (query, &live, &min, &max);
  fail_unless (live);
  fail_unless_equals_uint64 (min, 0);
  fail_unless_equals_uint64 (max, GST_CLOCK_TIME_NONE);
  gst_query_unref (query);
  rig_clear (&rig);
}

GST_END_TEST;

/* --- the end --- */

GST_START_TEST (without_loop_every_frame_comes_once_then_eos)
{
  Rig rig;

  rig_init (&rig, clip_file ("long-audio.webm"));
  g_object_set (rig.clip, "loop", FALSE, NULL);
  play (&rig);
  rig_run_to_eos (&rig);
  fail_unless_equals_int (rig_count (&rig, RIG_VIDEO), 25);
  fail_unless_equals_uint64 (rig_stat (&rig, "loops"), 0);
  fail_unless_equals_uint64 (rig_stat (&rig, "buffers"),
      25 + rig_count (&rig, RIG_AUDIO));
  fail_unless (rig_count (&rig, RIG_AUDIO) >= 75);
  rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (clearing_loop_ends_at_the_end_of_a_pass)
{
  Rig rig;

  rig_init (&rig, clip_file ("av.webm"));
  play (&rig);
  rig_run (&rig, RIG_VIDEO, 30);
  g_object_set (rig.clip, "loop", FALSE, NULL);
  rig_run_to_eos (&rig);
  fail_unless (rig_count (&rig, RIG_VIDEO) > 30);
  fail_unless_equals_int (rig_count (&rig, RIG_VIDEO) % 25, 0);
  rig_clear (&rig);
}

GST_END_TEST;

static void
check_eos_event (const gchar * name, GstState state, guint after)
{
  Rig rig;

  rig_init (&rig, clip_file (name));
  gst_element_set_state (rig.pipeline, state);
  if (after)
    rig_run (&rig, RIG_VIDEO, after);
  fail_unless (gst_element_send_event (rig.clip, gst_event_new_eos ()));
  rig_run_to_eos (&rig);
  fail_unless (rig_count (&rig, RIG_VIDEO) <= after + 1);
  rig_clear (&rig);
}

GST_START_TEST (an_eos_event_ends_all_pads_at_once)
{
  check_eos_event ("av.webm", GST_STATE_PLAYING, 10);
  check_eos_event ("av.webm", GST_STATE_PAUSED, 0);
  check_eos_event ("long-video.webm", GST_STATE_PLAYING, 40);
  check_eos_event ("long-audio.webm", GST_STATE_PLAYING, 25);
}

GST_END_TEST;

/* --- what comes from behind --- */

GST_START_TEST (seeks_and_skipping_are_refused)
{
  Rig rig;
  GstQuery *query = gst_query_new_seeking (GST_FORMAT_TIME);
  GstPad *pad;
  gboolean seekable = TRUE;

  rig_init (&rig, clip_file ("video.webm"));
  play (&rig);
  rig_run (&rig, RIG_VIDEO, 5);
  pad = rig.streams[RIG_VIDEO].pad;
  fail_if (gst_pad_send_event (pad, gst_event_new_seek (1.0, GST_FORMAT_TIME,
              GST_SEEK_FLAG_FLUSH, GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_NONE,
              0)));
  fail_if (gst_pad_send_event (pad, gst_event_new_qos (GST_QOS_TYPE_UNDERFLOW,
              2.0, GST_SECOND, GST_SECOND)));
  fail_if (gst_element_seek_simple (rig.clip, GST_FORMAT_TIME,
          GST_SEEK_FLAG_FLUSH, 0));
  fail_unless (gst_pad_query (pad, query));
  gst_query_parse_seeking (query, NULL, &seekable, NULL, NULL);
  fail_if (seekable);
  gst_query_unref (query);
  rig_run (&rig, RIG_VIDEO, 60);
  fail_unless_equals_uint64 (rig_buffer (&rig, RIG_VIDEO, 59).pts,
      59 * 40 * MS);
  rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (a_pad_that_is_not_linked_does_not_stop_the_other)
{
  Rig rig;

  for (guint kind = 0; kind < RIG_STREAMS; kind++) {
    rig_init (&rig, clip_file ("long-video.webm"));
    rig.links[kind] = FALSE;
    play (&rig);
    rig_run (&rig, !kind, 160);
    rig_clear (&rig);
  }
}

GST_END_TEST;

GST_START_TEST (no_pad_linked_is_one_error)
{
  Rig rig;
  gchar *text;

  rig_init (&rig, clip_file ("av.webm"));
  rig.links[RIG_VIDEO] = rig.links[RIG_AUDIO] = FALSE;
  play (&rig);
  rig_run_to_message (&rig, GST_MESSAGE_ERROR);
  text = rig_only_message (&rig, GST_MESSAGE_ERROR);
  fail_unless (g_str_has_suffix (text,
          "has nowhere to go: link at least one of its pads."));
  g_free (text);
  rig_clear (&rig);
}

GST_END_TEST;

/* --- states --- */

GST_START_TEST (it_can_be_used_again)
{
  Rig rig;

  rig_init (&rig, clip_file ("video.webm"));
  for (guint run = 1; run <= 3; run++) {
    play (&rig);
    rig_run (&rig, RIG_VIDEO, run * 40);
    fail_unless_equals_int (rig.streams[RIG_VIDEO].segments, run);
    gst_element_set_state (rig.pipeline, GST_STATE_READY);
    fail_unless_equals_int (GST_ELEMENT (rig.clip)->numsrcpads, 0);
    fail_unless_equals_int (GST_BIN_NUMCHILDREN (rig.clip), 0);
    g_array_set_size (rig.streams[RIG_VIDEO].buffers, run * 40);
  }
  rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (it_can_be_stopped_at_any_moment)
{
  Rig rig;

  for (guint n = 0; n < 40; n++) {
    rig_init (&rig, clip_file (n % 2 ? "av.webm" : "long-video.webm"));
    gst_element_set_state (rig.pipeline, n % 5 ? GST_STATE_PLAYING :
        GST_STATE_PAUSED);
    if (n % 5)
      rig_run (&rig, RIG_VIDEO, n);
    if (n % 3 == 0)
      gst_element_set_state (rig.pipeline, GST_STATE_PAUSED);
    if (n % 7 == 0)
      gst_element_send_event (rig.clip, gst_event_new_eos ());
    rig_clear (&rig);
  }
}

GST_END_TEST;

/* --- bad files --- */

static void
check_refused (const gchar * location, const gchar * sentence)
{
  Rig rig;
  gchar *expected, *text;

  rig_init (&rig, location);
  fail_unless_equals_int (gst_element_set_state (rig.pipeline,
          GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
  text = rig_only_message (&rig, GST_MESSAGE_ERROR);
  expected = g_strdup_printf (sentence, location);
  fail_unless_equals_string (text, expected);
  g_free (expected);
  g_free (text);
  rig_clear (&rig);
}

GST_START_TEST (each_kind_of_bad_file_is_named_in_one_sentence)
{
  check_refused (NULL, "No media file is set: name one with location=FILE.");
  check_refused ("/nowhere/clip.webm",
      "There is no file \"%s\": set location to a media file.");
  check_refused (clip_file ("folder"),
      "\"%s\" is a folder: set location to a media file in it.");
  check_refused ("/dev/null", "\"%s\" is not an ordinary file, so it cannot "
      "be repeated: set location to a media file.");
  check_refused (clip_file ("empty.webm"),
      "The file \"%s\" is empty (0 bytes): set location to a media file.");
  check_refused (clip_file ("text.mp4"), "The file \"%s\" cannot be played: "
      "it is damaged, cut short or no media file.");
  check_refused (clip_file ("half.mp4"), "The file \"%s\" cannot be played: "
      "it is damaged, cut short or no media file.");
}

GST_END_TEST;

GST_START_TEST (a_still_picture_is_one_sentence)
{
  Rig rig;
  gchar *text;

  rig_init (&rig, clip_file ("still.png"));
  play (&rig);
  rig_run_to_message (&rig, GST_MESSAGE_ERROR);
  text = rig_only_message (&rig, GST_MESSAGE_ERROR);
  fail_unless (g_str_has_suffix (text, "has no length, as a still picture has "
          "none: set location to a video or a sound."), "%s", text);
  g_free (text);
  rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (after_a_bad_file_a_good_one_plays)
{
  Rig rig;

  rig_init (&rig, clip_file ("text.mp4"));
  fail_unless_equals_int (gst_element_set_state (rig.pipeline,
          GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
  gst_element_set_state (rig.pipeline, GST_STATE_NULL);
  g_object_set (rig.clip, "location", clip_file ("video.webm"), NULL);
  play (&rig);
  rig_run (&rig, RIG_VIDEO, 30);
  rig_clear (&rig);
}

GST_END_TEST;

GST_START_TEST (a_cut_webm_plays_what_is_there_with_one_warning)
{
  Rig rig;
  gchar *text;

  rig_init (&rig, clip_file ("half.webm"));
  play (&rig);
  rig_run (&rig, RIG_VIDEO, 120);
  fail_unless (rig_stat (&rig, "loops") >= 2);
  fail_unless (rig_stat (&rig, "duration") < 1900 * MS);
  text = rig_only_message (&rig, GST_MESSAGE_WARNING);
  fail_unless (strstr (text, "is cut short, what is there is played") != NULL);
  g_free (text);
  rig_clear (&rig);
}

GST_END_TEST;

static Suite *
clipsrc_suite (void)
{
  Suite *s = suite_create ("clipsrc");
  TCase *tc = tcase_create ("clip");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, clip_files_open, clip_files_close);
  tcase_add_test (tc, frames_are_evenly_spaced_over_three_seams);
  tcase_add_test (tc, a_pass_begins_with_a_discont_key_frame);
  tcase_add_test (tc, both_pads_begin_each_pass_together);
  tcase_add_test (tc, matroska_mp4_and_ogg_repeat_too);
  tcase_add_test (tc, sound_alone_repeats);
  tcase_add_test (tc, a_decoder_shows_every_frame_of_three_passes);
  tcase_add_test (tc, each_buffer_leaves_at_its_time);
  tcase_add_test (tc, reordered_frames_without_decoding_times_leave_in_time);
  tcase_add_test (tc, nothing_leaves_in_paused_and_the_rest_waits);
  tcase_add_test (tc, a_clip_in_a_running_pipeline_begins_now);
  tcase_add_test (tc, after_a_pause_that_time_did_not_wait_for_it_goes_on_now);
  tcase_add_test (tc, it_is_live_and_adds_no_latency);
  tcase_add_test (tc, without_loop_every_frame_comes_once_then_eos);
  tcase_add_test (tc, clearing_loop_ends_at_the_end_of_a_pass);
  tcase_add_test (tc, an_eos_event_ends_all_pads_at_once);
  tcase_add_test (tc, seeks_and_skipping_are_refused);
  tcase_add_test (tc, a_pad_that_is_not_linked_does_not_stop_the_other);
  tcase_add_test (tc, no_pad_linked_is_one_error);
  tcase_add_test (tc, it_can_be_used_again);
  tcase_add_test (tc, it_can_be_stopped_at_any_moment);
  tcase_add_test (tc, each_kind_of_bad_file_is_named_in_one_sentence);
  tcase_add_test (tc, a_still_picture_is_one_sentence);
  tcase_add_test (tc, after_a_bad_file_a_good_one_plays);
  tcase_add_test (tc, a_cut_webm_plays_what_is_there_with_one_warning);
  return s;
}

GST_CHECK_MAIN (clipsrc);
