/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * The same broadcast by our elements and by GStreamer's own, in turns: end to
 * end latency and CPU side by side.
 */
#include <glib/gstdio.h>
#include <stdlib.h>

#include "session.h"

#define COLUMNS 5

static const gchar *const columns[COLUMNS] = {
  "video p50 ms", "video p95 ms", "audio p50 ms", "audio p95 ms", "CPU %"
};

static gint latency_ms = 100, rounds = 3, seconds = 12, warm_up = 3;
static gint port = 24200;

static const GOptionEntry entries[] = {
  {"latency", 0, 0, G_OPTION_ARG_INT, &latency_ms,
      "the receivers' latency (default 100)", "MS"},
  {"rounds", 0, 0, G_OPTION_ARG_INT, &rounds,
      "ours and stock in turns, so often (default 3)", "N"},
  {"seconds", 0, 0, G_OPTION_ARG_INT, &seconds,
      "measured in each run (default 12)", "S"},
  {"warm-up", 0, 0, G_OPTION_ARG_INT, &warm_up,
      "before that (default 3)", "S"},
  {"port", 0, 0, G_OPTION_ARG_INT, &port,
      "first of 32 UDP ports (default 24200)", "P"},
  {NULL}
};

static gboolean
run_once (gboolean stock, const gchar * key_file, const gchar * key_hex,
    gdouble * values)
{
  LcBenchPlan plan = {
    .stock = stock,.width = 1280,.height = 720,.bitrate = 2000000,
    .latency_ms = latency_ms,.audio = TRUE,.retransmission = TRUE,
    .seconds = seconds,.warm_up_seconds = warm_up,.send_port = port,
    .receive_port = port,.return_port = port + 20,
    .return_listen_port = port + 20,.key_hex = key_hex,.key_file = key_file
  };
  LcBenchResult r;
  gboolean ok = lc_bench_run (&plan, &r);

  values[0] = lc_bench_percentile_ms (r.video_ns, 50);
  values[1] = lc_bench_percentile_ms (r.video_ns, 95);
  values[2] = lc_bench_percentile_ms (r.audio_ns, 50);
  values[3] = lc_bench_percentile_ms (r.audio_ns, 95);
  values[4] = r.cpu_percent;
  g_print ("%-6s", stock ? "stock" : "ours");
  for (guint i = 0; i < COLUMNS; i++)
    g_print (" %12.1f", values[i]);
  g_print ("   %u of %u frames, %u beeps\n", r.rendered, r.sent,
      r.audio_ns->len);
  lc_bench_result_clear (&r);
  return ok;
}

static int
compare (const void *a, const void *b)
{
  gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}

/* @values holds COLUMNS of each round. */
static gdouble
median (const gdouble * values, guint column)
{
  gdouble *sorted = g_new (gdouble, rounds), m;

  for (gint i = 0; i < rounds; i++)
    sorted[i] = values[i * COLUMNS + column];
  qsort (sorted, rounds, sizeof *sorted, compare);
  m = (sorted[(rounds - 1) / 2] + sorted[rounds / 2]) / 2;
  g_free (sorted);
  return m;
}

static void
print_ratios (const gdouble * ours, const gdouble * stock)
{
  g_print ("%-6s", "ratio");
  for (guint i = 0; i < COLUMNS; i++)
    g_print (" %12.3f", median (ours, i) / median (stock, i));
  g_print ("   of the medians, ours / stock\n");
}

int
main (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new ("- ours beside stock");
  GError *error = NULL;
  gchar *key_file, *key_hex;
  gdouble *values[2];
  gboolean ok;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  g_option_context_free (context);
  ok = rounds > 0 && lc_bench_make_key (&key_file, &key_hex);
  for (guint i = 0; i < 2; i++)
    values[i] = g_new0 (gdouble, MAX (rounds, 1) * COLUMNS);
  g_print ("1280x720, 30 fps, VP8 2 Mb/s, Opus, SRTP, latency %d ms\n%-6s",
      latency_ms, "");
  for (guint i = 0; i < COLUMNS; i++)
    g_print (" %12s", columns[i]);
  g_print ("\n");
  for (gint round = 0; round < rounds && ok; round++)
    for (gint stock = 0; stock < 2 && ok; stock++)
      ok = run_once (stock, key_file, key_hex, values[stock] + round * COLUMNS);
  if (ok)
    print_ratios (values[0], values[1]);
  g_remove (key_file);
  return !ok;
}
