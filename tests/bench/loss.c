/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * A broadcast through a network that loses packets: how many frames are
 * shown, and whether anything is shown that is not what was sent.
 *
 *   sender --UDP--> udpwire (delay, seeded loss, both ways) --UDP--> receiver
 */
#include <signal.h>
#include <glib/gstdio.h>
#include <stdlib.h>

#include <gio/gio.h>

#include "session.h"

static gdouble loss = 5, at_least = 0;
static gint delay_ms = 20, latency_ms = 100, seeds = 5, first_seed = 1;
static gint seconds = 20, warm_up = 1, port = 24300;
static gboolean with_stock, no_ours, no_rtx;

typedef enum
{ OURS, STOCK, STOCK_TUNED, N_KINDS } Kind;

static const gchar *const kind_names[N_KINDS] = { "ours", "stock", "tuned" };

static gchar *udpwire = (gchar *) LC_UDPWIRE, *impairment, *receiver_options;

static const GOptionEntry entries[] = {
  {"loss", 0, 0, G_OPTION_ARG_DOUBLE, &loss,
      "lost each way (default 5)", "PERCENT"},
  {"delay", 0, 0, G_OPTION_ARG_INT, &delay_ms,
      "one way (default 20)", "MS"},
  {"impairment", 0, 0, G_OPTION_ARG_STRING, &impairment,
      "more for udpwire --both, e.g. jitter=5,ge=1:30", "HOW"},
  {"latency", 0, 0, G_OPTION_ARG_INT, &latency_ms,
      "the receiver's (default 100)", "MS"},
  {"seeds", 0, 0, G_OPTION_ARG_INT, &seeds, "runs (default 5)", "N"},
  {"first-seed", 0, 0, G_OPTION_ARG_INT, &first_seed, "(default 1)", "N"},
  {"seconds", 0, 0, G_OPTION_ARG_INT, &seconds,
      "measured in each run (default 20)", "S"},
  {"warm-up", 0, 0, G_OPTION_ARG_INT, &warm_up, "(default 1)", "S"},
  {"port", 0, 0, G_OPTION_ARG_INT, &port,
      "first of 64 UDP ports (default 24300)", "P"},
  {"stock", 0, 0, G_OPTION_ARG_NONE, &with_stock,
      "GStreamer's own elements too, as they come and tuned", NULL},
  {"no-ours", 0, 0, G_OPTION_ARG_NONE, &no_ours, "not ours", NULL},
  {"no-retransmission", 0, 0, G_OPTION_ARG_NONE, &no_rtx,
      "repair nothing: only new key frames", NULL},
  {"receiver-options", 0, 0, G_OPTION_ARG_STRING, &receiver_options,
      "more properties for lcrtpsrc", "TEXT"},
  {"at-least", 0, 0, G_OPTION_ARG_DOUBLE, &at_least,
      "fail when our median is lower, or a wrong picture is shown", "PERCENT"},
  {"udpwire", 0, 0, G_OPTION_ARG_FILENAME, &udpwire, "the forwarder", "FILE"},
  {NULL}
};

/* Returns when it listens; NULL after a printed error. */
static GSubprocess *
start_udpwire (gint seed, GDataInputStream ** said)
{
  gchar *how = g_strdup_printf ("loss=%g,delay=%d%s%s", loss, delay_ms,
      impairment ? "," : "", impairment ? impairment : "");
  gchar *number = g_strdup_printf ("%d", seed);
  gchar *rtp = g_strdup_printf ("%d:%d", port, port + 40);
  gchar *rtcp = g_strdup_printf ("%d:%d", port + 1, port + 41);
  gchar *back = g_strdup_printf ("%d:%d:back", port + 50, port + 20);
  GError *error = NULL;
  gchar *line = NULL;
  GSubprocess *wire = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE,
      &error, udpwire, "--seed", number, "--both", how, rtp, rtcp, back, NULL);

  if (wire) {
    *said = g_data_input_stream_new (g_subprocess_get_stdout_pipe (wire));
    line = g_data_input_stream_read_line (*said, NULL, NULL, NULL);
  } else {
    g_printerr ("%s\n", error->message);
    g_error_free (error);
  }
  if (wire && !line)
    g_clear_object (&wire);
  g_free (line);
  g_free (how);
  g_free (number);
  g_free (rtp);
  g_free (rtcp);
  g_free (back);
  return wire;
}

/* "lost of all" on the way of the media. */
static gchar *
stop_udpwire (GSubprocess * wire, GDataInputStream * said)
{
  guint64 packets = 0, lost = 0;
  gchar *line, *at;

  g_subprocess_send_signal (wire, SIGTERM);
  line = g_data_input_stream_read_line (said, NULL, NULL, NULL);
  if (line && (at = strstr (line, "\"packets\":")))
    packets = g_ascii_strtoull (at + 10, NULL, 10);
  if (line && (at = strstr (line, "\"lost\":")))
    lost = g_ascii_strtoull (at + 7, NULL, 10);
  g_free (line);
  g_subprocess_wait (wire, NULL, NULL);
  g_object_unref (said);
  g_object_unref (wire);
  return g_strdup_printf ("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
      " packets lost", lost, packets);
}

static gboolean
run_seed (Kind kind, gint seed, const gchar * key_file,
    const gchar * key_hex, gdouble * percent, guint * wrong)
{
  LcBenchPlan plan = {
    .stock = kind != OURS,.tuned = kind == STOCK_TUNED,.width = 640,.height =
        360,.bitrate = 800000,
    .latency_ms = latency_ms,.retransmission = !no_rtx,.verify = TRUE,
    .seconds = seconds,.warm_up_seconds = warm_up,.send_port = port,
    .receive_port = port + 40,.return_port = port + 50,
    .return_listen_port = port + 20,.key_hex = key_hex,.key_file = key_file,
    .receiver_options = receiver_options
  };
  GDataInputStream *said;
  GSubprocess *wire = start_udpwire (seed, &said);
  LcBenchResult r;
  gboolean ok;
  gchar *lost;

  if (!wire)
    return FALSE;
  ok = lc_bench_run (&plan, &r);
  lost = stop_udpwire (wire, said);
  *percent = r.sent ? 100.0 * r.rendered / r.sent : 0;
  *wrong += r.wrong;
  g_print ("%-6s %4d %9.2f %8u %8u %8u %8u %9.1f %7.1f  %s\n",
      kind_names[kind], seed, *percent, r.sent, r.rendered, r.wrong,
      r.longest_gap, lc_bench_percentile_ms (r.video_ns, 95), r.cpu_percent,
      lost);
  if (g_getenv ("LC_BENCH_STATS") && r.stats)
    g_print ("%s\n", r.stats);
  g_free (lost);
  lc_bench_result_clear (&r);
  return ok;
}

static int
compare (const void *a, const void *b)
{
  gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}

/* All seeds of one kind; FALSE when they could not run or are not good. */
static gboolean
run_all (Kind kind, const gchar * key_file, const gchar * key_hex)
{
  gdouble *percent = g_new0 (gdouble, seeds), median;
  gboolean ok = TRUE;
  guint wrong = 0;

  for (gint i = 0; i < seeds && ok; i++)
    ok = run_seed (kind, first_seed + i, key_file, key_hex, percent + i,
        &wrong);
  qsort (percent, seeds, sizeof *percent, compare);
  median = (percent[(seeds - 1) / 2] + percent[seeds / 2]) / 2;
  g_free (percent);
  if (!ok)
    return FALSE;
  g_print ("%-6s median %.2f %% of frames shown, %u wrong ones\n",
      kind_names[kind], median, wrong);
  return kind != OURS || at_least <= 0 || (median >= at_least && wrong == 0);
}

int
main (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new ("- frames shown under loss");
  GError *error = NULL;
  gchar *key_file, *key_hex;
  gboolean ok;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  g_option_context_free (context);
  if (seeds < 1 || !lc_bench_make_key (&key_file, &key_hex))
    return 1;
  g_print ("640x360, 30 fps, VP8 800 kb/s, %d ms one way, %g %% lost each way, "
      "latency %d ms%s\n%-6s %4s %9s %8s %8s %8s %8s %9s %7s\n", delay_ms,
      loss, latency_ms, no_rtx ? ", no retransmission" : "", "", "seed",
      "shown %", "sent", "shown", "wrong", "gap max", "p95 ms", "CPU %");
  ok = no_ours || run_all (OURS, key_file, key_hex);
  for (Kind kind = STOCK; with_stock && kind < N_KINDS; kind++)
    ok = run_all (kind, key_file, key_hex) && ok;
  g_remove (key_file);
  return !ok;
}
