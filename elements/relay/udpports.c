/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/udpports.h"

#include <netinet/in.h>
#include <netinet/ip.h>

/* An even port and the odd one above it are seldom both taken. */
#define EPHEMERAL_TRIES 50

static GInetAddress *
local_address (const LcUdpPortsConfig * config, gchar ** problem)
{
  GInetAddress *address;

  if (config->bind_address == NULL || *config->bind_address == '\0')
    return g_inet_address_new_any (config->family);
  address = g_inet_address_new_from_string (config->bind_address);
  if (address == NULL)
    *problem = g_strdup_printf ("bind-address '%s' is not a numeric IPv4 or "
        "IPv6 address: give one of this machine, or 0.0.0.0 for all.",
        config->bind_address);
  else if (config->family_fixed
      && g_inet_address_get_family (address) != config->family) {
    *problem = g_strdup_printf ("bind-address '%s' and host are of different "
        "kinds, IPv4 and IPv6: leave bind-address empty or give one of the "
        "host's kind.", config->bind_address);
    g_clear_object (&address);
  }
  return address;
}

/* DSCP is the upper six bits of the byte (RFC 2474 section 3). */
static void
set_dscp (GSocket * socket, gint dscp)
{
  if (dscp < 0)
    return;
  if (g_socket_get_family (socket) == G_SOCKET_FAMILY_IPV6)
    g_socket_set_option (socket, IPPROTO_IPV6, IPV6_TCLASS, dscp << 2, NULL);
  g_socket_set_option (socket, IPPROTO_IP, IP_TOS, dscp << 2, NULL);
}

static void
set_buffers (GSocket * socket, guint bytes)
{
  if (bytes == 0)
    return;
  /* The kernel takes what it allows; less is no error. */
  g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, (gint) bytes, NULL);
  g_socket_set_option (socket, SOL_SOCKET, SO_SNDBUF, (gint) bytes, NULL);
}

static GSocket *
open_one (const LcUdpPortsConfig * config, GInetAddress * address, guint port,
    GError ** error)
{
  GSocketAddress *where;
  GSocket *socket = g_socket_new (g_inet_address_get_family (address),
      G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, error);

  if (socket == NULL)
    return NULL;
  where = g_inet_socket_address_new (address, (guint16) port);
  if (!g_socket_bind (socket, where, FALSE, error))
    g_clear_object (&socket);
  g_object_unref (where);
  if (socket != NULL) {
    set_buffers (socket, config->buffer_size);
    set_dscp (socket, config->dscp);
  }
  return socket;
}

static gchar *
bind_sentence (GInetAddress * address, guint port, const GError * error)
{
  gchar *host = g_inet_address_to_string (address);
  gchar *text;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    text = g_strdup_printf ("UDP port %u is taken by another program: stop it "
        "or choose another port.", port);
  else
    text = g_strdup_printf ("Cannot open UDP port %u at %s (%s): check port "
        "and bind-address.", port, host, error->message);
  g_free (host);
  return text;
}

static gboolean
open_given (LcUdpPorts * ports, const LcUdpPortsConfig * config,
    GInetAddress * address, gchar ** problem)
{
  GError *error = NULL;
  guint port = config->rtp_port;

  ports->rtp = open_one (config, address, port, &error);
  if (ports->rtp != NULL && config->with_rtcp) {
    port = config->rtcp_port;
    ports->rtcp = open_one (config, address, port, &error);
  }
  if (error == NULL)
    return TRUE;
  *problem = bind_sentence (address, port, error);
  g_error_free (error);
  lc_udp_ports_close (ports);
  return FALSE;
}

/* RFC 3550 section 11: RTP on an even port, RTCP on the next. */
static gboolean
try_free_pair (LcUdpPorts * ports, const LcUdpPortsConfig * config,
    GInetAddress * address, GError ** error)
{
  guint port;

  ports->rtp = open_one (config, address, 0, error);
  if (ports->rtp == NULL)
    return FALSE;
  port = lc_udp_port_of (ports->rtp);
  if (!config->with_rtcp)
    return TRUE;
  if (port % 2 == 0)
    ports->rtcp = open_one (config, address, port + 1, error);
  if (ports->rtcp == NULL)
    lc_udp_ports_close (ports);
  return ports->rtcp != NULL;
}

static gboolean
open_free_pair (LcUdpPorts * ports, const LcUdpPortsConfig * config,
    GInetAddress * address, gchar ** problem)
{
  GError *error = NULL;

  for (guint i = 0; i < EPHEMERAL_TRIES; i++) {
    g_clear_error (&error);
    if (try_free_pair (ports, config, address, &error))
      return TRUE;
  }
  *problem = g_strdup_printf ("Cannot open a free pair of UDP ports (%s): "
      "check bind-address.", error ? error->message : "none found");
  g_clear_error (&error);
  return FALSE;
}

gboolean
lc_udp_ports_open (LcUdpPorts * ports, const LcUdpPortsConfig * config,
    gchar ** problem)
{
  GInetAddress *address;
  gboolean ok;

  ports->rtp = ports->rtcp = NULL;
  address = local_address (config, problem);
  if (address == NULL)
    return FALSE;
  if (config->rtp_port == 0)
    ok = open_free_pair (ports, config, address, problem);
  else
    ok = open_given (ports, config, address, problem);
  g_object_unref (address);
  return ok;
}

/* Closed, not only dropped: a message on somebody's bus may still hold the
 * element that holds the socket, and the port must be free again. */
static void
close_one (GSocket ** socket)
{
  if (*socket)
    g_socket_close (*socket, NULL);
  g_clear_object (socket);
}

void
lc_udp_ports_close (LcUdpPorts * ports)
{
  close_one (&ports->rtp);
  close_one (&ports->rtcp);
}

guint
lc_udp_port_of (GSocket * socket)
{
  GSocketAddress *address = g_socket_get_local_address (socket, NULL);
  guint port = 0;

  if (address != NULL) {
    port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
    g_object_unref (address);
  }
  return port;
}

GInetAddress *
lc_udp_resolve (const gchar * host, gchar ** problem)
{
  GInetAddress *address = g_inet_address_new_from_string (host);
  GError *error = NULL;
  GResolver *resolver;
  GList *found;

  if (address != NULL)
    return address;
  resolver = g_resolver_get_default ();
  found = g_resolver_lookup_by_name (resolver, host, NULL, &error);
  g_object_unref (resolver);
  if (found == NULL) {
    *problem = g_strdup_printf ("Cannot find the host '%s' (%s): check host, "
        "or give a numeric address.", host, error->message);
    g_error_free (error);
    return NULL;
  }
  address = g_object_ref (found->data);
  g_resolver_free_addresses (found);
  return address;
}
