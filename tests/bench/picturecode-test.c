/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>

#include "picturecode.h"

#define STRIDE 272

static guint8 picture[STRIDE * LC_PICTURE_CODE_HEIGHT];

/* What a codec does: +-60 on every byte, always the same for a @seed. */
static void
add_noise (guint32 seed)
{
  GRand *r = g_rand_new_with_seed (seed);

  for (guint i = 0; i < sizeof picture; i++)
    picture[i] = CLAMP (picture[i] + g_rand_int_range (r, -60, 61), 0, 255);
  g_rand_free (r);
}

GST_START_TEST (every_number_is_read_back_through_noise)
{
  guint16 number;

  for (guint n = 0; n < 65536; n += 111) {
    lc_picture_code_write (picture, STRIDE, n);
    add_noise (n);
    fail_unless (lc_picture_code_read (picture, STRIDE, &number));
    assert_equals_int (number, n);
  }
}

GST_END_TEST;

GST_START_TEST (a_picture_without_a_number_is_not_read)
{
  guint16 number;

  memset (picture, 128, sizeof picture);
  fail_if (lc_picture_code_read (picture, STRIDE, &number));
  lc_picture_code_write (picture, STRIDE, 12345);
  memset (picture, 16, STRIDE * LC_PICTURE_CODE_CELL);
  fail_if (lc_picture_code_read (picture, STRIDE, &number));
}

GST_END_TEST;

GST_START_TEST (one_changed_byte_changes_the_hash)
{
  guint64 before;

  lc_picture_code_write (picture, STRIDE, 77);
  before = lc_picture_hash (picture, STRIDE, 256, LC_PICTURE_CODE_HEIGHT);
  /* outside the width */
  picture[260] ^= 1;
  fail_unless_equals_uint64 (before, lc_picture_hash (picture, STRIDE, 256,
          LC_PICTURE_CODE_HEIGHT));
  picture[255] ^= 1;
  fail_if (before == lc_picture_hash (picture, STRIDE, 256,
          LC_PICTURE_CODE_HEIGHT));
}

GST_END_TEST;

/* 60 ms of silence, 1 ms of pre-echo, a beep; in buffers of 10 ms. */
GST_START_TEST (a_beep_is_found_once_behind_its_pre_echo)
{
  static gint16 samples[9600];
  LcOnset onset = { 0 };
  gint found = -1;

  for (guint i = 2880; i < 2928; i++)
    samples[i] = i % 2 ? 2000 : -2000;
  for (guint i = 2928; i < 3408; i++)
    samples[i] = i % 2 ? 20000 : -20000;
  for (guint i = 0; i < 9600; i += 480) {
    gint at = lc_onset_find (&onset, samples + i, 480);

    if (at < 0)
      continue;
    assert_equals_int (found, -1);
    found = i + at;
  }
  assert_equals_int (found, 2928);
}

GST_END_TEST;

static Suite *
picturecode_suite (void)
{
  Suite *s = suite_create ("picturecode");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, every_number_is_read_back_through_noise);
  tcase_add_test (tc, a_picture_without_a_number_is_not_read);
  tcase_add_test (tc, one_changed_byte_changes_the_hash);
  tcase_add_test (tc, a_beep_is_found_once_behind_its_pre_echo);
  return s;
}

GST_CHECK_MAIN (picturecode);
