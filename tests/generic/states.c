/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* Every element goes through its states in whatever order and however often
 * an application asks. Also run with the leaks tracer and under valgrind. */
#include "walk.h"

static const GstState ups_and_downs[] = {
  GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING, GST_STATE_PAUSED,
  GST_STATE_READY, GST_STATE_NULL
};

static void
finish (GstElement * pipeline)
{
  fail_unless_equals_int (gst_element_set_state (pipeline, GST_STATE_NULL),
      GST_STATE_CHANGE_SUCCESS);
  gst_object_unref (pipeline);
}

static void
walk_up_and_down (GstElement * pipeline)
{
  for (guint i = 0; i < G_N_ELEMENTS (ups_and_downs); i++)
    lc_walk_set_state (pipeline, ups_and_downs[i]);
}

GST_START_TEST (up_and_down_twice_or_refuses_with_a_sentence)
{
  GstElement *pipeline = lc_walk_pipeline (lc_walk_make (lc_walk_nth (__i__)));

  for (guint i = 0; i < 2 * G_N_ELEMENTS (ups_and_downs); i++) {
    if (!lc_walk_try_state (pipeline,
            ups_and_downs[i % G_N_ELEMENTS (ups_and_downs)]))
      break;
  }
  finish (pipeline);
}

GST_END_TEST;

static GstElement *
make_configured (guint i)
{
  GstElement *element = lc_walk_make (lc_walk_nth (i));

  lc_walk_configure (element);
  return element;
}

GST_START_TEST (up_and_down_twice_once_configured)
{
  GstElement *pipeline = lc_walk_pipeline (make_configured (__i__));

  walk_up_and_down (pipeline);
  walk_up_and_down (pipeline);
  finish (pipeline);
}

GST_END_TEST;

GST_START_TEST (two_of_a_kind_live_together)
{
  GstElement *pipeline = lc_walk_pipeline (make_configured (__i__));

  fail_unless (gst_bin_add (GST_BIN (pipeline), make_configured (__i__)));
  walk_up_and_down (pipeline);
  finish (pipeline);
}

GST_END_TEST;

GST_START_TEST (takes_states_in_random_order)
{
  GstElement *pipeline = lc_walk_pipeline (make_configured (__i__));
  GRand *random = g_rand_new_with_seed (__i__);

  for (guint i = 0; i < 30; i++)
    lc_walk_set_state (pipeline, g_rand_int_range (random, GST_STATE_NULL,
            GST_STATE_PLAYING + 1));
  g_rand_free (random);
  finish (pipeline);
}

GST_END_TEST;

static gpointer
go_playing (gpointer pipeline)
{
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  return NULL;
}

/* The application's other thread gives up while the first still starts. */
GST_START_TEST (start_interrupted_from_another_thread)
{
  GstElement *pipeline = lc_walk_pipeline (make_configured (__i__));

  for (guint i = 0; i < 10; i++) {
    GThread *thread = g_thread_new ("start", go_playing, pipeline);

    gst_element_set_state (pipeline, GST_STATE_READY);
    g_thread_join (thread);
    lc_walk_set_state (pipeline, GST_STATE_NULL);
  }
  finish (pipeline);
}

GST_END_TEST;

GST_START_TEST (request_pads_come_and_go_in_every_state)
{
  GstElement *element = make_configured (__i__);
  GstElement *pipeline = lc_walk_pipeline (element);

  for (GstState s = GST_STATE_NULL; s <= GST_STATE_PLAYING; s++) {
    GSList *pads;

    if (s > GST_STATE_NULL)
      lc_walk_set_state (pipeline, s);
    pads = lc_walk_request_pads (element);
    lc_walk_release_pads (element, pads);
  }
  finish (pipeline);
}

GST_END_TEST;

GST_START_TEST (request_pads_survive_up_and_down)
{
  GstElement *element = make_configured (__i__);
  GstElement *pipeline = lc_walk_pipeline (element);
  GSList *pads = lc_walk_request_pads (element);

  walk_up_and_down (pipeline);
  walk_up_and_down (pipeline);
  lc_walk_release_pads (element, pads);
  finish (pipeline);
}

GST_END_TEST;

static void
send_empty_stream (GstPad * pad)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_send_event (pad, gst_event_new_flush_start ());
  gst_pad_send_event (pad, gst_event_new_flush_stop (TRUE));
  gst_pad_send_event (pad, gst_event_new_stream_start ("empty"));
  gst_pad_send_event (pad, gst_event_new_segment (&segment));
  gst_pad_send_event (pad, gst_event_new_gap (0, GST_SECOND));
  gst_pad_send_event (pad, gst_event_new_eos ());
}

GST_START_TEST (survives_a_stream_without_caps_or_data)
{
  GstElement *element = make_configured (__i__);
  GstElement *pipeline = lc_walk_pipeline (element);
  GSList *pads = lc_walk_request_pads (element);

  lc_walk_set_state (pipeline, GST_STATE_PAUSED);
  for (GList * l = element->sinkpads; l; l = l->next)
    send_empty_stream (l->data);
  lc_walk_set_state (pipeline, GST_STATE_READY);
  lc_walk_release_pads (element, pads);
  finish (pipeline);
}

GST_END_TEST;

static Suite *
states_suite (void)
{
  Suite *s = suite_create ("states");
  TCase *tc = tcase_create ("every element");
  gint n = lc_walk_count ();

  tcase_set_timeout (tc, 60);
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, up_and_down_twice_or_refuses_with_a_sentence, 0, n);
  tcase_add_loop_test (tc, up_and_down_twice_once_configured, 0, n);
  tcase_add_loop_test (tc, two_of_a_kind_live_together, 0, n);
  tcase_add_loop_test (tc, takes_states_in_random_order, 0, n);
  tcase_add_loop_test (tc, start_interrupted_from_another_thread, 0, n);
  tcase_add_loop_test (tc, request_pads_come_and_go_in_every_state, 0, n);
  tcase_add_loop_test (tc, request_pads_survive_up_and_down, 0, n);
  tcase_add_loop_test (tc, survives_a_stream_without_caps_or_data, 0, n);
  return s;
}

GST_CHECK_MAIN (states);
