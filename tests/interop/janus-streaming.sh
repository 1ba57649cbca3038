#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# A show reaches a browser through a real relay:
#
#   sender, Chromium  10.77.1.1 lc0 <--veth--> lc1 10.77.1.2  Janus
#   (namespace A)                                      (namespace B)
#
# No route leaves the two namespaces. They, and every process in them, end
# with this script. Exit 77: this machine cannot run it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${LC_BUILD:-$root/build}
seconds=${LC_SECONDS:-20}
PATH=$PATH:/usr/sbin:/sbin

skip() {
  echo "SKIP janus-streaming: $*"
  exit 77
}

# A PID namespace, so that nothing outlives us; root needs no user namespace.
enter_namespaces() {
  for program in janus chromium chromedriver ip unshare nsenter jq; do
    command -v $program >/dev/null || skip "$program is not installed"
  done
  /usr/bin/python3 -c 'import selenium' 2>/dev/null ||
    skip "python3-selenium is not installed"
  own="-n -p -m -f --mount-proc --kill-child"
  [ "$(id -u)" = 0 ] || own="-U -r $own"
  # shellcheck disable=SC2086
  unshare $own true 2>/dev/null || skip "namespaces are not allowed here"
  # shellcheck disable=SC2086
  LC_INSIDE=1 exec unshare $own "$0" "$@"
}

wait_for() { # what, command...
  what=$1
  shift
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo "$what did not come up"; exit 1; }
    sleep 0.1
  done
}

in_relay() { nsenter --target "$relay_pid" --net "$@"; }

make_network() {
  ip link set lo up
  unshare --net sleep infinity &
  relay_pid=$!
  # the second name appears in the new namespace once unshare has run
  wait_for "the relay's namespace" sh -c \
    "[ \"\$(readlink /proc/$relay_pid/ns/net)\" != \"\$(readlink /proc/$$/ns/net)\" ]"
  ip link add lc0 type veth peer name lc1 netns "$relay_pid"
  ip addr add 10.77.1.1/24 dev lc0
  ip link set lc0 up
  in_relay ip link set lo up
  in_relay ip addr add 10.77.1.2/24 dev lc1
  in_relay ip link set lc1 up
}

relay_listens() { in_relay ss -lntH | grep -q ':8188'; }

start_relay() {
  mkdir "$work/janus"
  cp "$here"/janus/*.jcfg "$work/janus"
  sed "s|@KEY_BASE64@|$(xxd -r -p "$work/key" | base64 -w0)|" \
    "$here/janus/janus.plugin.streaming.jcfg.in" \
    >"$work/janus/janus.plugin.streaming.jcfg"
  library=$(dirname "$(ls -d /usr/lib/*/janus/plugins | head -1)")
  in_relay janus -F "$work/janus" -P "$library/plugins" \
    -T "$library/transports" -o >"$out/janus.log" 2>&1 &
  wait_for "Janus" relay_listens
}

start_sender() {
  hex=$(cat "$work/key")
  # shellcheck disable=SC2086
  gst-launch-1.0 -q \
    videotestsrc is-live=true pattern=smpte ! video/x-raw,format=I420,width=640,height=360,framerate=30/1 \
    ! vp8enc deadline=1 cpu-used=-8 keyframe-max-dist=30 target-bitrate=1500000 ! rtpvp8pay pt=96 mtu=1200 \
    ! srtpenc key=$hex ! udpsink host=10.77.1.2 port=5004 \
    audiotestsrc is-live=true wave=ticks samplesperbuffer=480 ! audio/x-raw,rate=48000,channels=2 ! opusenc ! rtpopuspay pt=111 \
    ! srtpenc key=$hex ! udpsink host=10.77.1.2 port=5006 >"$out/sender.log" 2>&1 &
}

[ -n "${LC_INSIDE:-}" ] || enter_namespaces "$@"

out=${LC_OUT:-$build/tests/interop/janus-streaming}
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
umask 077
head -c 30 /dev/urandom | xxd -p -c 60 >"$work/key"

make_network
start_relay
start_sender
sleep 2
/usr/bin/python3 "$here/viewer.py" --ws ws://10.77.1.2:8188 --mountpoint 1 \
  --interface lc0 --rtp-port 5004 --rtcp-port 5005 --seconds "$seconds" \
  --screenshot "$out/viewer.png"
