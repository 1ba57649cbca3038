/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/relayconfig.h"

#include <string.h>

#define DEFAULT_BIND_ADDRESS ""
#define DEFAULT_PORT 5004
/* A key frame of a 4 Mb/s stream at once, and as much again behind it. */
#define DEFAULT_BUFFER_SIZE 524288

GType
gst_lc_rtcp_mode_get_type (void)
{
  static const GEnumValue values[] = {
    {LC_RTCP_SRTCP, "RTCP encrypted as RTP is", "srtcp"},
    {LC_RTCP_PLAIN, "RTCP in the clear, as Janus Streaming wants", "plain"},
    {LC_RTCP_NONE, "No RTCP: no retransmission, no key frame requests, "
          "no lip sync", "none"},
    {0, NULL, NULL}
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstLcRtcpMode", values));
  return type;
}

GType
gst_lc_srtp_cipher_get_type (void)
{
  static const GEnumValue values[] = {
    {LC_SRTP_AES_128_ICM, "AES-128 counter mode, HMAC-SHA1-80, key of 30 bytes",
        "aes-128-icm"},
    {LC_SRTP_AES_128_GCM, "AES-128 GCM, key of 28 bytes", "aes-128-gcm"},
    {LC_SRTP_AES_256_ICM, "AES-256 counter mode, HMAC-SHA1-80, key of 46 bytes",
        "aes-256-icm"},
    {LC_SRTP_AES_256_GCM, "AES-256 GCM, key of 44 bytes", "aes-256-gcm"},
    {0, NULL, NULL}
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstLcSrtpCipher",
            values));
  return type;
}

#define FLAGS (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS \
    | GST_PARAM_MUTABLE_READY)

void
lc_relay_config_install (GObjectClass * klass, const gchar * port_blurb)
{
  g_object_class_install_property (klass, LC_RELAY_PROP_BIND_ADDRESS,
      g_param_spec_string ("bind-address", "Bind address",
          "Numeric address of this machine to use (empty = all)",
          DEFAULT_BIND_ADDRESS, FLAGS));
  g_object_class_install_property (klass, LC_RELAY_PROP_PORT,
      g_param_spec_uint ("port", "Port", port_blurb, 0, 65535, DEFAULT_PORT,
          FLAGS));
  g_object_class_install_property (klass, LC_RELAY_PROP_RTCP,
      g_param_spec_enum ("rtcp", "RTCP",
          "How reports and feedback travel beside the media",
          GST_TYPE_LC_RTCP_MODE, LC_RTCP_SRTCP, FLAGS));
  g_object_class_install_property (klass, LC_RELAY_PROP_SRTP_KEY_LOCATION,
      g_param_spec_string ("srtp-key-location", "SRTP key location",
          "File of one line with the SRTP master key and salt in hex or base64 "
          "(none = not encrypted)", NULL, FLAGS));
  g_object_class_install_property (klass, LC_RELAY_PROP_SRTP_CIPHER,
      g_param_spec_enum ("srtp-cipher", "SRTP cipher",
          "Cipher and authentication of SRTP; both ends need the same",
          GST_TYPE_LC_SRTP_CIPHER, LC_SRTP_AES_128_ICM, FLAGS));
  g_object_class_install_property (klass, LC_RELAY_PROP_BUFFER_SIZE,
      g_param_spec_uint ("buffer-size", "Buffer size",
          "Bytes of kernel buffer asked for at every socket (0 = the system's "
          "default, larger = bursts survive)", 0, G_MAXINT,
          DEFAULT_BUFFER_SIZE, FLAGS));
  g_object_class_install_property (klass, LC_RELAY_PROP_DSCP,
      g_param_spec_int ("dscp", "DSCP",
          "Differentiated services code point of everything sent (-1 = leave "
          "it alone, 34 = AF41 for video, 46 = EF)", -1, 63, -1, FLAGS));
  g_object_class_install_property (klass, LC_RELAY_PROP_RETRANSMISSION,
      g_param_spec_boolean ("retransmission", "Retransmission",
          "Repair losses by sending packets again (RFC 4588)", TRUE, FLAGS));
}

void
lc_relay_config_init (LcRelayConfig * config)
{
  memset (config, 0, sizeof (*config));
  config->bind_address = g_strdup (DEFAULT_BIND_ADDRESS);
  config->port = DEFAULT_PORT;
  config->rtcp = LC_RTCP_SRTCP;
  config->srtp_cipher = LC_SRTP_AES_128_ICM;
  config->buffer_size = DEFAULT_BUFFER_SIZE;
  config->dscp = -1;
  config->retransmission = TRUE;
}

void
lc_relay_config_clear (LcRelayConfig * config)
{
  g_clear_pointer (&config->bind_address, g_free);
  g_clear_pointer (&config->srtp_key_location, g_free);
}

void
lc_relay_config_copy (LcRelayConfig * to, const LcRelayConfig * from)
{
  *to = *from;
  to->bind_address = g_strdup (from->bind_address);
  to->srtp_key_location = g_strdup (from->srtp_key_location);
}

static void
set_string (gchar ** field, const GValue * value)
{
  g_free (*field);
  *field = g_value_dup_string (value);
}

gboolean
lc_relay_config_set (LcRelayConfig * config, guint id, const GValue * value)
{
  switch (id) {
    case LC_RELAY_PROP_BIND_ADDRESS:
      set_string (&config->bind_address, value);
      return TRUE;
    case LC_RELAY_PROP_PORT:
      config->port = g_value_get_uint (value);
      return TRUE;
    case LC_RELAY_PROP_RTCP:
      config->rtcp = g_value_get_enum (value);
      return TRUE;
    case LC_RELAY_PROP_SRTP_KEY_LOCATION:
      set_string (&config->srtp_key_location, value);
      return TRUE;
    case LC_RELAY_PROP_SRTP_CIPHER:
      config->srtp_cipher = g_value_get_enum (value);
      return TRUE;
    case LC_RELAY_PROP_BUFFER_SIZE:
      config->buffer_size = g_value_get_uint (value);
      return TRUE;
    case LC_RELAY_PROP_DSCP:
      config->dscp = g_value_get_int (value);
      return TRUE;
    case LC_RELAY_PROP_RETRANSMISSION:
      config->retransmission = g_value_get_boolean (value);
      return TRUE;
    default:
      return FALSE;
  }
}

gboolean
lc_relay_config_get (const LcRelayConfig * config, guint id, GValue * value)
{
  switch (id) {
    case LC_RELAY_PROP_BIND_ADDRESS:
      g_value_set_string (value, config->bind_address);
      return TRUE;
    case LC_RELAY_PROP_PORT:
      g_value_set_uint (value, config->port);
      return TRUE;
    case LC_RELAY_PROP_RTCP:
      g_value_set_enum (value, config->rtcp);
      return TRUE;
    case LC_RELAY_PROP_SRTP_KEY_LOCATION:
      g_value_set_string (value, config->srtp_key_location);
      return TRUE;
    case LC_RELAY_PROP_SRTP_CIPHER:
      g_value_set_enum (value, config->srtp_cipher);
      return TRUE;
    case LC_RELAY_PROP_BUFFER_SIZE:
      g_value_set_uint (value, config->buffer_size);
      return TRUE;
    case LC_RELAY_PROP_DSCP:
      g_value_set_int (value, config->dscp);
      return TRUE;
    case LC_RELAY_PROP_RETRANSMISSION:
      g_value_set_boolean (value, config->retransmission);
      return TRUE;
    default:
      return FALSE;
  }
}

static gboolean
cipher_works (GstElement * element, const LcSrtpKey * key)
{
  LcSrtpSession *session = lc_srtp_session_new (key, LC_SRTP_OUTBOUND);

  if (session == NULL)
    GST_ELEMENT_ERROR (element, LIBRARY, INIT,
        ("libsrtp2 of this machine cannot do %s: set srtp-cipher=aes-128-icm "
            "at both ends.", lc_srtp_cipher_nick (key->cipher)), (NULL));
  lc_srtp_session_free (session);
  return session != NULL;
}

gboolean
lc_relay_load_key (GstElement * element, const LcRelayConfig * config,
    LcSrtpKey * key)
{
  gchar *problem = NULL, *warning = NULL;
  gboolean ok;

  lc_srtp_key_wipe (key);
  if (config->srtp_key_location == NULL || *config->srtp_key_location == '\0') {
    GST_ELEMENT_WARNING (element, RESOURCE, SETTINGS,
        ("This session is not encrypted: set srtp-key-location to encrypt it."),
        (NULL));
    return TRUE;
  }
  ok = lc_srtp_key_load (key, config->srtp_cipher, config->srtp_key_location,
      &problem, &warning);
  if (!ok)
    GST_ELEMENT_ERROR (element, RESOURCE, OPEN_READ, ("%s", problem), (NULL));
  if (warning)
    GST_ELEMENT_WARNING (element, RESOURCE, SETTINGS, ("%s", warning), (NULL));
  g_free (problem);
  g_free (warning);
  return ok && cipher_works (element, key);
}

LcSrtpSession *
lc_relay_srtp_session (const LcSrtpKey * key, LcSrtpDirection direction,
    gboolean plain)
{
  LcSrtpSession *session;

  if (plain || key->length == 0)
    return NULL;
  session = lc_srtp_session_new (key, direction);
  /* The cipher was tried in READY, so this is memory that ran out: ended as
   * g_malloc() ends it, since NULL would send in the clear. */
  if (session == NULL)
    g_error ("no memory for an SRTP session");
  return session;
}
