/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_TEST_QUALITYTAP_H
#define LC_TEST_QUALITYTAP_H

#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/check/gsttestclock.h>

/* Taps under a clock that only the test moves. The test registers lcquality. */

#define VIDEO "video/x-raw,format=I420,width=16,height=16,framerate=25/1"
#define AUDIO "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=2"
#define VP8 "video/x-vp8,width=16,height=16,framerate=25/1"

typedef struct
{
  GstHarness *h;
  GstTestClock *clock;          /* the tap's, referenced */
  GstBus *bus;
} Tap;

/* A tap in PLAYING with base time 0. @share: a tap of the same session, whose
 * clock it takes, too; NULL for a session and a clock of its own.
 * @first_property as for g_object_set, NULL-terminated. */
void tap_init (Tap * tap, Tap * share, const gchar * caps,
    const gchar * first_property, ...) G_GNUC_NULL_TERMINATED;
void tap_clear (Tap * tap);

/* Pushes a buffer of 16 bytes and takes it out again; its PTS is @pts, its tag
 * @capture unless that is LC_NTP_NONE. */
void tap_push (Tap * tap, GstClockTime pts, guint64 capture);

/* The moment of @clock_time, as ntp-ns. */
guint64 tap_ntp (Tap * tap, GstClockTime clock_time);

/* The tap hears of the pipeline's latency. */
void tap_set_latency (Tap * tap, GstClockTime latency);

guint64 tap_count (Tap * tap, const gchar * field);
gint64 tap_time (Tap * tap, const gchar * field);
gboolean tap_has (Tap * tap, const gchar * field);

/* The next lcquality message of the bus, its structure, transfer full. Fails
 * when there is none within 20 s. */
GstStructure *tap_message (Tap * tap);

#endif /* LC_TEST_QUALITYTAP_H */
