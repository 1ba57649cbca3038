/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * listen: an lcrtpsrc in a process of its own, that says every second what it
 * has received, its stats and its memory, as one line of JSON.
 */
#include <glib-unix.h>
#include <gst/gst.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  GMainLoop *loop;
  GstElement *pipeline, *net;
  gint buffers[2], key_frames;  /* video, audio; atomic */
  gint64 start_us;
  gboolean failed;
} Listen;

/* ---- GstStructure to JSON ----------------------------------------------- */

static void add_structure (JsonBuilder * json, const GstStructure * s);

static void
add_value (JsonBuilder * json, const GValue * value)
{
  GValue number = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_DOUBLE);
  if (GST_VALUE_HOLDS_STRUCTURE (value)) {
    add_structure (json, gst_value_get_structure (value));
  } else if (GST_VALUE_HOLDS_ARRAY (value)) {
    json_builder_begin_array (json);
    for (guint i = 0; i < gst_value_array_get_size (value); i++)
      add_value (json, gst_value_array_get_value (value, i));
    json_builder_end_array (json);
  } else if (G_VALUE_HOLDS_STRING (value)) {
    json_builder_add_string_value (json, g_value_get_string (value));
  } else if (G_VALUE_HOLDS_BOOLEAN (value)) {
    json_builder_add_boolean_value (json, g_value_get_boolean (value));
  } else if (g_value_transform (value, &number)) {
    json_builder_add_double_value (json, g_value_get_double (&number));
  } else {
    json_builder_add_null_value (json);
  }
}

static gboolean
add_field (GQuark name, const GValue * value, gpointer json)
{
  json_builder_set_member_name (json, g_quark_to_string (name));
  add_value (json, value);
  return TRUE;
}

static void
add_structure (JsonBuilder * json, const GstStructure * s)
{
  json_builder_begin_object (json);
  gst_structure_foreach (s, add_field, json);
  json_builder_end_object (json);
}

/* ---- the line ----------------------------------------------------------- */

/* Resident memory, from the second number of /proc/self/statm in pages. */
static guint64
resident_kb (void)
{
  gchar *text = NULL;
  guint64 pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    pages = g_ascii_strtoull (strchr (text, ' '), NULL, 10);
  g_free (text);
  return pages * sysconf (_SC_PAGESIZE) / 1024;
}

static void
add_number (JsonBuilder * json, const gchar * name, gdouble value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_double_value (json, value);
}

static void
print_line (Listen * l)
{
  JsonBuilder *json = json_builder_new ();
  GstStructure *stats = NULL;
  JsonNode *root;
  gchar *text;

  json_builder_begin_object (json);
  add_number (json, "seconds", (g_get_monotonic_time () - l->start_us) / 1e6);
  add_number (json, "rss-kb", resident_kb ());
  add_number (json, "video", g_atomic_int_get (&l->buffers[0]));
  add_number (json, "audio", g_atomic_int_get (&l->buffers[1]));
  add_number (json, "key-frames", g_atomic_int_get (&l->key_frames));
  g_object_get (l->net, "stats", &stats, NULL);
  json_builder_set_member_name (json, "stats");
  add_structure (json, stats);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, FALSE);
  puts (text);
  fflush (stdout);
  g_free (text);
  json_node_unref (root);
  gst_structure_free (stats);
  g_object_unref (json);
}

static gboolean
each_second (gpointer user_data)
{
  print_line (user_data);
  return G_SOURCE_CONTINUE;
}

/* ---- the pipeline ------------------------------------------------------- */

static GstPadProbeReturn
count (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Listen *l = user_data;
  gboolean is_audio = g_str_has_prefix (GST_PAD_NAME (pad), "audio");

  g_atomic_int_inc (&l->buffers[is_audio]);
  if (!is_audio && !GST_BUFFER_FLAG_IS_SET (GST_PAD_PROBE_INFO_BUFFER (info),
          GST_BUFFER_FLAG_DELTA_UNIT))
    g_atomic_int_inc (&l->key_frames);
  return GST_PAD_PROBE_OK;
}

static void
swallow (GstElement * net, GstPad * pad, gpointer user_data)
{
  Listen *l = user_data;
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);

  gst_bin_add (GST_BIN (l->pipeline), sink);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, count, l, NULL);
  gst_element_link_pads (net, GST_PAD_NAME (pad), sink, "sink");
  gst_element_sync_state_with_parent (sink);
}

static gboolean
on_message (GstBus * bus, GstMessage * message, gpointer user_data)
{
  Listen *l = user_data;
  GError *error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    fprintf (stderr, "listen: %s\n", error->message);
    g_error_free (error);
    l->failed = TRUE;
  }
  if (l->failed || GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    g_main_loop_quit (l->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
interrupted (gpointer user_data)
{
  Listen *l = user_data;

  g_main_loop_quit (l->loop);
  return G_SOURCE_CONTINUE;
}

/* FALSE after a printed error. */
static gboolean
open_source (Listen * l, gchar ** properties)
{
  gchar *rest = g_strjoinv (" ", properties);
  gchar *text = g_strdup_printf ("lcrtpsrc name=net %s", rest);
  GError *error = NULL;

  l->net = gst_parse_launch_full (text, NULL, GST_PARSE_FLAG_FATAL_ERRORS,
      &error);
  g_free (rest);
  g_free (text);
  if (!l->net) {
    fprintf (stderr, "listen: %s\n", error->message);
    g_error_free (error);
    return FALSE;
  }
  l->pipeline = gst_pipeline_new (NULL);
  gst_bin_add (GST_BIN (l->pipeline), l->net);
  g_signal_connect (l->net, "pad-added", G_CALLBACK (swallow), l);
  return TRUE;
}

static void
listen_until_told (Listen * l)
{
  GstBus *bus = gst_element_get_bus (l->pipeline);

  l->loop = g_main_loop_new (NULL, FALSE);
  l->start_us = g_get_monotonic_time ();
  gst_bus_add_watch (bus, on_message, l);
  g_unix_signal_add (SIGINT, interrupted, l);
  g_unix_signal_add (SIGTERM, interrupted, l);
  g_timeout_add_seconds (1, each_second, l);
  gst_element_set_state (l->pipeline, GST_STATE_PLAYING);
  g_main_loop_run (l->loop);
  print_line (l);
  gst_element_set_state (l->pipeline, GST_STATE_NULL);
  gst_bus_remove_watch (bus);
  gst_object_unref (bus);
  gst_object_unref (l->pipeline);
  g_main_loop_unref (l->loop);
}

int
main (int argc, char **argv)
{
  Listen l = { 0 };

  gst_init (&argc, &argv);
  if (argc < 2) {
    fputs ("Usage: listen PROPERTY=VALUE...   (properties of lcrtpsrc)\n"
        "Prints one JSON line per second until INT, TERM, EOS or an error.\n",
        stderr);
    return 1;
  }
  if (!open_source (&l, argv + 1))
    return 1;
  listen_until_told (&l);
  return l.failed;
}
