#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# What a slower encoder preset costs and brings: CPU per frame and PSNR of six
# seconds of the bundled clip, 1280x720, 30 frames a second, 4 Mb/s.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v ffmpeg >/dev/null || { echo "skipped: ffmpeg, which computes the PSNR, is missing"; exit 0; }

ffmpeg -v error -i "$root/tests/data/host-clip.webm" -t 6 -pix_fmt yuv420p -f rawvideo "$work/raw"
frames=$(($(stat -c %s "$work/raw") / (1280 * 720 * 3 / 2)))
source=(filesrc "location=$work/raw" ! videoparse format=i420 width=1280 height=720 framerate=30/1)
vpx=(deadline=1 end-usage=cbr target-bitrate=4000000 keyframe-max-dist=60 error-resilient=default
  buffer-initial-size=300 buffer-optimal-size=400 buffer-size=600 min-quantizer=2)
TIMEFORMAT='%U'

# user_seconds ELEMENTS...: of a pipeline from the raw picture.
user_seconds ()
{
  { time gst-launch-1.0 -q "${source[@]}" ! "$@" >&2; } 2>&1
}

# row NAME ENCODER...
row ()
{
  local seconds psnr
  seconds=$(user_seconds "${@:2}" ! matroskamux ! filesink "location=$work/encoded")
  psnr=$(ffmpeg -v info -i "$work/encoded" -f rawvideo -pix_fmt yuv420p -s 1280x720 -r 30 -i "$work/raw" \
    -lavfi psnr -f null - 2>&1 | sed -n 's/.*average:\([0-9.]*\).*/\1/p')
  awk -v name="$1" -v seconds="$seconds" -v reading="$reading" -v frames="$frames" -v psnr="$psnr" -v bytes="$(stat -c %s "$work/encoded")" \
    'BEGIN { printf "%-18s %5.1f ms a frame  %6.2f dB  %5.0f kb/s\n", name, (seconds - reading) * 1000 / frames, psnr, bytes * 8 / frames * 30 / 1000 }'
}

reading=$(user_seconds fakesink)
for speed in -8 -5 -4; do
  row "vp8enc $speed" vp8enc threads=1 "${vpx[@]}" "cpu-used=$speed"
done
for speed in 9 8 7; do
  row "vp9enc $speed" vp9enc threads=2 row-mt=true tile-columns=1 "${vpx[@]}" "cpu-used=$speed"
done
gst-inspect-1.0 --exists x264enc || { echo "x264enc is not installed: no rows for it"; exit 0; }
for preset in veryfast faster fast; do
  row "x264enc $preset" x264enc tune=zerolatency bframes=0 bitrate=4000 key-int-max=60 vbv-buf-capacity=500 \
    "speed-preset=$preset" ! 'video/x-h264,profile=constrained-baseline' ! h264parse
done
