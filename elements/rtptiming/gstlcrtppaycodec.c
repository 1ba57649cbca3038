/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* The payloader inside lcrtppay: which one, and how it is set up. */
#include "elements/rtptiming/gstlcrtppayprivate.h"

#include "elements/rtptiming/codecchild.h"
#include "elements/rtptiming/codecfactory.h"

GST_DEBUG_CATEGORY_EXTERN (gst_lc_rtp_pay_debug);
#define GST_CAT_DEFAULT gst_lc_rtp_pay_debug

/* Payloaders refuse less. */
#define MIN_INNER_MTU 28

/* The packets' size leaves room for the tag and for the user's extensions,
 * which payloaders of 1.22 do not count. */
void
gst_lc_rtp_pay_update_mtu (GstLcRtpPay * self)
{
  GstElement *payloader;
  guint mtu, taken;

  GST_OBJECT_LOCK (self);
  payloader = self->payloader ? gst_object_ref (self->payloader) : NULL;
  taken = self->reserve;
  if (self->settings.id != 0)
    taken += LC_WIRE_INSERT_MAX (LC_WIRE_CAPTURE_SHORT);
  mtu = self->settings.mtu;
  GST_OBJECT_UNLOCK (self);
  if (!payloader)
    return;
  mtu = mtu > taken + MIN_INNER_MTU ? mtu - taken : MIN_INNER_MTU;
  g_object_set (payloader, "mtu", mtu, NULL);
  gst_object_unref (payloader);
}

/* Our payload types, the same that lcrtpsrc expects without an SDP. */
static gint
usual_pt (const gchar * factory)
{
  static const struct
  {
    const gchar *factory;
    gint pt;
  } table[] = {
    {"rtpvp8pay", 96}, {"rtpvp9pay", 98}, {"rtph264pay", 102},
    {"rtpopuspay", 111}
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++) {
    if (g_str_equal (factory, table[i].factory))
      return table[i].pt;
  }
  return -1;
}

/* What relays and browsers expect: a picture id that does not wrap twice a
 * second, parameter sets with every key frame, and small NAL units bundled
 * without waiting for the next frame. */
static void
configure_payloader (GstLcRtpPay * self, GstElement * payloader,
    const gchar * factory)
{
  gint pt;
  guint ssrc;

  GST_OBJECT_LOCK (self);
  pt = self->pt >= 0 ? self->pt : usual_pt (factory);
  ssrc = self->ssrc;
  GST_OBJECT_UNLOCK (self);
  if (pt >= 0)
    g_object_set (payloader, "pt", (guint) pt, NULL);
  if (ssrc != GST_LC_RTP_PAY_RANDOM_SSRC)
    g_object_set (payloader, "ssrc", ssrc, NULL);
  lc_codec_child_set (payloader, "picture-id-mode", "15-bit");
  lc_codec_child_set (payloader, "config-interval", "-1");
  lc_codec_child_set (payloader, "aggregate-mode", "zero-latency");
}

/* The receiver sees one stream: the numbering goes on where it was, and between
 * video codecs, whose RTP clocks all have 90 kHz (RFC 3551 section 5), SSRC and
 * timestamps, too. One SSRC must not change its clock rate (RFC 7160 section 4),
 * so another rate makes a new one. */
static void
continue_numbering (GstElement * old, GstElement * payloader, gboolean audio)
{
  GstPad *src = gst_element_get_static_pad (old, "src");
  GstCaps *caps = gst_pad_get_current_caps (src);
  guint seqnum, ssrc, offset;

  g_object_get (old, "seqnum", &seqnum, NULL);
  g_object_set (payloader, "seqnum-offset", (gint) ((seqnum + 1) & 0xffff),
      NULL);
  if (caps && !audio) {
    const GstStructure *s = gst_caps_get_structure (caps, 0);

    if (g_strcmp0 (gst_structure_get_string (s, "media"), "video") == 0
        && gst_structure_get_uint (s, "ssrc", &ssrc)
        && gst_structure_get_uint (s, "timestamp-offset", &offset))
      g_object_set (payloader, "ssrc", ssrc, "timestamp-offset", offset, NULL);
  }
  gst_clear_caps (&caps);
  gst_object_unref (src);
}

static void
take_payloader (GstLcRtpPay * self, GstElement * payloader)
{
  GstElement *old;

  GST_OBJECT_LOCK (self);
  old = self->payloader;
  self->payloader = payloader;
  self->reserve = 0;
  GST_OBJECT_UNLOCK (self);
  if (!old)
    return;
  if (payloader)
    continue_numbering (old, payloader, self->tagger.audio);
  lc_codec_child_remove (GST_BIN (self), self->sinkpad, self->srcpad, old);
}

static gboolean
use_factory (GstLcRtpPay * self, GstElementFactory * factory)
{
  GstElement *payloader;
  gboolean same;

  GST_OBJECT_LOCK (self);
  same = self->payloader
      && gst_element_get_factory (self->payloader) == factory;
  GST_OBJECT_UNLOCK (self);
  if (same)
    return TRUE;
  /* The old child gives its name free before the new one takes it. */
  payloader = gst_element_factory_create (factory, NULL);
  if (!payloader)
    return FALSE;
  configure_payloader (self, payloader, GST_OBJECT_NAME (factory));
  take_payloader (self, payloader);
  gst_lc_rtp_pay_update_mtu (self);
  GST_INFO_OBJECT (self, "payloading with %s", GST_OBJECT_NAME (factory));
  return lc_codec_child_add (GST_BIN (self), self->sinkpad, self->srcpad,
      payloader, "payloader");
}

gboolean
gst_lc_rtp_pay_choose (GstLcRtpPay * self, GstCaps * caps)
{
  GstElementFactory *factory =
      lc_codec_factory_find (GST_ELEMENT_FACTORY_TYPE_PAYLOADER, caps);
  gboolean ok;

  if (!factory) {
    GST_ELEMENT_ERROR (self, STREAM, CODEC_NOT_FOUND,
        ("No RTP payloader for %s is installed: encode to VP8, VP9, H.264 or "
            "Opus, or install the GStreamer package that has the payloader.",
            gst_structure_get_name (gst_caps_get_structure (caps, 0))),
        ("%" GST_PTR_FORMAT, caps));
    return FALSE;
  }
  ok = use_factory (self, factory);
  if (!ok)
    GST_ELEMENT_ERROR (self, CORE, PAD,
        ("The payloader %s could not be started: check the installation of "
            "its plugin.", GST_OBJECT_NAME (factory)), (NULL));
  gst_object_unref (factory);
  return ok;
}

/* Any codec may follow: what the payloader of now takes, as it knows the
 * details that downstream wants, and everything of other media types. */
GstCaps *
gst_lc_rtp_pay_sink_caps (GstLcRtpPay * self, GstCaps * filter)
{
  GstCaps *all = lc_codec_factory_caps (GST_ELEMENT_FACTORY_TYPE_PAYLOADER);
  GstPad *target = gst_ghost_pad_get_target (GST_GHOST_PAD (self->sinkpad));
  GstCaps *now = target ? gst_pad_query_caps (target, NULL) : NULL;
  guint i;

  gst_clear_object (&target);
  if (now && !gst_caps_is_any (now) && !gst_caps_is_empty (now)) {
    const GstStructure *s = gst_caps_get_structure (now, 0);

    for (i = gst_caps_get_size (all); i > 0; i--) {
      if (gst_structure_has_name (gst_caps_get_structure (all, i - 1),
              gst_structure_get_name (s)))
        gst_caps_remove_structure (all, i - 1);
    }
    all = gst_caps_merge (now, all);
  } else if (now) {
    gst_caps_unref (now);
  }
  if (filter) {
    GstCaps *both = gst_caps_intersect_full (filter, all,
        GST_CAPS_INTERSECT_FIRST);

    gst_caps_unref (all);
    all = both;
  }
  return all;
}
