/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "probehubprivate.h"

/* A waiter looks again at least this often, as not everything that decides
 * about waiting announces itself (states, links). */
#define LOOK_AGAIN (50 * G_TIME_SPAN_MILLISECOND)

static GMutex hub_lock;
static GCond hub_cond;
static GList *fars;             /* LcFarEnd, not owned, newest first */
static GList *nears;            /* LcNearEnd, not owned */
static gint64 max_wait = 2 * G_TIME_SPAN_SECOND;

void
lc_hub_lock (void)
{
  g_mutex_lock (&hub_lock);
}

void
lc_hub_unlock (void)
{
  g_mutex_unlock (&hub_lock);
}

void
lc_hub_broadcast (void)
{
  g_cond_broadcast (&hub_cond);
}

void
lc_hub_set_patience (GstClockTime patience)
{
  lc_hub_lock ();
  max_wait = patience / GST_USECOND;
  lc_hub_unlock ();
}

/* --- who belongs to whom --- */

static gboolean
has_name (LcFarEnd * far, const gchar * name)
{
  gchar *own = gst_object_get_name (GST_OBJECT (far->owner));
  gboolean same = g_strcmp0 (own, name) == 0;

  g_free (own);
  return same;
}

static LcFarEnd *
find (LcNearEnd * near)
{
  LcFarEnd *best = NULL;

  for (GList * l = fars; l; l = l->next) {
    LcFarEnd *far = l->data;

    if (!has_name (far, near->probe))
      continue;
    if (lc_hub_same_pipeline (far->owner, near->owner))
      return far;
    if (!best)
      best = far;
  }
  return best;
}

void
lc_hub_resolve (LcNearEnd * near)
{
  LcFarEnd *far = near->registered ? find (near) : NULL;

  if (far == near->far)
    return;
  near->far = far;
  near->pairing.placed = FALSE;
  near->distrust = FALSE;
  near->used = G_MININT64;
  lc_hub_broadcast ();
}

static void
resolve_all (void)
{
  for (GList * l = nears; l; l = l->next)
    lc_hub_resolve (l->data);
}

void
lc_hub_add_far (LcFarEnd * far)
{
  fars = g_list_prepend (fars, far);
  resolve_all ();
}

void
lc_hub_remove_far (LcFarEnd * far)
{
  fars = g_list_remove (fars, far);
  resolve_all ();
}

void
lc_hub_add_near (LcNearEnd * near)
{
  nears = g_list_prepend (nears, near);
  lc_hub_resolve (near);
}

void
lc_hub_remove_near (LcNearEnd * near)
{
  nears = g_list_remove (nears, near);
  lc_hub_resolve (near);
}

guint
lc_hub_count_nears (LcFarEnd * far, LcNearTest test)
{
  guint n = 0;

  for (GList * l = nears; l; l = l->next) {
    LcNearEnd *near = l->data;

    n += near->far == far && (!test || test (far, near));
  }
  return n;
}

/* --- what the pipelines are doing --- */

/* transfer full */
static GstElement *
get_top (GstElement * element)
{
  GstObject *top = gst_object_ref (GST_OBJECT (element)), *parent;

  while ((parent = gst_object_get_parent (top))) {
    gst_object_unref (top);
    top = parent;
  }
  return GST_ELEMENT (top);
}

static GstState
get_state (GstElement * element, gboolean * changing)
{
  GstState state;

  GST_OBJECT_LOCK (element);
  state = GST_STATE (element);
  *changing = GST_STATE_PENDING (element) != GST_STATE_VOID_PENDING;
  GST_OBJECT_UNLOCK (element);
  return state;
}

static GstState
get_top_state (GstElement * element, gboolean * changing)
{
  GstElement *top = get_top (element);
  GstState state = get_state (top, changing);

  gst_object_unref (top);
  return state;
}

gboolean
lc_hub_same_pipeline (GstElement * a, GstElement * b)
{
  GstElement *top_a = get_top (a), *top_b = get_top (b);
  gboolean same = top_a == top_b;

  gst_object_unref (top_a);
  gst_object_unref (top_b);
  return same;
}

gboolean
lc_hub_is_changing (GstElement * element)
{
  gboolean changing;

  get_top_state (element, &changing);
  return changing;
}

/* The elements of one pipeline change their states one after another: only
 * when the pipeline is through does it mean something that one of them is
 * behind. */
gboolean
lc_hub_is_held (GstElement * self, GstElement * other)
{
  gboolean changing, top_changing;
  GstState state = get_state (other, &changing);
  GstState top;

  if (!lc_hub_same_pipeline (self, other))
    return state != GST_STATE_PLAYING;
  top = get_top_state (self, &top_changing);
  return !top_changing && state < top;
}

static gboolean
is_paused (GstElement * element)
{
  gboolean changing;
  GstState state = get_top_state (element, &changing);

  return state == GST_STATE_PAUSED && !changing;
}

gboolean
lc_hub_wait (LcPatience * patience, GstElement * self, gint64 progress)
{
  gint64 now = g_get_monotonic_time ();

  if (is_paused (self) || !patience->deadline || progress != patience->progress) {
    patience->deadline = now + max_wait;
    patience->progress = progress;
  }
  if (now >= patience->deadline)
    return FALSE;
  g_cond_wait_until (&hub_cond, &hub_lock, MIN (now + LOOK_AGAIN,
          patience->deadline));
  return TRUE;
}
