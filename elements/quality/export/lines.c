/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define MAX_WAITING 256
/* How soon the writing thread notices that nobody waits for it any more. */
#define POLL_MS 200

struct _LcLines
{
  gint refs;                    /* atomic: owner and thread */
  gchar *location;
  int fd;
  gboolean broken;              /* thread: the last line was cut off */

  GMutex lock;                  /* the rest */
  GCond changed;
  GQueue waiting;
  gboolean writing, closing, abandoned;
  guint64 lost;
};

static int
duplicate (int fd, GError ** error)
{
  int flags = fcntl (fd, F_GETFL), copy = -1;

  if (flags >= 0 && (flags & O_ACCMODE) != O_RDONLY)
    copy = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  if (copy < 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
        "Descriptor %d is not open for writing: open it in the shell, "
        "e.g. %d>report.jsonl.", fd, fd);
  return copy;
}

static int
open_number (const gchar * number, GError ** error)
{
  guint64 fd;

  if (!g_ascii_string_to_unsigned (number, 10, 0, INT_MAX, &fd, NULL)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
        "\"fd://%s\" names no descriptor: write fd:// and a number, "
        "e.g. fd://3.", number);
    return -1;
  }
  return duplicate ((int) fd, error);
}

/* Non-blocking: a FIFO without a reader must not hold up the start. */
static int
open_path (const gchar * path, GError ** error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK,
      0644);

  if (fd < 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
        "Cannot write the report to \"%s\" (%s): choose a file that can be "
        "written.", path, errno == ENXIO ? "nobody reads this FIFO"
        : g_strerror (errno));
  return fd;
}

static int
open_location (const gchar * location, GError ** error)
{
  if (g_str_equal (location, "-"))
    return duplicate (STDOUT_FILENO, error);
  if (g_str_has_prefix (location, "fd://"))
    return open_number (location + strlen ("fd://"), error);
  return open_path (location, error);
}

static void
unref (LcLines * lines)
{
  if (!g_atomic_int_dec_and_test (&lines->refs))
    return;
  close (lines->fd);
  g_queue_clear_full (&lines->waiting, g_free);
  g_mutex_clear (&lines->lock);
  g_cond_clear (&lines->changed);
  g_free (lines->location);
  g_free (lines);
}

static gboolean
is_abandoned (LcLines * lines)
{
  gboolean abandoned;

  g_mutex_lock (&lines->lock);
  abandoned = lines->abandoned;
  g_mutex_unlock (&lines->lock);
  return abandoned;
}

/* At most PIPE_BUF bytes at a time: as much as a descriptor that polls
 * writable takes without blocking (POSIX write, pipes), also one whose flags
 * are not ours to change. */
static gboolean
write_all (LcLines * lines, const gchar * data, gsize size)
{
  struct pollfd poll_fd = { lines->fd, POLLOUT, 0 };

  while (size > 0) {
    gssize n;

    if (is_abandoned (lines))
      return FALSE;
    if (poll (&poll_fd, 1, POLL_MS) <= 0)
      continue;
    n = write (lines->fd, data, MIN (size, PIPE_BUF));
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
      continue;
    if (n < 0)
      return FALSE;
    lines->broken = TRUE;
    data += n;
    size -= (gsize) n;
  }
  lines->broken = FALSE;
  return TRUE;
}

/* A line that was cut off (the disk was full) is ended first, so that it does
 * not take the next one with it. */
static gboolean
write_line (LcLines * lines, const gchar * line)
{
  if (lines->broken && !write_all (lines, "\n", 1))
    return FALSE;
  return write_all (lines, line, strlen (line));
}

/* With the lock; NULL when there is nothing left to do. */
static gchar *
next_line (LcLines * lines)
{
  while (g_queue_is_empty (&lines->waiting) && !lines->closing)
    g_cond_wait (&lines->changed, &lines->lock);
  return lines->abandoned ? NULL : g_queue_pop_head (&lines->waiting);
}

static gpointer
writer (gpointer data)
{
  LcLines *lines = data;
  sigset_t signals;
  gchar *line;
  gboolean written;

  /* A closed pipe, or a file that may not grow (ulimit -f), is an error of this
   * write, not the end of the process. */
  sigemptyset (&signals);
  sigaddset (&signals, SIGPIPE);
  sigaddset (&signals, SIGXFSZ);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);

  g_mutex_lock (&lines->lock);
  while ((line = next_line (lines)) != NULL) {
    lines->writing = TRUE;
    g_mutex_unlock (&lines->lock);
    written = write_line (lines, line);
    g_free (line);
    g_mutex_lock (&lines->lock);
    lines->writing = FALSE;
    lines->lost += !written;
    g_cond_broadcast (&lines->changed);
  }
  g_mutex_unlock (&lines->lock);
  unref (lines);
  return NULL;
}

LcLines *
lc_lines_open (const gchar * location, GError ** error)
{
  LcLines *lines;
  GThread *thread;
  int fd = open_location (location, error);

  if (fd < 0)
    return NULL;
  lines = g_new0 (LcLines, 1);
  lines->refs = 2;
  lines->location = g_strdup (location);
  lines->fd = fd;
  g_mutex_init (&lines->lock);
  g_cond_init (&lines->changed);
  g_queue_init (&lines->waiting);
  thread = g_thread_try_new ("lc-lines", writer, lines, error);
  if (thread == NULL) {
    lines->refs = 1;
    unref (lines);
    return NULL;
  }
  /* Nobody joins it: a write that hangs must not hang the pipeline's end. */
  g_thread_unref (thread);
  return lines;
}

const gchar *
lc_lines_location (const LcLines * lines)
{
  return lines->location;
}

void
lc_lines_write (LcLines * lines, gchar * line)
{
  g_mutex_lock (&lines->lock);
  if (g_queue_get_length (&lines->waiting) >= MAX_WAITING) {
    g_free (g_queue_pop_head (&lines->waiting));
    lines->lost++;
  }
  g_queue_push_tail (&lines->waiting, line);
  g_cond_broadcast (&lines->changed);
  g_mutex_unlock (&lines->lock);
}

guint64
lc_lines_lost (LcLines * lines)
{
  guint64 lost;

  g_mutex_lock (&lines->lock);
  lost = lines->lost;
  g_mutex_unlock (&lines->lock);
  return lost;
}

void
lc_lines_close (LcLines * lines, gint64 timeout_us)
{
  gint64 deadline = g_get_monotonic_time () + timeout_us;

  g_mutex_lock (&lines->lock);
  lines->closing = TRUE;
  g_cond_broadcast (&lines->changed);
  while (lines->writing || !g_queue_is_empty (&lines->waiting))
    if (!g_cond_wait_until (&lines->changed, &lines->lock, deadline))
      break;
  lines->abandoned = TRUE;
  g_mutex_unlock (&lines->lock);
  unref (lines);
}
