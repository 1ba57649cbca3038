#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# layering.sh CORE.a...: a core (wire, model, dsp) calls no GStreamer and no
# GObject, reads no clock, logs nothing: what it does depends on its arguments
# alone.
set -eu
[ $# -gt 0 ] || { echo "no cores to look at"; exit 1; }
forbidden='^(gst_|_gst_|g_object_|g_type_|g_log|g_print|g_get_real_time'
forbidden=$forbidden'|g_get_monotonic_time|clock_gettime|gettimeofday|time$'
forbidden=$forbidden'|printf$|puts$|fprintf$|stderr$|stdout$|getenv$)'
bad=0
for core; do
  uses=$(nm --undefined-only "$core" | awk '$1 == "U" { print $2 }' |
    grep -E "$forbidden" | sort -u | tr '\n' ' ')
  [ -n "$uses" ] || continue
  echo "$(basename "$core") uses: $uses"
  bad=1
done
exit $bad
