/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "probehubprivate.h"

LcFarEnd *
lc_far_end_new (GstElement * owner, GstPad * sinkpad)
{
  LcFarEnd *far = g_new0 (LcFarEnd, 1);

  far->owner = owner;
  far->sinkpad = sinkpad;
  far->ring = lc_sample_ring_new (1);
  return far;
}

void
lc_far_end_free (LcFarEnd * far)
{
  lc_far_end_set_found (far, FALSE);
  lc_sample_ring_free (far->ring);
  g_free (far);
}

void
lc_far_end_set_found (LcFarEnd * far, gboolean found)
{
  lc_hub_lock ();
  if (found != far->found) {
    far->found = found;
    if (found)
      lc_hub_add_far (far);
    else
      lc_hub_remove_far (far);
  }
  lc_hub_unlock ();
}

/* What belongs to one stream. */
static void
forget (LcFarEnd * far)
{
  far->eos = far->dead = FALSE;
  lc_track_init (&far->track, far->track.rate);
  lc_sample_ring_restart (far->ring, 0);
}

void
lc_far_end_set_started (LcFarEnd * far, gboolean started)
{
  lc_hub_lock ();
  far->started = started;
  far->flushing = !started;
  far->track.rate = 0;
  far->thread = NULL;
  far->live = FALSE;
  far->latency = 0;
  if (started) {
    far->received = 0;
    far->received_before = 0;
    far->timeouts = 0;
  }
  forget (far);
  lc_hub_broadcast ();
  lc_hub_unlock ();
}

void
lc_far_end_set_live (LcFarEnd * far, gboolean live)
{
  lc_hub_lock ();
  far->live = live;
  lc_hub_unlock ();
}

void
lc_far_end_set_latency (LcFarEnd * far, GstClockTime latency)
{
  lc_hub_lock ();
  far->latency = latency;
  lc_hub_unlock ();
}

void
lc_far_end_set_flushing (LcFarEnd * far, gboolean flushing)
{
  lc_hub_lock ();
  far->flushing = flushing;
  forget (far);
  lc_hub_broadcast ();
  lc_hub_unlock ();
}

void
lc_far_end_set_eos (LcFarEnd * far)
{
  lc_hub_lock ();
  far->eos = TRUE;
  lc_hub_broadcast ();
  lc_hub_unlock ();
}

void
lc_far_end_set_dead (LcFarEnd * far)
{
  lc_hub_lock ();
  far->dead = TRUE;
  lc_hub_broadcast ();
  lc_hub_unlock ();
}

void
lc_far_end_wake (LcFarEnd * far)
{
  lc_hub_lock ();
  lc_hub_broadcast ();
  lc_hub_unlock ();
}

static GstClockTime
to_time (LcFarEnd * far, guint64 samples)
{
  return far->track.rate ? gst_util_uint64_scale (samples, GST_SECOND,
      far->track.rate) : 0;
}

static guint64
held (LcFarEnd * far)
{
  return lc_sample_ring_end (far->ring) - lc_sample_ring_start (far->ring);
}

void
lc_far_end_get_stats (LcFarEnd * far, LcFarStats * stats)
{
  lc_hub_lock ();
  stats->received = far->received_before + to_time (far, far->received);
  stats->held = to_time (far, held (far));
  stats->cancellers = lc_hub_count_nears (far, NULL);
  stats->timeouts = far->timeouts;
  lc_hub_unlock ();
}

/* --- waiting for the near ends --- */

/* Whether @near will take up more reference by itself, in another thread, at
 * its own pace: only then may this one wait for it. */
static gboolean
is_taking (LcFarEnd * far, LcNearEnd * near)
{
  return near->started && !near->flushing && !near->eos && !far->live &&
      near->live != LC_LIVE_YES && near->thread != g_thread_self () &&
      (near->live == LC_LIVE_NO ||
      lc_hub_same_pipeline (far->owner, near->owner)) &&
      gst_pad_is_linked (near->sinkpad) &&
      !lc_hub_is_held (far->owner, near->owner);
}

/* Reference that waits for @near, samples. */
static gint64
get_backlog (LcFarEnd * far, LcNearEnd * near)
{
  gint64 from = lc_sample_ring_start (far->ring);

  if (near->pairing.placed)
    from = MAX (from, near->pairing.cursor);
  return lc_sample_ring_end (far->ring) - from;
}

static gboolean
is_far_behind (LcFarEnd * far, LcNearEnd * near)
{
  return is_taking (far, near) && !near->starving &&
      get_backlog (far, near) >
      lc_time_to_position (LC_HUB_LIMIT, far->track.rate);
}

static gboolean
is_behind (LcFarEnd * far, LcNearEnd * near)
{
  return is_taking (far, near) && !near->starving &&
      get_backlog (far, near) > 0;
}

/* They have got something and only have to notice. */
static gboolean
feed (LcFarEnd * far, LcNearEnd * near)
{
  near->starving = FALSE;
  return TRUE;
}

static void
wait_while (LcFarEnd * far, LcNearTest test)
{
  LcPatience patience = { 0, };

  while (!far->flushing && lc_hub_count_nears (far, test)) {
    if (!lc_hub_wait (&patience, far->owner, far->taken)) {
      far->timeouts++;
      return;
    }
  }
}

/* --- reference --- */

/* What is held, at the new rate: at a change of caps the loudspeaker still
 * has to play it. No more than LC_HUB_LIMIT: a ring made for a high rate holds
 * minutes of a low one, which would make it grow at every change. */
static void
convert_held (LcFarEnd * far, guint rate)
{
  gsize n = MIN (held (far), (guint64) lc_time_to_position (LC_HUB_LIMIT,
          far->track.rate)), n_in;
  gint64 start = lc_sample_ring_end (far->ring) - n;
  gint64 start_time = lc_position_to_time (start, far->track.rate);
  gsize n_out = gst_util_uint64_scale (n, rate, far->track.rate);
  GstAudioResampler *resampler =
      gst_audio_resampler_new (GST_AUDIO_RESAMPLER_METHOD_KAISER, 0,
      GST_AUDIO_FORMAT_F32, 1, far->track.rate, rate, NULL);
  gfloat *in, *out = g_new (gfloat, MAX (n_out, 1));

  n_in = lc_hub_get_in_frames (resampler, n_out);
  in = g_new (gfloat, MAX (n_in, 1));
  lc_sample_ring_read (far->ring, start, in, n_in);
  gst_audio_resampler_resample (resampler, (gpointer *) & in, n_in,
      (gpointer *) & out, n_out);
  lc_sample_ring_reserve (far->ring, n_out);
  lc_sample_ring_restart (far->ring, lc_time_to_position (start_time, rate));
  lc_sample_ring_push (far->ring, out, n_out);
  gst_audio_resampler_free (resampler);
  g_free (in);
  g_free (out);
}

void
lc_far_end_set_rate (LcFarEnd * far, guint rate)
{
  lc_hub_lock ();
  far->thread = g_thread_self ();
  if (far->track.rate && far->track.rate != rate) {
    wait_while (far, is_behind);
    far->received_before += to_time (far, far->received);
    far->received = 0;
    if (held (far))
      convert_held (far, rate);
  }
  if (far->track.rate != rate) {
    far->track.rate = rate;
    far->track.next = lc_sample_ring_end (far->ring);
  }
  lc_hub_broadcast ();
  lc_hub_unlock ();
}

static void
append (LcFarEnd * far, const gfloat * samples, gsize n)
{
  gsize limit = lc_time_to_position (LC_HUB_LIMIT, far->track.rate);

  wait_while (far, is_far_behind);
  if (far->flushing)
    return;
  lc_sample_ring_reserve (far->ring, limit + n);
  lc_sample_ring_push (far->ring, samples, n);
  lc_hub_count_nears (far, feed);
  lc_hub_broadcast ();
}

/* The next sample is @position, not the one after the last. */
static void
jump_to (LcFarEnd * far, gint64 position)
{
  gint64 gap = position - lc_sample_ring_end (far->ring);

  if (held (far) && gap > 0 &&
      gap <= lc_time_to_position (LC_HUB_LIMIT, far->track.rate)) {
    append (far, NULL, gap);
    return;
  }
  if (held (far))
    wait_while (far, is_behind);
  if (gap > 0)
    lc_sample_ring_restart (far->ring, position);
  else
    lc_sample_ring_rewind (far->ring, position);
}

void
lc_far_end_push (LcFarEnd * far, gint64 time, gboolean discont,
    const gfloat * samples, gsize n)
{
  gint64 position;

  lc_hub_lock ();
  far->thread = g_thread_self ();
  far->dead = FALSE;
  if (!far->flushing && far->track.rate) {
    if (lc_track_place (&far->track, time, n, discont, &position))
      jump_to (far, position);
    append (far, samples, n);
    far->received += n;
  }
  lc_hub_unlock ();
}

/* In pieces that the ring holds. */
void
lc_far_end_push_silence (LcFarEnd * far, gint64 time, GstClockTime duration)
{
  guint rate;

  lc_hub_lock ();
  rate = far->track.rate;
  lc_hub_unlock ();
  while (duration > 0) {
    GstClockTime piece = MIN (duration, GST_SECOND);

    lc_far_end_push (far, time, FALSE, NULL, lc_time_to_position (piece, rate));
    time += piece;
    duration -= piece;
  }
}
