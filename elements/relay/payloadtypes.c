/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/payloadtypes.h"

#include <string.h>
#include "elements/rtptiming/extmap.h"

static gint
int_field (const GstCaps * caps, const gchar * name)
{
  gint value = 0;

  gst_structure_get_int (gst_caps_get_structure (caps, 0), name, &value);
  return value;
}

/* Takes @caps. */
static void
add_type (LcPayloadTypes * self, guint payload_type, GstCaps * caps, gint apt)
{
  LcPayloadType *type = &self->types[payload_type & 0x7f];

  gst_caps_take (&type->caps, caps);
  type->apt = apt;
  type->capture_time_id =
      lc_extmap_capture_time_id (gst_caps_get_structure (caps, 0));
}

static void
init_empty (LcPayloadTypes * self)
{
  memset (self, 0, sizeof (*self));
  for (guint pt = 0; pt < G_N_ELEMENTS (self->types); pt++)
    self->types[pt].apt = -1;
}

void
lc_payload_types_init (LcPayloadTypes * self, LcMedia media)
{
  init_empty (self);
  for (const LcCodec * codec = lc_codecs (); codec->encoding_name; codec++) {
    guint pt = codec->payload_type;

    if (codec->media != media)
      continue;
    add_type (self, pt, lc_codec_rtp_caps (codec), -1);
    add_type (self, pt + 1, lc_codec_rtx_caps (media, pt + 1, pt,
            codec->clock_rate), (gint) pt);
  }
}

void
lc_payload_types_init_from_caps (LcPayloadTypes * self, LcMedia media,
    GstCaps * caps, gint rtx_payload_type)
{
  guint pt = (guint) int_field (caps, "payload");

  init_empty (self);
  add_type (self, pt, gst_caps_ref (caps), -1);
  if (rtx_payload_type >= 0)
    add_type (self, (guint) rtx_payload_type, lc_codec_rtx_caps (media,
            (guint) rtx_payload_type, pt,
            (guint) int_field (caps, "clock-rate")), (gint) pt);
}

void
lc_payload_types_clear (LcPayloadTypes * self)
{
  for (guint pt = 0; pt < G_N_ELEMENTS (self->types); pt++)
    gst_caps_replace (&self->types[pt].caps, NULL);
}

GstStructure *
lc_payload_types_rtx_map (const LcPayloadTypes * self)
{
  GstStructure *map = gst_structure_new_empty ("application/x-rtp-pt-map");

  for (guint pt = 0; pt < G_N_ELEMENTS (self->types); pt++) {
    gchar *name;

    if (self->types[pt].caps == NULL || self->types[pt].apt < 0)
      continue;
    name = g_strdup_printf ("%d", self->types[pt].apt);
    gst_structure_set (map, name, G_TYPE_UINT, pt, NULL);
    g_free (name);
  }
  return map;
}

guint
lc_payload_type_clock_rate (const LcPayloadType * type)
{
  return type->caps ? (guint) int_field (type->caps, "clock-rate") : 0;
}
