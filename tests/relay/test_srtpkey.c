/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* Keys from files: what is taken, what is refused and with which words. */
#include <gst/check/gstcheck.h>
#include <glib/gstdio.h>

#include "elements/relay/srtpkey.h"

static const gsize lengths[LC_SRTP_N_CIPHERS] = { 30, 28, 46, 44 };

/* Bytes that make every base64 character likely. */
static void
fill (guint8 * bytes, gsize n)
{
  GRand *random = g_rand_new_with_seed ((guint32) n);

  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) g_rand_int (random);
  g_rand_free (random);
}

static gchar *
to_hex (const guint8 * bytes, gsize n)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

/* transfer full: the problem, NULL when it was taken and equals @bytes. */
static gchar *
parse (LcSrtpCipher cipher, const gchar * text, const guint8 * bytes)
{
  LcSrtpKey key = { 0, };
  gchar *problem = NULL;

  if (lc_srtp_key_parse (&key, cipher, text, strlen (text), &problem)) {
    fail_unless (problem == NULL);
    fail_unless_equals_int (key.length, lengths[cipher]);
    fail_unless (memcmp (key.bytes, bytes, key.length) == 0);
    return NULL;
  }
  fail_unless (problem != NULL);
  fail_unless_equals_int (key.length, 0);
  return problem;
}

static void
assert_refused (LcSrtpCipher cipher, const gchar * text, const gchar * why)
{
  guint8 unused[LC_SRTP_KEY_MAX] = { 0, };
  gchar *problem = parse (cipher, text, unused);

  fail_unless (problem != NULL, "taken: %s", text);
  fail_unless (strstr (problem, why) != NULL, "no \"%s\" in: %s", why, problem);
  fail_unless (strstr (problem, "openssl rand -hex") != NULL);
  g_free (problem);
}

GST_START_TEST (hex_and_base64_give_the_same_key)
{
  gsize n = lengths[__i__];
  guint8 bytes[LC_SRTP_KEY_MAX];
  gchar *hex, *upper, *base64, *line;

  fill (bytes, n);
  hex = to_hex (bytes, n);
  upper = g_ascii_strup (hex, -1);
  base64 = g_base64_encode (bytes, n);
  line = g_strconcat (base64, "\r\n", NULL);
  fail_unless (parse (__i__, hex, bytes) == NULL);
  fail_unless (parse (__i__, upper, bytes) == NULL);
  fail_unless (parse (__i__, base64, bytes) == NULL);
  fail_unless (parse (__i__, line, bytes) == NULL);
  g_free (line);
  g_free (base64);
  g_free (upper);
  g_free (hex);
}

GST_END_TEST;

GST_START_TEST (base64_needs_no_padding)
{
  gsize n = lengths[__i__];
  guint8 bytes[LC_SRTP_KEY_MAX];
  gchar *base64;

  fill (bytes, n);
  base64 = g_base64_encode (bytes, n);
  while (g_str_has_suffix (base64, "="))
    base64[strlen (base64) - 1] = '\0';
  fail_unless (parse (__i__, base64, bytes) == NULL);
  g_free (base64);
}

GST_END_TEST;

/* Every length of key but the right one, with the length named. */
GST_START_TEST (other_lengths_are_refused_by_name)
{
  guint8 bytes[64];

  fill (bytes, sizeof (bytes));
  for (gsize n = 1; n <= sizeof (bytes); n++) {
    gchar *hex = to_hex (bytes, n);
    gchar *base64 = g_base64_encode (bytes, n);
    gchar *found = g_strdup_printf ("is %d bytes", (gint) n);

    if (n != lengths[__i__]) {
      assert_refused (__i__, base64, found);
      /* Hex of 3/4 of the key's length is that key in base64. */
      if (n * 2 * 3 / 4 != lengths[__i__])
        assert_refused (__i__, hex, found);
    }
    g_free (found);
    g_free (base64);
    g_free (hex);
  }
}

GST_END_TEST;

GST_START_TEST (text_that_is_no_key_is_refused)
{
  gchar *huge = g_strnfill (100000, 'a');

  assert_refused (0, "", "one line of 60 hex digits");
  assert_refused (0, "\n\n", "one line of 60 hex digits");
  assert_refused (0, "not a key at all!", "one line of 60 hex digits");
  assert_refused (0, "YWJj\nYWJj", "one line of 60 hex digits");
  assert_refused (0, "=", "one line of 60 hex digits");
  assert_refused (0, "YQ===", "one line of 60 hex digits");
  assert_refused (0, huge, "one line of 60 hex digits");
  g_free (huge);
}

GST_END_TEST;

/* transfer full */
static gchar *
write_file (const gchar * text, gint mode)
{
  gchar *path = NULL;
  gint fd = g_file_open_tmp ("lc-key-XXXXXX", &path, NULL);

  fail_unless (fd >= 0);
  g_close (fd, NULL);
  fail_unless (g_file_set_contents (path, text, -1, NULL));
  g_chmod (path, mode);
  return path;
}

static gboolean
load (const gchar * path, gchar ** problem, gchar ** warning)
{
  LcSrtpKey key = { 0, };

  return lc_srtp_key_load (&key, LC_SRTP_AES_128_ICM, path, problem, warning);
}

GST_START_TEST (a_file_that_others_can_read_is_warned_about)
{
  gchar *key = g_strnfill (60, '7'), *problem, *warning;
  gchar *open_path = write_file (key, 0644), *closed = write_file (key, 0640);

  fail_unless (load (open_path, &problem, &warning));
  fail_unless (problem == NULL);
  fail_unless (warning != NULL && strstr (warning, open_path) != NULL);
  g_free (warning);
  fail_unless (load (closed, &problem, &warning));
  fail_unless (warning == NULL);
  g_unlink (open_path);
  g_unlink (closed);
  g_free (open_path);
  g_free (closed);
  g_free (key);
}

GST_END_TEST;

GST_START_TEST (a_file_that_cannot_be_read_is_named)
{
  gchar *problem, *warning;

  fail_if (load ("/nowhere/at/all", &problem, &warning));
  fail_unless (strstr (problem, "/nowhere/at/all") != NULL);
  fail_unless (warning == NULL);
  g_free (problem);
  fail_if (load ("/", &problem, &warning));
  g_free (problem);
  fail_if (load ("/dev/zero", &problem, &warning));
  g_free (problem);
}

GST_END_TEST;

GST_START_TEST (a_wiped_key_is_gone)
{
  LcSrtpKey key, zero;

  memset (&key, 0x55, sizeof (key));
  memset (&zero, 0, sizeof (zero));
  lc_srtp_key_wipe (&key);
  fail_unless (memcmp (&key, &zero, sizeof (key)) == 0);
}

GST_END_TEST;

static Suite *
srtpkey_suite (void)
{
  Suite *s = suite_create ("srtpkey");
  TCase *tc = tcase_create ("key");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, hex_and_base64_give_the_same_key, 0,
      LC_SRTP_N_CIPHERS);
  tcase_add_loop_test (tc, base64_needs_no_padding, 0, LC_SRTP_N_CIPHERS);
  tcase_add_loop_test (tc, other_lengths_are_refused_by_name, 0,
      LC_SRTP_N_CIPHERS);
  tcase_add_test (tc, text_that_is_no_key_is_refused);
  tcase_add_test (tc, a_file_that_others_can_read_is_warned_about);
  tcase_add_test (tc, a_file_that_cannot_be_read_is_named);
  tcase_add_test (tc, a_wiped_key_is_gone);
  return s;
}

GST_CHECK_MAIN (srtpkey);
