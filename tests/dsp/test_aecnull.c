/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>

#include "elements/echocancel/dsp/aec.h"

GST_START_TEST (test_the_null_canceller_is_the_microphone_one_lag_late)
{
  LcAecConfig config;
  LcAecParams params;
  float x[1600], y[1600];
  LcAec *aec;
  size_t i;

  lc_aec_config_init (&config);
  lc_aec_params_init (&params);
  config.rate = 16000;
  aec = lc_aec_new (&config, &params);
  for (i = 0; i < 1600; i++)
    x[i] = (float) i;
  for (i = 0; i < 1600; i += 160)
    lc_aec_process (aec, x + i, NULL, y + i);
  fail_unless_equals_int (lc_aec_get_lag (aec), 160);
  fail_unless (memcmp (y + 160, x, 1440 * sizeof (float)) == 0);
  lc_aec_free (aec);
}

GST_END_TEST;

static Suite *
aecnull_suite (void)
{
  Suite *s = suite_create ("aecnull");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_the_null_canceller_is_the_microphone_one_lag_late);
  return s;
}

GST_CHECK_MAIN (aecnull);
