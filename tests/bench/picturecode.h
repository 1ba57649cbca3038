/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_BENCH_PICTURE_CODE_H
#define LC_BENCH_PICTURE_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A frame's number drawn into its picture: 16 squares of luma and, below
 * them, their opposites. It survives any encoder, and it needs no help from
 * the transport that is measured. */
#define LC_PICTURE_CODE_CELL 16
#define LC_PICTURE_CODE_WIDTH (16 * LC_PICTURE_CODE_CELL)
#define LC_PICTURE_CODE_HEIGHT (2 * LC_PICTURE_CODE_CELL)

void lc_picture_code_write (uint8_t * luma, size_t stride, uint16_t number);

/* false when the two rows do not agree. */
bool lc_picture_code_read (const uint8_t * luma, size_t stride,
    uint16_t * number);

/* The same for the same picture, byte for byte (FNV-1a over 64 bits). */
uint64_t lc_picture_hash (const uint8_t * luma, size_t stride, size_t width,
    size_t height);

/* Finds the start of a beep after at least 50 ms of silence, at 48 kHz. */
typedef struct
{
  unsigned silent;              /* samples of silence so far */
} LcOnset;

/* The index of the first loud sample of @samples, -1 when there is none. */
int lc_onset_find (LcOnset * onset, const int16_t * samples, unsigned n);

#endif /* LC_BENCH_PICTURE_CODE_H */
