/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "micline.h"

#include "pairing/marks.h"
#include "pairing/samplering.h"

#include <string.h>

typedef struct
{
  LcAec *aec;                   /* owned */
  LcSampleRing *in;             /* owned; sample numbers since the start */
  LcSampleRing *out;            /* owned; the same sample has the same number */
} Channel;

struct _LcMicLine
{
  GstAudioInfo info;
  guint rate;
  gsize n;                      /* samples of a block */
  guint n_channels;
  Channel *channel;             /* owned, n_channels */

  GstAudioConverter *reader;    /* caps to planar float; owned */
  GstAudioConverter *writer;    /* and back; owned */
  gfloat **plane;               /* scratch of n_channels planes; owned */
  gsize plane_size;             /* samples of each */
  gfloat *far, *block;          /* a block each; owned */

  LcTrack track;
  LcMarks marks;
  guint64 end;                  /* sample that arrives next */
  guint64 used;                 /* sample that the cores take next */
  guint64 popped;               /* sample that leaves next */
  gsize far_n;                  /* reference in far that block has already */
  gsize trim;                   /* samples out of the cores not to be used */
  gboolean discont;             /* the next buffer starts anew */

  guint64 n_processed, n_missing;
};

/* --- life --- */

static gboolean
make_channel (LcMicLine * line, Channel * channel, const LcAecConfig * config,
    const LcAecParams * params)
{
  channel->aec = lc_aec_new (config, params);
  channel->in = lc_sample_ring_new (2 * line->n);
  channel->out = lc_sample_ring_new (2 * line->n);
  return channel->aec && channel->in && channel->out;
}

static void
make_converters (LcMicLine * line)
{
  GstAudioInfo planar;

  gst_audio_info_set_format (&planar, GST_AUDIO_FORMAT_F32, line->rate,
      line->n_channels, line->info.position);
  planar.flags = line->info.flags;
  planar.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  line->reader = gst_audio_converter_new (0, &line->info, &planar, NULL);
  line->writer = gst_audio_converter_new (0, &planar, &line->info, NULL);
}

/* The state in which a stream begins. */
static void
rewind_line (LcMicLine * line)
{
  lc_track_init (&line->track, line->rate);
  lc_marks_init (&line->marks, line->rate);
  for (guint c = 0; c < line->n_channels; c++) {
    lc_sample_ring_restart (line->channel[c].in, 0);
    lc_sample_ring_restart (line->channel[c].out, 0);
  }
  line->end = line->used = line->popped = 0;
  line->far_n = 0;
  line->trim = lc_aec_get_lag (line->channel[0].aec);
  line->discont = TRUE;
}

LcMicLine *
lc_mic_line_new (const GstAudioInfo * info, const LcAecConfig * config,
    const LcAecParams * params)
{
  LcMicLine *line = g_new0 (LcMicLine, 1);
  gboolean ok = TRUE;

  line->info = *info;
  line->rate = GST_AUDIO_INFO_RATE (info);
  line->n_channels = GST_AUDIO_INFO_CHANNELS (info);
  line->n = lc_aec_block_size (line->rate);
  line->channel = g_new0 (Channel, line->n_channels);
  for (guint c = 0; c < line->n_channels && ok; c++)
    ok = make_channel (line, &line->channel[c], config, params);
  make_converters (line);
  if (!ok || !line->n || !line->reader || !line->writer) {
    lc_mic_line_free (line);
    return NULL;
  }
  line->plane = g_new0 (gfloat *, line->n_channels);
  line->far = g_new0 (gfloat, line->n);
  line->block = g_new0 (gfloat, line->n);
  rewind_line (line);
  return line;
}

void
lc_mic_line_free (LcMicLine * line)
{
  if (!line)
    return;
  for (guint c = 0; c < line->n_channels; c++) {
    lc_aec_free (line->channel[c].aec);
    lc_sample_ring_free (line->channel[c].in);
    lc_sample_ring_free (line->channel[c].out);
    if (line->plane)
      g_free (line->plane[c]);
  }
  g_clear_pointer (&line->reader, gst_audio_converter_free);
  g_clear_pointer (&line->writer, gst_audio_converter_free);
  g_free (line->channel);
  g_free (line->plane);
  g_free (line->far);
  g_free (line->block);
  g_free (line);
}

void
lc_mic_line_reset (LcMicLine * line)
{
  for (guint c = 0; c < line->n_channels; c++)
    lc_aec_reset (line->channel[c].aec);
  rewind_line (line);
}

void
lc_mic_line_set_params (LcMicLine * line, const LcAecParams * params)
{
  for (guint c = 0; c < line->n_channels; c++)
    lc_aec_set_params (line->channel[c].aec, params);
}

static GstClockTime
to_time (LcMicLine * line, guint64 samples)
{
  return gst_util_uint64_scale (samples, GST_SECOND, line->rate);
}

GstClockTime
lc_mic_line_get_latency (LcMicLine * line)
{
  return to_time (line, lc_aec_get_lag (line->channel[0].aec) + line->n);
}

/* The figures are about the room, in which the channels hear about the same:
 * the first one's. What any of them notices counts for all. */
void
lc_mic_line_get_stats (LcMicLine * line, LcMicStats * stats)
{
  LcAecStats one;

  lc_aec_get_stats (line->channel[0].aec, &stats->aec);
  for (guint c = 1; c < line->n_channels; c++) {
    lc_aec_get_stats (line->channel[c].aec, &one);
    stats->aec.double_talk |= one.double_talk;
    stats->aec.echo_present |= one.echo_present;
    stats->aec.converged &= one.converged;
  }
  stats->processed = to_time (line, line->n_processed);
  stats->missing = to_time (line, line->n_missing);
}

/* --- in --- */

static void
reserve_planes (LcMicLine * line, gsize n)
{
  if (n <= line->plane_size)
    return;
  for (guint c = 0; c < line->n_channels; c++)
    line->plane[c] = g_renew (gfloat, line->plane[c], n);
  line->plane_size = n;
}

static gboolean
reserve_rings (LcMicLine * line, gsize n)
{
  gsize waiting = line->end - line->used + n + line->n;
  gsize done = line->end - MIN (line->popped, line->end) + n + 2 * line->n;

  for (guint c = 0; c < line->n_channels; c++) {
    if (!lc_sample_ring_reserve (line->channel[c].in, waiting) ||
        !lc_sample_ring_reserve (line->channel[c].out, done))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_planes (LcMicLine * line, GstBuffer * buffer, gsize n)
{
  GstMapInfo map;
  gpointer in[1];
  gboolean ok;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return FALSE;
  reserve_planes (line, n);
  in[0] = map.data;
  ok = gst_audio_converter_samples (line->reader, 0, in, n,
      (gpointer *) line->plane, n);
  gst_buffer_unmap (buffer, &map);
  return ok;
}

gboolean
lc_mic_line_push (LcMicLine * line, GstBuffer * buffer, gint64 running_time)
{
  gsize n = gst_buffer_get_size (buffer) / GST_AUDIO_INFO_BPF (&line->info);
  gint64 place;
  gboolean jump;

  if (!n)
    return TRUE;
  if (!reserve_rings (line, n) || !read_planes (line, buffer, n))
    return FALSE;
  jump = lc_track_place (&line->track, running_time, n,
      GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT), &place);
  lc_marks_add (&line->marks, line->end, GST_BUFFER_PTS (buffer), place, jump);
  for (guint c = 0; c < line->n_channels; c++)
    lc_sample_ring_push (line->channel[c].in, line->plane[c], n);
  line->end += n;
  return TRUE;
}

/* --- through the cores --- */

/* The reference of the block's first @n samples, where it is not there yet. */
static LcFetch
fetch_far (LcMicLine * line, LcNearEnd * near, gsize n, gboolean ending,
    gboolean wait)
{
  while (line->far_n < n) {
    guint64 at = line->used + line->far_n;
    LcMark mark = lc_marks_at (&line->marks, at);
    LcFetchSpan span = {
      .time = line->track.placed ?
          lc_position_to_time (mark.place, line->rate) : LC_TIME_UNKNOWN,
      .jump = mark.jump,
      .rate = line->rate,
      .n = lc_marks_run (&line->marks, at, n - line->far_n),
      .held = to_time (line, line->end - line->used),
      .ending = ending,
      .wait = wait,
    };
    gsize missing;
    LcFetch result =
        lc_near_end_fetch (near, &span, line->far + line->far_n, &missing);

    if (result != LC_FETCH_OK)
      return result;
    line->far_n += span.n;
    line->n_missing += missing;
  }
  return LC_FETCH_OK;
}

/* One block through all cores. @far may be NULL. */
static void
run_cores (LcMicLine * line, const gfloat * far)
{
  gsize cut = MIN (line->trim, line->n);

  for (guint c = 0; c < line->n_channels; c++) {
    Channel *channel = &line->channel[c];

    lc_sample_ring_read (channel->in, line->used, line->block, line->n);
    lc_sample_ring_release (channel->in, line->used + line->n);
    lc_aec_process (channel->aec, line->block, far, line->block);
    lc_sample_ring_push (channel->out, line->block + cut, line->n - cut);
  }
  line->trim -= cut;
  line->used += line->n;
  line->far_n = 0;
}

LcFetch
lc_mic_line_work (LcMicLine * line, LcNearEnd * near, gboolean wait)
{
  while (line->end - line->used >= line->n) {
    LcFetch result = fetch_far (line, near, line->n, FALSE, wait);

    if (result != LC_FETCH_OK)
      return result;
    run_cores (line, line->far);
    line->n_processed += line->n;
    wait = FALSE;
  }
  return LC_FETCH_OK;
}

/* Pushes silence behind the last sample until the cores have let it go. Their
 * reference is silence, too: nothing is learned from it. */
static void
push_out (LcMicLine * line)
{
  guint64 end = line->end;

  while ((guint64) lc_sample_ring_end (line->channel[0].out) < end)
    run_cores (line, NULL);
  for (guint c = 0; c < line->n_channels; c++) {
    lc_sample_ring_restart (line->channel[c].in, end);
    lc_sample_ring_rewind (line->channel[c].out, end);
  }
  line->used = end;
  line->trim = lc_aec_get_lag (line->channel[0].aec);
}

LcFetch
lc_mic_line_finish (LcMicLine * line, LcNearEnd * near, gboolean wait)
{
  gsize rest;
  LcFetch result;

  while ((result = lc_mic_line_work (line, near, wait)) == LC_FETCH_HOLD) {
    result = fetch_far (line, near, line->n, TRUE, wait);
    if (result != LC_FETCH_OK)
      return result;
  }
  if (result != LC_FETCH_OK)
    return result;
  rest = line->end - line->used;
  if (rest > 0) {
    result = fetch_far (line, near, rest, TRUE, wait);
    if (result != LC_FETCH_OK)
      return result;
    memset (line->far + rest, 0, (line->n - rest) * sizeof (gfloat));
    run_cores (line, line->far);
    line->n_processed += rest;
  }
  push_out (line);
  return LC_FETCH_OK;
}

/* --- out --- */

static void
stamp (LcMicLine * line, GstBuffer * buffer, gsize n)
{
  LcMark mark = lc_marks_at (&line->marks, line->popped);

  GST_BUFFER_PTS (buffer) = mark.pts;
  GST_BUFFER_DURATION (buffer) = to_time (line, n);
  if (mark.jump || line->discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  line->discont = FALSE;
}

/* A buffer of the next @n samples, which are in @ring of each channel. */
static GstBuffer *
make_buffer (LcMicLine * line, gsize n, gboolean finished)
{
  GstBuffer *buffer =
      gst_buffer_new_allocate (NULL, n * GST_AUDIO_INFO_BPF (&line->info),
      NULL);
  GstMapInfo map;
  gpointer out[1];

  if (!buffer || !gst_buffer_map (buffer, &map, GST_MAP_WRITE)) {
    gst_clear_buffer (&buffer);
    return NULL;
  }
  reserve_planes (line, n);
  for (guint c = 0; c < line->n_channels; c++)
    lc_sample_ring_read (finished ? line->channel[c].out :
        line->channel[c].in, line->popped, line->plane[c], n);
  out[0] = map.data;
  gst_audio_converter_samples (line->writer, 0, (gpointer *) line->plane, n,
      out, n);
  gst_buffer_unmap (buffer, &map);
  stamp (line, buffer, n);
  line->popped += n;
  return buffer;
}

GstBuffer *
lc_mic_line_pop (LcMicLine * line)
{
  guint64 end = lc_sample_ring_end (line->channel[0].out);
  GstBuffer *buffer;

  if (end <= line->popped)
    return NULL;
  buffer = make_buffer (line, lc_marks_run (&line->marks, line->popped,
          end - line->popped), TRUE);
  for (guint c = 0; c < line->n_channels; c++)
    lc_sample_ring_release (line->channel[c].out, line->popped);
  lc_marks_release (&line->marks, MIN (line->popped, line->used));
  return buffer;
}

GstBuffer *
lc_mic_line_pop_first (LcMicLine * line)
{
  if (line->popped > 0 || line->end == 0 || line->used > 0)
    return NULL;
  return make_buffer (line, 1, FALSE);
}
