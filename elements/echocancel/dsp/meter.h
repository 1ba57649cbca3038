/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_AEC_METER_H
#define LC_AEC_METER_H

#include <stdbool.h>
#include <stddef.h>

/* Levels while only the far end talks, smoothed over about half a second. */
typedef struct
{
  float far, mic, echo, error, out;     /* mean power per sample */
} LcMeter;

float lc_energy (const float *x, size_t n);
void lc_meter_reset (LcMeter * m);
/* Mean powers of one block; call only while the far end is alone. */
void lc_meter_add (LcMeter * m, const LcMeter * block);
/* 10 log10 of a ratio of powers, within -100..100. */
float lc_ratio_db (float over, float under);

#endif
