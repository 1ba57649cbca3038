#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the capture time costs, in instructions per packet (callgrind), beside
# the stock extension rtphdrextntp64 on the same packets in the same run.
#   tag-cost.sh [BUILD_FOLDER [UDP_PORT]]
# Exit code 1 when a budget of docs/latency.md is broken.
set -eu
build=${1:-$(dirname "$0")/../../build}
port=${2:-22050}
command -v valgrind >/dev/null || {
  echo "tag-cost: valgrind is not installed: apt-get install valgrind"
  exit 77
}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
tagcost=$build/tests/bench/tagcost
export GST_PLUGIN_PATH="$build/gst-plugin" GST_REGISTRY="$tmp/registry"
export GST_DEBUG_NO_COLOR=1
ntp64=urn:ietf:params:rtp-hdrext:ntp-64
abs=http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time
filter='capsfilter caps=application/x-rtp'
extmap=$filter',extmap-5=(string)'

# The way from payloader to socket that a broadcast has: RTP session, SRTP.
# The key is of a bench and protects nothing.
key=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d
session="b.send_rtp_sink_0 b.send_rtp_src_0 ! srtpenc key=$key"

# measure FILE LINE: instructions per packet, and the packets, on stdout.
measure () {
  out=$(valgrind --tool=callgrind --callgrind-out-file="$tmp/out" \
    --collect-atstart=no --toggle-collect=lc_bench_push_all \
    "$tagcost" run "$1" "$port" "$2" 2>"$tmp/err") || {
    cat "$tmp/err"
    echo "tag-cost: the measured run failed" >&2
    exit 1
  }
  sum=$(awk '/Collected/ { print $4 }' "$tmp/err")
  awk -v s="$sum" -v p="$out" 'BEGIN { printf "%.0f %d\n", s / p, p }'
}

bad=0
: >"$tmp/broadcast"
for codec in vp8 opus; do
  "$tagcost" encode "$codec" "$tmp/$codec"
  pay="rtp${codec}pay name=pay mtu=1200 seqnum-offset=0"
  [ "$codec" = opus ] || pay="$pay picture-id-mode=15-bit"
  plain=$(measure "$tmp/$codec" "$pay")
  # The filter that asks for an extension costs too: not the extension's fault.
  filtered=$(measure "$tmp/$codec" "$pay ! $filter")
  stock=$(measure "$tmp/$codec" "$pay ! $extmap$ntp64")
  ours=$(measure "$tmp/$codec" "$pay ! $extmap$abs")
  # 16 bytes more, so that the payloader inside makes the same packets.
  lcpay=$(measure "$tmp/$codec" "lcrtppay name=pay mtu=1216")
  bare=$(measure "$tmp/$codec" "rtpbin name=b $pay ! $session")
  tagged=$(measure "$tmp/$codec" "rtpbin name=b lcrtppay name=pay mtu=1216 ! $session")
  echo "$codec $plain $filtered $stock $ours $lcpay $bare $tagged" | awk '{
    added = $6 - $4; ext = $8 - $4; lc = $10 - $2
    share = 100 * ($14 - $12) / $14
    printf "%s: %d packets, payloader to socket %d instructions a packet\n", \
      $1, $3, $2
    printf "  rtphdrextntp64 adds            %6d\n", added
    printf "  lcrtphdrextcapturetime adds    %6d  %.2f of stock (budget 1.05)\n", \
      ext, ext / added
    printf "  lcrtppay adds                  %6d  %.2f of stock (budget 0.70)\n", \
      lc, lc / added
    printf "  lcrtppay in an SRTP session    %6d of %d, %.2f %%\n", \
      $14 - $12, $14, share
    exit !(ext <= 1.05 * added && lc <= 0.7 * added)
  }' || bad=1
  # Added and total instructions a second: 60 frames at 30 fps, 500 x 20 ms.
  echo "$codec $plain $bare $tagged" | awk '{
    rate = $1 == "vp8" ? $3 * 30 / 59 : 50
    print rate * ($6 - $4), rate * $6 }' >>"$tmp/broadcast"
done
awk '{ added += $1; all += $2 } END {
  printf "broadcast of both: %.2f %% of payloader to socket (budget 3 %%)\n", \
    100 * added / all
  exit !(added <= 0.03 * all) }' "$tmp/broadcast" || bad=1
exit $bad
