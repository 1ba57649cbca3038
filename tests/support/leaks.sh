#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# leaks.sh PROGRAM: runs a test program in one process under GStreamer's leaks
# tracer and fails when an object outlives it or anything warns.
set -u
log=$(mktemp)
trap 'rm -f "$log"' EXIT
CK_FORK=no GST_TRACERS=leaks GST_DEBUG='GST_TRACER:7' GST_DEBUG_NO_COLOR=1 \
  G_DEBUG=fatal-warnings "$@" >"$log" 2>&1
rc=$?
[ $rc -eq 0 ] || grep -v ' GST_TRACER ' "$log" | tail -n 40
# An object, not the line that declares the format of the lines.
if grep -m 20 ':0:: object-alive,' "$log"; then
  echo "these objects, and perhaps more, are still alive at the end"
  rc=1
fi
[ $rc -eq 0 ] || exit 1
grep '^[0-9]*%: Checks:' "$log"
