/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* Every property of every element can be read in any state and takes exactly
 * the values that gst-inspect-1.0 shows, whatever is thrown at it. */
#include "walk.h"

#include <string.h>

#define MUTABLE_ANY (GST_PARAM_MUTABLE_READY | GST_PARAM_MUTABLE_PAUSED \
    | GST_PARAM_MUTABLE_PLAYING)

typedef void (*PropertyTest) (GObject * object, GParamSpec * pspec,
    GstState state);

static void
for_each_property_of (GObject * object, GstState state, PropertyTest test)
{
  guint n;
  GParamSpec **specs =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

  for (guint i = 0; i < n; i++) {
    if (lc_walk_is_ours (specs[i]))
      test (object, specs[i], state);
  }
  g_free (specs);
}

static void
for_each_property (GstElement * element, GstState state, PropertyTest test)
{
  GPtrArray *parts = lc_walk_parts (element);

  for (guint i = 0; i < parts->len; i++)
    for_each_property_of (parts->pdata[i], state, test);
  g_ptr_array_unref (parts);
}

/* Applies @test in NULL, READY, PAUSED and PLAYING. */
static void
in_every_state (guint i, PropertyTest test)
{
  GstElement *element = lc_walk_make (lc_walk_nth (i));
  GstElement *pipeline = lc_walk_pipeline (element);

  GSList *pads = lc_walk_request_pads (element);

  lc_walk_configure (element);
  for (GstState s = GST_STATE_NULL; s <= GST_STATE_PLAYING; s++) {
    if (s > GST_STATE_NULL)
      lc_walk_set_state (pipeline, s);
    for_each_property (element, s, test);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  lc_walk_release_pads (element, pads);
  gst_object_unref (pipeline);
}

static void
read_property (GObject * object, GParamSpec * pspec, GValue * value)
{
  g_value_init (value, pspec->value_type);
  g_object_get_property (object, pspec->name, value);
}

/* Reads it, and what it reads is a value of the documented range. */
static void
check_readable (GObject * object, GParamSpec * pspec, GstState state)
{
  GValue value = G_VALUE_INIT;
  gchar *text;

  if (!(pspec->flags & G_PARAM_READABLE))
    return;
  read_property (object, pspec, &value);
  fail_if (g_param_value_validate (pspec, &value),
      "%s holds a value outside its range in %s", pspec->name,
      gst_element_state_get_name (state));
  text = g_strdup_value_contents (&value);
  fail_unless (text != NULL);
  g_free (text);
  g_value_unset (&value);
}

GST_START_TEST (is_readable_in_every_state)
{
  in_every_state (__i__, check_readable);
}

GST_END_TEST;

static gboolean
is_writable (GParamSpec * pspec)
{
  return (pspec->flags & G_PARAM_WRITABLE)
      && !(pspec->flags & G_PARAM_CONSTRUCT_ONLY);
}

/* NULL always takes effect; above it, what the mutability flags say. */
static gboolean
takes_effect (GParamSpec * pspec, GstState state)
{
  switch (state) {
    case GST_STATE_NULL:
      return TRUE;
    case GST_STATE_READY:
      return pspec->flags & MUTABLE_ANY;
    case GST_STATE_PAUSED:
      return pspec->flags
          & (GST_PARAM_MUTABLE_PAUSED | GST_PARAM_MUTABLE_PLAYING);
    default:
      return pspec->flags & GST_PARAM_MUTABLE_PLAYING;
  }
}

static void
write_and_compare (GObject * object, GParamSpec * pspec, const GValue * value,
    GstState state)
{
  GValue back = G_VALUE_INIT;

  g_object_set_property (object, pspec->name, value);
  if (!(pspec->flags & G_PARAM_READABLE) || !takes_effect (pspec, state))
    return;
  read_property (object, pspec, &back);
  fail_unless (g_param_values_cmp (pspec, value, &back) == 0,
      "%s reads back another value than was written in %s", pspec->name,
      gst_element_state_get_name (state));
  g_value_unset (&back);
}

/* The smallest or the largest value of a numeric property: GLib's own
 * validation moves a type's limit to the nearest allowed value. */
static gboolean
limit (GParamSpec * pspec, gboolean largest, GValue * value)
{
  g_value_init (value, pspec->value_type);
  if (G_IS_PARAM_SPEC_INT (pspec))
    g_value_set_int (value, largest ? G_MAXINT : G_MININT);
  else if (G_IS_PARAM_SPEC_UINT (pspec))
    g_value_set_uint (value, largest ? G_MAXUINT : 0);
  else if (G_IS_PARAM_SPEC_INT64 (pspec))
    g_value_set_int64 (value, largest ? G_MAXINT64 : G_MININT64);
  else if (G_IS_PARAM_SPEC_UINT64 (pspec))
    g_value_set_uint64 (value, largest ? G_MAXUINT64 : 0);
  else if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    g_value_set_double (value, largest ? G_MAXDOUBLE : -G_MAXDOUBLE);
  else if (G_IS_PARAM_SPEC_FLOAT (pspec))
    g_value_set_float (value, largest ? G_MAXFLOAT : -G_MAXFLOAT);
  else if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    g_value_set_boolean (value, largest);
  else
    return FALSE;
  return TRUE;
}

static void
write_enum_values (GObject * object, GParamSpec * pspec, GstState state)
{
  GEnumClass *klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;

  for (guint i = 0; i < klass->n_values; i++) {
    GValue value = G_VALUE_INIT;

    g_value_init (&value, pspec->value_type);
    g_value_set_enum (&value, klass->values[i].value);
    write_and_compare (object, pspec, &value, state);
    g_value_unset (&value);
  }
}

static void
write_limits (GObject * object, GParamSpec * pspec, GstState state)
{
  GValue before = G_VALUE_INIT;

  if (!is_writable (pspec) || !(pspec->flags & G_PARAM_READABLE))
    return;
  read_property (object, pspec, &before);
  for (guint largest = 0; largest < 2; largest++) {
    GValue value = G_VALUE_INIT;

    if (limit (pspec, largest, &value)) {
      g_param_value_validate (pspec, &value);
      write_and_compare (object, pspec, &value, state);
    }
    g_value_unset (&value);
  }
  if (G_IS_PARAM_SPEC_ENUM (pspec))
    write_enum_values (object, pspec, state);
  write_and_compare (object, pspec, g_param_spec_get_default_value (pspec),
      GST_STATE_VOID_PENDING);
  /* The next state needs the port and the file of before. */
  g_object_set_property (object, pspec->name, &before);
  g_value_unset (&before);
}

GST_START_TEST (takes_its_limits_in_every_state)
{
  in_every_state (__i__, write_limits);
}

GST_END_TEST;

static gboolean
is_numeric (GParamSpec * pspec)
{
  GValue value = G_VALUE_INIT;
  gboolean numeric = limit (pspec, TRUE, &value)
      && !G_IS_PARAM_SPEC_BOOLEAN (pspec);

  g_value_unset (&value);
  return numeric;
}

/* GLib refuses the value with a warning and the property keeps its own: that
 * only holds when the range is in the GParamSpec and not in the setter. */
static void
write_out_of_range (GObject * object, GParamSpec * pspec, GstState state)
{
  if (!is_writable (pspec) || !is_numeric (pspec))
    return;
  for (guint largest = 0; largest < 2; largest++) {
    GValue beyond = G_VALUE_INIT, allowed = G_VALUE_INIT;

    limit (pspec, largest, &beyond);
    limit (pspec, largest, &allowed);
    if (g_param_value_validate (pspec, &allowed)) {
      _gst_check_expecting_log = TRUE;
      _gst_check_raised_warning = _gst_check_raised_critical = FALSE;
      g_object_set_property (object, pspec->name, &beyond);
      _gst_check_expecting_log = FALSE;
      fail_unless (_gst_check_raised_warning || _gst_check_raised_critical);
      check_readable (object, pspec, state);
    }
    g_value_unset (&beyond);
    g_value_unset (&allowed);
  }
}

GST_START_TEST (refuses_values_out_of_range)
{
  in_every_state (__i__, write_out_of_range);
}

GST_END_TEST;

static void
write_strange_texts (GObject * object, GParamSpec * pspec, GstState state)
{
  gchar *before, *huge = g_strnfill (100000, 'x');
  const gchar *texts[] = { NULL, "", "\n", "%s%n", "-1", "\xc3\xa9\xe2\x82\xac",
    huge
  };

  if (is_writable (pspec) && G_IS_PARAM_SPEC_STRING (pspec)) {
    g_object_get (object, pspec->name, &before, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
      g_object_set (object, pspec->name, texts[i], NULL);
      check_readable (object, pspec, state);
    }
    g_object_set (object, pspec->name, before, NULL);
    g_free (before);
  }
  g_free (huge);
}

GST_START_TEST (survives_strange_texts)
{
  in_every_state (__i__, write_strange_texts);
}

GST_END_TEST;

static void
write_nonsense (GObject * object, GParamSpec * pspec, GstState state)
{
  if (is_writable (pspec) && G_IS_PARAM_SPEC_STRING (pspec))
    g_object_set (object, pspec->name, "/nowhere/at all", NULL);
}

/* Starting with every text set to nonsense works or is refused in words. */
GST_START_TEST (nonsense_is_refused_with_a_sentence)
{
  GstElement *element = lc_walk_make (lc_walk_nth (__i__));
  GstElement *pipeline = lc_walk_pipeline (element);

  lc_walk_configure (element);
  for_each_property (element, GST_STATE_NULL, write_nonsense);
  for (GstState s = GST_STATE_READY; s <= GST_STATE_PLAYING; s++) {
    if (!lc_walk_try_state (pipeline, s))
      break;
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}

GST_END_TEST;

static Suite *
property_suite (void)
{
  Suite *s = suite_create ("property");
  TCase *tc = tcase_create ("every element");
  gint n = lc_walk_count ();

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, is_readable_in_every_state, 0, n);
  tcase_add_loop_test (tc, takes_its_limits_in_every_state, 0, n);
  tcase_add_loop_test (tc, refuses_values_out_of_range, 0, n);
  tcase_add_loop_test (tc, survives_strange_texts, 0, n);
  tcase_add_loop_test (tc, nonsense_is_refused_with_a_sentence, 0, n);
  return s;
}

GST_CHECK_MAIN (property);
