/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_AEC_NOISEFLOOR_H
#define LC_AEC_NOISEFLOOR_H

#include <stdbool.h>
#include <stddef.h>

/* The steady noise under whatever comes and goes: the minimum of the smoothed
 * power of every bin over the last 1.2 s, corrected for being a minimum
 * (Martin, "Noise power spectral density estimation based on optimal
 * smoothing and minimum statistics", IEEE Trans. SAP 9, 2001; with a fixed
 * smoothing and bias). */
#define LC_NOISE_WINDOWS 8

typedef struct
{
  size_t pad;
  unsigned frames, window;      /* frames into, and index of, a window */
  bool started;
  float *smooth, *lowest;       /* lowest of the current window */
  float *past;                  /* LC_NOISE_WINDOWS * pad */
  float *noise;                 /* the estimate, pad */
} LcNoiseFloor;

bool lc_noise_floor_init (LcNoiseFloor * f, size_t pad);
void lc_noise_floor_clear (LcNoiseFloor * f);
void lc_noise_floor_reset (LcNoiseFloor * f);
void lc_noise_floor_process (LcNoiseFloor * f, const float *power);

#endif
