/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>

#include "elements/rtptiming/extrapolate.h"

#define S UINT64_C (1000000000)
#define T0 (UINT64_C (3990000000) * S)

GST_START_TEST (test_nothing_before_the_first_tag_or_without_a_clock_rate)
{
  LcExtrapolate e;

  lc_extrapolate_init (&e, 90000);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 0, 0), LC_EXTRAPOLATE_NONE);
  lc_extrapolate_init (&e, 0);
  lc_extrapolate_tag (&e, 0, 0, T0);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 0, 0), LC_EXTRAPOLATE_NONE);
}

GST_END_TEST;

GST_START_TEST (test_ticks_of_the_clock_rate_become_ns_both_ways)
{
  LcExtrapolate e;

  lc_extrapolate_init (&e, 48000);
  lc_extrapolate_tag (&e, 7, 100000, T0);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 7, 100000), T0);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 7, 148000), T0 + S);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 7, 52000), T0 - S);
}

GST_END_TEST;

GST_START_TEST (test_rtp_timestamp_wraps)
{
  LcExtrapolate e;

  lc_extrapolate_init (&e, 90000);
  lc_extrapolate_tag (&e, 7, UINT32_MAX - 44999, T0);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 7, 45000), T0 + S);
  lc_extrapolate_tag (&e, 7, 45000, T0);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 7, UINT32_MAX - 44999),
      T0 - S);
}

GST_END_TEST;

GST_START_TEST (test_five_seconds_and_no_further)
{
  LcExtrapolate e;

  lc_extrapolate_init (&e, 1000);
  lc_extrapolate_tag (&e, 7, 10000, T0);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 7, 15000), T0 + 5 * S);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 7, 15001),
      LC_EXTRAPOLATE_NONE);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 7, 5000), T0 - 5 * S);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 7, 4999),
      LC_EXTRAPOLATE_NONE);
}

GST_END_TEST;

GST_START_TEST (test_another_ssrc_needs_its_own_tag)
{
  LcExtrapolate e;

  lc_extrapolate_init (&e, 90000);
  lc_extrapolate_tag (&e, 7, 0, T0);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 8, 0), LC_EXTRAPOLATE_NONE);
  lc_extrapolate_tag (&e, 8, 5000, T0 + S);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 8, 5000), T0 + S);
  fail_unless_equals_uint64 (lc_extrapolate_at (&e, 7, 0), LC_EXTRAPOLATE_NONE);
}

GST_END_TEST;

static Suite *
extrapolate_suite (void)
{
  Suite *s = suite_create ("extrapolate");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc,
      test_nothing_before_the_first_tag_or_without_a_clock_rate);
  tcase_add_test (tc, test_ticks_of_the_clock_rate_become_ns_both_ways);
  tcase_add_test (tc, test_rtp_timestamp_wraps);
  tcase_add_test (tc, test_five_seconds_and_no_further);
  tcase_add_test (tc, test_another_ssrc_needs_its_own_tag);
  return s;
}

GST_CHECK_MAIN (extrapolate);
