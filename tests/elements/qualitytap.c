/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "qualitytap.h"

#include "elements/quality/session.h"
#include "elements/rtptiming/capturetime.h"

/* The harness starts an element as soon as it has it: start again, with
 * settings, clock and context in their places. */
void
tap_init (Tap * tap, Tap * share, const gchar * caps,
    const gchar * first_property, ...)
{
  GstElement *element;
  va_list args;

  tap->h = gst_harness_new ("lcquality");
  element = tap->h->element;
  gst_element_set_state (element, GST_STATE_NULL);
  va_start (args, first_property);
  g_object_set_valist (G_OBJECT (element), first_property, args);
  va_end (args);
  tap->bus = gst_bus_new ();
  gst_element_set_bus (element, tap->bus);
  tap->clock = share ? gst_object_ref (share->clock)
      : GST_TEST_CLOCK (gst_test_clock_new ());
  gst_element_set_clock (element, GST_CLOCK (tap->clock));
  gst_element_set_base_time (element, 0);
  if (share) {
    GstContext *context = gst_element_get_context (share->h->element,
        GST_LC_QUALITY_SESSION_CONTEXT);

    gst_element_set_context (element, context);
    gst_context_unref (context);
  }
  gst_harness_play (tap->h);
  gst_harness_set_src_caps_str (tap->h, caps);
}

void
tap_clear (Tap * tap)
{
  gst_element_set_state (tap->h->element, GST_STATE_NULL);
  gst_element_set_bus (tap->h->element, NULL);
  gst_object_unref (tap->bus);
  gst_object_unref (tap->clock);
  gst_harness_teardown (tap->h);
}

void
tap_push (Tap * tap, GstClockTime pts, guint64 capture)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 16, NULL);

  GST_BUFFER_PTS (buffer) = pts;
  if (capture != LC_NTP_NONE)
    lc_capture_time_set (buffer, capture);
  fail_unless_equals_int (gst_harness_push (tap->h, buffer), GST_FLOW_OK);
  gst_buffer_unref (gst_harness_pull (tap->h));
}

guint64
tap_ntp (Tap * tap, GstClockTime clock_time)
{
  return lc_utc_map_to_ntp (lc_utc_map_for_clock (GST_CLOCK (tap->clock)),
      clock_time);
}

void
tap_set_latency (Tap * tap, GstClockTime latency)
{
  gst_harness_push_upstream_event (tap->h, gst_event_new_latency (latency));
}

static GstStructure *
stats (Tap * tap)
{
  GstStructure *s;

  g_object_get (tap->h->element, "stats", &s, NULL);
  return s;
}

guint64
tap_count (Tap * tap, const gchar * field)
{
  GstStructure *s = stats (tap);
  guint64 value = 0;

  fail_unless (gst_structure_get_uint64 (s, field, &value),
      "no %s in %" GST_PTR_FORMAT, field, s);
  gst_structure_free (s);
  return value;
}

gint64
tap_time (Tap * tap, const gchar * field)
{
  GstStructure *s = stats (tap);
  gint64 value = 0;

  fail_unless (gst_structure_get_int64 (s, field, &value),
      "no %s in %" GST_PTR_FORMAT, field, s);
  gst_structure_free (s);
  return value;
}

gboolean
tap_has (Tap * tap, const gchar * field)
{
  GstStructure *s = stats (tap);
  gboolean has = gst_structure_has_field (s, field);

  gst_structure_free (s);
  return has;
}

GstStructure *
tap_message (Tap * tap)
{
  GstMessage *message = gst_bus_timed_pop_filtered (tap->bus, 20 * GST_SECOND,
      GST_MESSAGE_ELEMENT);
  GstStructure *s;

  fail_unless (message != NULL);
  fail_unless (gst_message_has_name (message, "lcquality"));
  s = gst_structure_copy (gst_message_get_structure (message));
  gst_message_unref (message);
  return s;
}
