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
# shellcheck source-path=SCRIPTDIR source=../support/env.sh
. "$here/../support/env.sh"
seconds=${LC_SECONDS:-20}
relay='srtp://10.77.1.2:5004?audio=5006&rtcp=plain'
PATH=$PATH:/usr/sbin:/sbin

janus_library=$(find /usr/lib -maxdepth 2 -name janus -type d | head -n 1)

skip() {
  echo "SKIP janus-streaming: $*"
  exit 77
}

# A PID namespace, so that nothing outlives us; root needs no user namespace.
enter_namespaces() {
  for program in janus chromium chromedriver ip ss unshare nsenter jq; do
    command -v "$program" >/dev/null || skip "$program is not installed"
  done
  /usr/bin/python3 -c 'import selenium' 2>/dev/null ||
    skip "python3-selenium is not installed"
  # chromedriver is spoken to by that name.
  getent hosts localhost >/dev/null || skip "localhost has no address: /etc/hosts is missing"
  [ -d "$janus_library/plugins" ] || skip "Janus has no plugins"
  own="-n -p -m -f --mount-proc --kill-child"
  [ "$(id -u)" = 0 ] || own="-U -r $own"
  # shellcheck disable=SC2086
  unshare $own true 2>/dev/null || skip "namespaces are not allowed here"
  # shellcheck disable=SC2086
  LC_INSIDE=1 exec unshare $own "$0" "$@"
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
  sed "s|@KEY_BASE64@|$(base64 -w0 "$work/key.bin")|" \
    "$here/janus/janus.plugin.streaming.jcfg.in" \
    >"$work/janus/janus.plugin.streaming.jcfg"
  in_relay env -u G_DEBUG janus -F "$work/janus" -P "$janus_library/plugins" \
    -T "$janus_library/transports" -o >"$out/janus.log" 2>&1 &
  wait_for "Janus" relay_listens
}

# watch NAME: a viewer joins the running show; its verdict is ours.
watch() {
  name=$1
  shift
  sleep 3
  kill -0 "$sender" 2>/dev/null || {
    echo "the sender ended early:"
    tail -n 20 "$out/sender.log"
    exit 1
  }
  env -u G_DEBUG /usr/bin/python3 "$here/viewer.py" --ws ws://10.77.1.2:8188 --mountpoint 1 \
    --interface lc0 --rtp-port 5004 --rtcp-port 5005 \
    --screenshot "$out/$name.png" "$@"
}

[ -n "${LC_INSIDE:-}" ] || enter_namespaces "$@"

out=${LC_OUT:-$build/tests/interop/janus-streaming}
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
umask 077
head -c 30 /dev/urandom >"$work/key.bin"
base64 -w0 "$work/key.bin" >"$work/key"

make_network
start_relay

echo "1. pipelines/show-live.sh, a viewer joins, $seconds s"
"$root/pipelines/show-live.sh" --relay "$relay" --srtp-key "$work/key" \
  >"$out/sender.log" 2>&1 &
sender=$!
watch show-live --seconds "$seconds"
# TERM: a shell starts its background jobs deaf to INT
kill -TERM "$sender"
wait "$sender" || {
  echo "show-live.sh did not end well"
  tail -n 20 "$out/sender.log"
  exit 1
}

# A key frame every 100 s: a viewer who sees anything was given his own.
echo "2. a viewer joins between key frames: the sender answers his request"
line=$("$root/pipelines/show-live.sh" --relay "$relay" \
  --srtp-key "$work/key" --print |
  sed 's/keyframe-max-dist=[0-9]*/keyframe-max-dist=3000/')
case $line in
  *keyframe-max-dist=3000*) ;;
  *)
    echo "show-live.sh --print has no keyframe-max-dist to change"
    exit 1
    ;;
esac
sh -c "$line" >"$out/sender.log" 2>&1 &
sender=$!
watch key-frame --seconds 4 --patience 5
kill -TERM "$sender"
