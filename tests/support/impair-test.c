/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include <arpa/inet.h>
#include <gst/check/gstcheck.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "impair.h"

#define PACKETS 20000
#define MS GST_MSECOND

static void
lane (LcLane * l, const char *how, guint64 seed, guint number)
{
  LcImpairment i = { 0 };

  fail_unless (lc_impairment_parse (&i, how) == NULL);
  lc_lane_init (l, &i, seed, number);
}

/* 1 for every packet that gets through, one packet each @gap_ns. */
static guint
fates (LcLane * l, guint8 * fate, guint64 gap_ns)
{
  guint64 depart;
  guint i, passed = 0;

  for (i = 0; i < PACKETS; i++)
    passed += fate[i] = lc_lane_pass (l, 1000, i * gap_ns, &depart);
  return passed;
}

GST_START_TEST (same_seed_loses_the_same_packets_at_any_pace)
{
  static guint8 a[PACKETS], b[PACKETS];
  LcLane l;

  lane (&l, "loss=5,delay=20,jitter=9", 7, 0);
  fates (&l, a, MS);
  lane (&l, "loss=5,delay=20,jitter=9", 7, 0);
  fates (&l, b, 13 * MS);
  fail_unless (memcmp (a, b, PACKETS) == 0);
  lane (&l, "loss=5,delay=20,jitter=9", 7, 1);
  fates (&l, b, MS);
  fail_if (memcmp (a, b, PACKETS) == 0);
  lane (&l, "loss=5,delay=20,jitter=9", 8, 0);
  fates (&l, b, MS);
  fail_if (memcmp (a, b, PACKETS) == 0);
}

GST_END_TEST;

/* 5 % of 20000 is 1000; the standard deviation is 31: within five of them. */
GST_START_TEST (loss_is_as_much_as_asked_for)
{
  static guint8 fate[PACKETS];
  LcLane l;

  lane (&l, "loss=5", 1, 0);
  assert_equals_int (fates (&l, fate, MS), l.counts.passed);
  fail_unless (l.counts.lost > 845 && l.counts.lost < 1155);
  assert_equals_int (l.counts.lost + l.counts.passed, PACKETS);
}

GST_END_TEST;

/* Enter 1 %, leave 25 %: 1/26 of the packets are lost, in runs of 4. */
GST_START_TEST (gilbert_elliott_loses_in_bursts)
{
  static guint8 fate[PACKETS];
  guint i, runs = 0;
  LcLane l;

  lane (&l, "ge=1:25", 3, 0);
  fates (&l, fate, MS);
  for (i = 1; i < PACKETS; i++)
    runs += fate[i - 1] && !fate[i];
  fail_unless (l.counts.lost > 500 && l.counts.lost < 1050);
  fail_unless (l.counts.lost > 3 * runs && l.counts.lost < 5 * runs);
}

GST_END_TEST;

GST_START_TEST (order_is_kept_unless_reorder_is_asked_for)
{
  guint64 depart, last = 0;
  gboolean reordered = FALSE;
  LcLane l;
  guint i;

  lane (&l, "delay=10,jitter=30", 1, 0);
  for (i = 0; i < 1000; i++) {
    fail_unless (lc_lane_pass (&l, 100, i * MS, &depart));
    fail_unless (depart >= last);
    fail_unless (depart >= (i + 10) * MS && depart <= (i + 40) * MS);
    last = depart;
  }
  lane (&l, "delay=10,jitter=30,reorder", 1, 0);
  for (i = 0, last = 0; i < 1000; i++, last = depart) {
    fail_unless (lc_lane_pass (&l, 100, i * MS, &depart));
    reordered |= depart < last;
  }
  fail_unless (reordered);
}

GST_END_TEST;

/* 1000 bytes at 800 kbit/s take 10 ms; 50 ms of queue hold five of them. */
GST_START_TEST (rate_delays_then_drops)
{
  guint64 depart;
  LcLane l;
  guint i;

  lane (&l, "rate=800,queue=50", 1, 0);
  for (i = 1; i <= 6; i++) {
    fail_unless (lc_lane_pass (&l, 1000, 0, &depart));
    fail_unless_equals_uint64 (depart, i * 10 * MS);
  }
  fail_if (lc_lane_pass (&l, 1000, 0, &depart));
  fail_unless_equals_uint64 (l.counts.overflowed, 1);
  fail_unless (lc_lane_pass (&l, 1000, 10 * MS, &depart));
}

GST_END_TEST;

GST_START_TEST (a_hole_loses_everything_in_its_time_only)
{
  guint64 depart, start = 5000 * MS;
  LcLane l;
  guint i;

  lane (&l, "hole=100:50", 1, 0);
  for (i = 0; i < 300; i++)
    fail_unless_equals_int (lc_lane_pass (&l, 100, start + i * MS, &depart),
        i < 100 || i >= 150);
}

GST_END_TEST;

GST_START_TEST (nonsense_is_refused)
{
  static const char *const bad[] = { "loss", "loss=five", "loss=101",
    "delay=-1", "delay=5 ", "ge=1", "hole=5", "speed=3"
  };
  LcImpairment i = { 0 };

  for (guint n = 0; n < G_N_ELEMENTS (bad); n++)
    fail_if (lc_impairment_parse (&i, bad[n]) == NULL, "%s", bad[n]);
}

GST_END_TEST;

/* ---- the program itself ------------------------------------------------- */

static int
open_udp (struct sockaddr_in *address)
{
  struct timeval patience = {.tv_sec = 5 };
  socklen_t size = sizeof *address;
  int fd = socket (AF_INET, SOCK_DGRAM, 0);

  memset (address, 0, sizeof *address);
  address->sin_family = AF_INET;
  address->sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  fail_unless (bind (fd, (struct sockaddr *) address, size) == 0);
  fail_unless (getsockname (fd, (struct sockaddr *) address, &size) == 0);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return fd;
}

/* A port nobody has at the moment. */
static guint
free_port (struct sockaddr_in *address)
{
  close (open_udp (address));
  return ntohs (address->sin_port);
}

static FILE *
start_wire (GPid * pid, guint listen_port, guint target_port)
{
  gchar *ports = g_strdup_printf ("%u:%u", listen_port, target_port);
  const gchar *argv[] = { g_getenv ("LC_UDPWIRE"), "--seed", "5", "--both",
    "loss=10,delay=2", ports, NULL
  };
  gchar line[16];
  FILE *out;
  gint fd;

  fail_unless (g_spawn_async_with_pipes (NULL, (gchar **) argv, NULL,
          G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, pid, NULL, &fd, NULL, NULL));
  out = fdopen (fd, "r");
  fail_unless_equals_string (fgets (line, sizeof line, out), "ready\n");
  g_free (ports);
  return out;
}

/* Sends @n numbered packets from @from to @to and receives at @at exactly
 * those that the model lets through; @peer learns where they came from. */
static void
exchange (int from, const struct sockaddr_in *to, int at,
    struct sockaddr_in *peer, LcLane * model, guint n)
{
  guint64 depart;

  for (guint i = 0; i < n; i++) {
    guint got = G_MAXUINT;
    socklen_t size = sizeof *peer;

    fail_unless (sendto (from, &i, sizeof i, 0, (struct sockaddr *) to,
            sizeof *to) == sizeof i);
    if (!lc_lane_pass (model, sizeof i, 0, &depart))
      continue;
    fail_unless (recvfrom (at, &got, sizeof got, 0, (struct sockaddr *) peer,
            &size) == sizeof got, "packet %u should have come", i);
    assert_equals_int (got, i);
  }
}

GST_START_TEST (udpwire_loses_what_the_model_says_both_ways)
{
  struct sockaddr_in near_address, far_address, wire_address, peer = { 0 };
  int near_fd = open_udp (&near_address), far_fd = open_udp (&far_address);
  guint port = free_port (&wire_address);
  LcLane there, back;
  gchar line[256];
  GPid pid;
  FILE *out = start_wire (&pid, port, ntohs (far_address.sin_port));

  lane (&there, "loss=10,delay=2", 5, 0);
  lane (&back, "loss=10,delay=2", 5, 1);
  exchange (near_fd, &wire_address, far_fd, &peer, &there, 300);
  wire_address = peer;
  exchange (far_fd, &wire_address, near_fd, &peer, &back, 300);
  /* the answer comes from the port that the client knows */
  assert_equals_int (ntohs (peer.sin_port), port);
  kill (pid, SIGTERM);
  fail_unless (fgets (line, sizeof line, out) != NULL);
  fail_unless (strstr (line, "\"way\":\"forward\",\"packets\":300,") != NULL);
  fail_unless (waitpid (pid, NULL, 0) == pid);
  fclose (out);
  close (near_fd);
  close (far_fd);
}

GST_END_TEST;

static Suite *
impair_suite (void)
{
  Suite *s = suite_create ("impair");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, same_seed_loses_the_same_packets_at_any_pace);
  tcase_add_test (tc, loss_is_as_much_as_asked_for);
  tcase_add_test (tc, gilbert_elliott_loses_in_bursts);
  tcase_add_test (tc, order_is_kept_unless_reorder_is_asked_for);
  tcase_add_test (tc, rate_delays_then_drops);
  tcase_add_test (tc, a_hole_loses_everything_in_its_time_only);
  tcase_add_test (tc, nonsense_is_refused);
  tcase_add_test (tc, udpwire_loses_what_the_model_says_both_ways);
  return s;
}

GST_CHECK_MAIN (impair);
