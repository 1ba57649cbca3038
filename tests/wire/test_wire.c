/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>
#include <gst/rtp/rtp.h>
#include <string.h>

#include "elements/rtptiming/wire.h"

#define NS UINT64_C (1000000000)

GST_START_TEST (test_every_status_has_its_own_sentence)
{
  int i, j;

  for (i = LC_WIRE_OK; i <= LC_WIRE_NO_SPACE; i++) {
    fail_unless (g_str_has_suffix (lc_wire_status_text (i), "."));
    for (j = 0; j < i; j++)
      fail_if (!strcmp (lc_wire_status_text (i), lc_wire_status_text (j)));
  }
}

GST_END_TEST;

GST_START_TEST (test_uq32_is_seconds_and_a_binary_fraction)
{
  fail_unless_equals_uint64_hex (lc_wire_ntp_to_uq32 (0), 0);
  fail_unless_equals_uint64_hex (lc_wire_ntp_to_uq32 (3 * NS / 2),
      UINT64_C (0x0000000180000000));
  /* The Unix epoch, RFC 5905 section 6. */
  fail_unless_equals_uint64_hex (lc_wire_ntp_to_uq32 (2208988800 * NS),
      UINT64_C (0x83aa7e8000000000));
  fail_unless_equals_uint64 (lc_wire_uq32_to_ntp (UINT64_C
          (0x83aa7e8040000000)), 2208988800 * NS + NS / 4);
}

GST_END_TEST;

GST_START_TEST (test_seconds_wrap_in_2036)
{
  uint64_t wrap = (UINT64_C (1) << 32) * NS;

  fail_unless_equals_uint64_hex (lc_wire_ntp_to_uq32 (wrap + 5 * NS),
      UINT64_C (0x0000000500000000));
  fail_unless_equals_uint64 (lc_wire_uq32_to_ntp (UINT64_C
          (0x0000000500000000)), wrap + 5 * NS);
  fail_unless_equals_uint64 (lc_wire_uq32_to_ntp (lc_wire_ntp_to_uq32 (wrap
              - 1)), wrap - 1);
}

GST_END_TEST;

GST_START_TEST (test_ns_round_trip_is_exact)
{
  GRand *rand = g_rand_new_with_seed (0x7a6);
  int i;

  for (i = 0; i < 200000; i++) {
    uint64_t ns = ((UINT64_C (1) << 31) + g_rand_int (rand)) * NS
        + (uint64_t) g_rand_int_range (rand, 0, 1000000000);
    int64_t offset = (int64_t) ((uint64_t) g_rand_int (rand) << 32
        | g_rand_int (rand)) / 8;

    fail_unless_equals_uint64 (lc_wire_uq32_to_ntp (lc_wire_ntp_to_uq32 (ns)),
        ns);
    fail_unless_equals_int64 (lc_wire_q32_to_ns (lc_wire_ns_to_q32 (offset)),
        offset);
  }
  g_rand_free (rand);
}

GST_END_TEST;

GST_START_TEST (test_offset_is_twos_complement_and_saturates)
{
  fail_unless_equals_uint64_hex (lc_wire_ns_to_q32 (-(int64_t) NS / 2),
      UINT64_C (0xffffffff80000000));
  fail_unless_equals_int64 (lc_wire_q32_to_ns (UINT64_C (0xffffffff80000000)),
      -(int64_t) NS / 2);
  fail_unless_equals_uint64_hex (lc_wire_ns_to_q32 (INT64_MAX),
      (uint64_t) INT64_MAX);
  fail_unless_equals_uint64_hex (lc_wire_ns_to_q32 (INT64_MIN),
      UINT64_C (1) << 63);
}

GST_END_TEST;

GST_START_TEST (test_capture_time_has_8_or_16_bytes)
{
  static const uint8_t data[17] = { 0x83, 0xaa, 0x7e, 0x80, 0x80, 0, 0, 0,
    0xff, 0xff, 0xff, 0xff, 0xc0, 0, 0, 0, 0
  };
  LcWireCaptureTime t;
  uint8_t out[LC_WIRE_CAPTURE_LONG];
  size_t size;

  for (size = 0; size <= sizeof data; size++)
    fail_unless_equals_int (lc_wire_capture_parse (data, size, &t),
        size == 8 || size == 16 ? LC_WIRE_OK : LC_WIRE_BAD_LENGTH);
  lc_wire_capture_parse (data, 8, &t);
  fail_unless_equals_uint64 (t.ntp_ns, 2208988800 * NS + NS / 2);
  fail_unless_equals_int (t.has_offset, 0);
  fail_unless_equals_int64 (t.offset_ns, 0);
  fail_unless_equals_int (lc_wire_capture_write (&t, out), 8);
  fail_unless (memcmp (out, data, 8) == 0);
  lc_wire_capture_parse (data, 16, &t);
  fail_unless_equals_int (t.has_offset, 1);
  fail_unless_equals_int64 (t.offset_ns, -(int64_t) NS / 4);
  fail_unless_equals_int (lc_wire_capture_write (&t, out), 16);
  fail_unless (memcmp (out, data, 16) == 0);
}

GST_END_TEST;

/* Fixed header, two CSRCs when asked for, then an extension block. */
static size_t
make_packet (uint8_t * p, unsigned csrcs, const uint8_t * block, size_t size)
{
  memset (p, 0, 12);
  p[0] = (uint8_t) (0x80 | csrcs | (block ? 0x10 : 0));
  p[1] = 96;
  memset (p + 12, 0xcc, 4 * csrcs);
  if (block)
    memcpy (p + 12 + 4 * csrcs, block, size);
  return 12 + 4 * csrcs + (block ? size : 0);
}

/* RFC 8285 section 4.2, the example with padding between the elements. */
static const uint8_t one_byte[] = { 0xbe, 0xde, 0, 3,
  0x10, 0xa1, 0x21, 0xb1, 0xb2, 0, 0, 0x33, 0xc1, 0xc2, 0xc3, 0xc4
};

/* RFC 8285 section 4.3, likewise; the application bits are 7. */
static const uint8_t two_byte[] = { 0x10, 0x07, 0, 3,
  1, 0, 2, 1, 0xb1, 0, 3, 4, 0xc1, 0xc2, 0xc3, 0xc4
};

static void
assert_found (const uint8_t * p, size_t size, unsigned id, size_t at,
    size_t length)
{
  const uint8_t *data;
  size_t data_size;

  fail_unless_equals_int (lc_wire_find (p, size, id, &data, &data_size),
      LC_WIRE_OK);
  fail_unless_equals_int (data - p, at);
  fail_unless_equals_int (data_size, length);
}

static void
assert_not_found (const uint8_t * p, size_t size, unsigned id)
{
  const uint8_t *data;
  size_t data_size;

  fail_unless_equals_int (lc_wire_find (p, size, id, &data, &data_size),
      LC_WIRE_NOT_FOUND);
}

GST_START_TEST (test_find_reads_both_forms_and_skips_padding)
{
  uint8_t p[64];
  size_t size = make_packet (p, 2, one_byte, sizeof one_byte);

  assert_found (p, size, 1, 25, 1);
  assert_found (p, size, 2, 27, 2);
  assert_found (p, size, 3, 32, 4);
  assert_not_found (p, size, 4);
  size = make_packet (p, 0, two_byte, sizeof two_byte);
  assert_found (p, size, 1, 18, 0);
  assert_found (p, size, 2, 20, 1);
  assert_found (p, size, 3, 24, 4);
  assert_not_found (p, size, 255);
  assert_not_found (p, make_packet (p, 0, NULL, 0), 1);
}

GST_END_TEST;

GST_START_TEST (test_id_15_and_id_0_with_a_length_end_a_one_byte_block)
{
  static const uint8_t fifteen[] = { 0xbe, 0xde, 0, 1, 0xf0, 0x10, 0xa1, 0 };
  static const uint8_t zero[] = { 0xbe, 0xde, 0, 1, 0x01, 0x10, 0xa1, 0 };
  static const uint8_t two[] = { 0x10, 0, 0, 1, 15, 1, 0xa1, 0 };
  uint8_t p[64];

  assert_not_found (p, make_packet (p, 0, fifteen, sizeof fifteen), 1);
  assert_not_found (p, make_packet (p, 0, fifteen, sizeof fifteen), 15);
  assert_not_found (p, make_packet (p, 0, zero, sizeof zero), 1);
  assert_found (p, make_packet (p, 0, two, sizeof two), 15, 18, 1);
}

GST_END_TEST;

GST_START_TEST (test_element_longer_than_its_block_is_not_found)
{
  static const uint8_t one[] = { 0xbe, 0xde, 0, 1, 0x13, 1, 2, 3 };
  static const uint8_t two[] = { 0x10, 0, 0, 1, 1, 3, 1, 2 };
  static const uint8_t half[] = { 0x10, 0, 0, 1, 2, 1, 1, 1 };
  uint8_t p[64];

  assert_not_found (p, make_packet (p, 0, one, sizeof one), 1);
  assert_not_found (p, make_packet (p, 0, two, sizeof two), 1);
  assert_not_found (p, make_packet (p, 0, half, sizeof half), 1);
}

GST_END_TEST;

GST_START_TEST (test_what_is_no_rtp_header_is_named)
{
  static const uint8_t foreign[] = { 0x20, 0, 0, 1, 1, 2, 3, 4 };
  uint8_t p[64];
  const uint8_t *data;
  size_t size, n, header;

  size = make_packet (p, 2, one_byte, sizeof one_byte);
  fail_unless_equals_int (lc_wire_header_size (p, 0, &header), LC_WIRE_NOT_RTP);
  for (n = 1; n < size; n++)
    fail_unless_equals_int (lc_wire_find (p, n, 1, &data, &header),
        LC_WIRE_TRUNCATED);
  fail_unless_equals_int (lc_wire_header_size (p, size, &header), LC_WIRE_OK);
  fail_unless_equals_int (header, size);
  fail_unless_equals_int (lc_wire_find (p, size, 0, &data, &n), LC_WIRE_BAD_ID);
  p[0] = 0x40;
  fail_unless_equals_int (lc_wire_header_size (p, size, &header),
      LC_WIRE_NOT_RTP);
  size = make_packet (p, 0, foreign, sizeof foreign);
  fail_unless_equals_int (lc_wire_find (p, size, 1, &data, &n),
      LC_WIRE_FOREIGN_PROFILE);
}

GST_END_TEST;

/* Inserting into @block gives a packet where GstRTPBuffer, an independent
 * reader, finds the new element and the old ones unchanged. */
static void
check_insert (const uint8_t * block, size_t block_size, gboolean two,
    const uint8_t * content, guint content_size)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  GstBuffer *buffer;
  uint8_t p[64], out[96];
  size_t size = make_packet (p, 2, block, block_size), out_size;
  gpointer data;
  guint length;
  guint8 appbits;

  fail_unless_equals_int (lc_wire_insert (p, size, 5, content, content_size,
          out, sizeof out, &out_size), LC_WIRE_OK);
  fail_unless (out_size - size <= LC_WIRE_INSERT_MAX (content_size));
  fail_unless_equals_int (out_size % 4, 0);
  buffer = gst_buffer_new_memdup (out, out_size);
  fail_unless (gst_rtp_buffer_map (buffer, GST_MAP_READ, &rtp));
  fail_unless (two ? gst_rtp_buffer_get_extension_twobytes_header (&rtp,
          &appbits, 5, 0, &data, &length)
      : gst_rtp_buffer_get_extension_onebyte_header (&rtp, 5, 0, &data,
          &length));
  fail_unless_equals_int (length, content_size);
  fail_unless (memcmp (data, content, length) == 0);
  gst_rtp_buffer_unmap (&rtp);
  gst_buffer_unref (buffer);
  fail_unless (memcmp (out + 1, p + 1, 19) == 0);
  if (block)
    fail_unless (memcmp (out + out_size - block_size + 4, block + 4,
            block_size - 4) == 0);
  assert_found (out, out_size, 5, 20 + 4 + (two ? 2 : 1), content_size);
}

GST_START_TEST (test_insert_keeps_the_form_and_the_other_elements)
{
  uint8_t content[16];
  guint size;

  for (size = 1; size <= 16; size++) {
    memset (content, 0x50 + size, sizeof content);
    check_insert (NULL, 0, FALSE, content, size);
    check_insert (one_byte, sizeof one_byte, FALSE, content, size);
    check_insert (two_byte, sizeof two_byte, TRUE, content, size);
  }
}

GST_END_TEST;

GST_START_TEST (test_insert_refuses_what_it_cannot_do)
{
  static const uint8_t foreign[] = { 0x20, 0, 0, 0 };
  static const uint8_t content[17];
  uint8_t p[64], out[96];
  size_t n = 77, size = make_packet (p, 0, NULL, 0);

  fail_unless_equals_int (lc_wire_insert (p, size, 0, content, 8, out, 96, &n),
      LC_WIRE_BAD_ID);
  fail_unless_equals_int (lc_wire_insert (p, size, 15, content, 8, out, 96,
          &n), LC_WIRE_BAD_ID);
  fail_unless_equals_int (lc_wire_insert (p, size, 5, content, 0, out, 96, &n),
      LC_WIRE_BAD_LENGTH);
  fail_unless_equals_int (lc_wire_insert (p, size, 5, content, 17, out, 96,
          &n), LC_WIRE_BAD_LENGTH);
  fail_unless_equals_int (lc_wire_insert (p, size, 5, content, 8, out, 27, &n),
      LC_WIRE_NO_SPACE);
  fail_unless_equals_int (lc_wire_insert (p, 11, 5, content, 8, out, 96, &n),
      LC_WIRE_TRUNCATED);
  size = make_packet (p, 0, foreign, sizeof foreign);
  fail_unless_equals_int (lc_wire_insert (p, size, 5, content, 8, out, 96, &n),
      LC_WIRE_FOREIGN_PROFILE);
  fail_unless_equals_int (n, 77);
}

GST_END_TEST;

GST_START_TEST (test_insert_refuses_a_block_that_would_be_too_long)
{
  size_t n, size = 12 + 4 + 65533 * 4, capacity = size + 64;
  uint8_t *p = g_malloc0 (size), *out = g_malloc (capacity);
  static const uint8_t content[8];

  p[0] = 0x90;
  p[12] = 0xbe;
  p[13] = 0xde;
  p[14] = 0xff;
  p[15] = 0xfd;
  fail_unless_equals_int (lc_wire_insert (p, size, 5, content, 8, out,
          capacity, &n), LC_WIRE_NO_SPACE);
  p[15] = 0xfc;
  fail_unless_equals_int (lc_wire_insert (p, size - 4, 5, content, 8, out,
          capacity, &n), LC_WIRE_OK);
  fail_unless_equals_int (n, size - 4 + 12);
  g_free (p);
  g_free (out);
}

GST_END_TEST;

static Suite *
wire_suite (void)
{
  Suite *s = suite_create ("wire");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_every_status_has_its_own_sentence);
  tcase_add_test (tc, test_uq32_is_seconds_and_a_binary_fraction);
  tcase_add_test (tc, test_seconds_wrap_in_2036);
  tcase_add_test (tc, test_ns_round_trip_is_exact);
  tcase_add_test (tc, test_offset_is_twos_complement_and_saturates);
  tcase_add_test (tc, test_capture_time_has_8_or_16_bytes);
  tcase_add_test (tc, test_find_reads_both_forms_and_skips_padding);
  tcase_add_test (tc, test_id_15_and_id_0_with_a_length_end_a_one_byte_block);
  tcase_add_test (tc, test_element_longer_than_its_block_is_not_found);
  tcase_add_test (tc, test_what_is_no_rtp_header_is_named);
  tcase_add_test (tc, test_insert_keeps_the_form_and_the_other_elements);
  tcase_add_test (tc, test_insert_refuses_what_it_cannot_do);
  tcase_add_test (tc, test_insert_refuses_a_block_that_would_be_too_long);
  return s;
}

GST_CHECK_MAIN (wire);
