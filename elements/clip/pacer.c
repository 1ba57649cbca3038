/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "pacer.h"

/* After a pause the recording goes on where it stopped. In a pipeline whose
 * running time did not stop with it (its start time is NONE) the recording
 * would be late for ever; more than this moves the origin instead. Well above
 * the scheduling noise of a busy machine, well below a pause made by hand. */
#define RESUME_SLACK (100 * GST_MSECOND)

struct _LcPacer
{
  GstElement *element;
  GMutex lock;                  /* taken before the element's OBJECT_LOCK */
  GCond cond;                   /* playing, running or ended has changed */
  gboolean running;
  gboolean playing;
  gboolean ended;
  gboolean resumed;             /* PLAYING again, nothing let out since */
  GstClockTime origin;          /* NONE until the first wait in PLAYING */
  GList *waits;                 /* GstClockID, owned by the waiting threads */
};

LcPacer *
lc_pacer_new (GstElement * element)
{
  LcPacer *pacer = g_new0 (LcPacer, 1);

  pacer->element = element;
  pacer->origin = GST_CLOCK_TIME_NONE;
  g_mutex_init (&pacer->lock);
  g_cond_init (&pacer->cond);
  return pacer;
}

void
lc_pacer_free (LcPacer * pacer)
{
  g_mutex_clear (&pacer->lock);
  g_cond_clear (&pacer->cond);
  g_free (pacer);
}

/* Everybody who waits looks at the state again. Call with the lock. */
static void
wake_all (LcPacer * pacer)
{
  for (GList * l = pacer->waits; l; l = l->next)
    gst_clock_id_unschedule (l->data);
  g_cond_broadcast (&pacer->cond);
}

void
lc_pacer_start (LcPacer * pacer)
{
  g_mutex_lock (&pacer->lock);
  pacer->running = TRUE;
  pacer->playing = FALSE;
  pacer->ended = FALSE;
  pacer->resumed = FALSE;
  pacer->origin = GST_CLOCK_TIME_NONE;
  g_mutex_unlock (&pacer->lock);
}

void
lc_pacer_stop (LcPacer * pacer)
{
  g_mutex_lock (&pacer->lock);
  pacer->running = FALSE;
  wake_all (pacer);
  g_mutex_unlock (&pacer->lock);
}

void
lc_pacer_set_playing (LcPacer * pacer, gboolean playing)
{
  g_mutex_lock (&pacer->lock);
  pacer->playing = playing;
  pacer->resumed = playing;
  wake_all (pacer);
  g_mutex_unlock (&pacer->lock);
}

void
lc_pacer_end (LcPacer * pacer)
{
  g_mutex_lock (&pacer->lock);
  pacer->ended = TRUE;
  wake_all (pacer);
  g_mutex_unlock (&pacer->lock);
}

gboolean
lc_pacer_is_ended (LcPacer * pacer)
{
  gboolean ended;

  g_mutex_lock (&pacer->lock);
  ended = pacer->ended;
  g_mutex_unlock (&pacer->lock);
  return ended;
}

/* transfer full, NULL without a clock. */
static GstClock *
get_clock (GstElement * element, GstClockTime * base_time)
{
  GstClock *clock = NULL;

  GST_OBJECT_LOCK (element);
  if (GST_ELEMENT_CLOCK (element))
    clock = gst_object_ref (GST_ELEMENT_CLOCK (element));
  *base_time = GST_ELEMENT_CAST (element)->base_time;
  GST_OBJECT_UNLOCK (element);
  return clock;
}

/* Call with the lock: fixes the origin when the recording starts and when it
 * goes on in a pipeline that did not wait for it. */
static void
settle_origin (LcPacer * pacer, GstClock * clock, GstClockTime base_time,
    GstClockTime time)
{
  GstClockTime now = gst_clock_get_time (clock);
  GstClockTime running = now > base_time ? now - base_time : 0;

  if (pacer->origin == GST_CLOCK_TIME_NONE)
    pacer->origin = running > time ? running - time : 0;
  else if (pacer->resumed && running > pacer->origin + time + RESUME_SLACK)
    pacer->origin = running - time;
  pacer->resumed = FALSE;
}

/* Call with the lock, which is released while waiting. */
static GstClockReturn
wait_for_clock (LcPacer * pacer, GstClock * clock, GstClockTime target,
    GstClockTimeDiff * jitter)
{
  GstClockID id = gst_clock_new_single_shot_id (clock, target);
  GstClockReturn result;

  pacer->waits = g_list_prepend (pacer->waits, id);
  g_mutex_unlock (&pacer->lock);
  result = gst_clock_id_wait (id, jitter);
  g_mutex_lock (&pacer->lock);
  pacer->waits = g_list_remove (pacer->waits, id);
  gst_clock_id_unref (id);
  return result;
}

/* Call with the lock. Returns FALSE when the state has to be looked at again. */
static gboolean
wait_once (LcPacer * pacer, GstClockTime time, GstClockTime * late)
{
  GstClockTime base_time;
  GstClockTimeDiff jitter = 0;
  GstClock *clock;
  GstClockReturn result;

  if (!pacer->playing) {
    g_cond_wait (&pacer->cond, &pacer->lock);
    return FALSE;
  }
  clock = get_clock (pacer->element, &base_time);
  if (!clock) {                 /* nothing to pace by: as fast as it goes */
    pacer->origin = 0;
    *late = 0;
    return TRUE;
  }
  settle_origin (pacer, clock, base_time, time);
  result = wait_for_clock (pacer, clock, base_time + pacer->origin + time,
      &jitter);
  gst_object_unref (clock);
  *late = MAX (jitter, 0);
  return result != GST_CLOCK_UNSCHEDULED;
}

GstFlowReturn
lc_pacer_wait (LcPacer * pacer, GstClockTime time, GstClockTime * origin,
    GstClockTime * late)
{
  GstFlowReturn ret = GST_FLOW_OK;
  gboolean due = FALSE;

  g_mutex_lock (&pacer->lock);
  while (ret == GST_FLOW_OK && !due) {
    if (!pacer->running)
      ret = GST_FLOW_FLUSHING;
    else if (pacer->ended)
      ret = GST_FLOW_EOS;
    else
      due = wait_once (pacer, time, late);
  }
  *origin = pacer->origin;
  g_mutex_unlock (&pacer->lock);
  return ret;
}
