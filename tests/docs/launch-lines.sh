#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# launch-lines.sh [PAGE...]: runs the shell blocks of the docs that are marked
#   ```sh run        ends by itself within a minute
#   ```sh run 5      gets Ctrl-C (INT) after 5 seconds and ends well
# in a folder that looks like the top of the tree, and prints TAP. Exit code 0
# and no warning is good. Every page of docs/elements must have such a block.
# shellcheck disable=SC2016
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tree" "$work/blocks"
ln -s "$root"/* "$work/tree/"
export GST_PLUGIN_PATH_1_0="${LC_BUILD:-$root/build}/gst-plugin"
export GST_REGISTRY_1_0="$work/registry"
export G_DEBUG=fatal-warnings

# A network of its own, so that nobody else has the lines' UDP ports; where
# that is not allowed, the machine's.
alone="unshare --map-root-user --net sh -c"
start='ip link set lo up && exec "$0" "$@"'
$alone "$start" true 2>/dev/null || { alone='sh -c' start='exec "$0" "$@"'; }

# One file per block: LINE-SECONDS, 0 seconds where it ends by itself.
blocks_of ()
{
  rm -f "$work/blocks/"*
  awk -v folder="$work/blocks" '
    /^ *```sh run( [0-9]+)?$/ {
      file = sprintf ("%s/%04d-%d", folder, NR, $3)
      next
    }
    /^ *```/ { file = "" }
    file { print >file }
  ' "$1"
}

# run_block FILE SECONDS. The INT reaches the shell and what it runs; the
# shell ignores it, as one does that a person types at.
run_block ()
{
  if [ "$2" -eq 0 ]; then
    set -- timeout --kill-after=5 60 sh -eu "$1"
  else
    set -- timeout --signal=INT --kill-after=20 --preserve-status "$2" \
      sh -euc 'trap : INT; . "$1"' sh "$1"
  fi
  # shellcheck disable=SC2086
  (cd "$work/tree" && $alone "$start" "$@") >"$work/out" 2>&1 </dev/null
}

n=0
bad=0

# tell RC NAME
tell ()
{
  n=$((n + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $n $2"
    return
  fi
  bad=1
  echo "not ok $n $2"
}

run_page ()
{
  blocks_of "$1"
  page=${1#"$root/"}
  found=
  for block in "$work/blocks/"*; do
    [ -e "$block" ] || continue
    found=1
    where=${block##*/}
    run_block "$block" "${where#*-}"
    rc=$?
    tell $rc "$page, the block under line ${where%-*}"
    [ $rc -eq 0 ] || { echo "exit code $rc"; tail -n 15 "$work/out"; } |
      cut -c 1-200 | sed 's/^/# /'
  done
  case $page in
    README.md | docs/elements/*)
      [ "$found" ] || tell 1 "$page has no launch line that can be run"
      ;;
  esac
}

if [ $# -eq 0 ]; then
  # Page names have no spaces.
  # shellcheck disable=SC2046
  set -- "$root/README.md" $(find "$root/docs" -name '*.md' | sort)
fi
for page; do
  run_page "$page"
done
echo "1..$n"
exit $bad
