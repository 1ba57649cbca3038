/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/relay/srtpkey.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The longest line that can be right is 92 hex digits; the rest is room to
 * tell a long wrong key from no key at all. */
#define MAX_FILE 512

static const struct
{
  const gchar *nick;
  const gchar *sdp_suite;
  gsize key_length;
} ciphers[LC_SRTP_N_CIPHERS] = {
  {"aes-128-icm", "AES_CM_128_HMAC_SHA1_80", 30},
  {"aes-128-gcm", "AEAD_AES_128_GCM", 28},
  {"aes-256-icm", "AES_256_CM_HMAC_SHA1_80", 46},
  {"aes-256-gcm", "AEAD_AES_256_GCM", 44},
};

gsize
lc_srtp_cipher_key_length (LcSrtpCipher cipher)
{
  return ciphers[cipher].key_length;
}

const gchar *
lc_srtp_cipher_nick (LcSrtpCipher cipher)
{
  return ciphers[cipher].nick;
}

const gchar *
lc_srtp_cipher_sdp_suite (LcSrtpCipher cipher)
{
  return ciphers[cipher].sdp_suite;
}

void
lc_wipe (void *memory, gsize length)
{
  explicit_bzero (memory, length);
}

void
lc_srtp_key_wipe (LcSrtpKey * key)
{
  lc_wipe (key, sizeof (*key));
}

static gboolean
is_hex (const gchar * line, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    if (!g_ascii_isxdigit (line[i]))
      return FALSE;
  }
  return TRUE;
}

/* RFC 4648 section 4; padding may be left out. */
static gboolean
is_base64 (const gchar * line, gsize n)
{
  gsize data = n;

  while (data > 0 && n - data < 2 && line[data - 1] == '=')
    data--;
  for (gsize i = 0; i < data; i++) {
    if (!g_ascii_isalnum (line[i]) && line[i] != '+' && line[i] != '/')
      return FALSE;
  }
  return data > 0 && data % 4 != 1 && (data == n || n % 4 == 0);
}

static void
decode_hex (const gchar * line, gsize n, guint8 * out)
{
  for (gsize i = 0; i + 1 < n; i += 2)
    out[i / 2] = (guint8) (g_ascii_xdigit_value (line[i]) << 4
        | g_ascii_xdigit_value (line[i + 1]));
}

/* Returns the number of bytes; @out has room for MAX_FILE. */
static gsize
decode_base64 (const gchar * line, gsize n, guint8 * out)
{
  gint state = 0;
  guint save = 0;
  gsize data = n, got;

  while (data > 0 && line[data - 1] == '=')
    data--;
  got = g_base64_decode_step (line, data, out, &state, &save);
  got += g_base64_decode_step ("===", (4 - data % 4) % 4, out + got, &state,
      &save);
  lc_wipe (&save, sizeof (save));
  return got;
}

static gchar *
wrong_length_sentence (LcSrtpCipher cipher, gsize bytes)
{
  return g_strdup_printf ("The SRTP key is %" G_GSIZE_FORMAT " bytes long, but "
      "%s takes %" G_GSIZE_FORMAT " (aes-128-icm 30, aes-128-gcm 28, "
      "aes-256-icm 46, aes-256-gcm 44): make one with "
      "'openssl rand -hex %" G_GSIZE_FORMAT "' or set srtp-cipher.",
      bytes, ciphers[cipher].nick, ciphers[cipher].key_length,
      ciphers[cipher].key_length);
}

static gchar *
wrong_text_sentence (LcSrtpCipher cipher)
{
  return g_strdup_printf ("The SRTP key file must hold one line of %"
      G_GSIZE_FORMAT " hex digits or of base64: make one with "
      "'openssl rand -hex %" G_GSIZE_FORMAT "'.",
      2 * ciphers[cipher].key_length, ciphers[cipher].key_length);
}

gboolean
lc_srtp_key_parse (LcSrtpKey * key, LcSrtpCipher cipher, const gchar * text,
    gsize length, gchar ** problem)
{
  gsize want = ciphers[cipher].key_length;
  guint8 bytes[MAX_FILE];
  gsize got;

  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  *problem = NULL;
  if (length > MAX_FILE || !is_base64 (text, length)) {
    *problem = wrong_text_sentence (cipher);
    return FALSE;
  }
  if (length == 2 * want && is_hex (text, length)) {
    decode_hex (text, length, bytes);
    got = want;
  } else {
    got = decode_base64 (text, length, bytes);
    /* A hex key for another cipher is named by the length it was meant to
     * have, not by what base64 would make of it. */
    if (got != want && length % 2 == 0 && is_hex (text, length))
      got = length / 2;
  }
  if (got == want) {
    key->cipher = cipher;
    key->length = want;
    memcpy (key->bytes, bytes, want);
  } else {
    *problem = wrong_length_sentence (cipher, got);
  }
  lc_wipe (bytes, sizeof (bytes));
  return *problem == NULL;
}

/* Reads at most @room bytes; -1 with errno set on failure. */
static gssize
read_small_file (const gchar * path, gchar * text, gsize room,
    gboolean * world_readable)
{
  struct stat st;
  gssize got = 0, n;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0)
    return -1;
  *world_readable = fstat (fd, &st) == 0 && (st.st_mode & S_IROTH) != 0;
  do {
    n = read (fd, text + got, room - got);
    if (n > 0)
      got += n;
  } while ((n > 0 && (gsize) got < room) || (n < 0 && errno == EINTR));
  if (n < 0)
    got = -1;
  {
    int saved = errno;
    close (fd);
    errno = saved;
  }
  return got;
}

gboolean
lc_srtp_key_load (LcSrtpKey * key, LcSrtpCipher cipher, const gchar * path,
    gchar ** problem, gchar ** warning)
{
  gchar text[MAX_FILE + 2];
  gboolean world_readable = FALSE, ok;
  gssize got = read_small_file (path, text, sizeof (text), &world_readable);

  *warning = NULL;
  if (got < 0) {
    *problem = g_strdup_printf ("Cannot read the SRTP key file '%s' (%s): "
        "check srtp-key-location, or make a key with "
        "'(umask 077; openssl rand -hex %" G_GSIZE_FORMAT " > FILE)'.",
        path, g_strerror (errno), ciphers[cipher].key_length);
    return FALSE;
  }
  ok = lc_srtp_key_parse (key, cipher, text, (gsize) got, problem);
  lc_wipe (text, sizeof (text));
  if (ok && world_readable)
    *warning = g_strdup_printf ("Every user of this machine can read the SRTP "
        "key file '%s': run 'chmod 600' on it.", path);
  return ok;
}

void
lc_wipe_text (gchar * text)
{
  if (text)
    lc_wipe (text, strlen (text));
  g_free (text);
}
