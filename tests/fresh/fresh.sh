#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# fresh.sh [--run-only]: what somebody with a new Debian 12 and a new clone
# sees. In a chroot made by debootstrap, without a terminal: ./run, ./run
# again, which must reach its scene in 3 s, and ./check. Needs root, debootstrap
# and the Debian mirror of this machine's own apt; exit code 77 without.
# shellcheck disable=SC2016
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)

skip ()
{
  echo "skipped: $*"
  exit 77
}

mirror ()
{
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk '$2 == "bookworm" && $1 ~ /debian\/?$/ { print $1; exit }'
}

[ "$(id -u)" -eq 0 ] || skip "only root can make a chroot"
command -v debootstrap >/dev/null || skip "debootstrap is not installed"
mirror=$(mirror)
[ -n "$mirror" ] || skip "this machine's apt knows no Debian 12 mirror"

# Starts a command in the machine, with nothing of this one's environment.
# Everything it starts ends with it.
inside ()
{
  unshare --mount --pid --fork --kill-child sh -ec '
    fs=$1
    shift
    # Only a mount point can be the root of the namespaces that tests make.
    mount --bind "$fs" "$fs"
    mount -t proc proc "$fs/proc"
    mount --rbind /dev "$fs/dev"
    mount --rbind /sys "$fs/sys"
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
      chroot "$fs" "$@"' sh "$fs" "$@" </dev/null &
  machine=$!
  wait $machine
}

make_machine ()
{
  debootstrap --variant=minbase bookworm "$fs" "$mirror" >"$work/log" 2>&1 || {
    tail -n 5 "$work/log"
    exit 1
  }
  # The way to the mirror (proxies, checks) is this machine's own.
  grep -l '^Acquire' /etc/apt/apt.conf.d/* |
    xargs -r cp -t "$fs/etc/apt/apt.conf.d"
  cp -L /etc/resolv.conf "$fs/etc/resolv.conf"
}

clone ()
{
  git clone -q --no-hardlinks "$root" "$fs/root/gst-livecommerce"
}

# step NAME COMMAND...: runs it inside, prints the end of what it said and
# how long it took.
step ()
{
  name=$1
  shift
  start=$(date +%s)
  rc=0
  inside "$@" >"$work/log" 2>&1 || rc=$?
  tail -n "$lines" "$work/log" | sed 's/^/  | /'
  echo "$name: exit code $rc after $(($(date +%s) - start)) s"
  [ $rc -eq 0 ]
}

# Milliseconds from ./run to the gst-launch-1.0 that plays the scene.
second_start='cd /root/gst-livecommerce
  start=$(date +%s%3N)
  ./run --seconds 5 >/tmp/second.log 2>&1 &
  until grep -qsx gst-launch-1.0 /proc/[0-9]*/comm; do
    kill -0 $! || exit 1
    sleep 0.02
  done
  took=$(($(date +%s%3N) - start))
  wait $! || { cat /tmp/second.log; exit 1; }
  echo "the scene started after $took ms"
  [ $took -le 3000 ]'

work=$(mktemp -d)
fs=$work/debian
machine=
trap 'rm -rf --one-file-system "$work"' EXIT
# unshare heeds no softer signal, and takes all of the machine with it.
trap '[ -z "$machine" ] || kill -KILL $machine; exit 130' INT TERM
echo "making a Debian 12"
make_machine
clone
lines=15
step "first ./run" sh -c 'cd /root/gst-livecommerce && ./run --seconds 5'
step "second ./run" sh -c "$second_start"
[ "${1-}" != --run-only ] || exit 0
lines=40
step "./check" sh -c 'cd /root/gst-livecommerce && ./check'
