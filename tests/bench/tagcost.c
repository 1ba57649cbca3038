/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* The part of tag-cost.sh that runs under callgrind.
 *
 *   tagcost encode vp8|opus FILE      makes the media, not measured
 *   tagcost run FILE PORT LINE        pushes it through LINE and a UDP socket
 *
 * Only lc_bench_push_all() is counted (--toggle-collect): payloader, tag and
 * the way to the socket. Prints the number of packets. The file is a
 * serialised caps string and buffers, each after its length. */
#include <gst/check/gstharness.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elements/rtptiming/capturetime.h"

#define T0 (G_GUINT64_CONSTANT (3990000000) * GST_SECOND)

void lc_bench_push_all (GstHarness * h, GPtrArray * buffers);

typedef struct
{
  const gchar *name, *encoder, *caps;
  gsize bytes;
  guint count, duration_us;
} Media;

static const Media media[] = {
  {"vp8", "vp8enc deadline=1 cpu-used=8 target-bitrate=4000000 "
        "end-usage=cbr keyframe-max-dist=60",
        "video/x-raw,format=I420,width=640,height=360,framerate=30/1",
      640 * 360 * 3 / 2, 60, 33333},
  {"opus", "opusenc bitrate=64000",
        "audio/x-raw,format=S16LE,rate=48000,channels=2,layout=interleaved",
      960 * 4, 500, 20000}
};

static void
put (FILE * file, gconstpointer data, gsize size)
{
  guint32 length = (guint32) size;

  fwrite (&length, sizeof length, 1, file);
  fwrite (data, size, 1, file);
}

static int
encode (const Media * m, const gchar * path)
{
  GstHarness *h = gst_harness_new_parse (m->encoder);
  GRand *rand = g_rand_new_with_seed (4);
  FILE *file = fopen (path, "wb");
  GstBuffer *buffer;
  gchar *caps;
  guint n;
  gsize i;

  if (!file)
    return 1;
  gst_harness_set_src_caps_str (h, m->caps);
  for (n = 0; n < m->count; n++) {
    guint8 *data = g_malloc (m->bytes);

    for (i = 0; i < m->bytes; i++)
      data[i] = (guint8) g_rand_int_range (rand, 0, 64);
    buffer = gst_buffer_new_wrapped (data, m->bytes);
    GST_BUFFER_PTS (buffer) = (guint64) n *m->duration_us * GST_USECOND;
    GST_BUFFER_DURATION (buffer) = m->duration_us * GST_USECOND;
    gst_harness_push (h, buffer);
  }
  caps = gst_caps_to_string (gst_pad_get_current_caps (h->sinkpad));
  put (file, caps, strlen (caps) + 1);
  while ((buffer = gst_harness_try_pull (h))) {
    GstMapInfo map;

    gst_buffer_map (buffer, &map, GST_MAP_READ);
    put (file, map.data, map.size);
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
  }
  fclose (file);
  return 0;
}

static GPtrArray *
load (const gchar * path, gchar ** caps)
{
  GPtrArray *buffers = g_ptr_array_new ();
  FILE *file = fopen (path, "rb");
  guint32 length;

  *caps = NULL;
  while (file && fread (&length, sizeof length, 1, file) == 1) {
    gchar *data = g_malloc (length);
    GstBuffer *buffer;
    guint step;

    if (fread (data, length, 1, file) != 1)
      break;
    if (!*caps) {
      *caps = data;
      continue;
    }
    step = strstr (*caps, "opus") ? 20000 : 33333;
    buffer = gst_buffer_new_wrapped (data, length);
    GST_BUFFER_PTS (buffer) = (guint64) buffers->len * step * GST_USECOND;
    GST_BUFFER_DURATION (buffer) = step * GST_USECOND;
    lc_capture_time_set (buffer, T0 + GST_BUFFER_PTS (buffer));
    g_ptr_array_add (buffers, buffer);
  }
  if (file)
    fclose (file);
  return buffers;
}

__attribute__((noinline))
     void lc_bench_push_all (GstHarness * h, GPtrArray * buffers)
{
  guint i;

  for (i = 1; i < buffers->len; i++)
    gst_harness_push (h, g_ptr_array_index (buffers, i));
}

/* Both kinds of payloader count from the same number. */
static guint
packets (GstHarness * h)
{
  GstElement *pay = gst_bin_get_by_name (GST_BIN (h->element), "pay");
  GstStructure *stats;
  guint64 n = 0;
  guint seqnum = 0;

  g_object_get (pay, "stats", &stats, NULL);
  if (!gst_structure_get_uint64 (stats, "packets", &n)) {
    g_object_get (pay, "seqnum", &seqnum, NULL);
    n = seqnum + 1;
  }
  gst_structure_free (stats);
  gst_object_unref (pay);
  return (guint) n;
}

static int
run (const gchar * path, const gchar * port, const gchar * payloader)
{
  gchar *line = g_strdup_printf ("%s ! udpsink host=127.0.0.1 port=%s "
      "sync=false async=false", payloader, port);
  GstHarness *h = gst_harness_new_parse (line);
  gchar *caps;
  GPtrArray *buffers = load (path, &caps);
  guint first;

  if (buffers->len < 2)
    return 1;
  gst_harness_use_systemclock (h);
  gst_harness_set_src_caps_str (h, caps);
  /* Negotiation, the first tag and the socket belong to no packet. */
  gst_harness_push (h, g_ptr_array_index (buffers, 0));
  first = packets (h);
  lc_bench_push_all (h, buffers);
  printf ("%u\n", packets (h) - first);
  gst_harness_teardown (h);
  return 0;
}

int
main (int argc, char **argv)
{
  guint i;

  gst_init (&argc, &argv);
  if (argc == 4 && g_str_equal (argv[1], "encode")) {
    for (i = 0; i < G_N_ELEMENTS (media); i++) {
      if (g_str_equal (argv[2], media[i].name))
        return encode (&media[i], argv[3]);
    }
  }
  if (argc == 5 && g_str_equal (argv[1], "run"))
    return run (argv[2], argv[3], argv[4]);
  fprintf (stderr, "usage: %s encode vp8|opus FILE | run FILE PORT LINE\n",
      argv[0]);
  return 1;
}
