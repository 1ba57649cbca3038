/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/**
 * SECTION:element-lcrtphdrextcapturetime
 *
 * The RTP header extension abs-capture-time for any stock payloader and
 * depayloader, which create it by themselves from caps with an extmap field.
 *
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=60 ! vp8enc deadline=1 ! rtpvp8pay ! "application/x-rtp,extmap-5=(string)http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time" ! fakesink
 * ]|
 *
 * It writes the capture time meta (timestamp/x-ntp) of the buffer that was
 * payloaded, on the first packet of a frame. Without a meta it can only know
 * the time when its owner handed it a clock (properties clock, base-time and
 * running-time-offset): a header extension has no parent and no clock. When
 * nothing tells the time it writes nothing.
 */
#include "elements/rtptiming/gstlcrtphdrextcapturetime.h"

#include "elements/rtptiming/metarule.h"
#include "elements/rtptiming/wire.h"

GST_DEBUG_CATEGORY_STATIC (gst_lc_rtp_hdr_ext_capture_time_debug);
#define GST_CAT_DEFAULT gst_lc_rtp_hdr_ext_capture_time_debug

enum
{
  PROP_0,
  PROP_CLOCK,
  PROP_BASE_TIME,
  PROP_RUNNING_TIME_OFFSET
};

struct _GstLcRtpHdrExtCaptureTime
{
  GstRTPHeaderExtension parent;

  /* OBJECT_LOCK */
  GstClock *clock;              /* transfer full, NULL = none handed over */
  GstClockTime base_time;
  GstClockTimeDiff offset;      /* running time - PTS, ns */

  /* streaming thread */
  gboolean audio;
  LcMetaRule rule;
  GstClockTime frame_pts;       /* the frame that was looked at last */
  gboolean said_unknown;
};

#define gst_lc_rtp_hdr_ext_capture_time_parent_class parent_class
G_DEFINE_FINAL_TYPE (GstLcRtpHdrExtCaptureTime,
    gst_lc_rtp_hdr_ext_capture_time, GST_TYPE_RTP_HEADER_EXTENSION);
/* MARGINAL: from this rank on payloaders create it by the URI. */
GST_ELEMENT_REGISTER_DEFINE (lcrtphdrextcapturetime, "lcrtphdrextcapturetime",
    GST_RANK_MARGINAL, GST_TYPE_LC_RTP_HDR_EXT_CAPTURE_TIME);

static GstRTPHeaderExtensionFlags
supported_flags (GstRTPHeaderExtension * ext)
{
  return GST_RTP_HEADER_EXTENSION_ONE_BYTE | GST_RTP_HEADER_EXTENSION_TWO_BYTE;
}

static gsize
max_size (GstRTPHeaderExtension * ext, const GstBuffer * input)
{
  return LC_WIRE_CAPTURE_SHORT;
}

static guint64
clock_time (GstLcRtpHdrExtCaptureTime * self, GstClockTime pts)
{
  GstClock *clock;
  GstClockTime base_time;
  GstClockTimeDiff offset;
  gint64 captured;
  guint64 ntp_ns;

  GST_OBJECT_LOCK (self);
  clock = self->clock ? gst_object_ref (self->clock) : NULL;
  base_time = self->base_time;
  offset = self->offset;
  GST_OBJECT_UNLOCK (self);
  if (!clock)
    return LC_NTP_NONE;
  captured = (gint64) (base_time + pts) + offset;
  ntp_ns = GST_CLOCK_TIME_IS_VALID (base_time) && captured >= 0
      ? lc_utc_map_to_ntp (lc_utc_map_for_clock (clock),
      (GstClockTime) captured) : LC_NTP_NONE;
  gst_object_unref (clock);
  return ntp_ns;
}

/* Video metas survive the encoder, audio metas seldom do (metarule.h). */
static guint64
frame_time (GstLcRtpHdrExtCaptureTime * self, GstBuffer * input)
{
  guint64 meta = lc_meta_rule_next (&self->rule, input, self->audio);
  guint64 by_clock;

  if (meta != LC_NTP_NONE && !self->audio)
    return meta;
  by_clock = clock_time (self, GST_BUFFER_PTS (input));
  return by_clock != LC_NTP_NONE ? by_clock : meta;
}

static void
say_unknown (GstLcRtpHdrExtCaptureTime * self)
{
  if (self->said_unknown)
    return;
  self->said_unknown = TRUE;
  GST_WARNING_OBJECT (self, "buffers have no capture time that can be "
      "believed, and there is no clock to compute it: packets go out without "
      "(put timestamp/x-ntp metas on them, or use lcrtppay)");
}

static gssize
write_tag (GstRTPHeaderExtension * ext, const GstBuffer * input,
    GstRTPHeaderExtensionFlags flags, GstBuffer * output, guint8 * data,
    gsize size)
{
  GstLcRtpHdrExtCaptureTime *self = GST_LC_RTP_HDR_EXT_CAPTURE_TIME (ext);
  GstClockTime pts = GST_BUFFER_PTS (input);
  LcWireCaptureTime time = { LC_NTP_NONE, 0, 0 };

  /* Only a frame's first packet, and only of the frame that came in last: a
   * payloader that gathers frames puts out an older one. */
  if (!GST_CLOCK_TIME_IS_VALID (pts) || pts == self->frame_pts
      || (GST_BUFFER_PTS_IS_VALID (output) && GST_BUFFER_PTS (output) != pts)
      || size < LC_WIRE_CAPTURE_SHORT)
    return 0;
  self->frame_pts = pts;
  time.ntp_ns = frame_time (self, (GstBuffer *) input);
  if (time.ntp_ns == LC_NTP_NONE) {
    say_unknown (self);
    return 0;
  }
  return (gssize) lc_wire_capture_write (&time, data);
}

static gboolean
read_tag (GstRTPHeaderExtension * ext, GstRTPHeaderExtensionFlags flags,
    const guint8 * data, gsize size, GstBuffer * buffer)
{
  LcWireCaptureTime time;
  LcWireStatus status = lc_wire_capture_parse (data, size, &time);

  if (status == LC_WIRE_OK)
    lc_capture_time_set (buffer, time.ntp_ns);
  else
    GST_DEBUG_OBJECT (ext, "%s", lc_wire_status_text (status));
  /* A damaged element is no reason to lose the packet. */
  return TRUE;
}

static gboolean
set_sink_caps (GstRTPHeaderExtension * ext, const GstCaps * caps)
{
  GstLcRtpHdrExtCaptureTime *self = GST_LC_RTP_HDR_EXT_CAPTURE_TIME (ext);
  const gchar *name = gst_structure_get_name (gst_caps_get_structure (caps, 0));

  self->audio = g_str_has_prefix (name, "audio/");
  return TRUE;
}

void
gst_lc_rtp_hdr_ext_capture_time_set_timing (GstLcRtpHdrExtCaptureTime * ext,
    GstClock * clock, GstClockTime base_time,
    GstClockTimeDiff running_time_offset)
{
  GstClock *old;

  GST_OBJECT_LOCK (ext);
  old = ext->clock;
  ext->clock = clock ? gst_object_ref (clock) : NULL;
  ext->base_time = base_time;
  ext->offset = running_time_offset;
  GST_OBJECT_UNLOCK (ext);
  gst_clear_object (&old);
}

static void
gst_lc_rtp_hdr_ext_capture_time_set_property (GObject * object, guint prop_id,
    const GValue * value, GParamSpec * pspec)
{
  GstLcRtpHdrExtCaptureTime *self = GST_LC_RTP_HDR_EXT_CAPTURE_TIME (object);
  GstClock *old = NULL;

  GST_OBJECT_LOCK (self);
  switch (prop_id) {
    case PROP_CLOCK:
      old = self->clock;
      self->clock = g_value_dup_object (value);
      break;
    case PROP_BASE_TIME:
      self->base_time = g_value_get_uint64 (value);
      break;
    case PROP_RUNNING_TIME_OFFSET:
      self->offset = g_value_get_int64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
  gst_clear_object (&old);
}

static void
gst_lc_rtp_hdr_ext_capture_time_get_property (GObject * object, guint prop_id,
    GValue * value, GParamSpec * pspec)
{
  GstLcRtpHdrExtCaptureTime *self = GST_LC_RTP_HDR_EXT_CAPTURE_TIME (object);

  GST_OBJECT_LOCK (self);
  switch (prop_id) {
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    case PROP_BASE_TIME:
      g_value_set_uint64 (value, self->base_time);
      break;
    case PROP_RUNNING_TIME_OFFSET:
      g_value_set_int64 (value, self->offset);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_lc_rtp_hdr_ext_capture_time_finalize (GObject * object)
{
  gst_clear_object (&GST_LC_RTP_HDR_EXT_CAPTURE_TIME (object)->clock);
  G_OBJECT_CLASS (parent_class)->finalize (object);
}

static void
install_properties (GObjectClass * klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_PLAYING;

  g_object_class_install_property (klass, PROP_CLOCK,
      g_param_spec_object ("clock", "Clock",
          "The clock that the stream's running time goes by, to compute the "
          "capture time of buffers without a meta; NULL = metas only",
          GST_TYPE_CLOCK, flags));
  g_object_class_install_property (klass, PROP_BASE_TIME,
      g_param_spec_uint64 ("base-time", "Base time",
          "The clock's time at running time 0, in ns; 18446744073709551615 = "
          "unknown, metas only", 0, G_MAXUINT64, GST_CLOCK_TIME_NONE, flags));
  g_object_class_install_property (klass, PROP_RUNNING_TIME_OFFSET,
      g_param_spec_int64 ("running-time-offset", "Running time offset",
          "Running time minus PTS in ns: negative for a segment that starts "
          "late, positive after an accumulated segment",
          G_MININT64, G_MAXINT64, 0, flags));
}

static void
gst_lc_rtp_hdr_ext_capture_time_class_init (GstLcRtpHdrExtCaptureTimeClass *
    klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstRTPHeaderExtensionClass *ext_class =
      GST_RTP_HEADER_EXTENSION_CLASS (klass);

  object_class->set_property = gst_lc_rtp_hdr_ext_capture_time_set_property;
  object_class->get_property = gst_lc_rtp_hdr_ext_capture_time_get_property;
  object_class->finalize = gst_lc_rtp_hdr_ext_capture_time_finalize;
  ext_class->get_supported_flags = supported_flags;
  ext_class->get_max_size = max_size;
  ext_class->write = write_tag;
  ext_class->read = read_tag;
  ext_class->set_non_rtp_sink_caps = set_sink_caps;
  gst_rtp_header_extension_class_set_uri (ext_class, LC_CAPTURE_TIME_URI);
  install_properties (object_class);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass),
      "Absolute capture time RTP header extension",
      GST_RTP_HDREXT_ELEMENT_CLASS,
      "Writes and reads the moment a frame was captured in RTP header "
      "extensions", "gst-livecommerce <gst-livecommerce@localhost>");
  GST_DEBUG_CATEGORY_INIT (gst_lc_rtp_hdr_ext_capture_time_debug,
      "lcrtphdrextcapturetime", 0, "Absolute capture time header extension");
}

static void
gst_lc_rtp_hdr_ext_capture_time_init (GstLcRtpHdrExtCaptureTime * self)
{
  self->base_time = GST_CLOCK_TIME_NONE;
  self->frame_pts = GST_CLOCK_TIME_NONE;
  lc_meta_rule_reset (&self->rule);
}
