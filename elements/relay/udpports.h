/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_UDP_PORTS_H
#define LC_UDP_PORTS_H

#include <gio/gio.h>

G_BEGIN_DECLS

/* The two UDP sockets of one medium. Opened here and not by udpsrc, so that
 * what is received and what is sent share a port (a relay answers to where it
 * was talked from) and a port that is taken gets a sentence of its own. */
typedef struct
{
  GSocket *rtp;
  GSocket *rtcp;                /* NULL without RTCP */
} LcUdpPorts;

typedef struct
{
  const gchar *bind_address;    /* numeric; "" = any of @family */
  GSocketFamily family;         /* when @bind_address is "" */
  gboolean family_fixed;        /* @bind_address must be of it too */
  guint rtp_port;               /* 0 = an even one that is free */
  guint rtcp_port;              /* ignored when @rtp_port is 0: one above it */
  gboolean with_rtcp;
  guint buffer_size;            /* bytes, 0 = the system's */
  gint dscp;                    /* 0..63, -1 = leave it alone */
} LcUdpPortsConfig;

/* On failure FALSE, *@ports empty and *@problem (transfer full) one sentence
 * for the user that says what to do. */
gboolean lc_udp_ports_open (LcUdpPorts * ports,
    const LcUdpPortsConfig * config, gchar ** problem);
void lc_udp_ports_close (LcUdpPorts * ports);

/* The local port of @socket, 0 when it has none. */
guint lc_udp_port_of (GSocket * socket);

/* A numeric host or a name that is looked up (this may take seconds).
 * Transfer full; NULL and *@problem on failure. */
GInetAddress *lc_udp_resolve (const gchar * host, gchar ** problem);

G_END_DECLS

#endif /* LC_UDP_PORTS_H */
