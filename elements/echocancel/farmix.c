/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "farmix.h"

struct _LcFarMix
{
  GstAudioInfo info;
  GstAudioConverter *converter; /* owned */
  gfloat *mono;                 /* owned */
  gsize size;                   /* samples in mono */
};

/* One row, as there is one output, of a coefficient per input. */
static GstStructure *
make_mean (gint n_channels)
{
  GstStructure *config = gst_structure_new_empty ("mean");
  GValue matrix = G_VALUE_INIT, row = G_VALUE_INIT, cell = G_VALUE_INIT;

  gst_value_array_init (&matrix, 1);
  gst_value_array_init (&row, n_channels);
  g_value_init (&cell, G_TYPE_FLOAT);
  g_value_set_float (&cell, 1.0f / n_channels);
  for (gint c = 0; c < n_channels; c++)
    gst_value_array_append_value (&row, &cell);
  gst_value_array_append_and_take_value (&matrix, &row);
  gst_structure_take_value (config, GST_AUDIO_CONVERTER_OPT_MIX_MATRIX,
      &matrix);
  g_value_unset (&cell);
  return config;
}

LcFarMix *
lc_far_mix_new (const GstAudioInfo * info)
{
  LcFarMix *mix = g_new0 (LcFarMix, 1);
  gint n_channels = GST_AUDIO_INFO_CHANNELS (info);
  GstAudioInfo mono;

  mix->info = *info;
  gst_audio_info_set_format (&mono, GST_AUDIO_FORMAT_F32,
      GST_AUDIO_INFO_RATE (info), 1, NULL);
  mix->converter = gst_audio_converter_new (0, &mix->info, &mono,
      n_channels > 1 ? make_mean (n_channels) : NULL);
  if (!mix->converter) {
    g_free (mix);
    return NULL;
  }
  return mix;
}

void
lc_far_mix_free (LcFarMix * mix)
{
  if (!mix)
    return;
  gst_audio_converter_free (mix->converter);
  g_free (mix->mono);
  g_free (mix);
}

const gfloat *
lc_far_mix_read (LcFarMix * mix, GstBuffer * buffer, gsize * n)
{
  GstMapInfo map;
  gpointer in[1], out[1];
  gboolean ok;

  *n = gst_buffer_get_size (buffer) / GST_AUDIO_INFO_BPF (&mix->info);
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return NULL;
  if (*n > mix->size || !mix->mono) {
    mix->size = *n;
    mix->mono = g_renew (gfloat, mix->mono, MAX (*n, 1));
  }
  in[0] = map.data;
  out[0] = mix->mono;
  ok = gst_audio_converter_samples (mix->converter, 0, in, *n, out, *n);
  gst_buffer_unmap (buffer, &map);
  return ok ? mix->mono : NULL;
}
