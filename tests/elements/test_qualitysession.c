/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>

#include "elements/quality/gstlcquality.h"
#include "elements/quality/sessionprivate.h"

#include <stdlib.h>

/* The session that @tap has found, transfer full. */
static GstLcQualitySession *
session_of (GstElement * tap)
{
  return gst_lc_quality_session_for_element (tap);
}

static GstElement *
new_tap (GstElement * bin)
{
  GstElement *tap = gst_element_factory_make ("lcquality", NULL);

  fail_unless (tap != NULL);
  gst_bin_add (GST_BIN (bin), tap);
  return tap;
}

/* A bin @depth bins below @outer. */
static GstElement *
nest (GstElement * outer, gint depth)
{
  for (; depth > 0; depth--) {
    GstElement *bin = gst_bin_new (NULL);

    gst_bin_add (GST_BIN (outer), bin);
    outer = bin;
  }
  return outer;
}

GST_START_TEST (test_taps_in_nested_bins_have_one_session)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstElement *a = new_tap (nest (pipeline, 3));
  GstElement *b = new_tap (nest (pipeline, 1));
  GstElement *late;
  GstLcQualitySession *sa, *sb, *sl;

  gst_element_set_state (pipeline, GST_STATE_READY);
  late = new_tap (nest (pipeline, 2));
  gst_element_set_state (late, GST_STATE_READY);
  sa = session_of (a);
  sb = session_of (b);
  sl = session_of (late);
  fail_unless (sa == sb);
  fail_unless (sa == sl);
  g_object_unref (sa);
  g_object_unref (sb);
  g_object_unref (sl);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}

GST_END_TEST;

GST_START_TEST (test_two_pipelines_have_two_sessions)
{
  GstElement *one = gst_pipeline_new (NULL), *two = gst_pipeline_new (NULL);
  GstElement *a = new_tap (one), *b = new_tap (two);
  GstLcQualitySession *sa, *sb;

  gst_element_set_state (one, GST_STATE_READY);
  gst_element_set_state (two, GST_STATE_READY);
  sa = session_of (a);
  sb = session_of (b);
  fail_unless (sa != sb);
  g_object_unref (sa);
  g_object_unref (sb);
  gst_element_set_state (one, GST_STATE_NULL);
  gst_element_set_state (two, GST_STATE_NULL);
  gst_object_unref (one);
  gst_object_unref (two);
}

GST_END_TEST;

GST_START_TEST (test_the_session_ends_with_the_run)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstElement *tap = new_tap (nest (pipeline, 1));
  GstLcQualitySession *session;
  gpointer ended;
  gint run;

  for (run = 0; run < 3; run++) {
    gst_element_set_state (pipeline, GST_STATE_READY);
    session = session_of (tap);
    ended = session;
    g_object_add_weak_pointer (G_OBJECT (session), &ended);
    g_object_unref (session);
    fail_unless (ended != NULL);
    gst_element_set_state (pipeline, GST_STATE_NULL);
    /* Whoever asks for it by the bus holds it until he lets go. */
    gst_bus_set_flushing (GST_ELEMENT_BUS (pipeline), TRUE);
    gst_bus_set_flushing (GST_ELEMENT_BUS (pipeline), FALSE);
    fail_unless (ended == NULL, "run %d", run);
  }
  gst_object_unref (pipeline);
}

GST_END_TEST;

GST_START_TEST (test_a_context_given_by_the_application_is_used)
{
  GstElement *a = gst_element_factory_make ("lcquality", NULL);
  GstElement *b = gst_element_factory_make ("lcquality", NULL);
  GstContext *context;
  GstLcQualitySession *sa, *sb;

  gst_element_set_state (a, GST_STATE_READY);
  context = gst_element_get_context (a, GST_LC_QUALITY_SESSION_CONTEXT);
  fail_unless (context != NULL);
  fail_if (gst_context_is_persistent (context));
  gst_element_set_context (b, context);
  gst_context_unref (context);
  gst_element_set_state (b, GST_STATE_READY);
  sa = session_of (a);
  sb = session_of (b);
  fail_unless (sa == sb);
  g_object_unref (sa);
  g_object_unref (sb);
  gst_element_set_state (a, GST_STATE_NULL);
  gst_element_set_state (b, GST_STATE_NULL);
  gst_object_unref (a);
  gst_object_unref (b);
}

GST_END_TEST;

typedef struct
{
  GstElement *element;
  gint *gate;
} Runner;

static gpointer
go_ready (gpointer data)
{
  Runner *r = data;

  g_atomic_int_add (r->gate, -1);
  while (g_atomic_int_get (r->gate) > 0);
  gst_element_set_state (r->element, GST_STATE_READY);
  return NULL;
}

#define RACERS 4

GST_START_TEST (test_elements_that_go_ready_at_once_have_one_session)
{
  gint round, i;

  for (round = 0; round < 200; round++) {
    GstElement *pipeline = gst_pipeline_new (NULL);
    GThread *thread[RACERS];
    Runner runner[RACERS];
    GstElement *tap[RACERS];
    GstLcQualitySession *session[RACERS];
    gint gate = RACERS;

    for (i = 0; i < RACERS; i++) {
      runner[i].element = nest (pipeline, 1 + i % 2);
      runner[i].gate = &gate;
      tap[i] = new_tap (runner[i].element);
    }
    for (i = 0; i < RACERS; i++)
      thread[i] = g_thread_new ("racer", go_ready, &runner[i]);
    for (i = 0; i < RACERS; i++)
      g_thread_join (thread[i]);
    for (i = 0; i < RACERS; i++) {
      session[i] = session_of (tap[i]);
      fail_unless (session[i] == session[0], "round %d", round);
    }
    for (i = 0; i < RACERS; i++)
      g_object_unref (session[i]);
    gst_element_set_state (pipeline, GST_STATE_NULL);
    gst_object_unref (pipeline);
  }
}

GST_END_TEST;

GST_START_TEST (test_labels_number_the_streams)
{
  GstLcQualitySession *session =
      g_object_new (GST_TYPE_LC_QUALITY_SESSION, NULL);
  gchar label[8];
  guint i;

  fail_unless_equals_int (gst_lc_quality_session_stream (session, NULL), 0);
  fail_unless_equals_int (gst_lc_quality_session_stream (session, ""), 0);
  for (i = 1; i < LC_QUALITY_MAX_STREAMS; i++) {
    g_snprintf (label, sizeof (label), "s%u", i);
    fail_unless_equals_int (gst_lc_quality_session_stream (session, label), i);
  }
  fail_unless_equals_int (gst_lc_quality_session_stream (session, "s3"), 3);
  fail_unless_equals_int (gst_lc_quality_session_stream (session, "more"), 0);
  g_object_unref (session);
}

GST_END_TEST;

static void
add_up (const LcStreamView * view, gpointer data)
{
  guint64 *sum = data;

  sum[0] += view->figures->flow[LC_KIND_VIDEO].frames[LC_STAGE_SENT];
  sum[1] += view->figures->flow[LC_KIND_VIDEO].counts[LC_COUNT_PACKETS_SENT];
}

static gpointer
report_much (gpointer session)
{
  guint64 i;

  for (i = 0; i < 50000; i++) {
    gst_lc_quality_session_mark (session, 0, LC_KIND_VIDEO, LC_STAGE_SENT,
        LC_TIME_NONE, 1 + i);
    gst_lc_quality_session_count (session, 0, LC_KIND_VIDEO,
        LC_COUNT_PACKETS_SENT, 3);
  }
  return NULL;
}

GST_START_TEST (test_nothing_is_lost_between_reporters_and_readers)
{
  GstLcQualitySession *session =
      g_object_new (GST_TYPE_LC_QUALITY_SESSION, NULL);
  GThread *thread[3];
  guint64 whole[2], spans[2] = { 0, 0 };
  gint i;

  for (i = 0; i < 3; i++)
    thread[i] = g_thread_new ("reporter", report_much, session);
  for (i = 0; i < 200; i++) {
    gst_lc_quality_session_view (session, LC_SPAN_WHOLE, add_up, (guint64[2]) {
        0}
    );
    gst_lc_quality_session_view (session, LC_SPAN_INTERVAL, add_up, spans);
    gst_lc_quality_session_next_interval (session);
  }
  for (i = 0; i < 3; i++)
    g_thread_join (thread[i]);
  gst_lc_quality_session_view (session, LC_SPAN_INTERVAL, add_up, spans);
  memset (whole, 0, sizeof (whole));
  gst_lc_quality_session_view (session, LC_SPAN_WHOLE, add_up, whole);
  fail_unless_equals_uint64 (whole[0], 150000);
  fail_unless_equals_uint64 (whole[1], 450000);
  fail_unless_equals_uint64 (spans[0], 150000);
  fail_unless_equals_uint64 (spans[1], 450000);
  g_object_unref (session);
}

GST_END_TEST;

#ifndef __SANITIZE_ADDRESS__
/* Every allocation of the thread that asked for counting. */
static __thread gint allocations = -1;
extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *block, size_t size);

void *
malloc (size_t size)
{
  allocations += allocations >= 0;
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  allocations += allocations >= 0;
  return __libc_calloc (n, size);
}

void *
realloc (void *block, size_t size)
{
  allocations += allocations >= 0;
  return __libc_realloc (block, size);
}

GST_START_TEST (test_a_report_allocates_nothing)
{
  GstLcQualitySession *session =
      g_object_new (GST_TYPE_LC_QUALITY_SESSION, NULL);
  guint64 t;
  gint counted, stage;
  gpointer probe;

  allocations = 0;
  probe = g_malloc (1);
  counted = allocations;
  allocations = -1;
  g_free (probe);
  fail_unless_equals_int (counted, 1);

  allocations = 0;
  for (t = GST_SECOND; t < 100 * GST_SECOND; t += 20 * GST_MSECOND) {
    for (stage = 0; stage < LC_N_STAGES; stage++)
      gst_lc_quality_session_mark (session, 0, LC_KIND_VIDEO, (LcStage) stage,
          t, t + stage * GST_MSECOND);
    gst_lc_quality_session_mark (session, 0, LC_KIND_AUDIO, LC_STAGE_RENDERED,
        t, t);
    gst_lc_quality_session_count (session, 0, LC_KIND_VIDEO,
        LC_COUNT_PACKETS_SENT, 1);
    gst_lc_quality_session_clock_error (session, 0, t);
  }
  counted = allocations;
  allocations = -1;
  fail_unless_equals_int (counted, 0);
  g_object_unref (session);
}

GST_END_TEST;
#endif

static void
setup (void)
{
  GST_ELEMENT_REGISTER (lcquality, NULL);
}

static Suite *
qualitysession_suite (void)
{
  Suite *s = suite_create ("qualitysession");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, NULL);
  tcase_add_test (tc, test_taps_in_nested_bins_have_one_session);
  tcase_add_test (tc, test_two_pipelines_have_two_sessions);
  tcase_add_test (tc, test_the_session_ends_with_the_run);
  tcase_add_test (tc, test_a_context_given_by_the_application_is_used);
  tcase_add_test (tc, test_elements_that_go_ready_at_once_have_one_session);
  tcase_add_test (tc, test_labels_number_the_streams);
  tcase_add_test (tc, test_nothing_is_lost_between_reporters_and_readers);
#ifndef __SANITIZE_ADDRESS__
  tcase_add_test (tc, test_a_report_allocates_nothing);
#endif
  return s;
}

GST_CHECK_MAIN (qualitysession);
