/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "picturecode.h"

#include <string.h>

#define CELL LC_PICTURE_CODE_CELL
#define BLACK 16
#define WHITE 235
#define MIDDLE 126

#define LOUD 3277               /* a tenth of full scale */
#define QUIET 655
#define SILENCE 2400            /* 50 ms */

static void
draw_cell (uint8_t * luma, size_t stride, unsigned column, unsigned row,
    bool on)
{
  uint8_t *at = luma + row * CELL * stride + column * CELL;

  for (unsigned y = 0; y < CELL; y++)
    memset (at + y * stride, on ? WHITE : BLACK, CELL);
}

void
lc_picture_code_write (uint8_t * luma, size_t stride, uint16_t number)
{
  for (unsigned bit = 0; bit < 16; bit++) {
    bool on = number >> bit & 1;

    draw_cell (luma, stride, bit, 0, on);
    draw_cell (luma, stride, bit, 1, !on);
  }
}

/* The mean of the cell's middle, away from what the neighbours smear. */
static bool
cell_is_on (const uint8_t * luma, size_t stride, unsigned column, unsigned row)
{
  const uint8_t *at = luma + (row * CELL + 4) * stride + column * CELL + 4;
  unsigned sum = 0;

  for (unsigned y = 0; y < 8; y++)
    for (unsigned x = 0; x < 8; x++)
      sum += at[y * stride + x];
  return sum > MIDDLE * 64;
}

bool
lc_picture_code_read (const uint8_t * luma, size_t stride, uint16_t * number)
{
  *number = 0;
  for (unsigned bit = 0; bit < 16; bit++) {
    bool on = cell_is_on (luma, stride, bit, 0);

    if (on == cell_is_on (luma, stride, bit, 1))
      return false;
    *number |= on << bit;
  }
  return true;
}

uint64_t
lc_picture_hash (const uint8_t * luma, size_t stride, size_t width,
    size_t height)
{
  uint64_t hash = UINT64_C (0xcbf29ce484222325), word;

  for (size_t y = 0; y < height; y++) {
    for (size_t x = 0; x + sizeof word <= width; x += sizeof word) {
      memcpy (&word, luma + y * stride + x, sizeof word);
      hash = (hash ^ word) * UINT64_C (0x100000001b3);
    }
  }
  return hash;
}

int
lc_onset_find (LcOnset * onset, const int16_t * samples, unsigned n)
{
  int found = -1;

  for (unsigned i = 0; i < n; i++) {
    bool loud = samples[i] > LOUD || samples[i] < -LOUD;
    bool quiet = samples[i] < QUIET && samples[i] > -QUIET;

    if (loud && onset->silent >= SILENCE && found < 0)
      found = i;
    /* what lies between is an encoder's pre-echo: it ends no silence */
    if (loud)
      onset->silent = 0;
    else if (quiet)
      onset->silent++;
  }
  return found;
}
