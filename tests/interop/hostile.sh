#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# Strangers at the port of an lcrtpsrc while it receives a broadcast: garbage,
# truncated, replayed and foreign packets and SRTP under another key, 50,000
# of them (a million with LC_SOAK=1). The broadcast goes on, every class is
# counted, the memory stays as it is.
#
#   lcrtpsink --> udpwire --record --> lcrtpsrc (listen) <-- rtpstorm
#
# Four fifths of the storm go to the port of RTP, one to that of RTCP.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../support/env.sh
. "$here/../support/env.sh"
port=${LC_PORT:-24400}
count=50000
[ -z "${LC_SOAK:-}" ] || count=1000000
rate=5000

work=$(mktemp -d)
pids=
finish() {
  # shellcheck disable=SC2086
  [ -z "$pids" ] || kill $pids 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

fail() {
  echo "NOT OK $*"
  tail -n 2 "$work/seen" "$work/errors" 2>/dev/null || true
  exit 1
}

start_session() {
  make_key "$work/key"
  "$support/listen" latency=100 srtp-key-location="$work/key" \
    video_0::port=$((port + 2)) audio_0::port=0 \
    >"$work/seen" 2>"$work/errors" &
  listen=$!
  pids=$listen
  for offset in 0 1; do
    "$support/udpwire" --record "$work/recorded-$offset" \
      "$((port + offset)):$((port + offset + 2))" >"$work/wire-$offset" &
    pids="$pids $!"
    wait_for "udpwire" grep -q ready "$work/wire-$offset"
  done
  gst-launch-1.0 -q videotestsrc is-live=true ! \
    video/x-raw,width=320,height=240,framerate=30/1 ! \
    vp8enc deadline=1 cpu-used=-8 keyframe-max-dist=30 ! \
    lcrtpsink srtp-key-location="$work/key" video_0::port="$port" \
    >>"$work/errors" 2>&1 &
  pids="$pids $!"
  wait_for "the first frames" jq -s -e 'length > 0 and .[-1].video > 30' \
    "$work/seen"
}

# The next line that listen prints.
look() {
  lines=$(wc -l <"$work/seen")
  wait_for "a line of listen" sh -c "[ \$(wc -l <'$work/seen') -gt $lines ]"
  tail -n 1 "$work/seen"
}

storm() { # 0 at RTP or 1 at RTCP, count, seed
  "$support/rtpstorm" --to "127.0.0.1:$((port + 2 + $1))" --count "$2" \
    --seed "$3" --rate $rate --recorded "$work/recorded-$1"
}

start_session
# What is allocated once, for the first strangers, is no growth.
storm 0 2000 1 >/dev/null
storm 1 2000 2 >/dev/null
look >"$work/before"
storm 0 $((count * 4 / 5)) 3 >"$work/sent"
storm 1 $((count / 5)) 4 >"$work/sent-rtcp"
look >"$work/after"
kill -0 "$listen" || fail "the receiver has ended"
look >"$work/later"

jq -n -r --slurpfile before "$work/before" --slurpfile after "$work/after" \
  --slurpfile later "$work/later" --slurpfile sent "$work/sent" \
  --slurpfile rtcp "$work/sent-rtcp" -f "$here/hostile.jq" >"$work/verdict"
cat "$work/verdict"
if grep -q '^NOT OK' "$work/verdict"; then fail "see above"; fi

kill -INT "$listen"
wait "$listen" || fail "the receiver did not end well"
if [ -s "$work/errors" ]; then fail "something was printed"; fi
