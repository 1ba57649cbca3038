/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/rtptiming/extmap.h"

#include <gst/rtp/rtp.h>
#include <string.h>

#include "elements/rtptiming/capturetime.h"

guint
lc_extmap_number (const gchar * field)
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
lc_extmap_uri (const GValue * value)
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
lc_extmap_capture_time_id (const GstStructure * rtp)
{
  gint i;

  for (i = 0; i < gst_structure_n_fields (rtp); i++) {
    const gchar *field = gst_structure_nth_field_name (rtp, i);
    guint id = lc_extmap_number (field);

    if (id != 0 && g_strcmp0 (lc_extmap_uri (gst_structure_get_value (rtp,
                    field)), LC_CAPTURE_TIME_URI) == 0)
      return id;
  }
  return 0;
}

GstCaps *
lc_extmap_strip_capture_time (GstCaps * caps)
{
  guint i, id;

  if (gst_caps_is_any (caps))
    return caps;
  for (i = 0; i < gst_caps_get_size (caps); i++) {
    while ((id = lc_extmap_capture_time_id (gst_caps_get_structure (caps, i)))) {
      gchar *field = g_strdup_printf ("extmap-%u", id);

      caps = gst_caps_make_writable (caps);
      gst_structure_remove_field (gst_caps_get_structure (caps, i), field);
      g_free (field);
    }
  }
  return caps;
}

/* The most that an extension adds to each packet, with its
 * two-byte element header. One that nobody can create is taken to have the
 * most a one-byte header allows. */
static guint
extension_size (const gchar * uri, guint id, const GstCaps * caps)
{
  GstRTPHeaderExtension *ext = gst_rtp_header_extension_create_from_uri (uri);
  GstBuffer *any;
  guint size = 16;

  if (!ext)
    return size + 2;
  gst_rtp_header_extension_set_id (ext, id);
  any = gst_buffer_new ();
  if (gst_rtp_header_extension_set_attributes_from_caps (ext, caps))
    size = (guint) gst_rtp_header_extension_get_max_size (ext, any);
  gst_buffer_unref (any);
  gst_object_unref (ext);
  return size + 2;
}

guint
lc_extmap_size (const GstCaps * caps)
{
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  guint size = 0, id;
  gint i;

  for (i = 0; i < gst_structure_n_fields (s); i++) {
    const gchar *field = gst_structure_nth_field_name (s, i);
    const gchar *uri;

    if ((id = lc_extmap_number (field)) == 0)
      continue;
    uri = lc_extmap_uri (gst_structure_get_value (s, field));
    size += uri ? extension_size (uri, id, caps) : 18;
  }
  return size == 0 ? 0 : 4 + ((size + 3) & ~3u);
}

static gboolean
id_is_taken (const GstStructure * s, guint id)
{
  gchar field[16];

  g_snprintf (field, sizeof field, "extmap-%u", id);
  return gst_structure_has_field (s, field);
}

guint
lc_extmap_free_id (const GstStructure * rtp, guint wish)
{
  guint id = wish;

  if (!id_is_taken (rtp, wish))
    return wish;
  for (id = 1; id <= 14 && id_is_taken (rtp, id);)
    id++;
  return id <= 14 ? id : 0;
}
