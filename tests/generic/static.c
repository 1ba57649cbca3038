/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* An application that links libgstlivecommerce.a has every element and needs
 * no plugin file: this test's environment has none. */
#include "walk.h"

GST_PLUGIN_STATIC_DECLARE (livecommerce);

GST_START_TEST (every_element_is_made_from_the_static_library)
{
  GstPlugin *plugin = gst_registry_find_plugin (gst_registry_get (),
      "livecommerce");
  GstElement *element = lc_walk_make (lc_walk_nth (__i__));

  fail_unless (plugin && !gst_plugin_get_filename (plugin));
  gst_object_unref (plugin);
  gst_object_unref (gst_object_ref_sink (element));
}

GST_END_TEST;

static Suite *
static_suite (void)
{
  Suite *s = suite_create ("static");
  TCase *tc = tcase_create ("every element");

  GST_PLUGIN_STATIC_REGISTER (livecommerce);
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, every_element_is_made_from_the_static_library, 0,
      lc_walk_count ());
  return s;
}

GST_CHECK_MAIN (static);
