/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* Hours of bad input, in one thread and as fast as it goes: whatever went
 * into probe and canceller, what comes out is finite and complete, memory
 * does not grow, and 2 s of sane input later the echo is gone again,
 * all but rarely. */
#include <gst/audio/audio.h>
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>

#include <malloc.h>
#include <math.h>

#include "elements/echocancel/gstlcechocancel.h"
#include "elements/echocancel/gstlcechoprobe.h"

/* Seconds of audio, and with LC_SOAK=1. */
#define SHORT_RUN 150
#define LONG_RUN 36000
/* Sane input: recovered after, then measured for (seconds); dB removed. */
#define RECOVERY 2
#define MEASURE 1
#define REMOVED_DB 15
/* After full-scale noise or a stuck microphone it may take longer: in 10 h 2 %
 * of the recoveries do, 0.5 % by much (docs/elements/lcechocancel.md). Not
 * more than one in RARE may, by much not more than one in VERY_RARE; the
 * short run has too few for even one of those. */
#define LEAST_DB 6
#define RARE 8
#define VERY_RARE 100
#define HISTORY 8192            /* samples the echo reaches back, at most */
#define SPARE_BYTES (1 << 20)

typedef enum
{
  SILENCE, WHITE, DC, CLIPPED, BROKEN, DENORMAL, HUGE_VALUES, N_NOISES,
  ECHO = N_NOISES, ECHO_AND_TALK, N_MIC_KINDS
} Kind;

/* One element and the stream that goes into it. */
typedef struct
{
  GstHarness *h;
  GstAudioInfo info;
  GstClockTime origin;          /* of sample 0 since the last jump */
  guint64 at;                   /* samples since then */
  guint64 in, out;              /* samples ever */
} Side;

typedef struct
{
  Side far, mic;
  guint64 random;
  gfloat *played;               /* HISTORY samples, then the piece's */
  gsize n_played;
  gdouble seconds;              /* so far */
  gdouble volume;               /* of the echo */
  guint64 measure_from;         /* the microphone's sample */
  gdouble energy_in, energy_out;        /* from there on */
  gdouble worst_db;
  guint recoveries, slow, very_slow;
} Hours;

/* --- random numbers: xorshift64*, Vigna 2016 --- */

static guint32
draw (Hours * hours)
{
  guint64 x = hours->random;

  x ^= x >> 12;
  x ^= x << 25;
  x ^= x >> 27;
  hours->random = x;
  return (x * G_GUINT64_CONSTANT (2685821657736338717)) >> 32;
}

static guint
draw_below (Hours * hours, guint n)
{
  return (guint64) draw (hours) * n >> 32;
}

static gfloat
draw_sample (Hours * hours)
{
  return (gint32) draw (hours) / 2147483648.0f;
}

static gfloat
draw_noise (Hours * hours, Kind kind)
{
  static const gfloat broken[] = { NAN, INFINITY, -INFINITY, 0.1f };

  switch (kind) {
    case WHITE:
      return 0.3f * draw_sample (hours);
    case DC:
      return 0.8f;
    case CLIPPED:
      return CLAMP (20 * draw_sample (hours), -1, 1);
    case BROKEN:
      return broken[draw_below (hours, 4)];
    case DENORMAL:
      return 1e-40f * draw_sample (hours);
    case HUGE_VALUES:
      return 3e38f * draw_sample (hours);
    default:
      return 0;
  }
}

/* --- streams --- */

static GstClockTime
now (Side * side)
{
  return side->origin + gst_util_uint64_scale (side->at, GST_SECOND,
      side->info.rate);
}

static void
jump_to (Side * side, GstClockTime time)
{
  side->origin = time;
  side->at = 0;
}

static void
set_format (Side * side, gboolean is_float, guint rate, guint channels)
{
  GstCaps *caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING,
      is_float ? "F32LE" : "S16LE", "rate", G_TYPE_INT, rate, "channels",
      G_TYPE_INT, channels, "layout", G_TYPE_STRING, "interleaved",
      "channel-mask", GST_TYPE_BITMASK, (guint64) 0, NULL);

  if (side->info.rate)
    jump_to (side, now (side));
  if (channels < 2)
    gst_structure_remove_field (gst_caps_get_structure (caps, 0),
        "channel-mask");
  fail_unless (gst_audio_info_from_caps (&side->info, caps));
  gst_harness_set_src_caps (side->h, caps);
}

static gfloat
clean (gfloat sample)
{
  return isfinite (sample) ? CLAMP (sample, -1, 1) : 0;
}

/* The same in all channels. */
static GstBuffer *
make_buffer (Side * side, const gfloat * samples, gsize n)
{
  guint channels = side->info.channels;
  gpointer data = g_malloc (n * side->info.bpf);
  GstBuffer *buffer = gst_buffer_new_wrapped (data, n * side->info.bpf);

  for (gsize i = 0; i < n * channels; i++) {
    gfloat sample = samples[i / channels];

    if (GST_AUDIO_INFO_FORMAT (&side->info) == GST_AUDIO_FORMAT_F32LE)
      ((gfloat *) data)[i] = sample;
    else
      ((gint16 *) data)[i] = lrintf (32767 * clean (sample));
  }
  GST_BUFFER_PTS (buffer) = now (side);
  return buffer;
}

/* Energy of the first channel, once measured; every sample must be finite. */
static gdouble
check_samples (Hours * hours, Side * side, const GstMapInfo * map)
{
  gboolean is_float =
      GST_AUDIO_INFO_FORMAT (&side->info) == GST_AUDIO_FORMAT_F32LE;
  guint channels = side->info.channels;
  gsize n = map->size / side->info.bpf;
  gboolean finite = TRUE;
  gdouble energy = 0;

  for (gsize i = 0; i < n * channels; i++) {
    gdouble sample = is_float ? ((gfloat *) map->data)[i] :
        ((gint16 *) map->data)[i] / 32767.0;

    finite &= isfinite (sample) != 0;
    if (i % channels == 0 && side->out + i / channels >= hours->measure_from)
      energy += sample * sample;
  }
  fail_unless (finite);
  return energy;
}

static void
collect (Hours * hours, Side * side)
{
  GstBuffer *buffer;
  GstEvent *event;

  while ((buffer = gst_harness_try_pull (side->h))) {
    GstMapInfo map;

    gst_buffer_map (buffer, &map, GST_MAP_READ);
    if (side == &hours->mic)
      hours->energy_out += check_samples (hours, side, &map);
    side->out += map.size / side->info.bpf;
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
  }
  while ((event = gst_harness_try_pull_event (side->h))
      || (event = gst_harness_try_pull_upstream_event (side->h)))
    gst_event_unref (event);
}

static void
push (Hours * hours, Side * side, const gfloat * samples, gsize n, gsize size)
{
  for (gsize i = 0; i < n; i += size) {
    gsize part = MIN (size, n - i);

    fail_unless_equals_int (gst_harness_push (side->h, make_buffer (side,
                samples + i, part)), GST_FLOW_OK);
    side->at += part;
    side->in += part;
    collect (hours, side);
  }
}

/* Brings out what the canceller holds: a gap of no length ends the block. */
static void
drain (Hours * hours, GstClockTime gap)
{
  Side *mic = &hours->mic;

  gst_harness_push_event (mic->h, gst_event_new_gap (now (mic), gap));
  jump_to (mic, now (mic) + gap);
  collect (hours, mic);
  fail_unless_equals_uint64 (mic->out, mic->in);
}

/* --- what is heard --- */

/* A room of a few reflections, at the reference sample @i. */
static gfloat
room (Hours * hours, gsize i, guint rate)
{
  static const gfloat ms[] = { 9, 10.7f, 14.3f, 21.9f, 33.1f, 47 };
  static const gfloat gain[] = { .5f, -.3f, .25f, .15f, -.1f, .06f };
  const gfloat *heard = hours->played + HISTORY + i;
  gfloat sum = 0;

  for (guint k = 0; k < G_N_ELEMENTS (ms); k++)
    sum += gain[k] * heard[-(gint) (ms[k] * rate / 1000)];
  return hours->volume * sum;
}

static void
play (Hours * hours, gfloat * samples, gsize n, Kind kind)
{
  for (gsize i = 0; i < n; i++)
    samples[i] = draw_noise (hours, kind);
  memmove (hours->played, hours->played + hours->n_played,
      HISTORY * sizeof (gfloat));
  for (gsize i = 0; i < n; i++)
    hours->played[HISTORY + i] = clean (samples[i]);
  hours->n_played = n;
}

static void
listen (Hours * hours, gfloat * samples, gsize n, Kind kind)
{
  guint far_rate = hours->far.info.rate, mic_rate = hours->mic.info.rate;

  for (gsize i = 0; i < n; i++) {
    if (kind < N_NOISES) {
      samples[i] = draw_noise (hours, kind);
      continue;
    }
    samples[i] = 1e-4f * draw_sample (hours) + room (hours,
        MIN (i * far_rate / mic_rate, hours->n_played - 1), far_rate);
    if (kind == ECHO_AND_TALK)
      samples[i] += 0.2f * draw_sample (hours);
  }
}

/* @length of both streams, the reference first. Buffers of @far_size and
 * @mic_size samples. */
static void
piece (Hours * hours, GstClockTime length, Kind far_kind, Kind mic_kind,
    gsize far_size, gsize mic_size)
{
  gsize n_far =
      MAX (1, gst_util_uint64_scale (length, hours->far.info.rate, GST_SECOND));
  gsize n_mic =
      MAX (1, gst_util_uint64_scale (length, hours->mic.info.rate, GST_SECOND));
  gfloat *samples = g_new (gfloat, MAX (n_far, n_mic));

  play (hours, samples, n_far, far_kind);
  push (hours, &hours->far, samples, n_far, far_size);
  listen (hours, samples, n_mic, mic_kind);
  for (gsize i = 0; i < n_mic; i++)
    hours->energy_in += samples[i] * samples[i];
  push (hours, &hours->mic, samples, n_mic, mic_size);
  g_free (samples);
  hours->seconds += length / (gdouble) GST_SECOND;
}

/* --- abuse --- */

static void
change_format (Hours * hours, Side * side)
{
  static const guint rates[] =
      { 8000, 8000, 11025, 16000, 16000, 22050, 32000, 44100, 48000, 96000 };

  set_format (side, draw_below (hours, 2),
      rates[draw_below (hours, G_N_ELEMENTS (rates))],
      draw_below (hours, 4) ? 1 : 2 + draw_below (hours, 2));
  collect (hours, side);
}

static void
jump_an_hour (Hours * hours, Side * side)
{
  GstClockTime hour = 3600 * GST_SECOND, time = now (side);

  if (time < 2 * hour)
    jump_to (side, time + hour);
  else
    jump_to (side, draw_below (hours, 2) ? time + hour : time - hour);
}

static void
pause_far (Hours * hours, GstClockTime gap)
{
  Side *far = &hours->far;

  gst_harness_push_event (far->h, gst_event_new_gap (now (far), gap));
  jump_to (far, now (far) + gap);
}

static void
disturb (Hours * hours)
{
  GstClockTime gap = (1 + draw_below (hours, 3000)) * GST_MSECOND;

  switch (draw_below (hours, 12)) {
    case 0:
      drain (hours, 0);
      change_format (hours, &hours->mic);
      break;
    case 1:
      change_format (hours, &hours->far);
      break;
    case 2:
      drain (hours, gap);
      break;
    case 3:
      pause_far (hours, gap);
      break;
    case 4:
      jump_an_hour (hours, &hours->mic);
      break;
    case 5:
      jump_an_hour (hours, &hours->far);
      break;
    default:
      hours->volume = 0.1 + draw_below (hours, 30) / 10.0;
      break;
  }
}

/* From one sample to all in one buffer; not many thousands of them. */
static gsize
draw_size (Hours * hours, GstClockTime length, guint rate)
{
  gsize n = gst_util_uint64_scale (length, rate, GST_SECOND);

  switch (draw_below (hours, 4)) {
    case 0:
      return 1 + n / 2000;
    case 1:
      return n + 1;
    default:
      return 1 + n / 2000 + draw_below (hours, rate / 20);
  }
}

static void
abuse (Hours * hours)
{
  static const guint ms[] = { 1, 7, 40, 333, 1000, 3000, 10000 };

  for (guint i = 0; i < 6; i++) {
    GstClockTime length = GST_MSECOND *
        ms[draw_below (hours, i ? 5 : G_N_ELEMENTS (ms))];

    disturb (hours);
    piece (hours, length, draw_below (hours, N_NOISES),
        draw_below (hours, N_MIC_KINDS),
        draw_size (hours, length, hours->far.info.rate),
        draw_size (hours, length, hours->mic.info.rate));
  }
}

/* --- recovery --- */

/* Both streams at the same instant again; in half of the cases the
 * canceller keeps its format and with it what it went through. */
static void
come_to_your_senses (Hours * hours)
{
  GstClockTime time = MAX (now (&hours->far), now (&hours->mic));

  if (draw_below (hours, 2)) {
    drain (hours, 0);
    change_format (hours, &hours->mic);
  }
  set_format (&hours->far, draw_below (hours, 2), hours->mic.info.rate,
      1 + draw_below (hours, 2));
  jump_to (&hours->far, time + GST_SECOND);
  jump_to (&hours->mic, time + GST_SECOND);
  hours->volume = 0.5 + draw_below (hours, 10) / 10.0;
}

static void
recover (Hours * hours)
{
  guint rate = hours->mic.info.rate;
  gdouble db;

  come_to_your_senses (hours);
  for (guint i = 0; i < 50 * RECOVERY; i++)
    piece (hours, 20 * GST_MSECOND, WHITE, ECHO, rate / 100, rate / 100);
  hours->measure_from = hours->mic.in;
  hours->energy_in = hours->energy_out = 0;
  for (guint i = 0; i < 50 * MEASURE; i++)
    piece (hours, 20 * GST_MSECOND, WHITE, ECHO, rate / 100, rate / 100);
  drain (hours, 0);
  db = 10 * log10 (hours->energy_in / hours->energy_out);
  hours->measure_from = G_MAXUINT64;
  hours->worst_db = MIN (hours->worst_db, db);
  hours->recoveries++;
  hours->slow += db < REMOVED_DB;
  hours->very_slow += db < LEAST_DB;
}

/* --- the whole --- */

static gsize
get_bytes_in_use (void)
{
  return mallinfo2 ().uordblks;
}

/* The most that anything will need, so that what comes later is growth; and
 * back to where memory can be compared. */
static gsize
weigh (Hours * hours)
{
  drain (hours, 0);
  set_format (&hours->far, TRUE, 96000, 4);
  set_format (&hours->mic, TRUE, 96000, 4);
  piece (hours, 10 * GST_SECOND, SILENCE, SILENCE, 960000, 960000);
  collect (hours, &hours->far);
  set_format (&hours->far, TRUE, 8000, 1);
  drain (hours, 0);
  set_format (&hours->mic, TRUE, 8000, 1);
  piece (hours, 10 * GST_SECOND, SILENCE, SILENCE, 80, 80);
  drain (hours, 0);
  return get_bytes_in_use ();
}

static void
side_open (Side * side, const gchar * factory, const gchar * name)
{
  GstElement *element = gst_element_factory_make (factory, name);

  side->h = gst_harness_new_with_element (element, "sink", "src");
  gst_object_unref (element);
  jump_to (side, 20 * 3600 * GST_SECOND);
  set_format (side, TRUE, 48000, 1);
}

static void
hours_open (Hours * hours, guint64 seed)
{
  memset (hours, 0, sizeof *hours);
  hours->random = seed;
  hours->worst_db = 1000;
  hours->volume = 1;
  hours->measure_from = G_MAXUINT64;
  hours->played = g_new0 (gfloat, HISTORY + 10 * 96000);
  side_open (&hours->far, "lcechoprobe", "far");
  side_open (&hours->mic, "lcechocancel", "mic");
  g_object_set (hours->mic.h->element, "probe", "far", NULL);
}

static void
hours_close (Hours * hours)
{
  gst_harness_teardown (hours->far.h);
  gst_harness_teardown (hours->mic.h);
  g_free (hours->played);
}

GST_START_TEST (hours_of_bad_input_leave_no_trace)
{
  gdouble run = g_getenv ("LC_SOAK") ? LONG_RUN : SHORT_RUN;
  gsize first, last;
  Hours hours;

  /* One heap, kept: faster, and all that is in use is counted as such. */
  mallopt (M_MMAP_MAX, 0);
  mallopt (M_TRIM_THRESHOLD, G_MAXINT);
  hours_open (&hours, 20261122);
  weigh (&hours);
  first = weigh (&hours);
  while (hours.seconds < run) {
    abuse (&hours);
    recover (&hours);
  }
  last = weigh (&hours);
  GST_INFO ("%.0f s, %u recoveries, %u slow, the worst %.1f dB, %"
      G_GSIZE_FORMAT " bytes, then %" G_GSIZE_FORMAT, hours.seconds,
      hours.recoveries, hours.slow, hours.worst_db, first, last);
  fail_unless (hours.slow * RARE <= hours.recoveries, "%u of %u were slow",
      hours.slow, hours.recoveries);
  fail_unless (hours.very_slow * VERY_RARE <= hours.recoveries,
      "%u of %u were very slow, the worst %.1f dB", hours.very_slow,
      hours.recoveries, hours.worst_db);
  fail_unless (last < first + SPARE_BYTES,
      "%" G_GSIZE_FORMAT " bytes became %" G_GSIZE_FORMAT, first, last);
  hours_close (&hours);
}

GST_END_TEST;

static Suite *
echohours_suite (void)
{
  Suite *s = suite_create ("echohours");
  TCase *tc = tcase_create ("robustness");

  GST_ELEMENT_REGISTER (lcechoprobe, NULL);
  GST_ELEMENT_REGISTER (lcechocancel, NULL);
  suite_add_tcase (s, tc);
  tcase_set_timeout (tc, g_getenv ("LC_SOAK") ? 3600 : 180);
  tcase_add_test (tc, hours_of_bad_input_leave_no_trace);
  return s;
}

GST_CHECK_MAIN (echohours);
