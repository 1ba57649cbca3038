/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/srtpsession.h"

#include <srtp2/srtp.h>

/* Packets a late one may be behind the newest and still be told from a
 * replay: at 4 Mb/s about 2 s, as long as a retransmission can be useful. */
#define REPLAY_WINDOW 1024

struct _LcSrtpSession
{
  srtp_t srtp;
  LcSrtpKey key;                /* for streams that are added by hand */
  guint64 n_packets;            /* the time of last_packet below */
  guint n_known;
  struct
  {
    guint32 ssrc;
    guint64 last_packet;
  } known[LC_SRTP_SSRC_MAX];
};

/* Others of the process may have initialised the library before us (srtpenc,
 * dtlssrtpenc): then srtp_init() says that it failed, and all is well. Whether
 * it works is seen at srtp_create(). For the same reason it is never shut
 * down. */
static void
init_library (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once)) {
    srtp_init ();
    g_once_init_leave (&once, 1);
  }
}

static void
set_policy (srtp_policy_t * policy, const LcSrtpKey * key)
{
  policy->key = (unsigned char *) key->bytes;
  policy->window_size = REPLAY_WINDOW;
  switch (key->cipher) {
    case LC_SRTP_AES_128_ICM:
      srtp_crypto_policy_set_rtp_default (&policy->rtp);
      srtp_crypto_policy_set_rtcp_default (&policy->rtcp);
      break;
    case LC_SRTP_AES_128_GCM:
      srtp_crypto_policy_set_aes_gcm_128_16_auth (&policy->rtp);
      srtp_crypto_policy_set_aes_gcm_128_16_auth (&policy->rtcp);
      break;
    case LC_SRTP_AES_256_ICM:
      srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80 (&policy->rtp);
      srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80 (&policy->rtcp);
      break;
    case LC_SRTP_AES_256_GCM:
      srtp_crypto_policy_set_aes_gcm_256_16_auth (&policy->rtp);
      srtp_crypto_policy_set_aes_gcm_256_16_auth (&policy->rtcp);
      break;
  }
}

LcSrtpSession *
lc_srtp_session_new (const LcSrtpKey * key, LcSrtpDirection direction)
{
  srtp_policy_t policy = { 0, };
  LcSrtpSession *session;
  srtp_t srtp = NULL;

  if (key->length == 0)
    return NULL;
  init_library ();
  set_policy (&policy, key);
  policy.ssrc.type = direction == LC_SRTP_INBOUND ? ssrc_any_inbound
      : ssrc_any_outbound;
  if (srtp_create (&srtp, &policy) != srtp_err_status_ok)
    return NULL;
  session = g_new0 (LcSrtpSession, 1);
  session->srtp = srtp;
  session->key = *key;
  return session;
}

void
lc_srtp_session_free (LcSrtpSession * session)
{
  if (session == NULL)
    return;
  /* libsrtp overwrites its key material itself. */
  srtp_dealloc (session->srtp);
  lc_srtp_key_wipe (&session->key);
  g_free (session);
}

static LcSrtpStatus
status_from (srtp_err_status_t status)
{
  switch (status) {
    case srtp_err_status_ok:
      return LC_SRTP_OK;
    case srtp_err_status_auth_fail:
    case srtp_err_status_cipher_fail:
    case srtp_err_status_no_ctx:
      return LC_SRTP_AUTH_FAILED;
    case srtp_err_status_replay_fail:
    case srtp_err_status_replay_old:
      return LC_SRTP_REPLAYED;
    case srtp_err_status_bad_param:
    case srtp_err_status_parse_err:
      return LC_SRTP_MALFORMED;
    case srtp_err_status_key_expired:
      return LC_SRTP_EXHAUSTED;
    default:
      return LC_SRTP_FAILED;
  }
}

typedef srtp_err_status_t (*Transform) (srtp_t srtp, void *packet, int *length);

static LcSrtpStatus
transform (LcSrtpSession * session, Transform function, guint8 * packet,
    gsize * length)
{
  int n = (int) *length;
  LcSrtpStatus status;

  if (*length > 65535)
    return LC_SRTP_MALFORMED;
  status = status_from (function (session->srtp, packet, &n));
  if (status == LC_SRTP_OK)
    *length = (gsize) n;
  return status;
}

LcSrtpStatus
lc_srtp_protect_rtp (LcSrtpSession * session, guint8 * packet, gsize * length)
{
  return transform (session, srtp_protect, packet, length);
}

LcSrtpStatus
lc_srtp_protect_rtcp (LcSrtpSession * session, guint8 * packet, gsize * length)
{
  return transform (session, srtp_protect_rtcp, packet, length);
}

static guint
oldest_place (const LcSrtpSession * session)
{
  guint oldest = 0;

  for (guint i = 1; i < session->n_known; i++) {
    if (session->known[i].last_packet < session->known[oldest].last_packet)
      oldest = i;
  }
  return oldest;
}

/* Keeps libsrtp's list of streams short: it grows by every authentic SSRC. */
static void
remember (LcSrtpSession * session, guint32 ssrc)
{
  guint i = 0;

  while (i < session->n_known && session->known[i].ssrc != ssrc)
    i++;
  if (i == session->n_known) {
    if (session->n_known < LC_SRTP_SSRC_MAX) {
      session->n_known++;
    } else {
      i = oldest_place (session);
      /* libsrtp takes the SSRC as it is on the wire. */
      srtp_remove_stream (session->srtp, g_htonl (session->known[i].ssrc));
    }
    session->known[i].ssrc = ssrc;
  }
  session->known[i].last_packet = ++session->n_packets;
}

static guint32
read_ssrc (const guint8 * p)
{
  return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8
      | p[3];
}

LcSrtpStatus
lc_srtp_unprotect_rtp (LcSrtpSession * session, guint8 * packet, gsize * length)
{
  LcSrtpStatus status;

  if (*length < 12)
    return LC_SRTP_MALFORMED;
  status = transform (session, srtp_unprotect, packet, length);
  if (status == LC_SRTP_OK)
    remember (session, read_ssrc (packet + 8));
  return status;
}

gboolean
lc_srtp_session_knows (LcSrtpSession * session, guint32 ssrc)
{
  for (guint i = 0; i < session->n_known; i++) {
    if (session->known[i].ssrc == ssrc)
      return TRUE;
  }
  return FALSE;
}

LcSrtpStatus
lc_srtp_unprotect_rtp_at (LcSrtpSession * session, guint32 rollover,
    guint8 * packet, gsize * length)
{
  srtp_policy_t policy = { 0, };
  LcSrtpStatus status;
  guint32 ssrc;

  if (*length < 12)
    return LC_SRTP_MALFORMED;
  ssrc = read_ssrc (packet + 8);
  set_policy (&policy, &session->key);
  policy.ssrc.type = ssrc_specific;
  policy.ssrc.value = ssrc;
  if (srtp_add_stream (session->srtp, &policy) != srtp_err_status_ok)
    return LC_SRTP_FAILED;
  srtp_set_stream_roc (session->srtp, ssrc, rollover);
  status = lc_srtp_unprotect_rtp (session, packet, length);
  if (status != LC_SRTP_OK)
    srtp_remove_stream (session->srtp, g_htonl (ssrc));
  return status;
}

LcSrtpStatus
lc_srtp_unprotect_rtcp (LcSrtpSession * session, guint8 * packet,
    gsize * length)
{
  LcSrtpStatus status;

  if (*length < 8)
    return LC_SRTP_MALFORMED;
  status = transform (session, srtp_unprotect_rtcp, packet, length);
  if (status == LC_SRTP_OK)
    remember (session, read_ssrc (packet + 4));
  return status;
}

guint
lc_srtp_session_n_ssrcs (LcSrtpSession * session)
{
  return session->n_known;
}
