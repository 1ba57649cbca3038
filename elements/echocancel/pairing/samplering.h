/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_SAMPLE_RING_H
#define LC_SAMPLE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A stretch of one channel's samples, each with a position: sample number on
 * the timeline of whoever fills it. What does not fit pushes out the oldest.
 * One thread at a time; only _new and _reserve allocate. */
typedef struct _LcSampleRing LcSampleRing;

/* transfer full; NULL when memory is short. Empty, its next sample is 0. */
LcSampleRing *lc_sample_ring_new (size_t capacity);
void lc_sample_ring_free (LcSampleRing * ring);

/* Room for at least @capacity samples, keeping what is held. */
bool lc_sample_ring_reserve (LcSampleRing * ring, size_t capacity);

/* Forgets everything; the next sample pushed has @position. */
void lc_sample_ring_restart (LcSampleRing * ring, int64_t position);

/* The next sample pushed has @position, within what is held: later samples
 * are taken back. */
void lc_sample_ring_rewind (LcSampleRing * ring, int64_t position);

/* @samples NULL: silence. */
void lc_sample_ring_push (LcSampleRing * ring, const float *samples, size_t n);

/* Held are the positions from _start up to, not including, _end. */
int64_t lc_sample_ring_start (const LcSampleRing * ring);
int64_t lc_sample_ring_end (const LcSampleRing * ring);

/* @n samples from @from on, 0 where none is held. Returns how many are. */
size_t lc_sample_ring_read (const LcSampleRing * ring, int64_t from,
    float *out, size_t n);

/* Samples before @position are no longer needed. */
void lc_sample_ring_release (LcSampleRing * ring, int64_t position);

#endif
