/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/rtptiming/capturetime.h"

#include <string.h>
#include <time.h>

#include "elements/rtptiming/clockmap.h"

#define AGREE_NS ((gint64) GST_MSECOND)
#define REFRESH_US G_USEC_PER_SEC
/* Enough readings that one of them is not interrupted on a loaded machine;
 * each costs two clock reads. */
#define READINGS 5

struct _LcUtcMap
{
  GstClock *clock;              /* transfer none: the map is the clock's qdata */
  gboolean frozen;              /* a clock moved by hand: one measurement only */
  gint refreshing;              /* atomic: 1 while a thread measures */
  GMutex lock;                  /* the two below; held for copies only */
  LcClockMap map;
  gint64 refreshed_us;          /* monotonic time of the last measurement */
};

static GMutex create_lock;

static GstCaps *
ntp_caps (void)
{
  static GstStaticCaps caps = GST_STATIC_CAPS ("timestamp/x-ntp");

  return gst_static_caps_get (&caps);
}

static GstReferenceTimestampMeta *
next_ntp_meta (GstBuffer * buffer, gpointer * state)
{
  GstMeta *meta;

  while ((meta = gst_buffer_iterate_meta_filtered (buffer, state,
              GST_REFERENCE_TIMESTAMP_META_API_TYPE))) {
    GstReferenceTimestampMeta *rmeta = (GstReferenceTimestampMeta *) meta;

    if (gst_structure_has_name (gst_caps_get_structure (rmeta->reference, 0),
            "timestamp/x-ntp"))
      return rmeta;
  }
  return NULL;
}

guint64
lc_capture_time_get (GstBuffer * buffer)
{
  GstReferenceTimestampMeta *meta;
  gpointer state = NULL;
  guint64 low = LC_NTP_NONE, high = 0, first = LC_NTP_NONE;

  while ((meta = next_ntp_meta (buffer, &state))) {
    if (first == LC_NTP_NONE)
      first = meta->timestamp;
    low = MIN (low, meta->timestamp);
    high = MAX (high, meta->timestamp);
  }
  if (first == LC_NTP_NONE || high - low > AGREE_NS)
    return LC_NTP_NONE;
  return first;
}

guint
lc_capture_time_list (GstBuffer * buffer, guint64 * times, guint max)
{
  GstReferenceTimestampMeta *meta;
  gpointer state = NULL;
  guint total = 0;

  while ((meta = next_ntp_meta (buffer, &state))) {
    if (total >= max)
      memmove (times, times + 1, (max - 1) * sizeof times[0]);
    times[MIN (total, max - 1)] = meta->timestamp;
    total++;
  }
  return total;
}

static gboolean
remove_if_ntp (GstBuffer * buffer, GstMeta ** meta, gpointer user_data)
{
  GstReferenceTimestampMeta *rmeta = (GstReferenceTimestampMeta *) * meta;

  if ((*meta)->info->api == GST_REFERENCE_TIMESTAMP_META_API_TYPE
      && gst_structure_has_name (gst_caps_get_structure (rmeta->reference, 0),
          "timestamp/x-ntp"))
    *meta = NULL;
  return TRUE;
}

void
lc_capture_time_set (GstBuffer * buffer, guint64 ntp_ns)
{
  GstCaps *caps;

  gst_buffer_foreach_meta (buffer, remove_if_ntp, NULL);
  if (ntp_ns == LC_NTP_NONE)
    return;
  caps = ntp_caps ();
  gst_buffer_add_reference_timestamp_meta (buffer, caps, ntp_ns,
      GST_CLOCK_TIME_NONE);
  gst_caps_unref (caps);
}

static gint64
utc_now_ntp (void)
{
  struct timespec ts;

  clock_gettime (CLOCK_REALTIME, &ts);
  return (gint64) (ts.tv_sec + LC_NTP_UNIX_OFFSET_SECONDS) * GST_SECOND
      + ts.tv_nsec;
}

/* The narrowest of a few bracketed readings: the clock was read somewhere
 * inside the bracket, so half its width bounds the error. */
static void
measure (GstClock * clock, gint64 * clock_ns, gint64 * utc_ns, gint64 * error)
{
  gint64 best = G_MAXINT64;
  gint i;

  for (i = 0; i < READINGS; i++) {
    gint64 before = utc_now_ntp ();
    gint64 reading = (gint64) gst_clock_get_time (clock);
    gint64 width = utc_now_ntp () - before;

    /* A negative width is a UTC step between the two reads. */
    if (width < 0 || width >= best)
      continue;
    best = width;
    *clock_ns = reading;
    *utc_ns = before + width / 2;
    *error = width / 2;
  }
}

static void
refresh (LcUtcMap * map)
{
  gint64 clock_ns = 0, utc_ns = 0, error = -1;

  measure (map->clock, &clock_ns, &utc_ns, &error);
  g_mutex_lock (&map->lock);
  if (error >= 0)
    lc_clockmap_update (&map->map, clock_ns, utc_ns, error);
  map->refreshed_us = g_get_monotonic_time ();
  g_mutex_unlock (&map->lock);
}

/* The map as it is now. Whoever comes first after a second measures, with no
 * lock held; the others go on with the old line. */
static LcClockMap
current (LcUtcMap * map)
{
  LcClockMap copy;
  gboolean stale;

  g_mutex_lock (&map->lock);
  copy = map->map;
  stale = !map->frozen
      && g_get_monotonic_time () - map->refreshed_us >= REFRESH_US;
  g_mutex_unlock (&map->lock);
  if (!stale || !g_atomic_int_compare_and_exchange (&map->refreshing, 0, 1))
    return copy;
  refresh (map);
  g_mutex_lock (&map->lock);
  copy = map->map;
  g_mutex_unlock (&map->lock);
  g_atomic_int_set (&map->refreshing, 0);
  return copy;
}

/* A GstTestClock stands still until a test moves it, so its offset to UTC
 * changes with every crank. One measurement, made when the map is first asked
 * for, keeps differences of capture times equal to differences of clock times,
 * which is what a test can know. By name, because the type lives in the check
 * library, which a plugin must not need. */
static gboolean
moved_by_hand (GstClock * clock)
{
  GType type = g_type_from_name ("GstTestClock");

  return type != 0 && g_type_is_a (G_OBJECT_TYPE (clock), type);
}

static void
utc_map_free (LcUtcMap * map)
{
  g_mutex_clear (&map->lock);
  g_free (map);
}

static LcUtcMap *
utc_map_new (GstClock * clock)
{
  LcUtcMap *map = g_new0 (LcUtcMap, 1);

  map->clock = clock;
  map->frozen = moved_by_hand (clock);
  g_mutex_init (&map->lock);
  lc_clockmap_init (&map->map);
  refresh (map);
  return map;
}

LcUtcMap *
lc_utc_map_for_clock (GstClock * clock)
{
  static GQuark quark;
  LcUtcMap *map;

  if (G_UNLIKELY (quark == 0))
    quark = g_quark_from_static_string ("lc-utc-map");
  map = g_object_get_qdata (G_OBJECT (clock), quark);
  if (G_LIKELY (map))
    return map;
  g_mutex_lock (&create_lock);
  map = g_object_get_qdata (G_OBJECT (clock), quark);
  if (!map) {
    map = utc_map_new (clock);
    g_object_set_qdata_full (G_OBJECT (clock), quark, map,
        (GDestroyNotify) utc_map_free);
  }
  g_mutex_unlock (&create_lock);
  return map;
}

guint64
lc_utc_map_to_ntp (LcUtcMap * map, GstClockTime clock_time)
{
  LcClockMap line;

  if (!GST_CLOCK_TIME_IS_VALID (clock_time))
    return LC_NTP_NONE;
  line = current (map);
  return (guint64) lc_clockmap_forward (&line, (gint64) clock_time);
}

GstClockTime
lc_utc_map_from_ntp (LcUtcMap * map, guint64 ntp_ns)
{
  LcClockMap line;
  gint64 clock_ns;

  if (ntp_ns == LC_NTP_NONE)
    return GST_CLOCK_TIME_NONE;
  line = current (map);
  clock_ns = lc_clockmap_backward (&line, (gint64) ntp_ns);
  /* Before the clock's zero: no GstClockTime can say it. */
  return clock_ns < 0 ? GST_CLOCK_TIME_NONE : (GstClockTime) clock_ns;
}

guint64
lc_element_now_ntp (GstElement * element)
{
  GstClock *clock = gst_element_get_clock (element);
  guint64 now = LC_NTP_NONE;

  if (clock) {
    now = lc_utc_map_to_ntp (lc_utc_map_for_clock (clock),
        gst_clock_get_time (clock));
    gst_object_unref (clock);
  }
  return now;
}

/* The clock (transfer full) and base time that @element plays by, NULL when it
 * does not play. A paused element still has the base time of before the pause,
 * and a prerolling one that of the last run: both would be wrong times. It is
 * right again from the start of the change to PLAYING, as the parent hands out
 * clock and base time first. */
static GstClock *
playing_clock (GstElement * element, GstClockTime * base_time)
{
  GstClock *clock = NULL;

  GST_OBJECT_LOCK (element);
  *base_time = GST_ELEMENT_CAST (element)->base_time;
  if (GST_ELEMENT_CLOCK (element) && GST_CLOCK_TIME_IS_VALID (*base_time)
      && (GST_STATE (element) == GST_STATE_PLAYING
          || GST_STATE_NEXT (element) == GST_STATE_PLAYING))
    clock = gst_object_ref (GST_ELEMENT_CLOCK (element));
  GST_OBJECT_UNLOCK (element);
  return clock;
}

guint64
lc_element_pts_to_ntp (GstElement * element, const GstSegment * segment,
    GstClockTime pts)
{
  GstClockTime base_time;
  GstClock *clock;
  guint64 running, ntp = LC_NTP_NONE;
  gint sign;

  if (!GST_CLOCK_TIME_IS_VALID (pts) || segment->format != GST_FORMAT_TIME)
    return LC_NTP_NONE;
  /* The full form: encoders with a lookahead start before the segment. */
  sign = gst_segment_to_running_time_full (segment, GST_FORMAT_TIME, pts,
      &running);
  if (sign == 0)
    return LC_NTP_NONE;
  clock = playing_clock (element, &base_time);
  if (!clock)
    return LC_NTP_NONE;
  /* Signed: what starts before the base time is no GstClockTime when the
   * clock itself starts at zero, but it has a UTC. */
  if (sign > 0 || running <= base_time)
    ntp = lc_utc_map_to_ntp (lc_utc_map_for_clock (clock),
        sign > 0 ? base_time + running : base_time - running);
  else
    ntp = lc_utc_map_to_ntp (lc_utc_map_for_clock (clock), 0)
        - (running - base_time);
  gst_object_unref (clock);
  return ntp;
}
