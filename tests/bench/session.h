/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_BENCH_SESSION_H
#define LC_BENCH_SESSION_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* One broadcast on this machine: a sender pipeline and a receiver pipeline,
 * SRTP over UDP between them, by our elements or by GStreamer's own. Sources,
 * encoders, decoders, sinks and the measurement are the same for both:
 *
 *   test picture ! vp8enc ! (transport) ! vp8dec ! fakesink sync=true
 *   beeps        ! opusenc ! (transport) ! opusdec ! fakesink sync=true
 *
 * Every frame carries its number in its picture and every beep starts after
 * silence, so latency is the time from the encoder's input to the sink's
 * render call, whatever lies between. */
#define LC_BENCH_FPS 30

typedef struct
{
  gboolean stock;               /* rtpbin, srtpenc, ... instead of ours */
  gboolean tuned;               /* ... with the best settings we know */
  gint width, height;
  guint bitrate;                /* of the picture, bit/s */
  guint latency_ms;             /* of the receiver */
  gboolean audio;
  gboolean retransmission;
  gboolean verify;              /* compare every picture with the encoder's */
  guint seconds, warm_up_seconds;
  guint send_port;              /* where the sender sends to (+1: RTCP) */
  guint receive_port;           /* where the receiver listens */
  guint return_port;            /* stock only: where its receiver's RTCP goes */
  guint return_listen_port;     /* and where its sender listens for it */
  const gchar *key_hex;         /* 30 bytes */
  const gchar *key_file;        /* the same, for ours */
  const gchar *receiver_options;        /* more properties of lcrtpsrc */
} LcBenchPlan;

typedef struct
{
  GArray *video_ns, *audio_ns;  /* gint64: latencies, sorted */
  guint sent;                   /* frames that went into the encoder */
  guint rendered;               /* of these */
  guint wrong;                  /* rendered, but not as they were sent */
  guint longest_gap;            /* frames missing in a row */
  gdouble cpu_percent;          /* of one core, sender and receiver together */
  gchar *stats;                 /* the receiver's, as text; NULL for stock */
} LcBenchResult;

/* Runs it; FALSE after an error, which it has printed. */
gboolean lc_bench_run (const LcBenchPlan * plan, LcBenchResult * result);
void lc_bench_result_clear (LcBenchResult * result);

/* The @percent-th of sorted values, in ms; NAN when there are none. */
gdouble lc_bench_percentile_ms (const GArray * sorted_ns, gdouble percent);

/* A new random key in a file of mode 600 and as hex; both transfer full. */
gboolean lc_bench_make_key (gchar ** key_file, gchar ** key_hex);

G_END_DECLS

#endif /* LC_BENCH_SESSION_H */
