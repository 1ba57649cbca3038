/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "session.h"

#include <fcntl.h>
#include <math.h>
#include <sys/resource.h>
#include <unistd.h>

#include "taps.h"
#include "transport.h"

#define KEY_BYTES 30
#define BEEP_INTERVAL (250 * GST_MSECOND)
/* A frame sent this much before the end had the time to be shown. */
#define SETTLE (200 * GST_MSECOND)

typedef struct
{
  const LcBenchPlan *plan;
  LcTaps *taps;
  GstElement *sender, *receiver;
  gboolean failed;
  GMainLoop *loop;
} Session;

/* ---- the pipelines ------------------------------------------------------ */

static gchar *
sender_text (const LcBenchPlan * plan)
{
  gchar *net = lc_bench_sender_text (plan);
  gchar *text = g_strdup_printf ("videotestsrc is-live=true pattern=smpte "
      "horizontal-speed=3 ! video/x-raw,format=I420,width=%d,height=%d,"
      "framerate=%d/1 ! vp8enc name=picture-encoder deadline=1 cpu-used=-8 "
      "threads=1 error-resilient=default keyframe-max-dist=%d "
      "lag-in-frames=0 end-usage=cbr target-bitrate=%u ! tee name=picture-out "
      "%s %s %s", plan->width, plan->height, LC_BENCH_FPS, 2 * LC_BENCH_FPS,
      plan->bitrate, plan->verify ? "picture-out. ! queue ! vp8dec "
      "! fakesink name=reference sync=false async=false signal-handoffs=true"
      : "", plan->audio ? "audiotestsrc is-live=true wave=ticks freq=1000 "
      "tick-interval=250000000 samplesperbuffer=480 "
      "! audio/x-raw,format=S16LE,rate=48000,channels=1 "
      "! opusenc name=sound-encoder bitrate=64000 ! tee name=sound-out" : "",
      net);

  g_free (net);
  return text;
}

static gchar *
receiver_text (const LcBenchPlan * plan)
{
  gchar *net = lc_bench_receiver_text (plan);
  gchar *text = g_strdup_printf ("vp8dec name=picture-in ! video/x-raw,"
      "format=I420 ! fakesink name=picture sync=true signal-handoffs=true "
      "%s %s", plan->audio ? "opusdec name=sound-in ! audio/x-raw,"
      "format=S16LE,rate=48000,channels=1 "
      "! fakesink name=sound sync=true signal-handoffs=true" : "", net);

  g_free (net);
  return text;
}

static GstElement *
parse (gchar * text)
{
  GError *error = NULL;
  GstElement *pipeline = gst_parse_launch_full (text, NULL,
      GST_PARSE_FLAG_FATAL_ERRORS, &error);

  if (!pipeline)
    g_printerr ("%s\n  in %s\n", error->message, text);
  g_clear_error (&error);
  g_free (text);
  return pipeline;
}

typedef void (*Watch) (LcTaps * taps, GstElement * element);

static void
watch (Session * s, GstElement * pipeline, const gchar * name, Watch with)
{
  GstElement *element = gst_bin_get_by_name (GST_BIN (pipeline), name);

  if (element)
    with (s->taps, element);
  gst_clear_object (&element);
}

static gboolean
on_message (GstBus * bus, GstMessage * message, gpointer user_data)
{
  Session *s = user_data;
  GError *error = NULL;
  gchar *detail = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return G_SOURCE_CONTINUE;
  gst_message_parse_error (message, &error, &detail);
  g_printerr ("%s (%s)\n", error->message, detail ? detail : "no detail");
  g_error_free (error);
  g_free (detail);
  s->failed = TRUE;
  g_main_loop_quit (s->loop);
  return G_SOURCE_CONTINUE;
}

static GstElement *
build (Session * s, gchar * text, gboolean (*join_network) (GstBin *,
        const LcBenchPlan *))
{
  GstElement *pipeline = parse (text);
  GstBus *bus;

  if (pipeline && !join_network (GST_BIN (pipeline), s->plan))
    gst_clear_object (&pipeline);
  if (!pipeline)
    return NULL;
  bus = gst_element_get_bus (pipeline);
  gst_bus_add_watch (bus, on_message, s);
  gst_object_unref (bus);
  return pipeline;
}

static gboolean
open_session (Session * s)
{
  s->receiver = build (s, receiver_text (s->plan), lc_bench_join_receiver);
  s->sender = build (s, sender_text (s->plan), lc_bench_join_sender);
  if (!s->receiver || !s->sender)
    return FALSE;
  watch (s, s->sender, "picture-encoder", lc_taps_watch_picture_input);
  watch (s, s->sender, "sound-encoder", lc_taps_watch_sound_input);
  watch (s, s->sender, "reference", lc_taps_watch_reference);
  watch (s, s->receiver, "picture", lc_taps_watch_picture_output);
  watch (s, s->receiver, "sound", lc_taps_watch_sound_output);
  return TRUE;
}

static void
close_pipeline (GstElement ** pipeline)
{
  GstBus *bus;

  if (!*pipeline)
    return;
  bus = gst_element_get_bus (*pipeline);
  gst_bus_remove_watch (bus);
  gst_object_unref (bus);
  gst_element_set_state (*pipeline, GST_STATE_NULL);
  gst_clear_object (pipeline);
}

/* ---- running it --------------------------------------------------------- */

static gdouble
cpu_seconds (void)
{
  struct rusage u;

  getrusage (RUSAGE_SELF, &u);
  return u.ru_utime.tv_sec + u.ru_stime.tv_sec
      + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static gboolean
quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
wait_seconds (Session * s, guint seconds)
{
  guint id;

  if (seconds == 0 || s->failed)
    return;
  id = g_timeout_add_seconds (seconds, quit, s->loop);
  g_main_loop_run (s->loop);
  if (s->failed)
    g_source_remove (id);
}

static GstClockTime
now (void)
{
  GstClock *clock = gst_system_clock_obtain ();
  GstClockTime time = gst_clock_get_time (clock);

  gst_object_unref (clock);
  return time;
}

/* ---- judging it --------------------------------------------------------- */

static gint
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
judge_pictures (LcTaps * taps, GstClockTime from, GstClockTime to,
    gboolean verify, LcBenchResult * result)
{
  guint gap = 0;

  for (guint i = 0; i < taps->n_frames; i++) {
    LcTapFrame *f = &taps->frames[i];
    gint64 latency;

    if (f->captured < from || f->captured >= to)
      continue;
    result->sent++;
    if (!GST_CLOCK_TIME_IS_VALID (f->rendered)) {
      result->longest_gap = MAX (result->longest_gap, ++gap);
      continue;
    }
    gap = 0;
    result->rendered++;
    result->wrong += verify && f->sent_hash != f->rendered_hash;
    latency = GST_CLOCK_DIFF (f->captured, f->rendered);
    g_array_append_val (result->video_ns, latency);
  }
}

/* Each beep heard belongs to the last one sent before it: latencies are
 * known to be shorter than the interval. */
static void
judge_sound (LcTaps * taps, GstClockTime from, GstClockTime to,
    LcBenchResult * result)
{
  for (guint i = 0, j = 0; i < taps->beeps_heard->len; i++) {
    GstClockTime heard = g_array_index (taps->beeps_heard, GstClockTime, i);
    gint64 latency;

    while (j + 1 < taps->beeps_sent->len
        && g_array_index (taps->beeps_sent, GstClockTime, j + 1) < heard)
      j++;
    if (heard < from || heard >= to)
      continue;
    latency = GST_CLOCK_DIFF (g_array_index (taps->beeps_sent, GstClockTime,
            j), heard);
    g_array_append_val (result->audio_ns, latency);
  }
}

static gchar *
receiver_stats (Session * s)
{
  GstElement *net = gst_bin_get_by_name (GST_BIN (s->receiver), "net");
  GstStructure *stats = NULL;
  gchar *text = NULL;

  if (!net)
    return NULL;
  g_object_get (net, "stats", &stats, NULL);
  if (stats) {
    text = gst_structure_to_string (stats);
    gst_structure_free (stats);
  }
  gst_object_unref (net);
  return text;
}

static void
measure (Session * s, LcBenchResult * result)
{
  GstClockTime from, to;
  gdouble cpu;

  gst_element_set_state (s->receiver, GST_STATE_PLAYING);
  gst_element_set_state (s->sender, GST_STATE_PLAYING);
  wait_seconds (s, s->plan->warm_up_seconds);
  from = now ();
  cpu = cpu_seconds ();
  wait_seconds (s, s->plan->seconds);
  cpu = cpu_seconds () - cpu;
  to = now ();
  result->cpu_percent = 100.0 * cpu * GST_SECOND / (to - from);
  result->stats = receiver_stats (s);
  close_pipeline (&s->sender);
  close_pipeline (&s->receiver);
  judge_pictures (s->taps, from,
      to - s->plan->latency_ms * GST_MSECOND - SETTLE, s->plan->verify, result);
  judge_sound (s->taps, from, to, result);
  g_array_sort (result->video_ns, compare);
  g_array_sort (result->audio_ns, compare);
}

gboolean
lc_bench_run (const LcBenchPlan * plan, LcBenchResult * result)
{
  Session s = {.plan = plan,.taps = lc_taps_new () };

  memset (result, 0, sizeof *result);
  result->video_ns = g_array_new (FALSE, FALSE, sizeof (gint64));
  result->audio_ns = g_array_new (FALSE, FALSE, sizeof (gint64));
  s.loop = g_main_loop_new (NULL, FALSE);
  s.failed = !open_session (&s);
  if (!s.failed)
    measure (&s, result);
  close_pipeline (&s.sender);
  close_pipeline (&s.receiver);
  g_main_loop_unref (s.loop);
  lc_taps_free (s.taps);
  return !s.failed;
}

void
lc_bench_result_clear (LcBenchResult * result)
{
  g_clear_pointer (&result->video_ns, g_array_unref);
  g_clear_pointer (&result->audio_ns, g_array_unref);
  g_clear_pointer (&result->stats, g_free);
}

gdouble
lc_bench_percentile_ms (const GArray * sorted_ns, gdouble percent)
{
  guint at;

  if (sorted_ns->len == 0)
    return NAN;
  at = MIN (sorted_ns->len - 1, (guint) (sorted_ns->len * percent / 100));
  return g_array_index (sorted_ns, gint64, at) / 1e6;
}

gboolean
lc_bench_make_key (gchar ** key_file, gchar ** key_hex)
{
  GString *hex = g_string_new (NULL);
  gint fd = g_file_open_tmp ("lc-bench-XXXXXX", key_file, NULL);

  for (guint i = 0; i < KEY_BYTES; i++)
    g_string_append_printf (hex, "%02x", g_random_int_range (0, 256));
  *key_hex = g_string_free (hex, FALSE);
  if (fd < 0)
    return FALSE;
  close (fd);
  return g_file_set_contents_full (*key_file, *key_hex, -1,
      G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}
