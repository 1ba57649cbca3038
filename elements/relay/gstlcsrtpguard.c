/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/gstlcsrtpguard.h"

#include <gst/net/gstnet.h>
#include "elements/relay/packetcheck.h"
#include "elements/relay/relaystats.h"

GST_DEBUG_CATEGORY_STATIC (lc_srtp_guard_debug);
#define GST_CAT_DEFAULT lc_srtp_guard_debug

/* Values of GstLcSrtpGuard.flow_of. */
#define UNKNOWN 0xff

struct _GstLcSrtpGuard
{
  GstElement element;
  GstPad *sinkpad, *srcpad;

  /* Set before data flows. */
  LcGuardKind kind;
  LcPeer *peer;
  guint8 flow_of[128];          /* LcSsrcFlow by payload type */
  LcGuardHook hook;
  gpointer hook_data;

  /* The streaming thread's. */
  LcSrtpSession *session;
  GstBuffer *held;              /* the last one that was not verified */
  guint32 held_ssrc;
  gboolean release_held;        /* its successor has just vouched for it */

  LcGuardCounters counters;     /* OBJECT_LOCK */
};

G_DEFINE_TYPE (GstLcSrtpGuard, gst_lc_srtp_guard, GST_TYPE_ELEMENT);

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static LcFate
fate_of_check (LcPacketStatus status)
{
  switch (status) {
    case LC_PACKET_OK:
      return LC_FATE_PASSED;
    case LC_PACKET_TRUNCATED:
      return LC_FATE_TRUNCATED;
    default:
      return LC_FATE_GARBAGE;
  }
}

static LcFate
fate_of_srtp (LcSrtpStatus status)
{
  switch (status) {
    case LC_SRTP_OK:
      return LC_FATE_PASSED;
    case LC_SRTP_REPLAYED:
      return LC_FATE_REPLAYED;
    case LC_SRTP_MALFORMED:
      return LC_FATE_TRUNCATED;
    default:
      return LC_FATE_AUTH_FAILED;
  }
}

static LcFate
mention_csrcs (GstLcSrtpGuard * self, const guint8 * data, guint n_csrcs)
{
  LcFate fate = LC_FATE_PASSED;

  for (guint i = 0; i < n_csrcs && fate == LC_FATE_PASSED; i++)
    fate = lc_peer_mention (self->peer, GST_READ_UINT32_BE (data + 12 + 4 * i));
  return fate;
}

/* Longest packet of a late joiner's first ones; the next may be shorter. */
#define GUESS_MAX 2048

/* Of a stream that is older than we are we do not know how often its sequence
 * numbers have wrapped. The sender's packet count says it to within one, as
 * they start anywhere. */
static LcSrtpStatus
unprotect_late (GstLcSrtpGuard * self, guint8 * data, gsize * length,
    guint32 packets)
{
  guint8 copy[GUESS_MAX] __attribute__((aligned (8)));
  guint32 rollover = packets >> 16;

  if (*length > sizeof (copy))
    return LC_SRTP_AUTH_FAILED;
  for (guint32 i = rollover > 0 ? rollover - 1 : 0; i <= rollover + 1; i++) {
    gsize n = *length;

    memcpy (copy, data, n);
    if (lc_srtp_unprotect_rtp_at (self->session, i, copy, &n) != LC_SRTP_OK)
      continue;
    memcpy (data, copy, n);
    *length = n;
    GST_INFO_OBJECT (self, "joined a stream after %u rollovers", i);
    return LC_SRTP_OK;
  }
  return LC_SRTP_AUTH_FAILED;
}

static LcSrtpStatus
unprotect_rtp (GstLcSrtpGuard * self, guint8 * data, gsize * length,
    guint32 ssrc)
{
  guint32 packets;

  if (!lc_srtp_session_knows (self->session, ssrc)
      && lc_peer_hint (self->peer, ssrc, &packets))
    return unprotect_late (self, data, length, packets);
  return lc_srtp_unprotect_rtp (self->session, data, length);
}

/* Authentication comes first: nothing before it keeps or changes anything. */
static LcFate
judge_rtp (GstLcSrtpGuard * self, guint8 * data, gsize * length,
    GSocketAddress * from)
{
  gboolean encrypted = self->session != NULL, taken_over;
  LcRtpInfo info;
  LcFate fate;

  fate = fate_of_check (lc_rtp_check (data, *length, encrypted, &info));
  if (fate == LC_FATE_PASSED && encrypted) {
    fate = fate_of_srtp (unprotect_rtp (self, data, length, info.ssrc));
    if (fate == LC_FATE_PASSED)
      fate = fate_of_check (lc_rtp_check (data, *length, FALSE, &info));
  }
  if (fate != LC_FATE_PASSED)
    return fate;
  if (self->flow_of[info.payload_type] == UNKNOWN)
    return LC_FATE_UNKNOWN_PAYLOAD_TYPE;
  fate = lc_peer_rtp (self->peer, self->flow_of[info.payload_type], info.ssrc,
      info.seqnum, from, &taken_over);
  if (taken_over)
    GST_INFO_OBJECT (self, "SSRC %08x sends payload type %u now", info.ssrc,
        info.payload_type);
  self->release_held = taken_over && self->held_ssrc == info.ssrc;
  self->held_ssrc = info.ssrc;
  if (fate == LC_FATE_PASSED)
    fate = mention_csrcs (self, data, info.n_csrcs);
  return fate;
}

static LcFate
judge_rtcp (GstLcSrtpGuard * self, guint8 * data, gsize * length,
    GSocketAddress * from)
{
  LcRtcpInfo info;
  LcFate fate = fate_of_check (lc_rtcp_check_header (data, *length));

  if (fate == LC_FATE_PASSED && self->session != NULL)
    fate = fate_of_srtp (lc_srtp_unprotect_rtcp (self->session, data, length));
  if (fate == LC_FATE_PASSED)
    fate = fate_of_check (lc_rtcp_check (data, *length, &info));
  if (fate != LC_FATE_PASSED)
    return fate;
  if (info.too_many)
    return LC_FATE_SSRC_REFUSED;
  fate = lc_peer_rtcp (self->peer, info.ssrcs, info.n_ssrcs, from);
  /* A late joiner has no address to believe plain RTCP from. What a report
   * says is only a guess that the key confirms or not: it may come from
   * anybody then. */
  if (info.is_report && (fate == LC_FATE_PASSED
          || lc_peer_unheard (self->peer)))
    lc_peer_report (self->peer, info.report_ssrc, info.report_packets);
  return fate;
}

static void
count (GstLcSrtpGuard * self, LcFate fate, gsize length)
{
  GST_OBJECT_LOCK (self);
  self->counters.datagrams++;
  self->counters.bytes += length;
  self->counters.fates[fate]++;
  GST_OBJECT_UNLOCK (self);
}

/* Judges @buffer (writable) in place and shortens it to the clear packet. */
static LcFate
judge (GstLcSrtpGuard * self, GstBuffer * buffer)
{
  GstNetAddressMeta *meta = gst_buffer_get_net_address_meta (buffer);
  GSocketAddress *from = meta ? meta->addr : NULL;
  gsize length, arrived;
  GstMapInfo map;
  LcFate fate;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    return LC_FATE_TRUNCATED;
  arrived = length = map.size;
  if (self->kind == LC_GUARD_RTP)
    fate = judge_rtp (self, map.data, &length, from);
  else
    fate = judge_rtcp (self, map.data, &length, from);
  if ((fate == LC_FATE_PASSED || fate == LC_FATE_UNVERIFIED) && self->hook)
    self->hook (self, map.data, length, buffer, self->hook_data);
  gst_buffer_unmap (buffer, &map);
  if (fate == LC_FATE_PASSED || fate == LC_FATE_UNVERIFIED) {
    gst_buffer_set_size (buffer, length);
    /* The session keeps a list of addresses per SSRC: it gets none. */
    if (meta)
      gst_buffer_remove_meta (buffer, (GstMeta *) meta);
  }
  count (self, fate, arrived);
  return fate;
}

static GstFlowReturn
gst_lc_srtp_guard_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstLcSrtpGuard *self = GST_LC_SRTP_GUARD (parent);
  GstFlowReturn flow;
  LcFate fate;

  buffer = gst_buffer_make_writable (buffer);
  self->release_held = FALSE;
  fate = judge (self, buffer);
  if (fate == LC_FATE_UNVERIFIED) {
    gst_buffer_replace (&self->held, NULL);
    self->held = buffer;
    return GST_FLOW_OK;
  }
  if (self->held && self->release_held)
    gst_pad_push (self->srcpad, g_steal_pointer (&self->held));
  if (fate != LC_FATE_PASSED) {
    GST_LOG_OBJECT (self, "dropped a datagram: %s", lc_relay_fate_name (fate));
    gst_buffer_unref (buffer);
    return GST_FLOW_OK;
  }
  flow = gst_pad_push (self->srcpad, buffer);
  /* One stream that is over or not wanted must not stop the socket. */
  if (flow == GST_FLOW_EOS || flow == GST_FLOW_NOT_LINKED)
    flow = GST_FLOW_OK;
  return flow;
}

void
gst_lc_srtp_guard_end (GstLcSrtpGuard * self)
{
  lc_peer_end (self->peer);
  gst_pad_push_event (self->srcpad, gst_event_new_eos ());
}

GstElement *
gst_lc_srtp_guard_new (LcGuardKind kind, LcPeer * peer, LcSrtpSession * session)
{
  GstLcSrtpGuard *self = g_object_new (GST_TYPE_LC_SRTP_GUARD, NULL);

  self->kind = kind;
  self->peer = lc_peer_ref (peer);
  self->session = session;
  return GST_ELEMENT (self);
}

void
gst_lc_srtp_guard_allow (GstLcSrtpGuard * self, guint payload_type,
    LcSsrcFlow flow)
{
  g_return_if_fail (payload_type < 128);
  self->flow_of[payload_type] = (guint8) flow;
}

void
gst_lc_srtp_guard_set_hook (GstLcSrtpGuard * self, LcGuardHook hook,
    gpointer user_data)
{
  self->hook = hook;
  self->hook_data = user_data;
}

void
gst_lc_srtp_guard_add_counters (GstLcSrtpGuard * self, LcGuardCounters * sum)
{
  GST_OBJECT_LOCK (self);
  sum->datagrams += self->counters.datagrams;
  sum->bytes += self->counters.bytes;
  for (guint i = 0; i < LC_N_FATES; i++)
    sum->fates[i] += self->counters.fates[i];
  GST_OBJECT_UNLOCK (self);
}

static void
gst_lc_srtp_guard_finalize (GObject * object)
{
  GstLcSrtpGuard *self = GST_LC_SRTP_GUARD (object);

  gst_buffer_replace (&self->held, NULL);
  lc_srtp_session_free (self->session);
  g_clear_pointer (&self->peer, lc_peer_unref);
  G_OBJECT_CLASS (gst_lc_srtp_guard_parent_class)->finalize (object);
}

static void
gst_lc_srtp_guard_class_init (GstLcSrtpGuardClass * klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (lc_srtp_guard_debug, "lcsrtpguard", 0,
      "Authentication and checks of received RTP and RTCP");
  G_OBJECT_CLASS (klass)->finalize = gst_lc_srtp_guard_finalize;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "SRTP guard",
      "Filter/Network/SRTP", "Lets only authentic RTP and RTCP pass",
      "gst-livecommerce <gst-livecommerce@localhost>");
}

static void
gst_lc_srtp_guard_init (GstLcSrtpGuard * self)
{
  memset (self->flow_of, UNKNOWN, sizeof (self->flow_of));
  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad,
      GST_DEBUG_FUNCPTR (gst_lc_srtp_guard_chain));
  GST_PAD_SET_PROXY_CAPS (self->sinkpad);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);
  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  GST_PAD_SET_PROXY_CAPS (self->srcpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}
