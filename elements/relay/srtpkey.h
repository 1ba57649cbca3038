/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_SRTP_KEY_H
#define LC_SRTP_KEY_H

#include <glib.h>

G_BEGIN_DECLS

/* An SRTP master key (RFC 3711 section 4.3): key and salt as one string of
 * bytes, read from a file of one line so that it is never seen on a command
 * line, in a pipeline description or in a log. */

typedef enum
{
  LC_SRTP_AES_128_ICM,          /* AES-CM + HMAC-SHA1-80, RFC 3711: 16 + 14 */
  LC_SRTP_AES_128_GCM,          /* AEAD, RFC 7714: 16 + 12 */
  LC_SRTP_AES_256_ICM,          /* AES-CM + HMAC-SHA1-80, RFC 6188: 32 + 14 */
  LC_SRTP_AES_256_GCM,          /* AEAD, RFC 7714: 32 + 12 */
} LcSrtpCipher;

#define LC_SRTP_N_CIPHERS 4
#define LC_SRTP_KEY_MAX 46

typedef struct
{
  LcSrtpCipher cipher;
  gsize length;                 /* bytes used of @bytes; 0 = no key */
  guint8 bytes[LC_SRTP_KEY_MAX];
} LcSrtpKey;

/* Bytes of key and salt together: 30, 28, 46 or 44. */
gsize lc_srtp_cipher_key_length (LcSrtpCipher cipher);

/* "aes-128-icm", ... as users write it. */
const gchar *lc_srtp_cipher_nick (LcSrtpCipher cipher);

/* The name in an SDP crypto line (RFC 4568 section 6.2, RFC 7714 section 14.2,
 * RFC 6188 section 5). */
const gchar *lc_srtp_cipher_sdp_suite (LcSrtpCipher cipher);

/* Reads the key for @cipher from the one line of @path: exactly twice the
 * key's length in hex digits, else base64.
 * On failure FALSE and *@problem (transfer full) is one sentence for the user
 * that says what to do. On success *@warning (transfer full) may be a sentence
 * about a file that other users can read, else NULL. */
gboolean lc_srtp_key_load (LcSrtpKey * key, LcSrtpCipher cipher,
    const gchar * path, gchar ** problem, gchar ** warning);

/* The same from the text of such a file. */
gboolean lc_srtp_key_parse (LcSrtpKey * key, LcSrtpCipher cipher,
    const gchar * text, gsize length, gchar ** problem);

/* Overwrites the key in a way the compiler cannot drop. */
void lc_srtp_key_wipe (LcSrtpKey * key);

/* The same for any memory that held one. */
void lc_wipe (void *memory, gsize length);

/* Overwrites and frees a text, which may be NULL. */
void lc_wipe_text (gchar * text);

G_END_DECLS

#endif /* LC_SRTP_KEY_H */
