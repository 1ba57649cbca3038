/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_RELAY_CONFIG_H
#define LC_RELAY_CONFIG_H

#include <gst/gst.h>
#include "elements/relay/srtpkey.h"
#include "elements/relay/srtpsession.h"

G_BEGIN_DECLS

/* What lcrtpsink and lcrtpsrc have in common: the properties of the network
 * and of the key. */

typedef enum
{
  LC_RTCP_SRTCP,                /* encrypted whenever RTP is */
  LC_RTCP_PLAIN,
  LC_RTCP_NONE,
} LcRtcpMode;

#define GST_TYPE_LC_RTCP_MODE (gst_lc_rtcp_mode_get_type ())
GType gst_lc_rtcp_mode_get_type (void);
#define GST_TYPE_LC_SRTP_CIPHER (gst_lc_srtp_cipher_get_type ())
GType gst_lc_srtp_cipher_get_type (void);

/* The strings are owned. */
typedef struct
{
  gchar *bind_address;
  guint port;
  LcRtcpMode rtcp;
  gchar *srtp_key_location;     /* NULL: no SRTP */
  LcSrtpCipher srtp_cipher;
  guint buffer_size;
  gint dscp;
  gboolean retransmission;
} LcRelayConfig;

/* Ids of the common properties; the element's own start at LC_RELAY_N_PROPS. */
enum
{
  LC_RELAY_PROP_BIND_ADDRESS = 1,
  LC_RELAY_PROP_PORT,
  LC_RELAY_PROP_RTCP,
  LC_RELAY_PROP_SRTP_KEY_LOCATION,
  LC_RELAY_PROP_SRTP_CIPHER,
  LC_RELAY_PROP_BUFFER_SIZE,
  LC_RELAY_PROP_DSCP,
  LC_RELAY_PROP_RETRANSMISSION,
  LC_RELAY_N_PROPS
};

/* @port_blurb says what the element does with the port. */
void lc_relay_config_install (GObjectClass * klass, const gchar * port_blurb);
void lc_relay_config_init (LcRelayConfig * config);
void lc_relay_config_clear (LcRelayConfig * config);
void lc_relay_config_copy (LcRelayConfig * to, const LcRelayConfig * from);

/* With the element's lock held. FALSE when @id is none of these. */
gboolean lc_relay_config_set (LcRelayConfig * config, guint id,
    const GValue * value);
gboolean lc_relay_config_get (const LcRelayConfig * config, guint id,
    GValue * value);

/* Loads the key; @key->length is 0 when there is none to load. Posts the one
 * error (then FALSE) or the warnings that are due, in @element's name. */
gboolean lc_relay_load_key (GstElement * element, const LcRelayConfig * config,
    LcSrtpKey * key);

/* A new session of @key, NULL when @key is empty or @plain. */
LcSrtpSession *lc_relay_srtp_session (const LcSrtpKey * key,
    LcSrtpDirection direction, gboolean plain);

G_END_DECLS

#endif /* LC_RELAY_CONFIG_H */
