/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* properties FACTORY [PAD-TEMPLATE]: the property table of an element, or of
 * the pads of one of its templates, as Markdown. docs/properties.sh puts it
 * into the pages, so that they say what the plugin says. */
#include <gst/gst.h>

/* Ours are the properties of types of this plugin; what GstBin or
 * GstBaseTransform add is documented by GStreamer. */
static gboolean
is_ours (GParamSpec * pspec)
{
  return g_str_has_prefix (g_type_name (pspec->owner_type), "GstLc");
}

static gchar *
number (gdouble value)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof (text), "%g", value));
}

static gchar *
unsigned_number (guint64 value)
{
  return value == G_MAXUINT64 ? g_strdup ("2^64-1")
      : g_strdup_printf ("%" G_GUINT64_FORMAT, value);
}

static gchar *
range (gchar * low, gchar * high)
{
  gchar *text = g_strdup_printf ("%s to %s", low, high);

  g_free (low);
  g_free (high);
  return text;
}

static gchar *
describe_enum (GParamSpecEnum * spec)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < spec->enum_class->n_values; i++)
    g_string_append_printf (text, "%s`%s`", i ? ", " : "",
        spec->enum_class->values[i].value_nick);
  return g_string_free (text, FALSE);
}

static gchar *
describe_integer (GParamSpec * pspec)
{
  if (G_IS_PARAM_SPEC_INT (pspec)) {
    GParamSpecInt *s = G_PARAM_SPEC_INT (pspec);
    return g_strdup_printf ("%d to %d", s->minimum, s->maximum);
  }
  if (G_IS_PARAM_SPEC_UINT (pspec)) {
    GParamSpecUInt *s = G_PARAM_SPEC_UINT (pspec);
    return g_strdup_printf ("%u to %u", s->minimum, s->maximum);
  }
  if (G_IS_PARAM_SPEC_INT64 (pspec)) {
    GParamSpecInt64 *s = G_PARAM_SPEC_INT64 (pspec);
    return g_strdup_printf ("%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
        s->minimum, s->maximum);
  }
  if (G_IS_PARAM_SPEC_UINT64 (pspec)) {
    GParamSpecUInt64 *s = G_PARAM_SPEC_UINT64 (pspec);
    return range (unsigned_number (s->minimum), unsigned_number (s->maximum));
  }
  return NULL;
}

static gchar *
describe_type (GParamSpec * pspec)
{
  gchar *text = describe_integer (pspec);

  if (text)
    return text;
  if (G_IS_PARAM_SPEC_ENUM (pspec))
    return describe_enum (G_PARAM_SPEC_ENUM (pspec));
  if (G_IS_PARAM_SPEC_DOUBLE (pspec)) {
    GParamSpecDouble *s = G_PARAM_SPEC_DOUBLE (pspec);
    return range (number (s->minimum), number (s->maximum));
  }
  if (G_IS_PARAM_SPEC_FLOAT (pspec)) {
    GParamSpecFloat *s = G_PARAM_SPEC_FLOAT (pspec);
    return range (number (s->minimum), number (s->maximum));
  }
  if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    return g_strdup ("`true`, `false`");
  if (G_IS_PARAM_SPEC_STRING (pspec))
    return g_strdup ("text");
  return g_strdup (g_type_name (pspec->value_type));
}

static gchar *
describe_default (GParamSpec * pspec)
{
  const GValue *value = g_param_spec_get_default_value (pspec);
  gchar *raw, *text;

  if (!(pspec->flags & G_PARAM_WRITABLE))
    return g_strdup ("read only");
  if (G_IS_PARAM_SPEC_ENUM (pspec)) {
    GEnumValue *e = g_enum_get_value (G_PARAM_SPEC_ENUM (pspec)->enum_class,
        g_value_get_enum (value));
    return g_strdup_printf ("`%s`", e->value_nick);
  }
  if (G_VALUE_HOLDS_UINT64 (value))
    return unsigned_number (g_value_get_uint64 (value));
  if (G_VALUE_HOLDS_DOUBLE (value))
    return number (g_value_get_double (value));
  if (G_VALUE_HOLDS_FLOAT (value))
    return number (g_value_get_float (value));
  if (G_VALUE_HOLDS_STRING (value)) {
    const gchar *s = g_value_get_string (value);
    return s ? g_strdup_printf ("`%s`", s) : g_strdup ("none");
  }
  if (G_VALUE_HOLDS_OBJECT (value) || G_VALUE_HOLDS_BOXED (value))
    return g_strdup ("none");
  raw = gst_value_serialize (value);
  text = g_strdup (raw ? raw : "none");
  g_free (raw);
  return text;
}

/* When a change takes effect, in the words of gst-inspect-1.0. */
static const gchar *
describe_changeable (GParamSpec * pspec)
{
  if (!(pspec->flags & G_PARAM_WRITABLE))
    return "-";
  if (pspec->flags & G_PARAM_CONSTRUCT_ONLY)
    return "at creation";
  if (pspec->flags & GST_PARAM_MUTABLE_PLAYING)
    return "any state";
  if (pspec->flags & GST_PARAM_MUTABLE_PAUSED)
    return "up to PAUSED";
  if (pspec->flags & GST_PARAM_MUTABLE_READY)
    return "NULL, READY";
  return "NULL";
}

/* The blurb, and for a choice what each value means. Pipes would end the
 * table's cell. */
static gchar *
describe_meaning (GParamSpec * pspec)
{
  GString *text = g_string_new (g_param_spec_get_blurb (pspec));

  if (G_IS_PARAM_SPEC_ENUM (pspec)) {
    GEnumClass *klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;

    for (guint i = 0; i < klass->n_values; i++)
      g_string_append_printf (text, "%s`%s`: %s", i ? "; " : ". ",
          klass->values[i].value_nick, klass->values[i].value_name);
  }
  g_string_replace (text, "|", "\\|", 0);
  return g_string_free (text, FALSE);
}

static void
print_row (GParamSpec * pspec)
{
  gchar *type = describe_type (pspec);
  gchar *def = describe_default (pspec);
  gchar *meaning = describe_meaning (pspec);

  g_print ("| `%s` | %s | %s | %s | %s |\n", pspec->name, type, def,
      describe_changeable (pspec), meaning);
  g_free (type);
  g_free (def);
  g_free (meaning);
}

static gint
print_table (GType type)
{
  GObjectClass *klass = g_type_class_ref (type);
  GParamSpec **specs;
  guint n, rows = 0;

  specs = g_object_class_list_properties (klass, &n);
  g_print ("| property | values | default | can change in | meaning |\n");
  g_print ("|---|---|---|---|---|\n");
  for (guint i = 0; i < n; i++) {
    if (is_ours (specs[i])) {
      print_row (specs[i]);
      rows++;
    }
  }
  if (!rows)
    g_print ("| none | | | | |\n");
  g_free (specs);
  g_type_class_unref (klass);
  return 0;
}

static GType
pad_type (GstElement * element, const gchar * template)
{
  GstPadTemplate *t = gst_element_get_pad_template (element, template);
  GType type = G_TYPE_NONE;

  if (t)
    g_object_get (t, "gtype", &type, NULL);
  return type;
}

int
main (int argc, char **argv)
{
  GstElement *element;
  GType type;

  gst_init (&argc, &argv);
  if (argc < 2 || argc > 3) {
    g_printerr ("usage: properties FACTORY [PAD-TEMPLATE]\n");
    return 1;
  }
  element = gst_element_factory_make (argv[1], NULL);
  if (!element) {
    g_printerr ("No element %s: is GST_PLUGIN_PATH set to the build?\n",
        argv[1]);
    return 1;
  }
  gst_object_ref_sink (element);
  type = argc == 3 ? pad_type (element, argv[2]) : G_OBJECT_TYPE (element);
  gst_object_unref (element);
  if (type == G_TYPE_NONE) {
    g_printerr ("%s has no pad template %s with a type of its own.\n", argv[1],
        argv[2]);
    return 1;
  }
  return print_table (type);
}
