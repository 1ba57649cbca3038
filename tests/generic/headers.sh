#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# headers.sh SOURCE-ROOT COMPILER...: every header of elements/ compiles when
# it is the only one included, and twice over.
set -eu
root=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags=$(pkg-config --cflags gstreamer-1.0 gstreamer-base-1.0 \
  gstreamer-audio-1.0 gstreamer-video-1.0 gstreamer-rtp-1.0 \
  gstreamer-net-1.0 gstreamer-sdp-1.0 gio-2.0 json-glib-1.0 libsrtp2)
n=0
bad=0
for header in $(cd "$root" && find elements -name '*.h' | sort); do
  printf '#include "%s"\n#include "%s"\n' "$header" "$header" >"$work/alone.c"
  # shellcheck disable=SC2086
  if ! "$@" -std=gnu11 -Wall -Wextra -Wno-unused-parameter -Werror \
    -D_GNU_SOURCE -DGST_USE_UNSTABLE_API -fsyntax-only -I"$root" $flags \
    "$work/alone.c"; then
    echo "$header does not compile alone"
    bad=1
  fi
  n=$((n + 1))
done
echo "$n headers"
[ $n -gt 0 ] || exit 1
exit $bad
