/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "qualitytap.h"

#include "elements/quality/export/json.h"
#include "elements/quality/export/lines.h"
#include "elements/quality/gstlcquality.h"
#include "elements/quality/session.h"
#include "elements/rtptiming/capturetime.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <locale.h>
#include <math.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#define MS(n) ((n) * GST_MSECOND)
#define FRAME MS (40)
#define NO_INTERVAL "interval", G_GUINT64_CONSTANT (0)

static gchar *dir;

static void
setup (void)
{
  GST_ELEMENT_REGISTER (lcquality, NULL);
  dir = g_dir_make_tmp ("lc-report-XXXXXX", NULL);
}

static void
teardown (void)
{
  GDir *d = g_dir_open (dir, 0, NULL);
  const gchar *name;

  while ((name = g_dir_read_name (d)) != NULL) {
    gchar *path = g_build_filename (dir, name, NULL);

    g_unlink (path);
    g_free (path);
  }
  g_dir_close (d);
  g_rmdir (dir);
  g_free (dir);
}

static gchar *
path_of (const gchar * name)
{
  return g_build_filename (dir, name, NULL);
}

static JsonObject *
parse (const gchar * line)
{
  JsonNode *node = json_from_string (line, NULL);
  JsonObject *object;

  fail_unless (node != NULL, "no JSON: %s", line);
  object = json_object_ref (json_node_get_object (node));
  json_node_unref (node);
  return object;
}

/* The objects of @path in order; every line parses or the test fails. */
static GPtrArray *
read_report (const gchar * path)
{
  GPtrArray *objects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  gchar *text, **lines, **line;

  fail_unless (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (line = lines; *line && **line; line++)
    g_ptr_array_add (objects, parse (*line));
  g_strfreev (lines);
  g_free (text);
  return objects;
}

static gint
count_type (GPtrArray * report, const gchar * type)
{
  gint n = 0;
  guint i;

  for (i = 0; i < report->len; i++)
    n += g_str_equal (json_object_get_string_member (g_ptr_array_index (report,
                i), "type"), type);
  return n;
}

static void
play_frames (Tap * tap, gint from, gint to)
{
  gint i;

  for (i = from; i < to; i++) {
    gst_test_clock_set_time (tap->clock, i * FRAME);
    tap_push (tap, i * FRAME, tap_ntp (tap, i * FRAME) - MS (100));
  }
}

static JsonObject *
last_of (GPtrArray * report)
{
  return g_ptr_array_index (report, report->len - 1);
}

static gdouble
number_at (JsonObject * object, const gchar * a, const gchar * b,
    const gchar * c)
{
  object = json_object_get_object_member (object, a);
  if (c) {
    object = json_object_get_object_member (object, b);
    b = c;
  }
  return json_object_get_double_member (object, b);
}

GST_START_TEST (test_the_summary_tells_the_whole_run_once)
{
  gchar *path = path_of ("report.jsonl");
  GPtrArray *report;
  JsonObject *summary;
  Tap video, audio;
  gint i;

  tap_init (&video, NULL, VIDEO, NO_INTERVAL, "report-location", path, NULL);
  tap_init (&audio, &video, AUDIO, NO_INTERVAL, "report-location", path, NULL);
  for (i = 0; i < 200; i++) {
    guint64 capture = tap_ntp (&video, i * FRAME) - MS (100);

    gst_test_clock_set_time (video.clock, i * FRAME);
    tap_push (&audio, i * FRAME, capture + MS (30));
    if (i < 150 || i >= 160)
      tap_push (&video, i * FRAME, capture);
  }
  tap_clear (&audio);
  tap_clear (&video);

  report = read_report (path);
  fail_unless_equals_int (count_type (report, "summary"), 1);
  summary = last_of (report);
  fail_unless_equals_float (number_at (summary, "video", "frames-rendered",
          NULL), 190);
  fail_unless_equals_float (number_at (summary, "video", "e2e-latency",
          "p95"), 0.1);
  fail_unless_equals_float (number_at (summary, "audio", "e2e-latency",
          "max"), 0.07);
  fail_unless_equals_float (number_at (summary, "av-skew", "p50", NULL), 0.03);
  fail_unless_equals_float (number_at (summary, "av-skew", "after-warmup",
          "p95-abs"), 0.03);
  summary = json_object_get_object_member (summary, "video");
  fail_unless_equals_float (number_at (summary, "freezes", "w3c", "count"), 1);
  fail_unless_equals_float (number_at (summary, "freezes", "w3c", "seconds"),
      0.44);
  fail_unless_equals_float (number_at (summary, "freezes", "500ms", "count"),
      0);
  fail_unless_equals_float (number_at (summary, "after-warmup",
          "e2e-latency", "count"), 115);
  g_ptr_array_unref (report);
  g_free (path);
}

GST_END_TEST;

GST_START_TEST (test_the_summary_comes_at_eos_and_not_again)
{
  gchar *path = path_of ("report.jsonl"), *text = g_strdup ("");
  GPtrArray *report;
  Tap tap;

  tap_init (&tap, NULL, VIDEO, NO_INTERVAL, "report-location", path, NULL);
  play_frames (&tap, 0, 10);
  gst_harness_push_event (tap.h, gst_event_new_eos ());
  while (!strstr (text, "\"summary\"")) {
    g_free (text);
    fail_unless (g_file_get_contents (path, &text, NULL, NULL));
  }
  g_free (text);
  tap_clear (&tap);
  report = read_report (path);
  fail_unless_equals_int (count_type (report, "summary"), 1);
  g_ptr_array_unref (report);
  g_free (path);
}

GST_END_TEST;

GST_START_TEST (test_a_run_without_data_has_a_summary_too)
{
  gchar *path = path_of ("report.jsonl");
  GPtrArray *report;
  Tap tap;

  tap_init (&tap, NULL, VIDEO, NO_INTERVAL, "report-location", path, NULL);
  tap_clear (&tap);
  report = read_report (path);
  fail_unless_equals_int (report->len, 1);
  fail_if (json_object_has_member (last_of (report), "video"));
  g_ptr_array_unref (report);
  g_free (path);
}

GST_END_TEST;

GST_START_TEST (test_streams_with_a_label_are_reported_apart)
{
  gchar *path = path_of ("report.jsonl");
  GPtrArray *report;
  JsonObject *summary, *guest;
  Tap host, tap;

  tap_init (&host, NULL, VIDEO, NO_INTERVAL, "report-location", path, NULL);
  tap_init (&tap, &host, VIDEO, NO_INTERVAL, "stream", "gu\"est", NULL);
  play_frames (&host, 0, 10);
  play_frames (&tap, 10, 15);
  tap_clear (&tap);
  tap_clear (&host);
  report = read_report (path);
  summary = last_of (report);
  fail_unless_equals_float (number_at (summary, "video", "frames-rendered",
          NULL), 10);
  guest = json_object_get_object_member (summary, "streams");
  fail_unless_equals_float (number_at (guest, "gu\"est", "video",
          "frames-rendered"), 5);
  g_ptr_array_unref (report);
  g_free (path);
}

GST_END_TEST;

GST_START_TEST (test_packets_that_nobody_counts_are_not_told)
{
  gchar *path = path_of ("report.jsonl");
  GstLcQualitySession *session;
  GPtrArray *report;
  JsonObject *transport;
  Tap tap;

  tap_init (&tap, NULL, VIDEO, NO_INTERVAL, "report-location", path, NULL);
  session = gst_lc_quality_session_for_element (tap.h->element);
  gst_lc_quality_session_count (session, 0, LC_KIND_VIDEO,
      LC_COUNT_PACKETS_RECEIVED, 7);
  gst_lc_quality_session_count (session, 0, LC_KIND_AUDIO,
      LC_COUNT_PACKETS_RECEIVED, 3);
  gst_lc_quality_session_count (session, 0, LC_KIND_AUDIO,
      LC_COUNT_PACKETS_LOST, 0);
  gst_lc_quality_session_clock_error (session, 0, MS (20));
  g_object_unref (session);
  tap_clear (&tap);
  report = read_report (path);
  transport = json_object_get_object_member (last_of (report), "transport");
  fail_unless_equals_int (json_object_get_size (transport), 3);
  fail_unless_equals_int (json_object_get_int_member (transport,
          "packets-received"), 10);
  fail_unless_equals_int (json_object_get_int_member (transport,
          "packets-lost"), 0);
  fail_unless_equals_float (json_object_get_double_member (transport,
          "clock-error"), 0.02);
  g_ptr_array_unref (report);
  g_free (path);
}

GST_END_TEST;

GST_START_TEST (test_what_the_other_side_reports_is_told_for_both_media)
{
  gchar *path = path_of ("report.jsonl");
  GstLcQualitySession *session;
  GPtrArray *report;
  JsonObject *transport;
  Tap tap;

  tap_init (&tap, NULL, VIDEO, NO_INTERVAL, "report-location", path, NULL);
  session = gst_lc_quality_session_for_element (tap.h->element);
  gst_lc_quality_session_remote (session, 0, LC_KIND_VIDEO, MS (90), 99);
  gst_lc_quality_session_remote (session, 0, LC_KIND_VIDEO, MS (40), 5);
  gst_lc_quality_session_remote (session, 0, LC_KIND_AUDIO, MS (30), 2);
  gst_lc_quality_session_count (session, 0, LC_KIND_VIDEO,
      LC_COUNT_BYTES_SENT, 1200);
  gst_lc_quality_session_count (session, 0, LC_KIND_AUDIO,
      LC_COUNT_BYTES_SENT, 160);
  g_object_unref (session);
  tap_clear (&tap);
  report = read_report (path);
  transport = json_object_get_object_member (last_of (report), "transport");
  fail_unless_equals_float (json_object_get_double_member (transport,
          "round-trip"), 0.04);
  fail_unless_equals_int (json_object_get_int_member (transport,
          "remote-packets-lost"), 7);
  fail_unless_equals_int (json_object_get_int_member (transport,
          "bytes-sent"), 1360);
  g_ptr_array_unref (report);
  g_free (path);
}

GST_END_TEST;

GST_START_TEST (test_json_is_json_in_any_locale)
{
  LcJson json;
  JsonObject *object;
  gchar *line;
  gboolean hostile = setlocale (LC_ALL, "de_DE.UTF-8") != NULL
      || setlocale (LC_ALL, "fr_FR.UTF-8") != NULL;

  /* Without such a locale on the machine the digits are still checked. */
  GST_INFO ("decimal comma: %d", hostile);
  lc_json_init (&json);
  lc_json_open (&json, NULL);
  lc_json_number (&json, "third", 1 / 3.0);
  lc_json_number (&json, "nan", NAN);
  lc_json_number (&json, "infinity", -INFINITY);
  lc_json_time (&json, "time", -1500000000);
  lc_json_time (&json, "tiny", -1);
  lc_json_time (&json, "whole", 3 * GST_SECOND);
  lc_json_text (&json, "text", "a \"quote\", a \\, a\ttab, \x01, \xff, 好");
  lc_json_open (&json, "empty");
  lc_json_close (&json);
  lc_json_count (&json, "count", G_MAXUINT64);
  lc_json_close (&json);
  line = lc_json_take_line (&json);
  lc_json_clear (&json);
  fail_unless (g_str_has_suffix (line, "}\n"));
  fail_unless (strchr (line, '\n') == line + strlen (line) - 1);
  fail_unless (strstr (line, "\"time\":-1.5,") != NULL, "%s", line);
  fail_unless (strstr (line, "\"tiny\":-0.000000001,") != NULL);
  fail_unless (strstr (line, "\"whole\":3,") != NULL);
  fail_unless (strstr (line, "\"third\":0.333333333,") != NULL);
  fail_unless (strstr (line, "\"count\":18446744073709551615}") != NULL);
  setlocale (LC_ALL, "C");
  object = parse (line);
  fail_unless (json_object_get_null_member (object, "nan"));
  fail_unless (json_object_get_null_member (object, "infinity"));
  fail_unless_equals_string (json_object_get_string_member (object, "text"),
      "a \"quote\", a \\, a\ttab, \x01, \xef\xbf\xbd, 好");
  json_object_unref (object);
  g_free (line);
}

GST_END_TEST;

GST_START_TEST (test_a_full_disk_costs_the_lines_and_warns_once)
{
  GstMessage *message;
  gint warnings = 0;
  Tap tap;

  tap_init (&tap, NULL, VIDEO, "interval", MS (100), "report-location",
      "/dev/full", NULL);
  play_frames (&tap, 0, 10);
  while (warnings == 0) {
    gst_test_clock_wait_for_next_pending_id (tap.clock, NULL);
    gst_test_clock_crank (tap.clock);
    while ((message = gst_bus_pop (tap.bus)) != NULL) {
      warnings += GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING;
      fail_if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR);
      gst_message_unref (message);
    }
  }
  fail_unless_equals_uint64 (tap_count (&tap, "frames-rendered"), 10);
  tap_clear (&tap);
}

GST_END_TEST;

GST_START_TEST (test_lines_to_a_full_disk_are_counted)
{
  LcLines *lines = lc_lines_open ("/dev/full", NULL);
  gint i;

  fail_unless (lines != NULL);
  for (i = 0; i < 10; i++)
    lc_lines_write (lines, g_strdup ("{}\n"));
  while (lc_lines_lost (lines) < 10)
    g_thread_yield ();
  lc_lines_close (lines, G_TIME_SPAN_SECOND);
}

GST_END_TEST;

GST_START_TEST (test_a_closed_pipe_costs_lines_and_no_life)
{
  LcLines *lines;
  gchar *location;
  gint fd[2];

  fail_unless (pipe (fd) == 0);
  location = g_strdup_printf ("fd://%d", fd[1]);
  lines = lc_lines_open (location, NULL);
  fail_unless (lines != NULL);
  close (fd[0]);
  lc_lines_write (lines, g_strdup ("{}\n"));
  while (lc_lines_lost (lines) < 1)
    g_thread_yield ();
  lc_lines_close (lines, G_TIME_SPAN_SECOND);
  close (fd[1]);
  g_free (location);
}

GST_END_TEST;

GST_START_TEST (test_a_reader_that_sleeps_loses_the_oldest_lines)
{
  LcLines *lines;
  gchar *location, *text, byte;
  GString *read_back = g_string_new (NULL);
  struct pollfd first = { -1, POLLIN, 0 };
  gint fd[2], i, n = 1000;

  fail_unless (pipe (fd) == 0);
  first.fd = fd[0];
  location = g_strdup_printf ("fd://%d", fd[1]);
  lines = lc_lines_open (location, NULL);
  close (fd[1]);
  for (i = 0; i < n; i++)
    lc_lines_write (lines, g_strdup_printf ("%04d%01000d\n", i, 0));
  fail_unless (lc_lines_lost (lines) > 0);
  fail_unless (poll (&first, 1, -1) == 1);
  /* Nobody reads: the end does not wait for it. */
  lc_lines_close (lines, 1);
  fcntl (fd[0], F_SETFL, O_NONBLOCK);
  while (read (fd[0], &byte, 1) == 1)
    g_string_append_c (read_back, byte);
  text = g_string_free (read_back, FALSE);
  fail_unless (g_str_has_prefix (text, "0"));
  g_free (text);
  close (fd[0]);
  g_free (location);
}

GST_END_TEST;

GST_START_TEST (test_the_last_line_arrives_at_a_slow_reader)
{
  LcLines *lines;
  gchar *location, buffer[4096];
  GString *all = g_string_new (NULL);
  gint fd[2], i;
  gssize size;

  fail_unless (pipe (fd) == 0);
  location = g_strdup_printf ("fd://%d", fd[1]);
  lines = lc_lines_open (location, NULL);
  close (fd[1]);
  for (i = 0; i < 1000; i++)
    lc_lines_write (lines, g_strdup_printf ("%04d%01000d\n", i, 0));
  while (!g_str_has_suffix (all->str, "\n")
      || !strstr (all->str + MAX ((gssize) all->len - 1010, 0), "0999")) {
    size = read (fd[0], buffer, sizeof (buffer));
    fail_unless (size > 0);
    g_string_append_len (all, buffer, size);
  }
  /* What arrived is whole lines. */
  fail_unless_equals_uint64 (all->len % 1005, 0);
  lc_lines_close (lines, G_TIME_SPAN_SECOND);
  g_string_free (all, TRUE);
  close (fd[0]);
  g_free (location);
}

GST_END_TEST;

GST_START_TEST (test_a_location_that_cannot_be_written_is_one_sentence)
{
  gchar *fifo = path_of ("fifo");
  const gchar *bad[] = { "/no/such/folder/report.jsonl", "/", "fd://999",
    "fd://three", "fd://", "fd://-1", fifo
  };
  guint i;

  fail_unless (mkfifo (fifo, 0600) == 0);
  for (i = 0; i < G_N_ELEMENTS (bad); i++) {
    GstElement *tap = gst_element_factory_make ("lcquality", NULL);
    GstBus *bus = gst_bus_new ();
    GstMessage *message;
    GError *error;

    gst_element_set_bus (tap, bus);
    g_object_set (tap, "report-location", bad[i], NULL);
    fail_unless_equals_int (gst_element_set_state (tap, GST_STATE_PAUSED),
        GST_STATE_CHANGE_FAILURE);
    message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
    fail_unless (message != NULL);
    gst_message_parse_error (message, &error, NULL);
    fail_unless (g_str_has_suffix (error->message, "."), "%s", error->message);
    g_clear_error (&error);
    gst_message_unref (message);
    fail_unless (gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR) == NULL);
    gst_element_set_state (tap, GST_STATE_NULL);
    gst_element_set_bus (tap, NULL);
    gst_object_unref (bus);
    gst_object_unref (tap);
  }
  g_free (fifo);
}

GST_END_TEST;

GST_START_TEST (test_a_descriptor_stays_open_for_its_owner)
{
  gchar *path = path_of ("fd.jsonl"), *location;
  GPtrArray *report;
  gint fd = g_open (path, O_WRONLY | O_CREAT, 0600);
  Tap tap;

  location = g_strdup_printf ("fd://%d", fd);
  tap_init (&tap, NULL, VIDEO, NO_INTERVAL, "report-location", location, NULL);
  play_frames (&tap, 0, 3);
  tap_clear (&tap);
  fail_unless (write (fd, "{\"type\":\"mine\"}\n", 16) == 16);
  close (fd);
  report = read_report (path);
  fail_unless_equals_int (count_type (report, "summary"), 1);
  fail_unless_equals_int (count_type (report, "mine"), 1);
  g_ptr_array_unref (report);
  g_free (location);
  g_free (path);
}

GST_END_TEST;

static Suite *
qualityreport_suite (void)
{
  Suite *s = suite_create ("qualityreport");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, teardown);
  tcase_add_test (tc, test_the_summary_tells_the_whole_run_once);
  tcase_add_test (tc, test_the_summary_comes_at_eos_and_not_again);
  tcase_add_test (tc, test_a_run_without_data_has_a_summary_too);
  tcase_add_test (tc, test_streams_with_a_label_are_reported_apart);
  tcase_add_test (tc, test_packets_that_nobody_counts_are_not_told);
  tcase_add_test (tc, test_what_the_other_side_reports_is_told_for_both_media);
  tcase_add_test (tc, test_json_is_json_in_any_locale);
  tcase_add_test (tc, test_a_full_disk_costs_the_lines_and_warns_once);
  tcase_add_test (tc, test_lines_to_a_full_disk_are_counted);
  tcase_add_test (tc, test_a_closed_pipe_costs_lines_and_no_life);
  tcase_add_test (tc, test_a_reader_that_sleeps_loses_the_oldest_lines);
  tcase_add_test (tc, test_the_last_line_arrives_at_a_slow_reader);
  tcase_add_test (tc, test_a_location_that_cannot_be_written_is_one_sentence);
  tcase_add_test (tc, test_a_descriptor_stays_open_for_its_owner);
  return s;
}

GST_CHECK_MAIN (qualityreport);
