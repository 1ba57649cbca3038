/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * rtpstorm: somebody who does not have the key, at a receiver's port.
 *
 *   garbage    random bytes that do not say RTP version 2
 *   truncated  a recorded packet cut short, every other one within its header
 *   replayed   a recorded packet again, unchanged
 *   foreign    a recorded packet under an SSRC never seen before
 *   wrong-key  well-formed SRTP of a stranger, 64 SSRCs, a key of its own
 *
 * The recording is udpwire's --record.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <srtp2/srtp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "impair.h"

#define MAX_RECORDED 4096
#define MAX_SIZE 1500
#define RTP_HEADER 12
#define STRANGERS 64
#define NS_PER_S 1000000000L

enum
{ GARBAGE, TRUNCATED, REPLAYED, FOREIGN, WRONG_KEY, KINDS };

static const char *const kind_names[KINDS] = {
  "garbage", "truncated", "replayed", "foreign", "wrong-key"
};

typedef struct
{
  size_t size;
  uint8_t data[MAX_SIZE];
} Packet;

typedef struct
{
  Packet recorded[MAX_RECORDED];
  size_t n_recorded;
  uint64_t seed, drawn;
  uint64_t sent[KINDS];
  bool wanted[KINDS];
  srtp_t stranger;
  uint16_t seq;
} Storm;

static void
fail (const char *what, const char *why)
{
  fprintf (stderr, "rtpstorm: %s: %s\n", what, why);
  exit (1);
}

static uint64_t
draw (Storm * s, uint64_t below)
{
  return lc_seeded (s->seed, s->drawn++) % below;
}

static void
fill (Storm * s, uint8_t * data, size_t size)
{
  for (size_t i = 0; i < size; i++)
    data[i] = draw (s, 256);
}

static void
put32 (uint8_t * data, uint32_t value)
{
  value = htonl (value);
  memcpy (data, &value, 4);
}

/* ---- the packets -------------------------------------------------------- */

static void
make_garbage (Storm * s, Packet * p)
{
  p->size = 1 + draw (s, 1400);
  fill (s, p->data, p->size);
  if (p->data[0] >> 6 == 2)
    p->data[0] ^= 0x40;
}

static void
pick_recorded (Storm * s, Packet * p)
{
  *p = s->recorded[draw (s, s->n_recorded)];
}

static void
make_truncated (Storm * s, Packet * p)
{
  pick_recorded (s, p);
  if (s->sent[TRUNCATED] % 2 == 0)
    p->size = 1 + draw (s, RTP_HEADER - 1);
  else
    p->size = RTP_HEADER + draw (s, p->size - RTP_HEADER);
}

/* RTCP, where packet types 192 to 223 are (RFC 5761 section 4), has its SSRC
 * behind the first word. */
static void
make_foreign (Storm * s, Packet * p)
{
  bool is_rtcp;

  pick_recorded (s, p);
  is_rtcp = p->data[1] >= 192 && p->data[1] <= 223;
  put32 (p->data + (is_rtcp ? 4 : 8), draw (s, UINT64_C (1) << 32));
}

static void
make_wrong_key (Storm * s, Packet * p)
{
  int size = RTP_HEADER + 100 + draw (s, 1000);

  fill (s, p->data, size);
  p->data[0] = 0x80;
  p->data[1] = 96;
  p->data[2] = s->seq >> 8;
  p->data[3] = s->seq & 0xff;
  put32 (p->data + 8, 0x5eed0000 + s->sent[WRONG_KEY] % STRANGERS);
  if (s->sent[WRONG_KEY] % STRANGERS == STRANGERS - 1)
    s->seq++;
  if (srtp_protect (s->stranger, p->data, &size) != srtp_err_status_ok)
    fail ("libsrtp2", "could not protect a stranger's packet");
  p->size = size;
}

static void
make (Storm * s, int kind, Packet * p)
{
  static void (*const makers[KINDS]) (Storm *, Packet *) = {
    make_garbage, make_truncated, pick_recorded, make_foreign, make_wrong_key
  };

  makers[kind] (s, p);
  s->sent[kind]++;
}

/* ---- start -------------------------------------------------------------- */

static void
load (Storm * s, const char *path)
{
  FILE *file = fopen (path, "rb");
  uint8_t length[2];

  if (!file)
    fail (path, strerror (errno));
  while (s->n_recorded < MAX_RECORDED && fread (length, 1, 2, file) == 2) {
    Packet *p = &s->recorded[s->n_recorded];

    p->size = length[0] << 8 | length[1];
    if (p->size > MAX_SIZE || fread (p->data, 1, p->size, file) != p->size)
      break;                    /* the last one is still being written */
    s->n_recorded += p->size > RTP_HEADER;
  }
  fclose (file);
  if (s->n_recorded == 0)
    fail (path, "no packets in it");
}

static void
make_stranger (Storm * s)
{
  static uint8_t key[SRTP_MASTER_KEY_LEN];
  srtp_policy_t policy = { 0 };

  fill (s, key, sizeof key);
  srtp_crypto_policy_set_rtp_default (&policy.rtp);
  srtp_crypto_policy_set_rtcp_default (&policy.rtcp);
  policy.ssrc.type = ssrc_any_outbound;
  policy.key = key;
  if (srtp_init () != srtp_err_status_ok
      || srtp_create (&s->stranger, &policy) != srtp_err_status_ok)
    fail ("libsrtp2", "could not make a session");
}

static void
choose (Storm * s, char *names)
{
  memset (s->wanted, 0, sizeof s->wanted);
  for (char *name = strtok (names, ","); name; name = strtok (NULL, ",")) {
    int kind = 0;

    while (kind < KINDS && strcmp (name, kind_names[kind]) != 0)
      kind++;
    if (kind == KINDS)
      fail (name, "kinds are garbage,truncated,replayed,foreign,wrong-key");
    s->wanted[kind] = true;
  }
}

static int
connect_to (const char *text)
{
  struct sockaddr_in to = {.sin_family = AF_INET };
  int fd = socket (AF_INET, SOCK_DGRAM, 0);
  char host[64];
  unsigned port;

  if (sscanf (text, "%63[0-9.]:%u", host, &port) != 2 || port > 65535
      || inet_pton (AF_INET, host, &to.sin_addr) != 1)
    fail (text, "a target is A.B.C.D:PORT");
  to.sin_port = htons (port);
  if (connect (fd, (struct sockaddr *) &to, sizeof to) < 0)
    fail (text, strerror (errno));
  return fd;
}

/* ---- the storm ---------------------------------------------------------- */

static void
wait_until (struct timespec *at, long step_ns)
{
  at->tv_nsec += step_ns % NS_PER_S;
  at->tv_sec += step_ns / NS_PER_S + at->tv_nsec / NS_PER_S;
  at->tv_nsec %= NS_PER_S;
  clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, at, NULL);
}

static void
blow (Storm * s, int fd, uint64_t count, double rate)
{
  struct timespec at;
  Packet p;
  int kind = 0;

  clock_gettime (CLOCK_MONOTONIC, &at);
  for (uint64_t i = 0; i < count; i++) {
    while (!s->wanted[kind])
      kind = (kind + 1) % KINDS;
    make (s, kind, &p);
    kind = (kind + 1) % KINDS;
    /* ECONNREFUSED: nobody is there, which is worth knowing */
    if (send (fd, p.data, p.size, 0) < 0 && errno != ENOBUFS)
      fail ("send", strerror (errno));
    if (rate > 0)
      wait_until (&at, (long) (NS_PER_S / rate));
  }
}

static void
usage (FILE * to)
{
  fputs ("Usage: rtpstorm --to A.B.C.D:PORT [OPTIONS]\n"
      "Sends packets that a receiver should refuse.\n\n"
      "  --count N         packets (default 1000)\n"
      "  --rate N          packets per second (default 5000, 0 = no pause)\n"
      "  --seed N          the same storm again (default 1)\n"
      "  --recorded FILE   what udpwire --record kept\n"
      "  --kinds A,B       of garbage,truncated,replayed,foreign,wrong-key\n"
      "                    (default: all; without --recorded garbage and\n"
      "                    wrong-key)\n"
      "Prints one JSON line: how many of each kind were sent.\n", to);
}

static void
print_sent (const Storm * s)
{
  for (int kind = 0; kind < KINDS; kind++)
    printf ("%s\"%s\":%llu", kind ? "," : "{", kind_names[kind],
        (unsigned long long) s->sent[kind]);
  puts ("}");
}

int
main (int argc, char **argv)
{
  static const struct option options[] = {
    {"to", 1, NULL, 't'}, {"count", 1, NULL, 'n'}, {"rate", 1, NULL, 'r'},
    {"seed", 1, NULL, 's'}, {"recorded", 1, NULL, 'f'},
    {"kinds", 1, NULL, 'k'}, {"help", 0, NULL, 'h'}, {NULL, 0, NULL, 0}
  };
  static Storm storm = {.seed = 1,.wanted = {true, true, true, true, true} };
  uint64_t count = 1000;
  double rate = 5000;
  int c, fd = -1;

  while ((c = getopt_long (argc, argv, "", options, NULL)) != -1) {
    if (c == 't')
      fd = connect_to (optarg);
    if (c == 'n')
      count = strtoull (optarg, NULL, 10);
    if (c == 'r')
      rate = strtod (optarg, NULL);
    if (c == 's')
      storm.seed = strtoull (optarg, NULL, 10);
    if (c == 'f')
      load (&storm, optarg);
    if (c == 'k')
      choose (&storm, optarg);
    if (c == 'h' || c == '?') {
      usage (c == 'h' ? stdout : stderr);
      return c == 'h' ? 0 : 1;
    }
  }
  if (fd < 0)
    fail ("no target", "say --to 127.0.0.1:PORT");
  for (int kind = TRUNCATED; kind <= FOREIGN; kind++)
    storm.wanted[kind] &= storm.n_recorded > 0;
  make_stranger (&storm);
  blow (&storm, fd, count, rate);
  print_sent (&storm);
  srtp_dealloc (storm.stranger);
  return 0;
}
