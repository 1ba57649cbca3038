/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "cliprig.h"

#include <glib/gstdio.h>

/* How long rig_run() waits for the threads to come to rest on the clock. Only
 * a failing test waits that long in vain. */
#define PATIENCE_MS 20000

static GstPadProbeReturn
on_data (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  Rig *rig = data;
  RigStream *stream = g_object_get_data (G_OBJECT (pad), "stream");
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  RigBuffer note;

  g_mutex_lock (&rig->lock);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    note.pts = GST_BUFFER_PTS (buffer);
    note.duration = GST_BUFFER_DURATION (buffer);
    note.running = gst_clock_get_time (GST_CLOCK (rig->clock)) -
        gst_element_get_base_time (rig->clip);
    note.discont = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT);
    note.delta = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
    g_array_append_val (stream->buffers, note);
  } else if (GST_EVENT_TYPE (info->data) == GST_EVENT_EOS) {
    stream->eos = TRUE;
  } else if (GST_EVENT_TYPE (info->data) == GST_EVENT_SEGMENT) {
    stream->segments++;
  }
  g_mutex_unlock (&rig->lock);
  return GST_PAD_PROBE_OK;
}

static void
link_to_sink (Rig * rig, GstPad * pad, gboolean decode)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  GstElement *entry = sink;
  GstPad *peer;

  g_object_set (sink, "sync", FALSE, "async", FALSE, NULL);
  gst_bin_add (GST_BIN (rig->pipeline), sink);
  if (decode) {
    entry = gst_element_factory_make (rig->decoder, "decoder");
    gst_bin_add (GST_BIN (rig->pipeline), entry);
    fail_unless (gst_element_link (entry, sink));
    gst_element_sync_state_with_parent (entry);
  }
  gst_element_sync_state_with_parent (sink);
  peer = gst_element_get_static_pad (entry, "sink");
  fail_unless_equals_int (gst_pad_link (pad, peer), GST_PAD_LINK_OK);
  gst_object_unref (peer);
}

static void
on_pad (GstElement * clip, GstPad * pad, Rig * rig)
{
  guint kind = g_str_has_prefix (GST_PAD_NAME (pad), "video_") ?
      RIG_VIDEO : RIG_AUDIO;
  RigStream *stream = &rig->streams[kind];

  stream->exists = TRUE;
  stream->pad = pad;
  g_object_set_data (G_OBJECT (pad), "stream", stream);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data, rig, NULL);
  if (rig->links[kind])
    link_to_sink (rig, pad, kind == RIG_VIDEO && rig->decoder);
}

void
rig_init (Rig * rig, const gchar * location)
{
  memset (rig, 0, sizeof *rig);
  g_mutex_init (&rig->lock);
  rig->pipeline = gst_pipeline_new (NULL);
  rig->clip = gst_element_factory_make ("lcclipsrc", "clip");
  fail_unless (rig->clip != NULL);
  gst_bin_add (GST_BIN (rig->pipeline), rig->clip);
  g_object_set (rig->clip, "location", location, NULL);
  rig->clock = GST_TEST_CLOCK (gst_test_clock_new ());
  gst_pipeline_use_clock (GST_PIPELINE (rig->pipeline), GST_CLOCK (rig->clock));
  for (guint i = 0; i < RIG_STREAMS; i++) {
    rig->streams[i].buffers = g_array_new (FALSE, FALSE, sizeof (RigBuffer));
    rig->links[i] = TRUE;
  }
  g_signal_connect (rig->clip, "pad-added", G_CALLBACK (on_pad), rig);
}

void
rig_clear (Rig * rig)
{
  GstBus *bus = gst_element_get_bus (rig->pipeline);

  gst_element_set_state (rig->pipeline, GST_STATE_NULL);
  gst_bus_set_flushing (bus, TRUE);
  gst_object_unref (bus);
  ASSERT_OBJECT_REFCOUNT (rig->pipeline, "pipeline", 1);
  gst_object_unref (rig->pipeline);
  gst_object_unref (rig->clock);
  for (guint i = 0; i < RIG_STREAMS; i++)
    g_array_unref (rig->streams[i].buffers);
  g_mutex_clear (&rig->lock);
}

guint
rig_count (Rig * rig, guint stream)
{
  guint n;

  g_mutex_lock (&rig->lock);
  n = rig->streams[stream].buffers->len;
  g_mutex_unlock (&rig->lock);
  return n;
}

RigBuffer
rig_buffer (Rig * rig, guint stream, guint index)
{
  RigBuffer buffer;

  g_mutex_lock (&rig->lock);
  fail_unless (index < rig->streams[stream].buffers->len);
  buffer = g_array_index (rig->streams[stream].buffers, RigBuffer, index);
  g_mutex_unlock (&rig->lock);
  return buffer;
}

static gboolean
has_eos (Rig * rig, guint stream)
{
  gboolean eos;

  g_mutex_lock (&rig->lock);
  eos = rig->streams[stream].eos || !rig->streams[stream].exists;
  g_mutex_unlock (&rig->lock);
  return eos;
}

/* One step: to the next time that somebody waits for. */
static void
advance (Rig * rig, guint * patience)
{
  /* TRUE only for exactly one; several are as good. */
  if (gst_test_clock_timed_wait_for_multiple_pending_ids (rig->clock, 1, 10,
          NULL) || gst_test_clock_peek_id_count (rig->clock) > 0) {
    gst_test_clock_crank (rig->clock);
    *patience = PATIENCE_MS / 10;
  } else {
    fail_unless ((*patience)-- > 0, "nothing leaves the clip any more");
  }
}

void
rig_run (Rig * rig, guint stream, guint n)
{
  guint patience = PATIENCE_MS / 10;

  while (rig_count (rig, stream) < n && !has_eos (rig, stream))
    advance (rig, &patience);
  fail_unless (rig_count (rig, stream) >= n);
}

void
rig_run_to_eos (Rig * rig)
{
  guint patience = PATIENCE_MS / 10;

  while (!has_eos (rig, RIG_VIDEO) || !has_eos (rig, RIG_AUDIO))
    advance (rig, &patience);
}

void
rig_run_to_message (Rig * rig, GstMessageType type)
{
  GstBus *bus = gst_element_get_bus (rig->pipeline);
  guint patience = PATIENCE_MS / 10;
  GstMessage *message;

  while (!(message = gst_bus_pop_filtered (bus, type)))
    advance (rig, &patience);
  gst_bus_post (bus, message);
  gst_object_unref (bus);
}

guint64
rig_stat (Rig * rig, const gchar * field)
{
  GstStructure *stats;
  guint64 value;

  g_object_get (rig->clip, "stats", &stats, NULL);
  fail_unless (gst_structure_has_name (stats, "application/x-lc-clip-stats"));
  fail_unless (gst_structure_get_uint64 (stats, field, &value));
  gst_structure_free (stats);
  return value;
}

gchar *
rig_only_message (Rig * rig, GstMessageType type)
{
  GstBus *bus = gst_element_get_bus (rig->pipeline);
  GstMessage *message;
  GError *error = NULL;
  gchar *text;

  message = gst_bus_pop_filtered (bus, type);
  fail_unless (message != NULL);
  if (type == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  else
    gst_message_parse_warning (message, &error, NULL);
  text = g_strdup (error->message);
  fail_unless (GST_MESSAGE_SRC (message) == GST_OBJECT (rig->clip));
  g_error_free (error);
  gst_message_unref (message);
  message = gst_bus_pop_filtered (bus, type);
  fail_unless (message == NULL, "a second message: %" GST_PTR_FORMAT, message);
  gst_object_unref (bus);
  return text;
}

/* --- files --- */

static gchar *folder;
static GHashTable *files;

#define VIDEO(n) \
  "videotestsrc num-buffers=" G_STRINGIFY (n) \
  " ! video/x-raw,width=64,height=48,framerate=25/1 ! "
#define AUDIO(n) \
  "audiotestsrc num-buffers=" G_STRINGIFY (n) \
  " samplesperbuffer=960 ! audio/x-raw,rate=48000,channels=1 ! "
#define VP8 "vp8enc deadline=1 keyframe-max-dist=10 ! m. "
#define OPUS "opusenc ! m. "

/* 25 frames of 40 ms are 1 s; 50 buffers of 20 ms are 1 s. */
static const struct
{
  const gchar *name, *muxer, *streams;
} recipes[] = {
  {"av.webm", "webmmux", VIDEO (25) VP8 AUDIO (50) OPUS},
  {"long-audio.webm", "webmmux", VIDEO (25) VP8 AUDIO (75) OPUS},
  {"long-video.webm", "webmmux", VIDEO (50) VP8 AUDIO (25) OPUS},
  {"video.webm", "webmmux", VIDEO (25) VP8},
  {"audio.ogg", "oggmux", AUDIO (50) OPUS},
  {"av.mkv", "matroskamux", VIDEO (25) VP8 AUDIO (50) OPUS},
  /* No Opus: qtdemux of 1.22 leaks its caps. */
  {"av.mp4", "qtmux", VIDEO (25) "jpegenc ! m. " AUDIO (50) "audioconvert !"
        " audio/x-raw,format=S16LE ! m. "},
  {"av.ogg", "oggmux", VIDEO (25) "theoraenc ! theoraparse ! m. "
        AUDIO (50) OPUS},
  {"b-frames.mkv", "matroskamux", VIDEO (50)
      "x264enc bframes=2 b-adapt=false key-int-max=12 ! h264parse ! m. "},
  {"still.png", "identity", VIDEO (1) "pngenc ! m. "},
};

static gboolean
make_file (const gchar * path, const gchar * muxer, const gchar * streams)
{
  gchar *line = g_strdup_printf ("%s name=m ! filesink location=%s %s", muxer,
      path, streams);
  GstElement *pipeline = gst_parse_launch (line, NULL);
  GstMessage *message;
  GstBus *bus;
  gboolean ok;

  g_free (line);
  if (!pipeline)
    return FALSE;
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  ok = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
  gst_message_unref (message);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (bus);
  gst_object_unref (pipeline);
  return ok;
}

static void
write_file (const gchar * path, const gchar * data, gsize size)
{
  fail_unless (g_file_set_contents (path, data, size, NULL));
}

/* The first half of another file. */
static void
write_half (const gchar * path, const gchar * whole)
{
  gchar *data;
  gsize size;

  fail_unless (g_file_get_contents (clip_file (whole), &data, &size, NULL));
  write_file (path, data, size / 2);
  g_free (data);
}

static gboolean
make_by_name (const gchar * name, const gchar * path)
{
  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    if (g_str_equal (recipes[i].name, name)) {
      fail_unless (make_file (path, recipes[i].muxer, recipes[i].streams),
          "cannot make %s", name);
      return TRUE;
    }
  if (g_str_equal (name, "half.webm"))
    write_half (path, "long-video.webm");
  else if (g_str_equal (name, "half.mp4"))
    write_half (path, "av.mp4");
  else if (g_str_equal (name, "empty.webm"))
    write_file (path, "", 0);
  else if (g_str_equal (name, "text.mp4"))
    write_file (path, "This is a shopping list and not a film.\n", 40);
  else
    return FALSE;
  return TRUE;
}

const gchar *
clip_file (const gchar * name)
{
  const gchar *known = g_hash_table_lookup (files, name);
  gchar *path;

  if (known)
    return known;
  path = g_build_filename (folder, name, NULL);
  if (!make_by_name (name, path)) {
    g_free (path);
    return folder;
  }
  g_hash_table_insert (files, g_strdup (name), path);
  return path;
}

void
clip_files_open (void)
{
  folder = g_dir_make_tmp ("lc-clip-XXXXXX", NULL);
  fail_unless (folder != NULL);
  files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
clip_files_close (void)
{
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, NULL, &path))
    g_unlink (path);
  g_rmdir (folder);
  g_hash_table_unref (files);
  g_free (folder);
}
