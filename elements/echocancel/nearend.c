/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "probehubprivate.h"

#include <string.h>

LcNearEnd *
lc_near_end_new (GstElement * owner, GstPad * sinkpad)
{
  LcNearEnd *near = g_new0 (LcNearEnd, 1);

  near->owner = owner;
  near->sinkpad = sinkpad;
  near->used = G_MININT64;
  near->flushing = TRUE;
  return near;
}

void
lc_near_end_free (LcNearEnd * near)
{
  lc_near_end_set_registered (near, FALSE);
  if (near->resampler)
    gst_audio_resampler_free (near->resampler);
  g_free (near->scratch);
  g_free (near->probe);
  g_free (near);
}

void
lc_near_end_set_probe (LcNearEnd * near, const gchar * name)
{
  lc_hub_lock ();
  g_free (near->probe);
  near->probe = g_strdup (name);
  lc_hub_resolve (near);
  lc_hub_unlock ();
}

gchar *
lc_near_end_dup_probe (LcNearEnd * near)
{
  gchar *name;

  lc_hub_lock ();
  name = g_strdup (near->probe);
  lc_hub_unlock ();
  return name;
}

void
lc_near_end_set_registered (LcNearEnd * near, gboolean registered)
{
  lc_hub_lock ();
  if (registered != near->registered) {
    near->registered = registered;
    if (registered)
      lc_hub_add_near (near);
    else
      lc_hub_remove_near (near);
  }
  lc_hub_unlock ();
}

/* What belongs to one stream. */
static void
forget (LcNearEnd * near)
{
  near->eos = near->distrust = FALSE;
  near->pairing.placed = FALSE;
  near->used = G_MININT64;
}

void
lc_near_end_set_started (LcNearEnd * near, gboolean started)
{
  lc_hub_lock ();
  near->started = started;
  near->flushing = !started;
  near->live = LC_LIVE_UNKNOWN;
  near->thread = NULL;
  forget (near);
  if (started) {
    memset (&near->stats, 0, sizeof near->stats);
    lc_hub_resolve (near);
  }
  lc_hub_broadcast ();
  lc_hub_unlock ();
}

void
lc_near_end_set_live (LcNearEnd * near, gboolean live)
{
  lc_hub_lock ();
  near->live = live ? LC_LIVE_YES : LC_LIVE_NO;
  lc_hub_broadcast ();
  lc_hub_unlock ();
}

void
lc_near_end_set_flushing (LcNearEnd * near, gboolean flushing)
{
  lc_hub_lock ();
  near->flushing = flushing;
  forget (near);
  lc_hub_broadcast ();
  lc_hub_unlock ();
}

void
lc_near_end_set_eos (LcNearEnd * near)
{
  lc_hub_lock ();
  near->eos = TRUE;
  lc_hub_broadcast ();
  lc_hub_unlock ();
}

void
lc_near_end_get_stats (LcNearEnd * near, LcNearStats * stats)
{
  lc_hub_lock ();
  *stats = near->stats;
  stats->probe_found = near->far != NULL;
  lc_hub_unlock ();
}

/* --- pairing --- */

/* What another pipeline's running time is ahead of ours by: both plus their
 * base time are what their clocks show, and two clocks are read at once. */
static gint64
get_pipeline_offset (LcNearEnd * near, LcFarEnd * far)
{
  GstClock *ours = gst_element_get_clock (near->owner);
  GstClock *theirs = gst_element_get_clock (far->owner);
  gint64 offset = gst_element_get_base_time (near->owner) -
      gst_element_get_base_time (far->owner);

  if (ours && theirs && ours != theirs) {
    GstClockTime before = gst_clock_get_time (ours);
    GstClockTime there = gst_clock_get_time (theirs);
    GstClockTime after = gst_clock_get_time (ours);

    offset += (gint64) there - (gint64) (before + (after - before) / 2);
  }
  gst_clear_object (&ours);
  gst_clear_object (&theirs);
  return offset;
}

/* Running time of the reference that is heard when the microphone's running
 * time is @time. Files have no loudspeaker between them. */
static gint64
get_far_time (LcNearEnd * near, LcFarEnd * far, gint64 time)
{
  if (!lc_hub_same_pipeline (near->owner, far->owner))
    time += get_pipeline_offset (near, far);
  if (near->live == LC_LIVE_YES)
    time -= (gint64) far->latency;
  return time;
}

static void
set_rates (LcNearEnd * near, guint from, guint to)
{
  if (near->pairing.rate == from && near->resampler_rate == to)
    return;
  lc_pairing_init (&near->pairing, from);
  near->resampler_rate = to;
  near->used = G_MININT64;
  if (near->resampler)
    gst_audio_resampler_free (near->resampler);
  near->resampler = from == to ? NULL :
      gst_audio_resampler_new (GST_AUDIO_RESAMPLER_METHOD_KAISER, 0,
      GST_AUDIO_FORMAT_F32, 1, from, to, NULL);
}

/* What @n samples take. gst_audio_resampler_get_in_frames() leaves out the
 * half filter that a fresh resampler has to be filled with. */
gsize
lc_hub_get_in_frames (GstAudioResampler * resampler, gsize n)
{
  gsize need = gst_audio_resampler_get_in_frames (resampler, n);

  while (gst_audio_resampler_get_out_frames (resampler, need) < n)
    need++;
  return need;
}

/* Brings the cursor to where @span is; how many reference samples it takes.
 * A resampler needs half its filter more at the start. */
static gsize
point_at (LcNearEnd * near, LcFarEnd * far, const LcFetchSpan * span)
{
  gint64 expected;
  gboolean placed;

  set_rates (near, far->track.rate, span->rate);
  placed = near->pairing.placed;
  expected = lc_time_to_position (get_far_time (near, far, span->time),
      far->track.rate);
  /* The cursor is ahead by what the resampler holds. */
  if (near->resampler && placed)
    expected += gst_audio_resampler_get_max_latency (near->resampler);
  if (lc_pairing_follow (&near->pairing, expected, span->jump
          && !near->resampler)) {
    near->stats.jumps += placed;
    if (near->resampler) {
      near->pairing.cursor = lc_time_to_position (get_far_time (near, far,
              span->time), far->track.rate);
      gst_audio_resampler_reset (near->resampler);
    }
  }
  return near->resampler ? lc_hub_get_in_frames (near->resampler, span->n) :
      span->n;
}

/* --- waiting --- */

/* Whether @far may still bring what is missing. */
static gboolean
can_deliver (LcNearEnd * near, LcFarEnd * far)
{
  if (far->eos || far->dead || !gst_pad_is_linked (far->sinkpad))
    return FALSE;
  if (!far->started)
    return lc_hub_same_pipeline (near->owner, far->owner) &&
        lc_hub_is_changing (near->owner);
  return !far->flushing && !lc_hub_is_held (near->owner, far->owner);
}

/* While the pipeline prerolls, reference from before a seek may still be
 * here. */
static gboolean
is_stale (LcNearEnd * near, LcFarEnd * far)
{
  return near->live != LC_LIVE_YES &&
      near->pairing.cursor < lc_sample_ring_start (far->ring) &&
      lc_hub_same_pipeline (near->owner, far->owner) &&
      lc_hub_is_changing (near->owner);
}

static gboolean
is_covered (LcNearEnd * near, LcFarEnd * far, gsize need)
{
  return far->track.rate && near->pairing.cursor + (gint64) need <=
      lc_sample_ring_end (far->ring) && !is_stale (near, far);
}

static LcFetch
decide (LcNearEnd * near, const LcFetchSpan * span, gsize need)
{
  LcFarEnd *far = near->far;

  if (!far || span->time == LC_TIME_UNKNOWN)
    return LC_FETCH_OK;
  if (is_covered (near, far, need)) {
    near->distrust = FALSE;
    return LC_FETCH_OK;
  }
  if (near->live == LC_LIVE_YES || near->distrust || !can_deliver (near, far))
    return LC_FETCH_OK;
  if (far->thread == near->thread)
    return span->held < LC_HUB_LIMIT && !span->ending ? LC_FETCH_HOLD :
        LC_FETCH_OK;
  if (!far->thread && span->held < LC_HUB_LIMIT_UNKNOWN && !span->ending)
    return LC_FETCH_HOLD;
  return LC_FETCH_WOULD_WAIT;
}

/* WOULD_WAIT only if @span forbids to wait. *@known: there is a reference to
 * take *@need samples of. */
static LcFetch
await (LcNearEnd * near, const LcFetchSpan * span, gboolean * known,
    gsize * need)
{
  LcPatience patience = { 0, };
  LcFetch result;

  for (;;) {
    LcFarEnd *far = near->far;

    if (near->flushing)
      return LC_FETCH_FLUSHING;
    *known = far && far->track.rate && span->time != LC_TIME_UNKNOWN;
    *need = *known ? point_at (near, far, span) : 0;
    result = decide (near, span, *need);
    if (result != LC_FETCH_WOULD_WAIT || !span->wait)
      return result;
    near->starving = TRUE;
    lc_hub_broadcast ();
    near->distrust = !lc_hub_wait (&patience, near->owner,
        lc_sample_ring_end (far->ring));
    near->starving = FALSE;
    near->stats.timeouts += near->distrust;
  }
}

/* --- taking --- */

/* Reads what the cursor is at. What was used once is not used again where
 * runs must be alike: whether it is still held would hang on the threads. */
static gsize
take (LcNearEnd * near, gsize need)
{
  LcPairing *p = &near->pairing;
  gsize found, again = 0;

  if (near->scratch_size < need) {
    near->scratch_size = need;
    near->scratch = g_renew (gfloat, near->scratch, need);
  }
  found = lc_sample_ring_read (near->far->ring, p->cursor, near->scratch, need);
  if (near->live != LC_LIVE_YES && p->cursor < near->used)
    again = MIN ((gint64) need, near->used - p->cursor);
  memset (near->scratch, 0, again * sizeof (gfloat));
  p->cursor += need;
  near->far->taken += need;
  near->used = MAX (near->used, p->cursor);
  lc_hub_broadcast ();
  return found > again ? found - again : 0;
}

LcFetch
lc_near_end_fetch (LcNearEnd * near, const LcFetchSpan * span, gfloat * far,
    gsize * missing)
{
  LcFetch result;
  gboolean known = FALSE;
  gsize need = 0, found = 0;

  lc_hub_lock ();
  near->thread = g_thread_self ();
  result = await (near, span, &known, &need);
  if (result == LC_FETCH_OK && known)
    found = take (near, need);
  else if (result == LC_FETCH_OK)
    near->pairing.placed = FALSE;
  lc_hub_unlock ();

  if (result != LC_FETCH_OK)
    return result;
  *missing = span->n;
  if (!known)
    memset (far, 0, span->n * sizeof *far);
  else if (near->resampler)
    gst_audio_resampler_resample (near->resampler,
        (gpointer *) & near->scratch, need, (gpointer *) & far, span->n);
  else
    memcpy (far, near->scratch, span->n * sizeof *far);
  if (known)
    *missing = need ? gst_util_uint64_scale (need - found, span->n, need) : 0;
  return LC_FETCH_OK;
}
