/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/rtptiming/codecfactory.h"

#include <string.h>

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
