/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/peer.h"

struct _LcPeer
{
  gint ref_count;               /* atomic */
  LcPeerMode mode;
  gboolean encrypted, rtcp_encrypted;

  GMutex lock;                  /* all below */
  LcSsrcGate gate;
  GSocketAddress *rtcp_address; /* where RTCP goes */
  GSocketAddress *rtp_from;     /* where the last admitted RTP came from */
  gboolean rtcp_heard;
  struct
  {
    guint32 ssrc, packets;
    guint tries;
  } reports[LC_SSRC_MAX];       /* the newest SSRCs, round and round */
  guint next_report;
  gboolean ended;
};

LcPeer *
lc_peer_new (LcPeerMode mode, gboolean encrypted, gboolean rtcp_encrypted)
{
  LcPeer *peer = g_new0 (LcPeer, 1);

  peer->ref_count = 1;
  peer->mode = mode;
  peer->encrypted = encrypted;
  peer->rtcp_encrypted = rtcp_encrypted;
  g_mutex_init (&peer->lock);
  lc_ssrc_gate_init (&peer->gate, !encrypted);
  return peer;
}

LcPeer *
lc_peer_ref (LcPeer * peer)
{
  g_atomic_int_inc (&peer->ref_count);
  return peer;
}

void
lc_peer_unref (LcPeer * peer)
{
  if (!g_atomic_int_dec_and_test (&peer->ref_count))
    return;
  g_clear_object (&peer->rtcp_address);
  g_clear_object (&peer->rtp_from);
  g_mutex_clear (&peer->lock);
  g_free (peer);
}

void
lc_peer_set_address (LcPeer * peer, GSocketAddress * rtcp_address)
{
  g_mutex_lock (&peer->lock);
  g_set_object (&peer->rtcp_address, rtcp_address);
  g_mutex_unlock (&peer->lock);
}

GSocketAddress *
lc_peer_get_address (LcPeer * peer)
{
  GSocketAddress *address;

  g_mutex_lock (&peer->lock);
  address = peer->rtcp_address ? g_object_ref (peer->rtcp_address) : NULL;
  g_mutex_unlock (&peer->lock);
  return address;
}

static GInetAddress *
host_of (GSocketAddress * address)
{
  return g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
}

static gboolean
same_host (GSocketAddress * a, GSocketAddress * b)
{
  return g_inet_address_equal (host_of (a), host_of (b));
}

static guint16
port_of (GSocketAddress * address)
{
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

static gboolean
same_address (GSocketAddress * a, GSocketAddress * b)
{
  return a != NULL && port_of (a) == port_of (b) && same_host (a, b);
}

/* Before any RTCP was heard it is expected one port above RTP (RFC 3550
 * section 11). */
static void
learn_from_rtp (LcPeer * peer, GSocketAddress * from)
{
  if (same_address (peer->rtp_from, from))
    return;
  g_set_object (&peer->rtp_from, from);
  if (peer->rtcp_heard || port_of (from) == 65535)
    return;
  g_clear_object (&peer->rtcp_address);
  peer->rtcp_address = g_inet_socket_address_new (host_of (from),
      port_of (from) + 1);
}

static LcFate
fate_of (LcSsrcVerdict verdict)
{
  switch (verdict) {
    case LC_SSRC_ADMITTED:
    case LC_SSRC_TOOK_OVER:
      return LC_FATE_PASSED;
    case LC_SSRC_WAITING:
      return LC_FATE_UNVERIFIED;
    default:
      return LC_FATE_SSRC_REFUSED;
  }
}

static guint64
now_ns (void)
{
  return (guint64) g_get_monotonic_time () * 1000;
}

/* Nobody vouches for an address in a session without a key: while the owner
 * talks, its SSRC is good from one host only. */
static gboolean
stranger_without_key (LcPeer * peer, LcSsrcFlow flow, guint32 ssrc,
    GSocketAddress * from)
{
  return !peer->encrypted && from != NULL && peer->rtp_from != NULL
      && peer->gate.flows[flow].owned && peer->gate.flows[flow].ssrc == ssrc
      && now_ns () - peer->gate.flows[flow].last < LC_SSRC_TAKEOVER_NS
      && !same_host (peer->rtp_from, from);
}

LcFate
lc_peer_rtp (LcPeer * peer, LcSsrcFlow flow, guint32 ssrc, guint16 seqnum,
    GSocketAddress * from, gboolean * taken_over)
{
  LcSsrcVerdict verdict;
  guint32 forgotten;
  bool has_forgotten;
  LcFate fate;

  *taken_over = FALSE;
  g_mutex_lock (&peer->lock);
  if (peer->ended) {
    fate = LC_FATE_AFTER_BYE;
  } else if (stranger_without_key (peer, flow, ssrc, from)) {
    fate = LC_FATE_FOREIGN_ADDRESS;
  } else {
    verdict = lc_ssrc_gate_packet (&peer->gate, flow, ssrc, seqnum, now_ns (),
        &forgotten, &has_forgotten);
    fate = fate_of (verdict);
    *taken_over = verdict == LC_SSRC_TOOK_OVER;
    if (fate == LC_FATE_PASSED && peer->mode == LC_PEER_LEARN && from != NULL)
      learn_from_rtp (peer, from);
  }
  g_mutex_unlock (&peer->lock);
  return fate;
}

static LcFate
mention_locked (LcPeer * peer, guint32 ssrc)
{
  guint32 forgotten;
  bool has_forgotten;

  return fate_of (lc_ssrc_gate_mention (&peer->gate, ssrc, now_ns (),
          &forgotten, &has_forgotten));
}

LcFate
lc_peer_mention (LcPeer * peer, guint32 ssrc)
{
  LcFate fate;

  g_mutex_lock (&peer->lock);
  fate = mention_locked (peer, ssrc);
  g_mutex_unlock (&peer->lock);
  return fate;
}

/* Plain RTCP is believed only from the host that the media goes to, or comes
 * from: that address was configured, or was authenticated with RTP. */
static gboolean
rtcp_host_is_right (LcPeer * peer, GSocketAddress * from)
{
  GSocketAddress *expected = peer->mode == LC_PEER_FIXED ? peer->rtcp_address
      : peer->rtp_from;

  if (peer->rtcp_encrypted || from == NULL)
    return TRUE;
  if (expected == NULL)
    return FALSE;
  if (g_inet_address_get_is_multicast (host_of (expected)))
    return TRUE;
  return same_host (expected, from);
}

LcFate
lc_peer_rtcp (LcPeer * peer, const guint32 * ssrcs, guint n_ssrcs,
    GSocketAddress * from)
{
  LcFate fate = LC_FATE_PASSED;

  g_mutex_lock (&peer->lock);
  if (!rtcp_host_is_right (peer, from))
    fate = LC_FATE_FOREIGN_ADDRESS;
  for (guint i = 0; i < n_ssrcs && fate == LC_FATE_PASSED; i++)
    fate = mention_locked (peer, ssrcs[i]);
  if (fate == LC_FATE_PASSED && peer->mode == LC_PEER_LEARN && from != NULL) {
    peer->rtcp_heard = TRUE;
    if (!same_address (peer->rtcp_address, from))
      g_set_object (&peer->rtcp_address, from);
  }
  g_mutex_unlock (&peer->lock);
  return fate;
}

void
lc_peer_report (LcPeer * peer, guint32 ssrc, guint32 packets)
{
  guint i = 0;

  g_mutex_lock (&peer->lock);
  while (i < LC_SSRC_MAX && peer->reports[i].ssrc != ssrc)
    i++;
  if (i == LC_SSRC_MAX)
    i = peer->next_report++ % LC_SSRC_MAX;
  peer->reports[i].ssrc = ssrc;
  peer->reports[i].packets = packets;
  peer->reports[i].tries = LC_PEER_HINT_TRIES;
  g_mutex_unlock (&peer->lock);
}

gboolean
lc_peer_unheard (LcPeer * peer)
{
  gboolean unheard;

  g_mutex_lock (&peer->lock);
  unheard = peer->mode == LC_PEER_LEARN && peer->rtp_from == NULL;
  g_mutex_unlock (&peer->lock);
  return unheard;
}

gboolean
lc_peer_hint (LcPeer * peer, guint32 ssrc, guint32 * packets)
{
  gboolean found = FALSE;

  g_mutex_lock (&peer->lock);
  for (guint i = 0; i < LC_SSRC_MAX && !found; i++) {
    if (peer->reports[i].ssrc != ssrc || peer->reports[i].tries == 0)
      continue;
    peer->reports[i].tries--;
    *packets = peer->reports[i].packets;
    found = TRUE;
  }
  g_mutex_unlock (&peer->lock);
  return found;
}

gboolean
lc_peer_owner (LcPeer * peer, LcSsrcFlow flow, guint32 * ssrc)
{
  gboolean owned;

  g_mutex_lock (&peer->lock);
  owned = peer->gate.flows[flow].owned;
  *ssrc = peer->gate.flows[flow].ssrc;
  g_mutex_unlock (&peer->lock);
  return owned;
}

void
lc_peer_bye (LcPeer * peer, guint32 ssrc)
{
  g_mutex_lock (&peer->lock);
  lc_ssrc_gate_bye (&peer->gate, ssrc);
  g_mutex_unlock (&peer->lock);
}

void
lc_peer_remove (LcPeer * peer, guint32 ssrc)
{
  g_mutex_lock (&peer->lock);
  lc_ssrc_gate_remove (&peer->gate, ssrc);
  g_mutex_unlock (&peer->lock);
}

void
lc_peer_end (LcPeer * peer)
{
  g_mutex_lock (&peer->lock);
  peer->ended = TRUE;
  g_mutex_unlock (&peer->lock);
}

gboolean
lc_peer_ended (LcPeer * peer)
{
  gboolean ended;

  g_mutex_lock (&peer->lock);
  ended = peer->ended;
  g_mutex_unlock (&peer->lock);
  return ended;
}
