/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* The session's reporting side: streams, marks, counters, and the reader's
 * double buffer. How a session is found: sessioncontext.c. */
#include "sessionprivate.h"
#include "elements/rtptiming/capturetime.h"

#include <string.h>

/* Lock order: read_lock, then a stream's lock. Reporters take the latter only,
 * for a mark; readers take it for a pointer swap. */
typedef struct
{
  gchar *label;
  GMutex lock;                  /* model, clock_error, remote */
  LcStream *model;
  guint64 clock_error;
  LcRemote remote[LC_N_KINDS];

  /* The session's read_lock. */
  LcStreamFigures *spare, *interval, *whole;
} Stream;

struct _GstLcQualitySession
{
  GObject parent;

  Stream *stream[LC_QUALITY_MAX_STREAMS];       /* atomic; NULL from n on */
  GMutex read_lock;

  GMutex event_lock;
  void (*on_event) (gpointer data);
  gpointer on_event_data;
};

G_DEFINE_TYPE (GstLcQualitySession, gst_lc_quality_session, G_TYPE_OBJECT)
     static Stream *stream_new (const gchar * label)
{
  Stream *s = g_new0 (Stream, 1);

  s->label = g_strdup (label);
  g_mutex_init (&s->lock);
  s->model = lc_stream_new ();
  s->spare = lc_figures_new ();
  s->interval = lc_figures_new ();
  s->whole = lc_figures_new ();
  s->clock_error = LC_TIME_NONE;
  if (!s->model || !s->spare || !s->interval || !s->whole)
    g_error ("no memory for a quality stream");
  return s;
}

static void
stream_free (Stream * s)
{
  lc_stream_free (s->model);
  lc_figures_free (s->spare);
  lc_figures_free (s->interval);
  lc_figures_free (s->whole);
  g_mutex_clear (&s->lock);
  g_free (s->label);
  g_free (s);
}

static Stream *
get_stream (GstLcQualitySession * session, guint stream)
{
  if (stream >= LC_QUALITY_MAX_STREAMS)
    return NULL;
  return g_atomic_pointer_get (&session->stream[stream]);
}

guint
gst_lc_quality_session_stream (GstLcQualitySession * session,
    const gchar * label)
{
  guint i, found = 0;

  if (label == NULL || *label == '\0')
    return 0;
  g_mutex_lock (&session->read_lock);
  for (i = 1; i < LC_QUALITY_MAX_STREAMS && found == 0; i++) {
    if (session->stream[i] == NULL)
      g_atomic_pointer_set (&session->stream[i], stream_new (label));
    if (g_str_equal (session->stream[i]->label, label))
      found = i;
  }
  g_mutex_unlock (&session->read_lock);
  return found;
}

/* Outside the stream's lock. */
static void
tell_events (GstLcQualitySession * session)
{
  g_mutex_lock (&session->event_lock);
  if (session->on_event)
    session->on_event (session->on_event_data);
  g_mutex_unlock (&session->event_lock);
}

void
gst_lc_quality_session_mark (GstLcQualitySession * session, guint stream,
    LcKind kind, LcStage stage, guint64 capture_ntp, guint64 at_ntp)
{
  Stream *s = get_stream (session, stream);
  gint events;

  g_return_if_fail (s != NULL);
  g_mutex_lock (&s->lock);
  events = lc_stream_mark (s->model, kind, stage, capture_ntp, at_ntp);
  g_mutex_unlock (&s->lock);
  if (events > 0)
    tell_events (session);
}

void
gst_lc_quality_session_count (GstLcQualitySession * session, guint stream,
    LcKind kind, LcCount what, guint64 n)
{
  Stream *s = get_stream (session, stream);

  g_return_if_fail (s != NULL);
  g_mutex_lock (&s->lock);
  lc_stream_count (s->model, kind, what, n);
  g_mutex_unlock (&s->lock);
}

void
gst_lc_quality_session_clock_error (GstLcQualitySession * session,
    guint stream, guint64 error)
{
  Stream *s = get_stream (session, stream);

  g_return_if_fail (s != NULL);
  g_mutex_lock (&s->lock);
  s->clock_error = error;
  g_mutex_unlock (&s->lock);
}

void
gst_lc_quality_session_remote (GstLcQualitySession * session, guint stream,
    LcKind kind, guint64 round_trip, guint64 packets_lost)
{
  const LcRemote remote = { TRUE, round_trip, packets_lost };
  Stream *s = get_stream (session, stream);

  g_return_if_fail (s != NULL);
  g_mutex_lock (&s->lock);
  s->remote[kind] = remote;
  g_mutex_unlock (&s->lock);
}

void
gst_lc_quality_session_discont (GstLcQualitySession * session, guint stream,
    LcKind kind)
{
  Stream *s = get_stream (session, stream);

  g_return_if_fail (s != NULL);
  g_mutex_lock (&s->lock);
  lc_stream_discont (s->model, kind);
  g_mutex_unlock (&s->lock);
}

/* With the read lock: what was reported since the last time joins the sums. */
static void
collect (Stream * s)
{
  LcStreamFigures *full;

  lc_figures_clear (s->spare);
  g_mutex_lock (&s->lock);
  full = lc_stream_swap (s->model, s->spare);
  g_mutex_unlock (&s->lock);
  lc_figures_merge (s->interval, full);
  lc_figures_merge (s->whole, full);
  s->spare = full;
}

/* With the stream's lock. */
static LcRemote
both_remotes (const Stream * s)
{
  LcRemote both = { FALSE, 0, 0 };
  gint kind;

  for (kind = 0; kind < LC_N_KINDS; kind++) {
    both.known |= s->remote[kind].known;
    both.round_trip = MAX (both.round_trip, s->remote[kind].round_trip);
    both.packets_lost += s->remote[kind].packets_lost;
  }
  return both;
}

static void
show (Stream * s, LcSpan span, LcStreamViewFunc func, gpointer data)
{
  LcStreamView view = { 0, };
  gint kind, stage, what;

  collect (s);
  view.label = s->label;
  view.whole = s->whole;
  view.figures = span == LC_SPAN_WHOLE ? s->whole : s->interval;
  g_mutex_lock (&s->lock);
  view.clock_error = s->clock_error;
  view.remote = both_remotes (s);
  for (kind = 0; kind < LC_N_KINDS; kind++)
    for (stage = 0; stage < LC_N_STAGES; stage++)
      view.first[kind][stage] = lc_stream_first (s->model, (LcKind) kind,
          (LcStage) stage);
  for (what = 0; what < LC_N_COUNTS; what++)
    view.counted[what] = lc_stream_counted (s->model, (LcCount) what);
  g_mutex_unlock (&s->lock);
  func (&view, data);
}

void
gst_lc_quality_session_view (GstLcQualitySession * session, LcSpan span,
    LcStreamViewFunc func, gpointer data)
{
  guint i;

  g_mutex_lock (&session->read_lock);
  for (i = 0; i < LC_QUALITY_MAX_STREAMS && session->stream[i]; i++)
    show (session->stream[i], span, func, data);
  g_mutex_unlock (&session->read_lock);
}

void
gst_lc_quality_session_next_interval (GstLcQualitySession * session)
{
  guint i;

  g_mutex_lock (&session->read_lock);
  for (i = 0; i < LC_QUALITY_MAX_STREAMS && session->stream[i]; i++)
    lc_figures_clear (session->stream[i]->interval);
  g_mutex_unlock (&session->read_lock);
}

void
gst_lc_quality_session_finish (GstLcQualitySession * session, guint64 end,
    gint64 slack)
{
  guint i;

  g_mutex_lock (&session->read_lock);
  for (i = 0; i < LC_QUALITY_MAX_STREAMS && session->stream[i]; i++) {
    Stream *s = session->stream[i];

    collect (s);
    g_mutex_lock (&s->lock);
    lc_stream_finish (s->model, end, slack, s->whole);
    g_mutex_unlock (&s->lock);
  }
  g_mutex_unlock (&session->read_lock);
}

void
gst_lc_quality_session_reset (GstLcQualitySession * session)
{
  guint i;

  g_mutex_lock (&session->read_lock);
  for (i = 0; i < LC_QUALITY_MAX_STREAMS && session->stream[i]; i++) {
    Stream *s = session->stream[i];

    g_mutex_lock (&s->lock);
    lc_stream_reset (s->model);
    s->clock_error = LC_TIME_NONE;
    memset (s->remote, 0, sizeof s->remote);
    g_mutex_unlock (&s->lock);
    lc_figures_clear (s->interval);
    lc_figures_clear (s->whole);
  }
  g_mutex_unlock (&session->read_lock);
}

guint64
gst_lc_quality_session_wait (GstLcQualitySession * session, guint64 now_ntp)
{
  guint64 next = LC_TIME_NONE;
  Stream *s;
  guint i;

  for (i = 0; (s = get_stream (session, i)) != NULL; i++) {
    g_mutex_lock (&s->lock);
    lc_stream_wait (s->model, now_ntp);
    next = MIN (next, lc_stream_deadline (s->model));
    g_mutex_unlock (&s->lock);
  }
  return next;
}

gboolean
gst_lc_quality_session_take_event (GstLcQualitySession * session,
    LcEvent * event, guint * stream, const gchar ** label)
{
  gboolean taken = FALSE;
  Stream *s;
  guint i;

  for (i = 0; !taken && (s = get_stream (session, i)) != NULL; i++) {
    *stream = i;
    *label = s->label;
    g_mutex_lock (&s->lock);
    taken = lc_stream_take_event (s->model, event);
    g_mutex_unlock (&s->lock);
  }
  return taken;
}

void
gst_lc_quality_session_on_event (GstLcQualitySession * session,
    void (*func) (gpointer data), gpointer data)
{
  g_mutex_lock (&session->event_lock);
  session->on_event = func;
  session->on_event_data = data;
  g_mutex_unlock (&session->event_lock);
}

static void
gst_lc_quality_session_init (GstLcQualitySession * session)
{
  g_mutex_init (&session->read_lock);
  g_mutex_init (&session->event_lock);
  session->stream[0] = stream_new ("");
}

static void
gst_lc_quality_session_finalize (GObject * object)
{
  GstLcQualitySession *session = GST_LC_QUALITY_SESSION (object);
  guint i;

  for (i = 0; i < LC_QUALITY_MAX_STREAMS && session->stream[i]; i++)
    stream_free (session->stream[i]);
  g_mutex_clear (&session->read_lock);
  g_mutex_clear (&session->event_lock);
  G_OBJECT_CLASS (gst_lc_quality_session_parent_class)->finalize (object);
}

static void
gst_lc_quality_session_class_init (GstLcQualitySessionClass * klass)
{
  G_OBJECT_CLASS (klass)->finalize = gst_lc_quality_session_finalize;
}
