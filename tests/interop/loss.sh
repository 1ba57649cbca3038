#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# Through a network that loses 5 % of the packets each way (20 ms one way),
# with 100 ms of latency: frames are repaired, and what could not be repaired
# is not shown until the next key frame. The whole of it is bench/loss.sh.
#
# One seed and ten seconds only, so one unlucky loss weighs five times as much
# as in the bench: 90 % here for the 93 % that is promised of its median.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../support/env.sh
. "$here/../support/env.sh"
loss=$build/tests/bench/loss
if [ "${LC_SOAK:-}" ]; then
  "$loss" --loss 5 --seeds 5 --seconds 20 --at-least 93
  "$loss" --loss 2 --seeds 5 --seconds 20 --at-least 97
  exit
fi
# A machine that has no time for the programs loses more than the network:
# three tries, of which one must be good.
holds() {
  for _ in 1 2 3; do
    "$loss" --seeds 1 --seconds 10 "$@" && return
  done
  return 1
}

echo "1. 5 % loss, with retransmission"
holds --loss 5 --at-least 90
echo "2. 5 % loss, without: few frames, but none of them wrong"
holds --loss 5 --no-retransmission --at-least 5
echo "3. a line with a fifth to spare and a short queue: repair does not fill it"
holds --loss 0 --impairment rate=1000,queue=100 --at-least 90
