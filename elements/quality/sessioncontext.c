/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* How the elements of one pipeline come by one session. */
#include "session.h"

/* Guards the weak references below; nothing is called under it. */
static GMutex root_lock;

static GQuark
root_quark (void)
{
  return g_quark_from_static_string (GST_LC_QUALITY_SESSION_CONTEXT);
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* The outermost bin, transfer full. */
static GstObject *
find_root (GstElement * element)
{
  GstObject *root = gst_object_ref (element), *parent;

  while ((parent = gst_object_get_parent (root)) != NULL) {
    gst_object_unref (root);
    root = parent;
  }
  return root;
}

/* Two elements that find no context at the same time would both make one.
 * The outermost bin decides: the first session left there is everybody's. The
 * reference is weak, so that the session ends with those who use it. */
static GstLcQualitySession *
session_of_root (GstElement * element, gboolean * made)
{
  GstObject *root = find_root (element);
  GstLcQualitySession *session = NULL;
  GWeakRef *ref;

  g_mutex_lock (&root_lock);
  ref = g_object_get_qdata (G_OBJECT (root), root_quark ());
  if (ref)
    session = g_weak_ref_get (ref);
  *made = session == NULL;
  if (*made)
    session = g_object_new (GST_TYPE_LC_QUALITY_SESSION, NULL);
  if (ref == NULL) {
    ref = g_new0 (GWeakRef, 1);
    g_weak_ref_init (ref, session);
    g_object_set_qdata_full (G_OBJECT (root), root_quark (), ref,
        free_weak_ref);
  } else if (*made) {
    g_weak_ref_set (ref, session);
  }
  g_mutex_unlock (&root_lock);
  gst_object_unref (root);
  return session;
}

static GstLcQualitySession *
session_of_context (GstElement * element)
{
  GstContext *context =
      gst_element_get_context (element, GST_LC_QUALITY_SESSION_CONTEXT);
  GstLcQualitySession *session = NULL;

  if (context) {
    gst_structure_get (gst_context_get_structure (context), "session",
        GST_TYPE_LC_QUALITY_SESSION, &session, NULL);
    gst_context_unref (context);
  }
  return session;
}

static void
announce (GstElement * element, GstLcQualitySession * session)
{
  GstContext *context = gst_context_new (GST_LC_QUALITY_SESSION_CONTEXT, FALSE);

  gst_structure_set (gst_context_writable_structure (context), "session",
      GST_TYPE_LC_QUALITY_SESSION, session, NULL);
  gst_element_set_context (element, context);
  gst_element_post_message (element,
      gst_message_new_have_context (GST_OBJECT (element), context));
}

GstLcQualitySession *
gst_lc_quality_session_for_element (GstElement * element)
{
  GstLcQualitySession *session = session_of_context (element);
  gboolean made;

  if (session)
    return session;
  gst_element_post_message (element,
      gst_message_new_need_context (GST_OBJECT (element),
          GST_LC_QUALITY_SESSION_CONTEXT));
  session = session_of_context (element);
  if (session)
    return session;
  session = session_of_root (element, &made);
  if (made)
    announce (element, session);
  return session;
}
