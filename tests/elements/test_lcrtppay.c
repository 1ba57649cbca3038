/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/rtp/rtp.h>
#include <string.h>

#include "elements/rtptiming/capturetime.h"
#include "elements/rtptiming/wire.h"

#define FRAMES 12
#define T0 (G_GUINT64_CONSTANT (3990000000) * GST_SECOND)
#define NTP64_URI "urn:ietf:params:rtp-hdrext:ntp-64"

typedef struct
{
  const gchar *encoder;
  const gchar *raw;             /* caps of what goes into it */
  gsize bytes;                  /* of one raw buffer */
  guint ms;
  const gchar *payloader;       /* the stock one, set up as lcrtppay does it */
  const gchar *encoding_name;
  gint pt;
} Codec;

#define VIDEO "video/x-raw,format=I420,width=320,height=240,framerate=25/1"
#define VIDEO_BYTES (320 * 240 * 3 / 2)
#define AUDIO "audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved"

static const Codec codecs[] = {
  {"vp8enc deadline=1 cpu-used=8 target-bitrate=4000000", VIDEO, VIDEO_BYTES,
      40, "rtpvp8pay picture-id-mode=15-bit", "VP8", 96},
  {"vp9enc deadline=1 cpu-used=8 target-bitrate=4000000 lag-in-frames=0",
        VIDEO, VIDEO_BYTES, 40,
      "rtpvp9pay picture-id-mode=15-bit", "VP9", 98},
  {"x264enc tune=zerolatency bframes=0 speed-preset=ultrafast bitrate=4000",
        VIDEO, VIDEO_BYTES, 40,
      "rtph264pay config-interval=-1 aggregate-mode=zero-latency", "H264", 102},
  {"opusenc bitrate=64000", AUDIO, 960 * 2, 20, "rtpopuspay", "OPUS", 111},
};

/* What an encoder makes of noise: frames of many packets. */
typedef struct
{
  GstCaps *caps;
  GstSegment segment;
  GPtrArray *buffers;
} Encoded;

static Encoded
encode (const Codec * codec)
{
  GstHarness *h = gst_harness_new_parse (codec->encoder);
  GRand *rand = g_rand_new_with_seed (0xe);
  Encoded e = { NULL, {0}, g_ptr_array_new_with_free_func ((GDestroyNotify)
      gst_buffer_unref)
  };
  GstBuffer *buffer;
  GstEvent *event;
  gint n;
  gsize i;

  gst_harness_set_src_caps_str (h, codec->raw);
  for (n = 0; n < FRAMES; n++) {
    guint8 *data = g_malloc (codec->bytes);

    for (i = 0; i < codec->bytes; i++)
      data[i] = (guint8) g_rand_int (rand);
    buffer = gst_buffer_new_wrapped (data, codec->bytes);
    GST_BUFFER_PTS (buffer) = n * codec->ms * GST_MSECOND;
    GST_BUFFER_DURATION (buffer) = codec->ms * GST_MSECOND;
    gst_harness_push (h, buffer);
  }
  while ((buffer = gst_harness_try_pull (h)))
    g_ptr_array_add (e.buffers, buffer);
  fail_unless (e.buffers->len >= FRAMES - 1);
  e.caps = gst_pad_get_current_caps (h->sinkpad);
  event = gst_pad_get_sticky_event (h->sinkpad, GST_EVENT_SEGMENT, 0);
  gst_event_copy_segment (event, &e.segment);
  gst_event_unref (event);
  gst_harness_teardown (h);
  g_rand_free (rand);
  return e;
}

static void
encoded_clear (Encoded * e)
{
  gst_caps_unref (e->caps);
  g_ptr_array_unref (e->buffers);
}

static void
start (GstHarness * h, const Encoded * e)
{
  gst_harness_set_src_caps (h, gst_caps_ref (e->caps));
  gst_harness_push_event (h, gst_event_new_segment (&e->segment));
}

static void
push (GstHarness * h, const Encoded * e, guint n)
{
  GstBuffer *buffer = gst_buffer_copy (g_ptr_array_index (e->buffers, n));

  fail_unless_equals_int (gst_harness_push (h, buffer), GST_FLOW_OK);
}

static GPtrArray *
packets_of (GstHarness * h, const Encoded * e)
{
  GPtrArray *packets =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_buffer_unref);
  GstBuffer *packet;
  guint n;

  start (h, e);
  for (n = 0; n < e->buffers->len; n++)
    push (h, e, n);
  while ((packet = gst_harness_try_pull (h)))
    g_ptr_array_add (packets, packet);
  return packets;
}

/* The tag of a packet by its caps' id, LC_NTP_NONE when it has none. */
static guint64
tag_of (GstBuffer * packet, guint id)
{
  GstMapInfo map;
  const guint8 *data;
  gsize size;
  LcWireCaptureTime t = { LC_NTP_NONE, 0, 0 };

  gst_buffer_map (packet, &map, GST_MAP_READ);
  if (lc_wire_find (map.data, map.size, id, &data, &size) == LC_WIRE_OK)
    fail_unless_equals_int (lc_wire_capture_parse (data, size, &t), LC_WIRE_OK);
  gst_buffer_unmap (packet, &map);
  return t.ntp_ns;
}

static guint64
stat (GstHarness * h, const gchar * field)
{
  GstElement *pay = gst_harness_find_element (h, "lcrtppay");
  GstStructure *stats;
  guint64 value = 0;

  /* The harness looks for children only. */
  if (!pay)
    pay = gst_object_ref (h->element);
  g_object_get (pay, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, field, &value), "%s", field);
  gst_structure_free (stats);
  gst_object_unref (pay);
  return value;
}

GST_START_TEST (test_codec_is_picked_and_caps_say_the_extension)
{
  const Codec *codec = &codecs[__i__];
  Encoded e = encode (codec);
  GstHarness *h = gst_harness_new ("lcrtppay");
  GPtrArray *packets = packets_of (h, &e);
  GstCaps *caps = gst_pad_get_current_caps (h->sinkpad);
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  gint pt = -1;

  fail_unless_equals_string (gst_structure_get_string (s, "encoding-name"),
      codec->encoding_name);
  fail_unless (gst_structure_get_int (s, "payload", &pt));
  fail_unless_equals_int (pt, codec->pt);
  fail_unless_equals_string (gst_structure_get_string (s, "extmap-5"),
      LC_CAPTURE_TIME_URI);
  fail_unless (packets->len >= e.buffers->len);
  gst_caps_unref (caps);
  g_ptr_array_unref (packets);
  gst_harness_teardown (h);
  encoded_clear (&e);
}

GST_END_TEST;

/* Against the stock payloader with the mtu that leaves room for the tag. */
GST_START_TEST (test_payload_is_that_of_the_stock_payloader)
{
  const Codec *codec = &codecs[__i__];
  Encoded e = encode (codec);
  gchar *line = g_strdup_printf ("%s mtu=%u", codec->payloader,
      1200 - (guint) LC_WIRE_INSERT_MAX (LC_WIRE_CAPTURE_SHORT));
  GstHarness *ours = gst_harness_new ("lcrtppay");
  GstHarness *stock = gst_harness_new_parse (line);
  GPtrArray *a = packets_of (ours, &e), *b = packets_of (stock, &e);
  guint i;

  fail_unless_equals_int (a->len, b->len);
  for (i = 0; i < a->len; i++) {
    GstRTPBuffer x = GST_RTP_BUFFER_INIT, y = GST_RTP_BUFFER_INIT;
    guint8 *p, *q;
    guint j, skip = 0;

    gst_rtp_buffer_map (g_ptr_array_index (a, i), GST_MAP_READ, &x);
    gst_rtp_buffer_map (g_ptr_array_index (b, i), GST_MAP_READ, &y);
    fail_unless_equals_int (gst_rtp_buffer_get_payload_len (&x),
        gst_rtp_buffer_get_payload_len (&y));
    fail_unless_equals_int (gst_rtp_buffer_get_marker (&x),
        gst_rtp_buffer_get_marker (&y));
    p = gst_rtp_buffer_get_payload (&x);
    q = gst_rtp_buffer_get_payload (&y);
    /* The picture id starts at random: bytes 2 and 3 (VP8), 1 and 2 (VP9). */
    if (g_str_has_prefix (codec->payloader, "rtpvp"))
      skip = 4;
    for (j = skip; j < gst_rtp_buffer_get_payload_len (&x); j++)
      fail_unless_equals_int (p[j], q[j]);
    gst_rtp_buffer_unmap (&x);
    gst_rtp_buffer_unmap (&y);
  }
  g_ptr_array_unref (a);
  g_ptr_array_unref (b);
  gst_harness_teardown (ours);
  gst_harness_teardown (stock);
  g_free (line);
  encoded_clear (&e);
}

GST_END_TEST;

GST_START_TEST (test_first_packet_of_every_video_frame_has_the_tag)
{
  const Codec *codec = &codecs[__i__];
  Encoded e = encode (codec);
  GstHarness *h = gst_harness_new ("lcrtppay");
  GPtrArray *packets = packets_of (h, &e);
  GstClockTime last = GST_CLOCK_TIME_NONE;
  guint i, tags = 0;

  for (i = 0; i < packets->len; i++) {
    GstBuffer *packet = g_ptr_array_index (packets, i);
    gboolean begins = GST_BUFFER_PTS (packet) != last;

    fail_unless_equals_int (tag_of (packet, 5) != LC_NTP_NONE, begins);
    tags += begins;
    last = GST_BUFFER_PTS (packet);
  }
  fail_unless_equals_int (tags, e.buffers->len);
  fail_unless_equals_uint64 (stat (h, "tags"), tags);
  fail_unless_equals_uint64 (stat (h, "packets"), packets->len);
  fail_unless_equals_uint64 (stat (h, "tags-by-clock"), tags);
  g_ptr_array_unref (packets);
  gst_harness_teardown (h);
  encoded_clear (&e);
}

GST_END_TEST;

/* 12 packets of 20 ms: the first and, 200 ms later, the eleventh. */
GST_START_TEST (test_audio_has_a_tag_every_200_ms)
{
  Encoded e = encode (&codecs[3]);
  GstHarness *h = gst_harness_new ("lcrtppay");
  GPtrArray *packets = packets_of (h, &e);
  GstClockTime last = 0;
  guint i;

  for (i = 0; i < packets->len; i++) {
    GstBuffer *packet = g_ptr_array_index (packets, i);

    if (tag_of (packet, 5) == LC_NTP_NONE) {
      fail_if (i == 0);
      fail_unless (GST_BUFFER_PTS (packet) - last < 200 * GST_MSECOND);
      continue;
    }
    fail_unless (i == 0 || GST_BUFFER_PTS (packet) - last >= 180 * GST_MSECOND);
    last = GST_BUFFER_PTS (packet);
  }
  fail_unless_equals_uint64 (stat (h, "tags"), 2);
  g_ptr_array_unref (packets);
  gst_harness_teardown (h);
  encoded_clear (&e);
}

GST_END_TEST;

GST_START_TEST (test_every_packet_has_a_tag_when_asked)
{
  Encoded e = encode (&codecs[__i__]);
  GstHarness *h = gst_harness_new_parse ("lcrtppay every-packet=true "
      "capture-time-id=9");
  GPtrArray *packets = packets_of (h, &e);
  guint i;

  for (i = 0; i < packets->len; i++)
    fail_if (tag_of (g_ptr_array_index (packets, i), 9) == LC_NTP_NONE);
  g_ptr_array_unref (packets);
  gst_harness_teardown (h);
  encoded_clear (&e);
}

GST_END_TEST;

GST_START_TEST (test_id_0_writes_nothing)
{
  Encoded e = encode (&codecs[0]);
  GstHarness *h = gst_harness_new_parse ("lcrtppay capture-time-id=0");
  GPtrArray *packets = packets_of (h, &e);
  GstCaps *caps = gst_pad_get_current_caps (h->sinkpad);
  guint i;

  fail_if (gst_structure_has_field (gst_caps_get_structure (caps, 0),
          "extmap-5"));
  for (i = 0; i < packets->len; i++) {
    guint8 byte;

    gst_buffer_extract (g_ptr_array_index (packets, i), 0, &byte, 1);
    fail_unless_equals_int (byte & 0x10, 0);
  }
  gst_caps_unref (caps);
  g_ptr_array_unref (packets);
  gst_harness_teardown (h);
  encoded_clear (&e);
}

GST_END_TEST;

static void
check_sizes (GPtrArray * packets, guint mtu, gboolean audio)
{
  guint i, largest = 0, tagged = 0;

  for (i = 0; i < packets->len; i++) {
    GstBuffer *packet = g_ptr_array_index (packets, i);
    guint size = (guint) gst_buffer_get_size (packet);
    gboolean has_tag = tag_of (packet, 5) != LC_NTP_NONE;

    tagged += has_tag;
    /* An Opus packet cannot be cut, but must not grow over the mtu. */
    fail_unless (size <= mtu || (audio && !has_tag), "%u > %u", size, mtu);
    largest = MAX (largest, size);
  }
  fail_unless (audio || tagged > 0);
  /* And the room is used. */
  fail_unless (audio || mtu > 2000 || largest + 64 > mtu, "%u of %u", largest,
      mtu);
}

static const guint mtus[] = { 64, 65, 80, 127, 300, 576, 1200, 1400, 9000 };

GST_START_TEST (test_no_packet_is_larger_than_the_mtu)
{
  const Codec *codec = &codecs[__i__];
  Encoded e = encode (codec);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (mtus); i++) {
    gchar *line = g_strdup_printf ("lcrtppay mtu=%u", mtus[i]);
    GstHarness *h = gst_harness_new_parse (line);
    GPtrArray *packets = packets_of (h, &e);

    check_sizes (packets, mtus[i], codec->ms == 20);
    g_ptr_array_unref (packets);
    gst_harness_teardown (h);
    g_free (line);
  }
  encoded_clear (&e);
}

GST_END_TEST;

/* The user's extension comes from downstream caps, as with webrtcbin. */
GST_START_TEST (test_other_extensions_are_counted_and_kept)
{
  Encoded e = encode (&codecs[0]);
  GstHarness *h = gst_harness_new_parse ("lcrtppay every-packet=true mtu=500");
  GPtrArray *packets;
  GstCaps *ref = gst_caps_new_empty_simple ("timestamp/x-ntp");
  guint i;

  for (i = 0; i < e.buffers->len; i++)
    gst_buffer_add_reference_timestamp_meta (g_ptr_array_index (e.buffers, i),
        ref, T0 + i, GST_CLOCK_TIME_NONE);
  gst_caps_unref (ref);
  gst_harness_set_sink_caps_str (h, "application/x-rtp,"
      "extmap-3=(string)" LC_CAPTURE_TIME_URI ",extmap-5=(string)" NTP64_URI);
  packets = packets_of (h, &e);
  for (i = 0; i < packets->len; i++) {
    GstBuffer *packet = g_ptr_array_index (packets, i);

    fail_unless (gst_buffer_get_size (packet) <= 500);
    fail_if (tag_of (packet, 3) == LC_NTP_NONE);
    /* rtphdrextntp64 itself writes only about once a second. */
    fail_if (i == 0 && tag_of (packet, 5) == LC_NTP_NONE);
  }
  g_ptr_array_unref (packets);
  gst_harness_teardown (h);
  encoded_clear (&e);
}

GST_END_TEST;

GST_START_TEST (test_codec_change_replaces_the_payloader)
{
  GstHarness *h = gst_harness_new ("lcrtppay");
  gint order[] = { 0, 2, 3, 1, 0 };
  guint i, j;
  gint last_seq = -1;

  for (i = 0; i < G_N_ELEMENTS (order); i++) {
    Encoded e = encode (&codecs[order[i]]);
    GPtrArray *packets = packets_of (h, &e);
    GstCaps *caps = gst_pad_get_current_caps (h->sinkpad);

    fail_unless_equals_string (gst_structure_get_string (gst_caps_get_structure
            (caps, 0), "encoding-name"), codecs[order[i]].encoding_name);
    fail_if (tag_of (g_ptr_array_index (packets, 0), 5) == LC_NTP_NONE);
    for (j = 0; j < packets->len; j++) {
      guint8 seq[2];

      gst_buffer_extract (g_ptr_array_index (packets, j), 2, seq, 2);
      fail_unless (last_seq < 0
          || GST_READ_UINT16_BE (seq) == ((last_seq + 1) & 0xffff));
      last_seq = GST_READ_UINT16_BE (seq);
    }
    gst_caps_unref (caps);
    g_ptr_array_unref (packets);
    encoded_clear (&e);
  }
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_relayed_video_keeps_its_first_capture_time)
{
  Encoded e = encode (&codecs[0]);
  GstHarness *h = gst_harness_new ("lcrtppay");
  GPtrArray *packets;
  guint i;

  for (i = 0; i < e.buffers->len; i++)
    lc_capture_time_set (g_ptr_array_index (e.buffers, i), T0 + i * 123456789);
  packets = packets_of (h, &e);
  for (i = 0; i < packets->len; i++) {
    guint64 ntp = tag_of (g_ptr_array_index (packets, i), 5);

    fail_unless (ntp == LC_NTP_NONE || (ntp - T0) % 123456789 == 0);
  }
  fail_unless_equals_uint64 (stat (h, "tags-by-meta"), e.buffers->len);
  fail_unless_equals_uint64 (stat (h, "tags-by-clock"), 0);
  g_ptr_array_unref (packets);
  gst_harness_teardown (h);
  encoded_clear (&e);
}

GST_END_TEST;

GST_START_TEST (test_source_meta_without_meta_writes_nothing)
{
  Encoded e = encode (&codecs[__i__]);
  GstHarness *h = gst_harness_new_parse ("lcrtppay capture-time-source=meta");
  GPtrArray *packets = packets_of (h, &e);

  fail_unless_equals_uint64 (stat (h, "tags"), 0);
  fail_unless_equals_uint64 (stat (h, "frames-without-time"), e.buffers->len);
  g_ptr_array_unref (packets);
  gst_harness_teardown (h);
  encoded_clear (&e);
}

GST_END_TEST;

GST_START_TEST (test_gap_eos_and_key_unit_requests_pass)
{
  Encoded e = encode (&codecs[0]);
  GstHarness *h = gst_harness_new ("lcrtppay");
  GPtrArray *packets = packets_of (h, &e);
  GstStructure *s = gst_structure_new_empty ("GstForceKeyUnit");
  GstEvent *event;
  gboolean gap = FALSE, eos = FALSE, key = FALSE;

  gst_harness_push_event (h, gst_event_new_gap (GST_SECOND, GST_MSECOND));
  gst_harness_push_event (h, gst_event_new_eos ());
  gst_harness_push_upstream_event (h,
      gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM, s));
  while ((event = gst_harness_try_pull_event (h))) {
    gap |= GST_EVENT_TYPE (event) == GST_EVENT_GAP;
    eos |= GST_EVENT_TYPE (event) == GST_EVENT_EOS;
    gst_event_unref (event);
  }
  while ((event = gst_harness_try_pull_upstream_event (h))) {
    key |= gst_event_has_name (event, "GstForceKeyUnit");
    gst_event_unref (event);
  }
  fail_unless (gap);
  fail_unless (eos);
  fail_unless (key);
  g_ptr_array_unref (packets);
  gst_harness_teardown (h);
  encoded_clear (&e);
}

GST_END_TEST;

GST_START_TEST (test_runs_again_after_ready)
{
  Encoded e = encode (&codecs[0]);
  GstHarness *h = gst_harness_new ("lcrtppay");
  gint round;

  for (round = 0; round < 3; round++) {
    GPtrArray *packets = packets_of (h, &e);

    fail_unless_equals_uint64 (stat (h, "tags"), e.buffers->len);
    g_ptr_array_unref (packets);
    gst_element_set_state (h->element, GST_STATE_READY);
    gst_element_set_state (h->element, GST_STATE_PLAYING);
    gst_harness_push_event (h, gst_event_new_stream_start ("again"));
  }
  gst_harness_teardown (h);
  encoded_clear (&e);
}

GST_END_TEST;

GST_START_TEST (test_adds_no_latency_and_says_so)
{
  Encoded e = encode (&codecs[0]);
  GstHarness *h = gst_harness_new ("lcrtppay");

  gst_harness_set_upstream_latency (h, 33 * GST_MSECOND);
  start (h, &e);
  push (h, &e, 0);
  fail_unless_equals_uint64 (gst_harness_query_latency (h), 33 * GST_MSECOND);
  gst_harness_teardown (h);
  encoded_clear (&e);
}

GST_END_TEST;

/* SSRC (at byte 8) or RTP timestamp (4) of the first packet of @packets. */
static guint32
first_word (GPtrArray * packets, gsize offset)
{
  guint8 word[4];

  gst_buffer_extract (g_ptr_array_index (packets, 0), offset, word, 4);
  return GST_READ_UINT32_BE (word);
}

GST_START_TEST (test_a_change_of_video_codec_goes_on_with_the_same_stream)
{
  GstHarness *h = gst_harness_new ("lcrtppay");
  guint32 ssrc = 0, rtp = 0;
  gint i;

  for (i = 0; i < 3; i++) {
    Encoded e = encode (&codecs[i]);
    GPtrArray *packets = packets_of (h, &e);

    if (i == 0) {
      ssrc = first_word (packets, 8);
      rtp = first_word (packets, 4);
    }
    /* Each codec begins at running time 0. */
    fail_unless_equals_int64 (first_word (packets, 8), ssrc);
    fail_unless_equals_int64 (first_word (packets, 4), rtp);
    g_ptr_array_unref (packets);
    encoded_clear (&e);
  }
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_buffers_in_a_list_are_tagged_too)
{
  Encoded e = encode (&codecs[0]);
  GstHarness *h = gst_harness_new ("lcrtppay");
  GstBufferList *list = gst_buffer_list_new ();
  GstBuffer *packet;
  guint64 tags;
  GstStructure *stats;
  guint i;

  start (h, &e);
  for (i = 0; i < e.buffers->len; i++)
    gst_buffer_list_add (list, gst_buffer_copy (g_ptr_array_index (e.buffers,
                i)));
  fail_unless_equals_int (gst_pad_push_list (h->srcpad, list), GST_FLOW_OK);
  g_object_get (h->element, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, "tags", &tags));
  fail_unless_equals_uint64 (tags, e.buffers->len);
  gst_structure_free (stats);
  while ((packet = gst_harness_try_pull (h)))
    gst_buffer_unref (packet);
  gst_harness_teardown (h);
  encoded_clear (&e);
}

GST_END_TEST;

GST_START_TEST (test_media_without_caps_is_one_clear_error)
{
  GstHarness *h = gst_harness_new ("lcrtppay");
  GstBus *bus = gst_bus_new ();
  GstMessage *message;
  GstSegment segment;
  GError *error;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_element_set_bus (h->element, bus);
  gst_harness_push_event (h, gst_event_new_stream_start ("x"));
  gst_harness_push_event (h, gst_event_new_segment (&segment));
  fail_unless_equals_int (gst_harness_push (h, gst_buffer_new ()),
      GST_FLOW_ERROR);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  fail_unless (message != NULL);
  gst_message_parse_error (message, &error, NULL);
  fail_unless (strstr (error->message, "caps") != NULL);
  g_error_free (error);
  gst_message_unref (message);
  gst_element_set_bus (h->element, NULL);
  gst_object_unref (bus);
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_media_without_a_payloader_is_one_clear_error)
{
  GstHarness *h = gst_harness_new ("lcrtppay");
  GstBus *bus = gst_bus_new ();
  GstMessage *message;
  GError *error;
  GstCaps *caps = gst_caps_from_string ("video/x-nonsense");

  gst_element_set_bus (h->element, bus);
  gst_harness_push_event (h, gst_event_new_stream_start ("x"));
  gst_harness_push_event (h, gst_event_new_caps (caps));
  gst_caps_unref (caps);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  fail_unless (message != NULL);
  gst_message_parse_error (message, &error, NULL);
  fail_unless (strstr (error->message, "video/x-nonsense") != NULL);
  g_error_free (error);
  gst_message_unref (message);
  fail_unless (gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR) == NULL);
  gst_element_set_bus (h->element, NULL);
  gst_object_unref (bus);
  gst_harness_teardown (h);
}

GST_END_TEST;

static Suite *
lcrtppay_suite (void)
{
  Suite *s = suite_create ("lcrtppay");
  TCase *tc = tcase_create ("general");
  gint all = G_N_ELEMENTS (codecs);

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, test_codec_is_picked_and_caps_say_the_extension, 0,
      all);
  tcase_add_loop_test (tc, test_payload_is_that_of_the_stock_payloader, 0, all);
  tcase_add_loop_test (tc, test_first_packet_of_every_video_frame_has_the_tag,
      0, 3);
  tcase_add_test (tc, test_audio_has_a_tag_every_200_ms);
  tcase_add_loop_test (tc, test_every_packet_has_a_tag_when_asked, 0, all);
  tcase_add_test (tc, test_id_0_writes_nothing);
  tcase_add_loop_test (tc, test_no_packet_is_larger_than_the_mtu, 0, all);
  tcase_add_test (tc, test_other_extensions_are_counted_and_kept);
  tcase_add_test (tc, test_codec_change_replaces_the_payloader);
  tcase_add_test (tc, test_relayed_video_keeps_its_first_capture_time);
  tcase_add_loop_test (tc, test_source_meta_without_meta_writes_nothing, 0,
      all);
  tcase_add_test (tc, test_gap_eos_and_key_unit_requests_pass);
  tcase_add_test (tc, test_runs_again_after_ready);
  tcase_add_test (tc, test_adds_no_latency_and_says_so);
  tcase_add_test (tc, test_media_without_a_payloader_is_one_clear_error);
  tcase_add_test (tc,
      test_a_change_of_video_codec_goes_on_with_the_same_stream);
  tcase_add_test (tc, test_buffers_in_a_list_are_tagged_too);
  tcase_add_test (tc, test_media_without_caps_is_one_clear_error);
  return s;
}

GST_CHECK_MAIN (lcrtppay);
