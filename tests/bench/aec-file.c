/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * The echo canceller's core on two files, without any element:
 *   aec-file [-s SUPPRESSION] [-v] MIC.wav REF.wav OUT.wav
 * 16-bit mono PCM of one rate. -v prints the statistics every 100 ms.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elements/echocancel/dsp/aec.h"

typedef struct
{
  unsigned rate;
  size_t count;
  int16_t *samples;
} Wav;

static unsigned
le (const uint8_t * p, unsigned bytes)
{
  return bytes == 0 ? 0 : p[0] | le (p + 1, bytes - 1) << 8;
}

static void
fail (const char *path, const char *why)
{
  fprintf (stderr, "aec-file: %s: %s\n", path, why);
  exit (1);
}

/* One chunk of a RIFF file; true when it held the samples. */
static bool
read_chunk (FILE * f, const char *path, const uint8_t * head, Wav * wav)
{
  size_t size = le (head + 4, 4);
  uint8_t *body = malloc (size + 1);

  if (body == NULL)
    fail (path, "a chunk is too long");
  size = fread (body, 1, size + (size & 1), f);
  if (memcmp (head, "fmt ", 4) == 0 && size >= 16) {
    if (le (body, 2) != 1 || le (body + 2, 2) != 1 || le (body + 14, 2) != 16)
      fail (path, "not 16-bit mono PCM");
    wav->rate = le (body + 4, 4);
  }
  if (memcmp (head, "data", 4) == 0) {
    wav->samples = (int16_t *) body;
    wav->count = size / 2;
    return true;
  }
  free (body);
  return false;
}

static void
read_wav (const char *path, Wav * wav)
{
  uint8_t riff[12], head[8];
  FILE *f = fopen (path, "rb");

  memset (wav, 0, sizeof *wav);
  if (f == NULL || fread (riff, 1, 12, f) != 12)
    fail (path, "cannot be read");
  while (fread (head, 1, 8, f) == 8)
    if (read_chunk (f, path, head, wav))
      break;
  fclose (f);
  if (wav->samples == NULL || wav->rate == 0)
    fail (path, "has no samples");
}

static void
write_wav (const char *path, const Wav * wav)
{
  uint32_t bytes = (uint32_t) wav->count * 2, rate = wav->rate;
  uint32_t words[11] = { 0x46464952, bytes + 36, 0x45564157, 0x20746d66, 16,
    0x00010001, rate, rate * 2, 0x00100002, 0x61746164, bytes
  };
  FILE *f = fopen (path, "wb");

  if (f == NULL || fwrite (words, 4, 11, f) != 11
      || fwrite (wav->samples, 2, wav->count, f) != wav->count)
    fail (path, "cannot be written");
  fclose (f);
}

static void
load_block (float *to, const Wav * wav, size_t at, size_t n)
{
  size_t i;

  for (i = 0; i < n; i++)
    to[i] = at + i < wav->count ? (float) wav->samples[at + i] / 32768 : 0;
}

static void
store_block (Wav * wav, const float *from, size_t at, size_t n)
{
  size_t i;

  for (i = 0; i < n && at + i < wav->count; i++) {
    float v = rintf (from[i] * 32768);

    wav->samples[at + i] = (int16_t) fminf (fmaxf (v, -32768), 32767);
  }
}

static void
print_stats (double t, const LcAec * aec)
{
  LcAecStats s;

  lc_aec_get_stats (aec, &s);
  printf ("%7.2f erl %6.1f erle %6.1f residual %6.1f delay %7.2f "
      "drift %7.2f%s%s%s\n", t, s.erl_db, s.erle_db, s.residual_dbfs,
      s.delay_ms, s.drift_ppm, s.echo_present ? " echo" : "",
      s.double_talk ? " double-talk" : "", s.converged ? " converged" : "");
}

static void
run (LcAec * aec, const Wav * mic, const Wav * ref, Wav * out, bool verbose)
{
  size_t n = lc_aec_block_size (mic->rate), at, block = 0;
  float *m = malloc (3 * n * sizeof (float)), *f = m + n, *o = f + n;

  for (at = 0; at < mic->count; at += n, block++) {
    load_block (m, mic, at, n);
    load_block (f, ref, at, n);
    lc_aec_process (aec, m, f, o);
    store_block (out, o, at, n);
    if (verbose && block % 10 == 9)
      print_stats ((double) (at + n) / mic->rate, aec);
  }
  free (m);
}

int
main (int argc, char **argv)
{
  LcAecConfig config;
  LcAecParams params;
  Wav mic, ref, out;
  LcAec *aec;
  bool verbose = false;
  int opt;

  lc_aec_config_init (&config);
  lc_aec_params_init (&params);
  while ((opt = getopt (argc, argv, "s:v")) != -1) {
    if (opt == 's')
      params.suppression = (float) atof (optarg);
    else if (opt == 'v')
      verbose = true;
    else
      return 2;
  }
  if (argc - optind != 3) {
    fprintf (stderr, "usage: aec-file [-s SUPPRESSION] [-v] MIC REF OUT\n");
    return 2;
  }
  read_wav (argv[optind], &mic);
  read_wav (argv[optind + 1], &ref);
  config.rate = mic.rate;
  aec = ref.rate == mic.rate ? lc_aec_new (&config, &params) : NULL;
  if (aec == NULL)
    fail (argv[optind], "rate not supported, or not that of the reference");
  out = mic;
  out.samples = calloc (mic.count + 1, 2);
  run (aec, &mic, &ref, &out, verbose);
  write_wav (argv[optind + 2], &out);
  lc_aec_free (aec);
  free (mic.samples);
  free (ref.samples);
  free (out.samples);
  return 0;
}
