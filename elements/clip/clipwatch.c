/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "clipwatch.h"

static gboolean
has_running_task (GstElement * element)
{
  gboolean running = FALSE;

  GST_OBJECT_LOCK (element);
  for (GList * l = element->pads; l; l = l->next)
    running |= gst_pad_get_task_state (l->data) == GST_TASK_STARTED;
  GST_OBJECT_UNLOCK (element);
  return running;
}

gboolean
lc_clip_is_reading (GstBin * bin, GstElement * except)
{
  GstIterator *it = gst_bin_iterate_recurse (bin);
  GValue value = G_VALUE_INIT;
  gboolean reading = FALSE;
  GstIteratorResult result;

  while ((result = gst_iterator_next (it, &value)) != GST_ITERATOR_DONE) {
    if (result != GST_ITERATOR_OK) {    /* elements come and go: it reads */
      reading = TRUE;
      break;
    }
    if (g_value_get_object (&value) != (GObject *) except)
      reading |= has_running_task (g_value_get_object (&value));
    g_value_reset (&value);
  }
  g_value_unset (&value);
  gst_iterator_free (it);
  return reading;
}
