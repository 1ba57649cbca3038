/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/gstlcudpsender.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

GST_DEBUG_CATEGORY_STATIC (lc_udp_sender_debug);
#define GST_CAT_DEFAULT lc_udp_sender_debug

/* Packets of one system call: about a key frame of a 1 Mb/s stream. */
#define BATCH 32

/* How long a burst may wait for room in the socket's buffer: on the slowest
 * line that carries video a full one is gone by then. */
#define ROOM_WAIT_US (200 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  guint8 *data;                 /* owned; aligned by g_malloc */
  gsize room, length;
} Slot;

struct _GstLcUdpSender
{
  GstBaseSink base;

  /* Set before data flows. */
  LcSenderKind kind;
  GSocket *socket;
  GSocketAddress *to;
  LcPeer *peer;
  LcSenderHook hook;
  gpointer hook_data;

  GMutex lock;                  /* all below; held while sending */
  LcSrtpSession *session;
  Slot slots[BATCH];
  guint n_slots;
  struct sockaddr_storage address;
  gsize address_length;         /* 0 = nobody yet */
  LcSenderCounters counters;
};

G_DEFINE_TYPE (GstLcUdpSender, gst_lc_udp_sender, GST_TYPE_BASE_SINK);

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static void
set_native_address (GstLcUdpSender * self, GSocketAddress * address)
{
  self->address_length = 0;
  if (address != NULL && g_socket_address_to_native (address, &self->address,
          sizeof (self->address), NULL))
    self->address_length = g_socket_address_get_native_size (address);
}

static void
update_address (GstLcUdpSender * self)
{
  GSocketAddress *address;

  if (self->to != NULL)
    return;
  address = lc_peer_get_address (self->peer);
  set_native_address (self, address);
  g_clear_object (&address);
}

static void
slot_reserve (Slot * slot, gsize room)
{
  if (slot->room >= room)
    return;
  g_free (slot->data);
  slot->data = g_malloc (room);
  slot->room = room;
}

static gboolean
protect (GstLcUdpSender * self, Slot * slot)
{
  LcSrtpStatus status;

  if (self->session == NULL)
    return TRUE;
  if (self->kind == LC_SENDER_RTP)
    status = lc_srtp_protect_rtp (self->session, slot->data, &slot->length);
  else
    status = lc_srtp_protect_rtcp (self->session, slot->data, &slot->length);
  if (status == LC_SRTP_OK)
    return TRUE;
  GST_WARNING_OBJECT (self, "cannot encrypt a packet: status %d", status);
  self->counters.errors++;
  return FALSE;
}

/* The socket does not block. TRUE when there is room again before @deadline
 * (monotonic us). */
static gboolean
wait_for_room (GstLcUdpSender * self, gint64 deadline)
{
  struct pollfd poller = { g_socket_get_fd (self->socket), POLLOUT, 0 };
  gint64 left = deadline - g_get_monotonic_time ();

  return left > 0
      && poll (&poller, 1, (int) (left / G_TIME_SPAN_MILLISECOND) + 1) > 0;
}

/* Sends what is in the slots and empties them. */
static void
flush_slots (GstLcUdpSender * self)
{
  struct mmsghdr messages[BATCH];
  struct iovec vectors[BATCH];
  gint64 deadline = g_get_monotonic_time () + ROOM_WAIT_US;
  guint sent = 0;

  memset (messages, 0, sizeof (messages[0]) * self->n_slots);
  for (guint i = 0; i < self->n_slots; i++) {
    vectors[i].iov_base = self->slots[i].data;
    vectors[i].iov_len = self->slots[i].length;
    messages[i].msg_hdr.msg_iov = &vectors[i];
    messages[i].msg_hdr.msg_iovlen = 1;
    messages[i].msg_hdr.msg_name = &self->address;
    messages[i].msg_hdr.msg_namelen = (socklen_t) self->address_length;
  }
  while (sent < self->n_slots) {
    int n = sendmmsg (g_socket_get_fd (self->socket), messages + sent,
        self->n_slots - sent, MSG_NOSIGNAL);
    if (n < 0 && (errno == EINTR || (errno == EAGAIN
                && wait_for_room (self, deadline))))
      continue;
    if (n < 0) {
      /* The first one failed: the others may still go. */
      GST_DEBUG_OBJECT (self, "cannot send: %s", g_strerror (errno));
      self->counters.errors++;
      sent++;
      continue;
    }
    for (guint i = sent; i < sent + (guint) n; i++) {
      self->counters.packets++;
      self->counters.bytes += self->slots[i].length;
    }
    sent += (guint) n;
  }
  self->n_slots = 0;
}

/* With the lock held. */
static void
queue_packet (GstLcUdpSender * self, const guint8 * data, gsize length)
{
  Slot *slot = &self->slots[self->n_slots];

  if (self->address_length == 0) {
    self->counters.no_address++;
    return;
  }
  slot_reserve (slot, length + LC_SRTP_TRAILER_MAX);
  memcpy (slot->data, data, length);
  slot->length = length;
  if (protect (self, slot) && ++self->n_slots == BATCH)
    flush_slots (self);
}

static void
queue_buffer (GstLcUdpSender * self, GstBuffer * buffer)
{
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  if (self->hook)
    self->hook (self, map.data, map.size, buffer, self->hook_data);
  queue_packet (self, map.data, map.size);
  gst_buffer_unmap (buffer, &map);
}

static GstFlowReturn
gst_lc_udp_sender_render (GstBaseSink * base, GstBuffer * buffer)
{
  GstLcUdpSender *self = GST_LC_UDP_SENDER (base);

  g_mutex_lock (&self->lock);
  update_address (self);
  queue_buffer (self, buffer);
  flush_slots (self);
  g_mutex_unlock (&self->lock);
  return GST_FLOW_OK;
}

static GstFlowReturn
gst_lc_udp_sender_render_list (GstBaseSink * base, GstBufferList * list)
{
  GstLcUdpSender *self = GST_LC_UDP_SENDER (base);
  guint n = gst_buffer_list_length (list);

  g_mutex_lock (&self->lock);
  update_address (self);
  for (guint i = 0; i < n; i++)
    queue_buffer (self, gst_buffer_list_get (list, i));
  flush_slots (self);
  g_mutex_unlock (&self->lock);
  return GST_FLOW_OK;
}

void
gst_lc_udp_sender_send (GstLcUdpSender * self, const guint8 * data,
    gsize length)
{
  g_mutex_lock (&self->lock);
  update_address (self);
  queue_packet (self, data, length);
  flush_slots (self);
  g_mutex_unlock (&self->lock);
}

void
gst_lc_udp_sender_get_counters (GstLcUdpSender * self,
    LcSenderCounters * counters)
{
  g_mutex_lock (&self->lock);
  *counters = self->counters;
  g_mutex_unlock (&self->lock);
}

GstElement *
gst_lc_udp_sender_new (LcSenderKind kind, GSocket * socket,
    LcSrtpSession * session, GSocketAddress * to, LcPeer * peer)
{
  GstLcUdpSender *self = g_object_new (GST_TYPE_LC_UDP_SENDER, "sync", FALSE,
      "async", FALSE, "qos", FALSE, "enable-last-sample", FALSE, NULL);

  self->kind = kind;
  self->socket = g_object_ref (socket);
  self->session = session;
  self->peer = lc_peer_ref (peer);
  if (to != NULL) {
    self->to = g_object_ref (to);
    set_native_address (self, to);
  }
  return GST_ELEMENT (self);
}

void
gst_lc_udp_sender_set_hook (GstLcUdpSender * self, LcSenderHook hook,
    gpointer user_data)
{
  self->hook = hook;
  self->hook_data = user_data;
}

static void
gst_lc_udp_sender_finalize (GObject * object)
{
  GstLcUdpSender *self = GST_LC_UDP_SENDER (object);

  for (guint i = 0; i < BATCH; i++)
    g_free (self->slots[i].data);
  lc_srtp_session_free (self->session);
  g_clear_pointer (&self->peer, lc_peer_unref);
  g_clear_object (&self->to);
  g_clear_object (&self->socket);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (gst_lc_udp_sender_parent_class)->finalize (object);
}

static void
gst_lc_udp_sender_class_init (GstLcUdpSenderClass * klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSinkClass *base_class = GST_BASE_SINK_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (lc_udp_sender_debug, "lcudpsender", 0,
      "Encrypting and sending of RTP and RTCP");
  G_OBJECT_CLASS (klass)->finalize = gst_lc_udp_sender_finalize;
  base_class->render = gst_lc_udp_sender_render;
  base_class->render_list = gst_lc_udp_sender_render_list;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_set_static_metadata (element_class, "SRTP sender",
      "Sink/Network/SRTP", "Encrypts and sends RTP and RTCP datagrams",
      "gst-livecommerce <gst-livecommerce@localhost>");
}

static void
gst_lc_udp_sender_init (GstLcUdpSender * self)
{
  g_mutex_init (&self->lock);
}
