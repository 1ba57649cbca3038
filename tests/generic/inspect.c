/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* What gst-inspect-1.0 shows of every element is complete: somebody who has
 * nothing else can use it. */
#include "walk.h"

#include <string.h>

#define HEADER_EXTENSION_KLASS "Network/Extension/RTPHeader"

/* The words of GStreamer's klass draft (design/draft-klass) that fit us. */
static const gchar *klass_words[] = {
  "Source", "Sink", "Filter", "Effect", "Analyzer", "Codec", "Payloader",
  "Depayloader", "Network", "Extension", "RTP", "RTPHeader", "WebRTC", "File",
  "Audio", "Video", "Converter", "Bin", NULL
};

static const gchar *
metadata (guint i, const gchar * key)
{
  const gchar *text = gst_element_factory_get_metadata (lc_walk_nth (i), key);

  fail_unless (text && *text, "%s has no %s",
      GST_OBJECT_NAME (lc_walk_nth (i)), key);
  return text;
}

static gboolean
matches (const gchar * pattern, const gchar * text)
{
  return g_regex_match_simple (pattern, text, G_REGEX_CASELESS, 0);
}

GST_START_TEST (factory_name_has_the_prefix_of_the_project)
{
  fail_unless (matches ("^lc[a-z0-9]+$", GST_OBJECT_NAME (lc_walk_nth (__i__)))
      );
}

GST_END_TEST;

GST_START_TEST (klass_is_made_of_the_known_words)
{
  gchar **words =
      g_strsplit (metadata (__i__, GST_ELEMENT_METADATA_KLASS), "/", -1);

  for (gchar ** w = words; *w; w++)
    fail_unless (g_strv_contains (klass_words, *w), "klass word %s", *w);
  g_strfreev (words);
}

GST_END_TEST;

GST_START_TEST (long_name_description_and_author_are_for_people)
{
  const gchar *name = metadata (__i__, GST_ELEMENT_METADATA_LONGNAME);
  const gchar *text = metadata (__i__, GST_ELEMENT_METADATA_DESCRIPTION);
  const gchar *author = metadata (__i__, GST_ELEMENT_METADATA_AUTHOR);

  fail_unless (g_ascii_isupper (name[0]) || g_ascii_isdigit (name[0]));
  fail_unless (strchr (name, ' ') != NULL, "long name: %s", name);
  fail_unless (g_ascii_isupper (text[0]) && strlen (text) >= 30
      && strchr (text, ' '), "description: %s", text);
  fail_unless (matches ("^[^<]+ <[^@ ]+@[^> ]+>$", author), "%s", author);
}

GST_END_TEST;

/* Autoplugging must not pick our elements; a header extension is only found
 * by (de)payloaders from MARGINAL on. */
GST_START_TEST (rank_is_none_except_for_header_extensions)
{
  const gchar *klass = metadata (__i__, GST_ELEMENT_METADATA_KLASS);
  guint rank =
      gst_plugin_feature_get_rank (GST_PLUGIN_FEATURE (lc_walk_nth (__i__)));

  fail_unless_equals_int (rank, strcmp (klass, HEADER_EXTENSION_KLASS) == 0
      ? GST_RANK_MARGINAL : GST_RANK_NONE);
}

GST_END_TEST;

GST_START_TEST (has_pads_unless_it_is_a_header_extension)
{
  const gchar *klass = metadata (__i__, GST_ELEMENT_METADATA_KLASS);

  fail_unless (gst_element_factory_get_num_pad_templates (lc_walk_nth (__i__))
      || strcmp (klass, HEADER_EXTENSION_KLASS) == 0);
}

GST_END_TEST;

typedef void (*SpecTest) (GParamSpec * pspec);

static void
for_each_spec_of (GObject * object, SpecTest test)
{
  guint n;
  GParamSpec **specs =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

  for (guint i = 0; i < n; i++) {
    if (lc_walk_is_ours (specs[i]))
      test (specs[i]);
  }
  g_free (specs);
}

static void
for_each_spec (guint i, SpecTest test)
{
  GstElement *element = gst_object_ref_sink (lc_walk_make (lc_walk_nth (i)));
  GSList *pads = lc_walk_request_pads (element);
  GPtrArray *parts = lc_walk_parts (element);

  for (guint k = 0; k < parts->len; k++)
    for_each_spec_of (parts->pdata[k], test);
  g_ptr_array_unref (parts);
  lc_walk_release_pads (element, pads);
  gst_object_unref (element);
}

static void
check_words (GParamSpec * pspec)
{
  const gchar *nick = g_param_spec_get_nick (pspec);
  const gchar *blurb = g_param_spec_get_blurb (pspec);

  fail_unless (matches ("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", pspec->name)
      && !g_str_has_prefix (pspec->name, "enable-"), "name %s", pspec->name);
  fail_unless (nick && *nick && strcmp (nick, pspec->name) != 0,
      "%s: a nick in words", pspec->name);
  fail_unless (blurb && strlen (blurb) >= 15 && strchr (blurb, ' ')
      && !g_ascii_islower (blurb[0]), "%s: a blurb that explains", pspec->name);
}

GST_START_TEST (properties_have_nick_and_blurb)
{
  for_each_spec (__i__, check_words);
}

GST_END_TEST;

static void
check_flags (GParamSpec * pspec)
{
  fail_unless ((pspec->flags & G_PARAM_STATIC_STRINGS)
      == G_PARAM_STATIC_STRINGS, "%s: G_PARAM_STATIC_STRINGS", pspec->name);
  fail_unless (pspec->flags & G_PARAM_READABLE, "%s: readable", pspec->name);
  if (!(pspec->flags & G_PARAM_WRITABLE)
      || (pspec->flags & G_PARAM_CONSTRUCT_ONLY))
    return;
  fail_unless (pspec->flags & (GST_PARAM_MUTABLE_READY
          | GST_PARAM_MUTABLE_PAUSED | GST_PARAM_MUTABLE_PLAYING),
      "%s: a GST_PARAM_MUTABLE_ flag", pspec->name);
}

GST_START_TEST (properties_say_when_they_can_be_changed)
{
  for_each_spec (__i__, check_flags);
}

GST_END_TEST;

/* Whether the range is no more than what the type can hold. */
static gboolean
has_no_range (GParamSpec * pspec)
{
  if (G_IS_PARAM_SPEC_INT (pspec))
    return G_PARAM_SPEC_INT (pspec)->maximum == G_MAXINT;
  if (G_IS_PARAM_SPEC_UINT (pspec))
    return G_PARAM_SPEC_UINT (pspec)->maximum == G_MAXUINT;
  if (G_IS_PARAM_SPEC_INT64 (pspec))
    return G_PARAM_SPEC_INT64 (pspec)->maximum == G_MAXINT64;
  if (G_IS_PARAM_SPEC_UINT64 (pspec))
    return G_PARAM_SPEC_UINT64 (pspec)->maximum == G_MAXUINT64;
  if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    return G_PARAM_SPEC_DOUBLE (pspec)->maximum == G_MAXDOUBLE;
  return FALSE;
}

/* A 32-bit identifier may be anything; a time or an offset is free where its
 * blurb says what the extremes mean. */
static void
check_range (GParamSpec * pspec)
{
  if (!(pspec->flags & G_PARAM_WRITABLE) || !has_no_range (pspec))
    return;
  fail_unless (strstr (pspec->name, "ssrc")
      || matches ("-1|none|unlimited|random|= unknown|negative .*positive",
          g_param_spec_get_blurb (pspec)), "%s: a real range", pspec->name);
}

GST_START_TEST (numbers_have_real_ranges)
{
  for_each_spec (__i__, check_range);
}

GST_END_TEST;

static gboolean
is_number (GParamSpec * pspec)
{
  return G_IS_PARAM_SPEC_INT (pspec) || G_IS_PARAM_SPEC_UINT (pspec)
      || G_IS_PARAM_SPEC_INT64 (pspec) || G_IS_PARAM_SPEC_UINT64 (pspec)
      || G_IS_PARAM_SPEC_FLOAT (pspec) || G_IS_PARAM_SPEC_DOUBLE (pspec);
}

static void
check_unit (GParamSpec * pspec)
{
  static const gchar units[] =
      "\\b(ns|us|ms|s|nanoseconds?|microseconds?|milliseconds?|seconds?|"
      "bits?|bytes?|kb/s|packets?|frames?|samples?|Hz|dB|percent|pixels?|ppm|"
      "times|number|count|identifier|id|port|ports|type|SSRC|code ?points?|"
      "(0|0\\.0) (to|-|\\.\\.) (1|1\\.0))\\b|%";

  if (is_number (pspec))
    fail_unless (matches (units, g_param_spec_get_blurb (pspec)),
        "%s: the blurb names no unit", pspec->name);
}

GST_START_TEST (numbers_name_their_unit)
{
  for_each_spec (__i__, check_unit);
}

GST_END_TEST;

static void
check_enum (GParamSpec * pspec)
{
  GEnumClass *klass;

  if (!G_IS_PARAM_SPEC_ENUM (pspec))
    return;
  klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;
  for (guint i = 0; i < klass->n_values; i++) {
    const GEnumValue *v = &klass->values[i];

    fail_unless (matches ("^[a-z0-9][a-z0-9-]*$", v->value_nick), "%s: nick %s",
        pspec->name, v->value_nick);
    fail_unless (strlen (v->value_name) >= 10 && strchr (v->value_name, ' '),
        "%s: %s has no description", pspec->name, v->value_nick);
  }
}

GST_START_TEST (enum_values_are_described)
{
  for_each_spec (__i__, check_enum);
}

GST_END_TEST;

/* stats is a read-only structure named after what it tells. */
static void
check_stats (GParamSpec * pspec)
{
  if (strcmp (pspec->name, "stats") != 0)
    return;
  fail_unless (pspec->value_type == GST_TYPE_STRUCTURE);
  fail_if (pspec->flags & G_PARAM_WRITABLE, "stats can be written");
}

GST_START_TEST (stats_is_a_read_only_structure)
{
  for_each_spec (__i__, check_stats);
}

GST_END_TEST;

GST_START_TEST (stats_structure_is_named_as_documented)
{
  GstElement *element = gst_object_ref_sink (lc_walk_make (lc_walk_nth
          (__i__)));
  GstStructure *stats = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), "stats")) {
    g_object_get (element, "stats", &stats, NULL);
    fail_unless (stats != NULL, "stats is NULL before data");
    fail_unless (matches ("^application/x-lc-[a-z0-9-]+-stats$",
            gst_structure_get_name (stats)), "%s",
        gst_structure_get_name (stats));
    gst_structure_free (stats);
  }
  gst_object_unref (element);
}

GST_END_TEST;

static Suite *
inspect_suite (void)
{
  Suite *s = suite_create ("inspect");
  TCase *tc = tcase_create ("every element");
  gint n = lc_walk_count ();

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, factory_name_has_the_prefix_of_the_project, 0, n);
  tcase_add_loop_test (tc, klass_is_made_of_the_known_words, 0, n);
  tcase_add_loop_test (tc, long_name_description_and_author_are_for_people, 0,
      n);
  tcase_add_loop_test (tc, rank_is_none_except_for_header_extensions, 0, n);
  tcase_add_loop_test (tc, has_pads_unless_it_is_a_header_extension, 0, n);
  tcase_add_loop_test (tc, properties_have_nick_and_blurb, 0, n);
  tcase_add_loop_test (tc, properties_say_when_they_can_be_changed, 0, n);
  tcase_add_loop_test (tc, numbers_have_real_ranges, 0, n);
  tcase_add_loop_test (tc, numbers_name_their_unit, 0, n);
  tcase_add_loop_test (tc, enum_values_are_described, 0, n);
  tcase_add_loop_test (tc, stats_is_a_read_only_structure, 0, n);
  tcase_add_loop_test (tc, stats_structure_is_named_as_documented, 0, n);
  return s;
}

GST_CHECK_MAIN (inspect);
