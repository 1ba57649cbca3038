/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * The canceller as a whole, in rooms made of seeded noise: what aec.h
 * promises.
 */
#include <gst/check/gstcheck.h>
#include <math.h>
#include <string.h>

#include "elements/echocancel/dsp/aec.h"

#define RATE 16000
#define SECOND ((size_t) RATE)
#define TAPS 1600

typedef struct
{
  size_t count;
  float *far, *echo, *near, *mic, *out;
} Scene;

static float
gauss (GRand * rand)
{
  double u = g_rand_double_range (rand, 1e-12, 1), v = g_rand_double (rand);

  return (float) (sqrt (-2 * log (u)) * cos (2 * G_PI * v));
}

/* Noise with the tilt, the syllables and the pauses of speech. */
static void
fill_speech (float *x, size_t count, guint32 seed, float level)
{
  GRand *rand = g_rand_new_with_seed (seed);
  float low = 0, gain = 0;
  size_t i;

  for (i = 0; i < count; i++) {
    if (i % (RATE / 8) == 0)
      gain = g_rand_int_range (rand, 0, 4) == 0 ? 0.003f
          : (float) g_rand_double_range (rand, 0.3, 1.5);
    low += 0.3f * (gauss (rand) - low);
    x[i] = level * gain * low;
  }
  g_rand_free (rand);
}

/* The value of x at time t, by a wide windowed sinc. */
static double
sample_at (const float *x, size_t count, double t)
{
  ptrdiff_t base = (ptrdiff_t) floor (t), j;
  double sum = 0;

  for (j = base - 31; j <= base + 32; j++) {
    double d = t - (double) j;

    if (j < 0 || j >= (ptrdiff_t) count)
      continue;
    sum += x[j] * (d == 0 ? 1 : sin (G_PI * d) / (G_PI * d))
        * (0.5 + 0.5 * cos (G_PI * d / 33));
  }
  return sum;
}

/* @delay samples, then a decaying tail; @ppm: the loudspeaker's clock is that
 * much slow. */
static void
fill_echo (Scene * s, size_t delay, double ppm, guint32 seed)
{
  GRand *rand = g_rand_new_with_seed (seed);
  float room[TAPS], *slid = g_new0 (float, s->count);
  size_t i, j;

  for (i = 0; i < TAPS; i++)
    room[i] = 0.15f * gauss (rand) * expf (-6.0f * (float) i / TAPS);
  room[0] = 0.6f;
  for (i = 0; i < s->count; i++)
    slid[i] = ppm == 0 ? s->far[i]
        : (float) sample_at (s->far, s->count, (double) i * (1 - ppm * 1e-6));
  for (i = delay; i < s->count; i++) {
    size_t most = MIN (TAPS, i - delay + 1);

    for (j = 0; j < most; j++)
      s->echo[i] += room[j] * slid[i - delay - j];
  }
  g_free (slid);
  g_rand_free (rand);
}

static void
scene_init (Scene * s, size_t seconds, float near_from, float noise)
{
  GRand *rand = g_rand_new_with_seed (99);
  size_t i;

  s->count = seconds * SECOND;
  s->far = g_new0 (float, s->count);
  s->echo = g_new0 (float, s->count);
  s->near = g_new0 (float, s->count);
  s->mic = g_new0 (float, s->count);
  s->out = g_new0 (float, s->count);
  fill_speech (s->far, s->count, 1, 0.3f);
  fill_speech (s->near, s->count, 2, 0.2f);
  for (i = 0; i < s->count; i++) {
    if (near_from < 0 || i < (size_t) (near_from * RATE))
      s->near[i] = 0;
    s->mic[i] = noise * gauss (rand);
  }
  g_rand_free (rand);
}

static void
scene_clear (Scene * s)
{
  g_free (s->far);
  g_free (s->echo);
  g_free (s->near);
  g_free (s->mic);
  g_free (s->out);
}

static LcAec *
new_aec (void)
{
  LcAecConfig config;
  LcAecParams params;
  LcAec *aec;

  lc_aec_config_init (&config);
  lc_aec_params_init (&params);
  config.rate = RATE;
  aec = lc_aec_new (&config, &params);
  fail_unless (aec != NULL);
  return aec;
}

static void
run (LcAec * aec, Scene * s)
{
  size_t n = lc_aec_block_size (RATE), at;

  for (at = 0; at + n <= s->count; at += n)
    lc_aec_process (aec, s->mic + at, s->far + at, s->out + at);
}

static void
mix_and_run (LcAec * aec, Scene * s)
{
  size_t i;

  for (i = 0; i < s->count; i++)
    s->mic[i] += s->echo[i] + s->near[i];
  run (aec, s);
}

static double
level (const float *x, double from, double to)
{
  size_t i, a = (size_t) (from * RATE), b = (size_t) (to * RATE);
  double sum = 1e-20;

  for (i = a; i < b; i++)
    sum += x[i] * x[i];
  return 10 * log10 (sum / (double) (b - a));
}

/* How far what is not the near end is below the near end, dB. */
static double
near_to_rest (const Scene * s, size_t lag, double from, double to)
{
  size_t i, a = (size_t) (from * RATE), b = (size_t) (to * RATE);
  double near = 0, rest = 0;

  for (i = a; i < b; i++) {
    double d = s->out[i] - s->near[i - lag];

    near += s->near[i - lag] * s->near[i - lag];
    rest += d * d;
  }
  return 10 * log10 (near / rest);
}

GST_START_TEST (test_every_rate_has_a_block_of_about_10_ms)
{
  unsigned rate;

  for (rate = LC_AEC_MIN_RATE; rate <= LC_AEC_MAX_RATE; rate += 25)
    fail_unless (fabs (lc_aec_block_size (rate) * 100.0 / rate - 1) < 0.12,
        "%u Hz: %zu", rate, lc_aec_block_size (rate));
  fail_unless_equals_int (lc_aec_block_size (48000), 480);
  fail_unless_equals_int (lc_aec_block_size (16000), 160);
  fail_unless_equals_int (lc_aec_block_size (LC_AEC_MIN_RATE - 1), 0);
  fail_unless_equals_int (lc_aec_block_size (LC_AEC_MAX_RATE + 1), 0);
}

GST_END_TEST;

GST_START_TEST (test_every_common_rate_works)
{
  static const unsigned rates[] = { 8000, 11025, 16000, 22050, 32000, 44100,
    48000, 88200, 96000
  };
  float x[1024] = { 0 };
  size_t i, b;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    LcAecConfig config;
    LcAecParams params;
    LcAec *aec;

    lc_aec_config_init (&config);
    lc_aec_params_init (&params);
    config.rate = rates[i];
    aec = lc_aec_new (&config, &params);
    fail_unless (aec != NULL, "%u Hz", rates[i]);
    for (b = 0; b < 20; b++)
      lc_aec_process (aec, x, x, x);
    lc_aec_free (aec);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_config_out_of_range_is_refused)
{
  static const LcAecConfig bad[] = { {4000, 200, 600}, {192000, 200, 600},
  {48000, 10, 600}, {48000, 900, 600}, {48000, 200, 700}
  };
  LcAecParams params;
  size_t i;

  lc_aec_params_init (&params);
  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    fail_unless (lc_aec_new (&bad[i], &params) == NULL, "%zu", i);
}

GST_END_TEST;

GST_START_TEST (test_a_silent_far_end_leaves_every_bit)
{
  LcAec *aec = new_aec ();
  size_t lag = lc_aec_get_lag (aec);
  Scene s;

  scene_init (&s, 3, 0, 0.001f);
  memset (s.far, 0, s.count * sizeof (float));
  mix_and_run (aec, &s);
  fail_unless (memcmp (s.out + lag, s.mic, (s.count - lag)
          * sizeof (float)) == 0);
  scene_clear (&s);
  lc_aec_free (aec);
}

GST_END_TEST;

GST_START_TEST (test_without_echo_every_bit_stays_after_the_start_hold)
{
  LcAec *aec = new_aec ();
  size_t lag = lc_aec_get_lag (aec), from = SECOND / 2;
  LcAecStats stats;
  Scene s;

  scene_init (&s, 6, 0, 0.001f);
  mix_and_run (aec, &s);
  fail_unless (memcmp (s.out + from + lag, s.mic + from,
          (s.count - from - lag) * sizeof (float)) == 0);
  lc_aec_get_stats (aec, &stats);
  fail_if (stats.echo_present);
  scene_clear (&s);
  lc_aec_free (aec);
}

GST_END_TEST;

static void
check_delay (size_t delay_ms)
{
  LcAec *aec = new_aec ();
  LcAecStats stats;
  double before, after;
  Scene s;

  scene_init (&s, 5, -1, 0.0003f);
  fill_echo (&s, delay_ms * RATE / 1000, 0, 3);
  mix_and_run (aec, &s);
  lc_aec_get_stats (aec, &stats);
  before = level (s.mic, 1.5, 2.5) - level (s.out, 1.5, 2.5);
  after = level (s.mic, 3, 5) - level (s.out, 3, 5);
  fail_unless (before > 20, "%zu ms: %.1f dB from 1.5 s", delay_ms, before);
  fail_unless (after > 30, "%zu ms: %.1f dB from 3 s", delay_ms, after);
  fail_unless (fabsf (stats.delay_ms - (float) delay_ms) < 1, "%zu: %.1f ms",
      delay_ms, stats.delay_ms);
  fail_unless (stats.echo_present);
  fail_unless (stats.converged);
  fail_if (stats.double_talk);
  scene_clear (&s);
  lc_aec_free (aec);
}

GST_START_TEST (test_echo_goes_at_any_delay_and_the_delay_is_told)
{
  check_delay (1);
  check_delay (90);
  check_delay (300);
  check_delay (580);
}

GST_END_TEST;

GST_START_TEST (test_an_echo_before_its_reference_is_told)
{
  LcAec *aec = new_aec ();
  LcAecStats stats;
  Scene s;

  scene_init (&s, 4, -1, 0.0003f);
  fill_echo (&s, 1, 0, 3);
  memmove (s.far + 200, s.far, (s.count - 200) * sizeof (float));
  mix_and_run (aec, &s);
  lc_aec_get_stats (aec, &stats);
  fail_unless (fabsf (stats.delay_ms + 12.4f) < 1, "%.1f ms", stats.delay_ms);
  scene_clear (&s);
  lc_aec_free (aec);
}

GST_END_TEST;

GST_START_TEST (test_the_rooms_noise_stays)
{
  LcAec *aec = new_aec ();
  double floor;
  Scene s;

  scene_init (&s, 8, -1, 0.003f);
  fill_echo (&s, 500, 0, 3);
  mix_and_run (aec, &s);
  floor = level (s.out, 4, 8) - 20 * log10 (0.003);
  fail_unless (floor > -6 && floor < 3, "%.1f dB off the noise", floor);
  scene_clear (&s);
  lc_aec_free (aec);
}

GST_END_TEST;

GST_START_TEST (test_the_near_end_stays_in_double_talk)
{
  LcAec *aec = new_aec ();
  size_t lag = lc_aec_get_lag (aec);
  LcAecStats stats;
  double sdr;
  Scene s;

  scene_init (&s, 12, 5, 0.0003f);
  fill_echo (&s, 500, 0, 3);
  mix_and_run (aec, &s);
  sdr = near_to_rest (&s, lag, 6, 12);
  fail_unless (sdr > 12, "%.1f dB", sdr);
  lc_aec_get_stats (aec, &stats);
  fail_unless (stats.double_talk);
  scene_clear (&s);
  lc_aec_free (aec);
}

GST_END_TEST;

GST_START_TEST (test_clock_drift_is_found_and_followed)
{
  static const double ppms[] = { 80, -120 };
  size_t i;

  for (i = 0; i < G_N_ELEMENTS (ppms); i++) {
    LcAec *aec = new_aec ();
    LcAecStats stats;
    double erle;
    Scene s;

    scene_init (&s, 20, -1, 0.0003f);
    fill_echo (&s, 800, ppms[i], 3);
    mix_and_run (aec, &s);
    lc_aec_get_stats (aec, &stats);
    fail_unless (fabs (stats.drift_ppm + ppms[i]) < 5, "%.1f, not %.1f",
        stats.drift_ppm, -ppms[i]);
    erle = level (s.mic, 15, 20) - level (s.out, 15, 20);
    fail_unless (erle > 30, "%.1f dB", erle);
    scene_clear (&s);
    lc_aec_free (aec);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_jump_of_the_delay_is_followed_within_1_s)
{
  LcAec *aec = new_aec ();
  double erle;
  Scene s;
  size_t at;

  scene_init (&s, 10, -1, 0.0003f);
  fill_echo (&s, 1000, 0, 3);
  for (at = s.count - 1; at >= 6 * SECOND; at--)
    s.echo[at] = s.echo[at - 3200];
  mix_and_run (aec, &s);
  erle = level (s.mic, 7, 8) - level (s.out, 7, 8);
  fail_unless (erle > 20, "%.1f dB in the second after", erle);
  scene_clear (&s);
  lc_aec_free (aec);
}

GST_END_TEST;

GST_START_TEST (test_bad_samples_come_out_finite_and_it_recovers)
{
  static const float bad[] = { NAN, INFINITY, -INFINITY, 1e38f, 1e-42f };
  LcAec *aec = new_aec ();
  double erle;
  size_t i;
  Scene s;

  scene_init (&s, 8, -1, 0.0003f);
  fill_echo (&s, 500, 0, 3);
  for (i = 2 * SECOND; i < 3 * SECOND; i++) {
    s.mic[i] = bad[i % G_N_ELEMENTS (bad)];
    s.far[i] = bad[(i / 7) % G_N_ELEMENTS (bad)];
  }
  mix_and_run (aec, &s);
  for (i = 0; i < s.count; i++)
    fail_unless (isfinite (s.out[i]), "sample %zu", i);
  erle = level (s.mic, 6, 8) - level (s.out, 6, 8);
  fail_unless (erle > 20, "%.1f dB 3 s after", erle);
  scene_clear (&s);
  lc_aec_free (aec);
}

GST_END_TEST;

GST_START_TEST (test_reset_is_like_new)
{
  LcAec *aec = new_aec ();
  float *first;
  Scene s;

  scene_init (&s, 4, 2, 0.001f);
  fill_echo (&s, 700, 0, 3);
  mix_and_run (aec, &s);
  first = g_memdup2 (s.out, s.count * sizeof (float));
  lc_aec_reset (aec);
  run (aec, &s);
  fail_unless (memcmp (first, s.out, s.count * sizeof (float)) == 0);
  g_free (first);
  scene_clear (&s);
  lc_aec_free (aec);
}

GST_END_TEST;

GST_START_TEST (test_noise_suppression_and_high_pass_do_what_they_say)
{
  LcAec *aec = new_aec ();
  LcAecParams params;
  double down;
  size_t i;
  Scene s;

  lc_aec_params_init (&params);
  params.noise_suppression_db = 12;
  lc_aec_set_params (aec, &params);
  scene_init (&s, 5, -1, 0.01f);
  memset (s.far, 0, s.count * sizeof (float));
  run (aec, &s);
  down = level (s.mic, 3, 5) - level (s.out, 3, 5);
  fail_unless (down > 8 && down < 13, "noise down by %.1f dB", down);
  params.noise_suppression_db = 0;
  params.high_pass = true;
  lc_aec_set_params (aec, &params);
  lc_aec_reset (aec);
  for (i = 0; i < s.count; i++)
    s.mic[i] = (float) sin (2 * G_PI * 25 * (double) i / RATE);
  run (aec, &s);
  down = level (s.mic, 3, 5) - level (s.out, 3, 5);
  fail_unless (down > 20, "25 Hz down by %.1f dB", down);
  scene_clear (&s);
  lc_aec_free (aec);
}

GST_END_TEST;

static Suite *
aec_suite (void)
{
  Suite *s = suite_create ("aec");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_every_rate_has_a_block_of_about_10_ms);
  tcase_add_test (tc, test_every_common_rate_works);
  tcase_add_test (tc, test_a_config_out_of_range_is_refused);
  tcase_add_test (tc, test_a_silent_far_end_leaves_every_bit);
  tcase_add_test (tc, test_without_echo_every_bit_stays_after_the_start_hold);
  tcase_add_test (tc, test_echo_goes_at_any_delay_and_the_delay_is_told);
  tcase_add_test (tc, test_an_echo_before_its_reference_is_told);
  tcase_add_test (tc, test_the_rooms_noise_stays);
  tcase_add_test (tc, test_the_near_end_stays_in_double_talk);
  tcase_add_test (tc, test_clock_drift_is_found_and_followed);
  tcase_add_test (tc, test_a_jump_of_the_delay_is_followed_within_1_s);
  tcase_add_test (tc, test_bad_samples_come_out_finite_and_it_recovers);
  tcase_add_test (tc, test_reset_is_like_new);
  tcase_add_test (tc, test_noise_suppression_and_high_pass_do_what_they_say);
  return s;
}

GST_CHECK_MAIN (aec);
