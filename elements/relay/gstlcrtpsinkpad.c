/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/gstlcrtpsinkpad.h"

enum
{
  PROP_PORT = 1,
  PROP_RTCP_PORT,
  PROP_PT,
};

struct _GstLcRtpSinkPad
{
  GstGhostPad ghost;
  LcRtpSinkPadConfig config;    /* OBJECT_LOCK */
};

G_DEFINE_TYPE (GstLcRtpSinkPad, gst_lc_rtp_sink_pad, GST_TYPE_GHOST_PAD);

static void
gst_lc_rtp_sink_pad_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstLcRtpSinkPad *self = GST_LC_RTP_SINK_PAD (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_PORT:
      self->config.port = g_value_get_int (value);
      break;
    case PROP_RTCP_PORT:
      self->config.rtcp_port = g_value_get_int (value);
      break;
    case PROP_PT:
      self->config.payload_type = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_lc_rtp_sink_pad_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  LcRtpSinkPadConfig config;

  gst_lc_rtp_sink_pad_get_config (GST_LC_RTP_SINK_PAD (object), &config);
  switch (id) {
    case PROP_PORT:
      g_value_set_int (value, config.port);
      break;
    case PROP_RTCP_PORT:
      g_value_set_int (value, config.rtcp_port);
      break;
    case PROP_PT:
      g_value_set_int (value, config.payload_type);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

void
gst_lc_rtp_sink_pad_get_config (GstLcRtpSinkPad * self,
    LcRtpSinkPadConfig * config)
{
  GST_OBJECT_LOCK (self);
  *config = self->config;
  GST_OBJECT_UNLOCK (self);
}

GstPad *
gst_lc_rtp_sink_pad_new (const gchar * name, GstPadTemplate * template)
{
  return g_object_new (GST_TYPE_LC_RTP_SINK_PAD, "name", name,
      "direction", GST_PAD_SINK, "template", template, NULL);
}

#define FLAGS (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS \
    | GST_PARAM_MUTABLE_READY)

static void
gst_lc_rtp_sink_pad_class_init (GstLcRtpSinkPadClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = gst_lc_rtp_sink_pad_set_property;
  object_class->get_property = gst_lc_rtp_sink_pad_get_property;
  g_object_class_install_property (object_class, PROP_PORT,
      g_param_spec_int ("port", "Port",
          "UDP port of the other side for RTP (-1 = the element's port for the "
          "first pad, 2 more for each next one)", -1, 65535, -1, FLAGS));
  g_object_class_install_property (object_class, PROP_RTCP_PORT,
      g_param_spec_int ("rtcp-port", "RTCP port",
          "UDP port of the other side for RTCP (-1 = RTP port + 1)",
          -1, 65535, -1, FLAGS));
  g_object_class_install_property (object_class, PROP_PT,
      g_param_spec_int ("pt", "Payload type",
          "RTP payload type, 96-126, retransmissions use the next one (-1 = by "
          "codec: 96 VP8, 98 VP9, 100 AV1, 102 H.264, 104 H.265, 111 Opus)",
          -1, 126, -1, FLAGS));
}

static void
gst_lc_rtp_sink_pad_init (GstLcRtpSinkPad * self)
{
  self->config.port = self->config.rtcp_port = self->config.payload_type = -1;
}
