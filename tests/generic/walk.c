/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "walk.h"

#include <gio/gio.h>
#include <string.h>

static GList *walked_features;

static gint
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (GST_OBJECT_NAME (a), GST_OBJECT_NAME (b));
}

/* Kept to the end of the process for lc_walk_nth(); the leaks tracer must
 * not find it. */
static void
forget_features (void)
{
  gst_plugin_feature_list_free (walked_features);
  walked_features = NULL;
}

static gboolean
is_element (GstPluginFeature * feature, gpointer unused)
{
  return GST_IS_ELEMENT_FACTORY (feature)
      && g_strcmp0 (gst_plugin_feature_get_plugin_name (feature),
      "livecommerce") == 0;
}

static void
find_features (void)
{
  if (walked_features)
    return;
  walked_features = gst_registry_feature_filter (gst_registry_get (),
      is_element, FALSE, NULL);
  walked_features = g_list_sort (walked_features, by_name);
  if (!walked_features)
    g_error ("the registry has no element of the plugin livecommerce");
  atexit (forget_features);
}

guint
lc_walk_count (void)
{
  find_features ();
  return g_list_length (walked_features);
}

GstElementFactory *
lc_walk_nth (guint i)
{
  find_features ();
  return g_list_nth_data (walked_features, i);
}

GstElement *
lc_walk_make (GstElementFactory * factory)
{
  GstElement *element = gst_element_factory_create (factory, NULL);

  fail_unless (element != NULL, "cannot make %s", GST_OBJECT_NAME (factory));
  return element;
}

/* A free UDP port with an even number, as RTP likes it. Taken by nobody a
 * moment ago is the best that can be had without holding it. */
static guint
free_port (void)
{
  GInetAddress *any = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
  guint port = 1;

  while (port % 2) {
    GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4,
        G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
    GSocketAddress *address = g_inet_socket_address_new (any, 0);
    GSocketAddress *bound;

    fail_unless (g_socket_bind (socket, address, FALSE, NULL));
    bound = g_socket_get_local_address (socket, NULL);
    port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
    g_object_unref (bound);
    g_object_unref (address);
    g_object_unref (socket);
  }
  g_object_unref (any);
  return port;
}

static gboolean
has_writable (GstElement * element, const gchar * name, GType type)
{
  GParamSpec *pspec =
      g_object_class_find_property (G_OBJECT_GET_CLASS (element), name);

  return pspec && pspec->value_type == type
      && (pspec->flags & G_PARAM_WRITABLE);
}

void
lc_walk_configure (GstElement * element)
{
  if (has_writable (element, "location", G_TYPE_STRING)) {
    gchar *path = g_build_filename (g_getenv ("LC_TEST_DATA"),
        "host-clip.webm", NULL);

    g_object_set (element, "location", path, NULL);
    g_free (path);
  }
  if (has_writable (element, "port", G_TYPE_UINT)
      || has_writable (element, "port", G_TYPE_INT))
    g_object_set (element, "port", free_port (), NULL);
}

GstElement *
lc_walk_pipeline (GstElement * element)
{
  GstElement *pipeline = gst_pipeline_new (NULL);

  fail_unless (gst_bin_add (GST_BIN (pipeline), element));
  return pipeline;
}

/* What a user must be able to read: words, a capital first, a full stop. */
static gboolean
is_sentence (const gchar * text)
{
  gsize length = strlen (text);

  return length >= 15 && !g_ascii_islower (text[0])
      && strchr (text, ' ') && text[length - 1] == '.';
}

/* transfer full: why the state was refused, which must be a sentence. */
static gchar *
take_reason (GstElement * pipeline)
{
  GstBus *bus = gst_element_get_bus (pipeline);
  GstMessage *message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  GError *error;
  gchar *reason;

  fail_unless (message != NULL, "a state was refused without a reason");
  gst_message_parse_error (message, &error, NULL);
  fail_unless (is_sentence (error->message), "not a sentence: %s",
      error->message);
  reason = g_strdup (error->message);
  g_error_free (error);
  gst_message_unref (message);
  gst_object_unref (bus);
  return reason;
}

gboolean
lc_walk_try_state (GstElement * pipeline, GstState state)
{
  if (gst_element_set_state (pipeline, state) != GST_STATE_CHANGE_FAILURE)
    return TRUE;
  fail_if (state == GST_STATE_NULL, "NULL was refused");
  g_free (take_reason (pipeline));
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return FALSE;
}

void
lc_walk_set_state (GstElement * pipeline, GstState state)
{
  if (gst_element_set_state (pipeline, state) == GST_STATE_CHANGE_FAILURE)
    fail ("%s was refused: %s", gst_element_state_get_name (state),
        take_reason (pipeline));
}

GSList *
lc_walk_request_pads (GstElement * element)
{
  GSList *pads = NULL;
  GList *templates = gst_element_class_get_pad_template_list
      (GST_ELEMENT_GET_CLASS (element));

  for (GList * l = templates; l; l = l->next) {
    if (GST_PAD_TEMPLATE_PRESENCE (l->data) != GST_PAD_REQUEST)
      continue;
    for (guint i = 0; i < 2; i++) {
      GstPad *pad = gst_element_request_pad (element, l->data, NULL, NULL);

      fail_unless (pad != NULL, "no pad of %s",
          GST_PAD_TEMPLATE_NAME_TEMPLATE (l->data));
      pads = g_slist_prepend (pads, pad);
    }
  }
  return pads;
}

void
lc_walk_release_pads (GstElement * element, GSList * pads)
{
  for (GSList * l = pads; l; l = l->next)
    gst_element_release_request_pad (element, l->data);
  g_slist_free_full (pads, gst_object_unref);
}

/* Elements inside are not the user's business. */
static gboolean
is_part (GObject * child)
{
  return g_str_has_prefix (G_OBJECT_TYPE_NAME (child), "GstLc")
      && !GST_IS_ELEMENT (child);
}

GPtrArray *
lc_walk_parts (GstElement * element)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = 0;

  g_ptr_array_add (parts, g_object_ref (element));
  if (GST_IS_CHILD_PROXY (element))
    n = gst_child_proxy_get_children_count (GST_CHILD_PROXY (element));
  for (guint i = 0; i < n; i++) {
    GObject *child =
        gst_child_proxy_get_child_by_index (GST_CHILD_PROXY (element), i);

    if (child && is_part (child))
      g_ptr_array_add (parts, child);
    else
      g_clear_object (&child);
  }
  return parts;
}

gboolean
lc_walk_is_ours (GParamSpec * pspec)
{
  return g_str_has_prefix (g_type_name (pspec->owner_type), "GstLc");
}
