/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* Runs every file of a corpus folder through a fuzz entry, then a seeded
 * stream of random mutations of them: what libFuzzer found stays fixed, and an
 * ordinary test run needs no clang. */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput (const uint8_t * data, size_t size);

#define MUTATIONS 2000

static void
mutate (GRand * rand, const gchar * data, gsize size)
{
  guint8 *copy;
  gint round, i;

  for (round = 0; round < MUTATIONS && size > 0; round++) {
    gsize cut = size - (gsize) g_rand_int_range (rand, 0, (gint32) size);

    /* A block of its own, so that a sanitizer sees a read past the end. */
    copy = g_memdup2 (data, cut);
    for (i = g_rand_int_range (rand, 0, 6); i > 0; i--)
      copy[g_rand_int_range (rand, 0, (gint32) cut)] =
          (guint8) g_rand_int (rand);
    LLVMFuzzerTestOneInput (copy, cut);
    g_free (copy);
  }
}

int
main (int argc, char **argv)
{
  GRand *rand = g_rand_new_with_seed (0xf022);
  GDir *dir = argc == 2 ? g_dir_open (argv[1], 0, NULL) : NULL;
  const gchar *name;
  gint files = 0;

  if (!dir) {
    fprintf (stderr, "usage: %s CORPUS_FOLDER\n", argv[0]);
    return 1;
  }
  while ((name = g_dir_read_name (dir))) {
    gchar *path = g_build_filename (argv[1], name, NULL);
    gchar *data;
    gsize size;

    if (g_file_get_contents (path, &data, &size, NULL)) {
      LLVMFuzzerTestOneInput ((const uint8_t *) data, size);
      mutate (rand, data, size);
      g_free (data);
      files++;
    }
    g_free (path);
  }
  g_dir_close (dir);
  g_rand_free (rand);
  printf ("%d files, %d mutations of each\n", files, MUTATIONS);
  return files > 0 ? 0 : 1;
}
