/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/gstlcrtpmedium.h"

enum
{
  PROP_PORT = 1,
  PROP_RTCP_PORT,
};

struct _GstLcRtpMedium
{
  GstObject object;
  LcRtpMediumConfig config;     /* OBJECT_LOCK */
};

G_DEFINE_TYPE (GstLcRtpMedium, gst_lc_rtp_medium, GST_TYPE_OBJECT);

void
gst_lc_rtp_medium_get_config (GstLcRtpMedium * self, LcRtpMediumConfig * config)
{
  GST_OBJECT_LOCK (self);
  *config = self->config;
  GST_OBJECT_UNLOCK (self);
}

GstLcRtpMedium *
gst_lc_rtp_medium_new (const gchar * name)
{
  return g_object_new (GST_TYPE_LC_RTP_MEDIUM, "name", name, NULL);
}

static void
gst_lc_rtp_medium_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstLcRtpMedium *self = GST_LC_RTP_MEDIUM (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_PORT:
      self->config.port = g_value_get_int (value);
      break;
    case PROP_RTCP_PORT:
      self->config.rtcp_port = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_lc_rtp_medium_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  LcRtpMediumConfig config;

  gst_lc_rtp_medium_get_config (GST_LC_RTP_MEDIUM (object), &config);
  switch (id) {
    case PROP_PORT:
      g_value_set_int (value, config.port);
      break;
    case PROP_RTCP_PORT:
      g_value_set_int (value, config.rtcp_port);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
gst_lc_rtp_medium_class_init (GstLcRtpMediumClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_READY;

  object_class->set_property = gst_lc_rtp_medium_set_property;
  object_class->get_property = gst_lc_rtp_medium_get_property;
  g_object_class_install_property (object_class, PROP_PORT,
      g_param_spec_int ("port", "Port",
          "UDP port to receive RTP at (-1 = the element's port for video, 2 "
          "more for audio; 0 = this medium is off)", -1, 65535, -1, flags));
  g_object_class_install_property (object_class, PROP_RTCP_PORT,
      g_param_spec_int ("rtcp-port", "RTCP port",
          "UDP port to receive RTCP at (-1 = RTP port + 1)",
          -1, 65535, -1, flags));
}

static void
gst_lc_rtp_medium_init (GstLcRtpMedium * self)
{
  self->config.port = self->config.rtcp_port = -1;
}
