/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_TEST_PAIR_H
#define LC_TEST_PAIR_H

#include <gst/check/gstcheck.h>
#include <gio/gio.h>

/* A sender and a receiver of this process, over UDP on 127.0.0.1. Waiting is
 * for something to happen, never for a time to pass; what does not happen
 * fails by the runner's timeout of PATIENCE_S. */

#define PATIENCE_S 20

typedef enum
{
  VIDEO,
  AUDIO,
  N_KINDS
} Kind;

typedef struct
{
  GstElement *pipeline, *net;
  GMutex lock;
  GCond cond;
  guint frames[N_KINDS], tagged[N_KINDS], disconts[N_KINDS];
  guint eos[N_KINDS], pads[N_KINDS];
  GstPad *pad[N_KINDS];
} Receiver;

typedef struct
{
  GstElement *pipeline, *net;
} Sender;

/* @options: more properties of lcrtpsrc. Its ports are free ones. */
void receiver_start (Receiver * r, const gchar * options);
void receiver_stop (Receiver * r);
guint receiver_port (Receiver * r, Kind kind);

/* Returns when @field of @r, one of its arrays, is at least @n for @kind. */
#define receiver_wait(r, field, kind, n) \
    receiver_wait_for (r, &(r)->field[kind], n, #field " of " #kind)
void receiver_wait_for (Receiver * r, guint * value, guint n,
    const gchar * what);

/* Sends 160x120 VP8 and Opus to the ports given (0 = not that one). */
void sender_start (Sender * s, guint video_port, guint audio_port,
    const gchar * options);
void sender_stop (Sender * s);

/* A field of `stats`; @pad NULL = the total. */
guint64 stat_of (GstElement * net, const gchar * pad, const gchar * field);
void wait_stat (GstElement * net, const gchar * pad, const gchar * field,
    guint64 n);

/* "srtp-key-location=FILE srtp-cipher=..." of a new key; transfer full. */
gchar *new_key (const gchar * cipher, gsize length, gchar seed);

/* A UDP socket of the test itself, and where it sends. */
GSocket *raw_socket (void);
void raw_send (GSocket * socket, guint port, const guint8 * data, gsize n);

/* The only error on the bus of @pipeline after it refused PAUSED; transfer
 * full. */
gchar *refusal (GstElement * pipeline);

#endif /* LC_TEST_PAIR_H */
