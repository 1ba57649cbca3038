/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/rtptiming/codecfactory.h"

#include <string.h>

#include "elements/rtptiming/capturetime.h"

/* The caps of a factory's sink pad; transfer full. */
static GstCaps *
sink_caps (GstElementFactory * factory)
{
  const GList *l = gst_element_factory_get_static_pad_templates (factory);

  for (; l; l = l->next) {
    GstStaticPadTemplate *templ = l->data;

    if (templ->direction == GST_PAD_SINK)
      return gst_static_pad_template_get_caps (templ);
  }
  return gst_caps_new_empty ();
}

/* ANY would take everything, raw media should have met an encoder. */
static gboolean
is_encoded (const GstCaps * caps)
{
  guint i;

  if (gst_caps_is_any (caps))
    return FALSE;
  for (i = 0; i < gst_caps_get_size (caps); i++) {
    if (strstr (gst_structure_get_name (gst_caps_get_structure (caps, i)),
            "/x-raw"))
      return FALSE;
  }
  return TRUE;
}

/* By rank, then by name: the same machine always picks the same. */
static GList *
list_factories (GstElementFactoryListType type)
{
  GList *all = gst_element_factory_list_get_elements (type, GST_RANK_MARGINAL);

  return g_list_sort (all, gst_plugin_feature_rank_compare_func);
}

GstElementFactory *
lc_codec_factory_find (GstElementFactoryListType type, const GstCaps * caps)
{
  GList *all = list_factories (type), *l;
  GstElementFactory *found = NULL;

  for (l = all; l && !found; l = l->next) {
    GstCaps *takes = sink_caps (l->data);

    if (is_encoded (takes) && gst_caps_is_subset (caps, takes))
      found = gst_object_ref (l->data);
    gst_caps_unref (takes);
  }
  gst_plugin_feature_list_free (all);
  return found;
}

GstCaps *
lc_codec_factory_caps (GstElementFactoryListType type)
{
  GList *all = list_factories (type), *l;
  GstCaps *caps = gst_caps_new_empty ();

  for (l = all; l; l = l->next) {
    GstCaps *takes = sink_caps (l->data);

    if (is_encoded (takes))
      caps = gst_caps_merge (caps, takes);
    else
      gst_caps_unref (takes);
  }
  gst_plugin_feature_list_free (all);
  return caps;
}

guint
lc_codec_extmap_number (const gchar * field)
{
  gchar *end;
  guint64 number;

  if (!g_str_has_prefix (field, "extmap-"))
    return 0;
  field += strlen ("extmap-");
  if (*field < '1' || *field > '9')
    return 0;
  number = g_ascii_strtoull (field, &end, 10);
  return *end == '\0' && number <= 255 ? (guint) number : 0;
}

const gchar *
lc_codec_extmap_uri (const GValue * value)
{
  if (G_VALUE_HOLDS_STRING (value))
    return g_value_get_string (value);
  if (GST_VALUE_HOLDS_ARRAY (value)
      && gst_value_array_get_size (value) >= 2) {
    const GValue *uri = gst_value_array_get_value (value, 1);

    if (G_VALUE_HOLDS_STRING (uri))
      return g_value_get_string (uri);
  }
  return NULL;
}

guint
lc_codec_extmap_id (const GstStructure * rtp)
{
  gint i;

  for (i = 0; i < gst_structure_n_fields (rtp); i++) {
    const gchar *field = gst_structure_nth_field_name (rtp, i);
    guint id = lc_codec_extmap_number (field);

    if (id != 0 && g_strcmp0 (lc_codec_extmap_uri (gst_structure_get_value (rtp,
                    field)), LC_CAPTURE_TIME_URI) == 0)
      return id;
  }
  return 0;
}

GstCaps *
lc_codec_strip_extmap (GstCaps * caps)
{
  guint i, id;

  if (gst_caps_is_any (caps))
    return caps;
  for (i = 0; i < gst_caps_get_size (caps); i++) {
    while ((id = lc_codec_extmap_id (gst_caps_get_structure (caps, i)))) {
      gchar *field = g_strdup_printf ("extmap-%u", id);

      caps = gst_caps_make_writable (caps);
      gst_structure_remove_field (gst_caps_get_structure (caps, i), field);
      g_free (field);
    }
  }
  return caps;
}
