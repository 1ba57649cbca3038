/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 *
 * udpwire: a bad network between two programs of this machine.
 *
 *   sender --> LISTEN [ delay, loss, ... ] one socket per client --> TARGET
 *          <--        [ back             ]                       <--
 *
 * Whatever the target answers to the address it sees goes back to the client
 * that caused it, from the port the client had sent to: RTCP that follows
 * learned addresses works unchanged. IPv4 loopback only.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "impair.h"

#define MAX_PAIRS 16
#define MAX_CLIENTS 64
#define MAX_WAITING 65536
#define MAX_DATAGRAM 65536
#define NS_PER_S UINT64_C (1000000000)

typedef struct _Client Client;

typedef struct
{
  int fd;
  uint16_t listen_port, target_port;
  bool is_back;                 /* this pair carries the way back */
  LcLane to_target, to_client;
} Pair;

struct _Client
{
  int fd;                       /* connected to the target */
  struct sockaddr_in address;
  Pair *pair;
};

typedef struct
{
  uint64_t depart_ns, order;
  Client *client;
  bool to_target;
  size_t size;
  uint8_t data[];
} Packet;

/* What epoll hands back: a listening pair or a client's socket. */
typedef struct
{
  Pair *pair;
  Client *client;
} Source;

typedef struct
{
  Pair pairs[MAX_PAIRS];
  Client clients[MAX_CLIENTS];
  Source sources[MAX_PAIRS + MAX_CLIENTS];
  int n_pairs, n_clients, n_sources;
  Packet *waiting[MAX_WAITING]; /* binary heap, earliest first */
  size_t n_waiting;
  uint64_t order, refused;
  int epoll, timer, signals;
  FILE *record;
} Wire;

static void
fail (const char *what, const char *why)
{
  fprintf (stderr, "udpwire: %s: %s\n", what, why);
  exit (1);
}

/* ---- the waiting packets ------------------------------------------------ */

static bool
earlier (const Packet * a, const Packet * b)
{
  return a->depart_ns < b->depart_ns
      || (a->depart_ns == b->depart_ns && a->order < b->order);
}

static void
heap_push (Wire * w, Packet * p)
{
  size_t i = w->n_waiting++;

  while (i > 0 && earlier (p, w->waiting[(i - 1) / 2])) {
    w->waiting[i] = w->waiting[(i - 1) / 2];
    i = (i - 1) / 2;
  }
  w->waiting[i] = p;
}

static Packet *
heap_pop (Wire * w)
{
  Packet *top = w->waiting[0], *last = w->waiting[--w->n_waiting];
  size_t i = 0, child;

  while ((child = 2 * i + 1) < w->n_waiting) {
    if (child + 1 < w->n_waiting
        && earlier (w->waiting[child + 1], w->waiting[child]))
      child++;
    if (!earlier (w->waiting[child], last))
      break;
    w->waiting[i] = w->waiting[child];
    i = child;
  }
  w->waiting[i] = last;
  return top;
}

/* ---- clock and sockets -------------------------------------------------- */

/* Real time, because that is what the kernel stamps arrivals with. */
static uint64_t
now_ns (void)
{
  struct timespec t;

  clock_gettime (CLOCK_REALTIME, &t);
  return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static void
watch (Wire * w, int fd, Pair * pair, Client * client)
{
  Source *source = &w->sources[w->n_sources++];
  struct epoll_event event = {.events = EPOLLIN,.data.ptr = source };

  source->pair = pair;
  source->client = client;
  if (epoll_ctl (w->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
    fail ("epoll", strerror (errno));
}

static struct sockaddr_in
loopback (uint16_t port)
{
  struct sockaddr_in a = {.sin_family = AF_INET,.sin_port = htons (port) };

  a.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  return a;
}

static int
udp_socket (uint16_t port)
{
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int on = 1, size = 4 << 20;
  struct sockaddr_in a = loopback (port);
  char name[32];

  setsockopt (fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind (fd, (struct sockaddr *) &a, sizeof a) < 0) {
    snprintf (name, sizeof name, "port %u", port);
    fail (name, strerror (errno));
  }
  return fd;
}

/* The sender's address makes the client; NULL when there are too many. */
static Client *
client_for (Wire * w, Pair * pair, const struct sockaddr_in *address)
{
  struct sockaddr_in target = loopback (pair->target_port);
  Client *c;

  for (c = w->clients; c < w->clients + w->n_clients; c++)
    if (c->pair == pair && c->address.sin_port == address->sin_port
        && c->address.sin_addr.s_addr == address->sin_addr.s_addr)
      return c;
  if (w->n_clients == MAX_CLIENTS)
    return NULL;
  w->n_clients++;
  c->fd = udp_socket (0);
  c->pair = pair;
  c->address = *address;
  if (connect (c->fd, (struct sockaddr *) &target, sizeof target) < 0)
    fail ("connect", strerror (errno));
  watch (w, c->fd, NULL, c);
  return c;
}

static uint64_t
arrival_ns (struct msghdr *msg)
{
  struct timespec t;

  for (struct cmsghdr * c = CMSG_FIRSTHDR (msg); c; c = CMSG_NXTHDR (msg, c)) {
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
      memcpy (&t, CMSG_DATA (c), sizeof t);
      return t.tv_sec * NS_PER_S + t.tv_nsec;
    }
  }
  return now_ns ();
}

/* ---- moving packets ----------------------------------------------------- */

/* Two bytes of length, big endian, then the packet: what rtpstorm reads,
 * perhaps while the session goes on. */
static void
record (Wire * w, const uint8_t * data, size_t size)
{
  uint8_t length[2] = { size >> 8, size & 0xff };

  if (w->record) {
    fwrite (length, 1, 2, w->record);
    fwrite (data, 1, size, w->record);
    fflush (w->record);
  }
}

static void
take (Wire * w, Client * client, bool to_target, const uint8_t * data,
    size_t size, uint64_t at_ns)
{
  Pair *pair = client->pair;
  uint64_t depart;
  Packet *p;

  if (!lc_lane_pass (to_target ? &pair->to_target : &pair->to_client, size,
          at_ns, &depart))
    return;
  if (w->n_waiting == MAX_WAITING) {
    w->refused++;
    return;
  }
  p = malloc (sizeof *p + size);
  if (!p)
    fail ("malloc", strerror (errno));
  p->depart_ns = depart;
  p->order = w->order++;
  p->client = client;
  p->to_target = to_target;
  p->size = size;
  memcpy (p->data, data, size);
  heap_push (w, p);
}

static void
drain (Wire * w, Source * source)
{
  static uint8_t data[MAX_DATAGRAM];
  int fd = source->pair ? source->pair->fd : source->client->fd;

  for (;;) {
    struct sockaddr_in from;
    char control[128];
    struct iovec iov = { data, sizeof data };
    struct msghdr msg = { &from, sizeof from, &iov, 1, control,
      sizeof control, 0
    };
    ssize_t size = recvmsg (fd, &msg, 0);
    Client *client = source->client;

    /* ECONNREFUSED is the target not being there yet: go on. */
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      return;
    if (size < 0)
      continue;
    if (!client && !(client = client_for (w, source->pair, &from))) {
      w->refused++;
      continue;
    }
    if (source->pair == &w->pairs[0])
      record (w, data, size);
    take (w, client, source->pair != NULL, data, size, arrival_ns (&msg));
  }
}

/* A send that fails is a packet that is gone, as on any network. */
static void
send_due (Wire * w)
{
  while (w->n_waiting > 0 && w->waiting[0]->depart_ns <= now_ns ()) {
    Packet *p = heap_pop (w);
    Client *c = p->client;
    ssize_t sent;

    if (p->to_target)
      sent = send (c->fd, p->data, p->size, 0);
    else
      sent = sendto (c->pair->fd, p->data, p->size, 0,
          (struct sockaddr *) &c->address, sizeof c->address);
    if (sent < 0)
      w->refused++;
    free (p);
  }
}

static void
arm_timer (Wire * w)
{
  struct itimerspec when = { 0 };

  if (w->n_waiting > 0) {
    when.it_value.tv_sec = w->waiting[0]->depart_ns / NS_PER_S;
    when.it_value.tv_nsec = w->waiting[0]->depart_ns % NS_PER_S;
  }
  timerfd_settime (w->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void
clear (int fd)
{
  uint64_t ticks;

  if (read (fd, &ticks, sizeof ticks) < 0)
    return;
}

static void
run (Wire * w)
{
  struct epoll_event events[32];
  bool stop = false;

  while (!stop) {
    int n = epoll_wait (w->epoll, events, 32, -1);

    for (int i = 0; i < n; i++) {
      void *what = events[i].data.ptr;

      if (what == &w->signals)
        stop = true;
      else if (what == &w->timer)
        clear (w->timer);
      else
        drain (w, what);
    }
    send_due (w);
    arm_timer (w);
  }
}

/* ---- start and end ------------------------------------------------------ */

static void
watch_signals_and_timer (Wire * w)
{
  struct epoll_event event = {.events = EPOLLIN };
  sigset_t set;

  sigemptyset (&set);
  sigaddset (&set, SIGINT);
  sigaddset (&set, SIGTERM);
  sigprocmask (SIG_BLOCK, &set, NULL);
  w->signals = signalfd (-1, &set, SFD_CLOEXEC);
  w->timer = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  event.data.ptr = &w->signals;
  epoll_ctl (w->epoll, EPOLL_CTL_ADD, w->signals, &event);
  event.data.ptr = &w->timer;
  epoll_ctl (w->epoll, EPOLL_CTL_ADD, w->timer, &event);
  /* Whoever started us is gone: so are we. 1 ns: timers on time. */
  prctl (PR_SET_PDEATHSIG, SIGTERM);
  prctl (PR_SET_TIMERSLACK, 1);
}

static void
open_pair (Wire * w, const char *text, uint64_t seed,
    const LcImpairment * forward, const LcImpairment * back)
{
  unsigned listen_port, target_port;
  char way[8] = "";
  int fields = sscanf (text, "%u:%u:%7s", &listen_port, &target_port, way);
  Pair *pair = &w->pairs[w->n_pairs];
  bool is_back = strcmp (way, "back") == 0;

  if (fields < 2 || listen_port < 1 || listen_port > 65535 || target_port < 1
      || target_port > 65535 || (fields == 3 && !is_back))
    fail (text, "a pair is LISTEN:TARGET or LISTEN:TARGET:back, two UDP ports");
  if (w->n_pairs == MAX_PAIRS)
    fail (text, "too many pairs");
  pair->fd = udp_socket (listen_port);
  pair->listen_port = listen_port;
  pair->target_port = target_port;
  pair->is_back = is_back;
  lc_lane_init (&pair->to_target, is_back ? back : forward, seed,
      2 * w->n_pairs);
  lc_lane_init (&pair->to_client, is_back ? forward : back, seed,
      2 * w->n_pairs + 1);
  watch (w, pair->fd, pair, NULL);
  w->n_pairs++;
}

static void
print_lane (const Pair * pair, const char *way, const LcLane * lane)
{
  const LcLaneCounts *c = &lane->counts;

  printf ("{\"listen\":%u,\"target\":%u,\"way\":\"%s\",\"packets\":%llu,"
      "\"passed\":%llu,\"lost\":%llu,\"overflowed\":%llu,\"bytes\":%llu}\n",
      pair->listen_port, pair->target_port, way,
      (unsigned long long) c->seen, (unsigned long long) c->passed,
      (unsigned long long) c->lost, (unsigned long long) c->overflowed,
      (unsigned long long) c->bytes);
}

static void
usage (FILE * to)
{
  fputs ("Usage: udpwire [OPTIONS] LISTEN:TARGET[:back]...\n"
      "Forwards UDP between ports of 127.0.0.1, badly.\n\n"
      "  --both HOW, --forward HOW, --back HOW   impairment per direction\n"
      "  --seed N         which packets are lost (default 1)\n"
      "  --record FILE    keep what is sent to the first pair, for rtpstorm\n\n"
      "HOW: delay=MS,jitter=MS,reorder,loss=PERCENT,ge=ENTER:LEAVE,"
      "rate=KBIT,\n     queue=MS,hole=START_MS:LENGTH_MS\n"
      "Prints `ready`, and one JSON line per direction when INT or TERM "
      "ends it.\n", to);
}

static void
impair (LcImpairment * how, const char *text)
{
  const char *wrong = lc_impairment_parse (how, text);

  if (wrong)
    fail (text, wrong);
}

int
main (int argc, char **argv)
{
  static const struct option options[] = {
    {"both", 1, NULL, 'a'}, {"forward", 1, NULL, 'f'}, {"back", 1, NULL, 'b'},
    {"seed", 1, NULL, 's'}, {"record", 1, NULL, 'r'}, {"help", 0, NULL, 'h'},
    {NULL, 0, NULL, 0}
  };
  static Wire wire;
  LcImpairment forward = { 0 }, back = { 0 };
  uint64_t seed = 1;
  int c;

  while ((c = getopt_long (argc, argv, "", options, NULL)) != -1) {
    if (c == 'a' || c == 'f')
      impair (&forward, optarg);
    if (c == 'a' || c == 'b')
      impair (&back, optarg);
    if (c == 's')
      seed = strtoull (optarg, NULL, 10);
    if (c == 'r' && !(wire.record = fopen (optarg, "wb")))
      fail (optarg, strerror (errno));
    if (c == 'h' || c == '?') {
      usage (c == 'h' ? stdout : stderr);
      return c == 'h' ? 0 : 1;
    }
  }
  if (optind == argc)
    fail ("no ports", "say at least one LISTEN:TARGET, e.g. 5004:6004");
  wire.epoll = epoll_create1 (EPOLL_CLOEXEC);
  for (; optind < argc; optind++)
    open_pair (&wire, argv[optind], seed, &forward, &back);
  watch_signals_and_timer (&wire);
  puts ("ready");
  fflush (stdout);
  run (&wire);
  for (int i = 0; i < wire.n_pairs; i++) {
    Pair *p = &wire.pairs[i];

    print_lane (p, p->is_back ? "back" : "forward", &p->to_target);
    print_lane (p, p->is_back ? "forward" : "back", &p->to_client);
  }
  while (wire.n_waiting > 0)
    free (heap_pop (&wire));
  if (wire.record && fclose (wire.record) != 0)
    fail ("record", strerror (errno));
  return 0;
}
