#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# A product from near, to a relay: sharpness first.
set -eu
trap 'exit 0' INT TERM HUP
here=$(dirname -- "$(readlink -f -- "$0")")
scene=product-video
scene_options='relay srtp-key'

usage ()
{
  cat <<'END'
Usage: product-video.sh --relay 'srtp://HOST:5004?audio=5006' --srtp-key FILE [OPTIONS]

Sends a product's picture and the sound with it to a relay, sharp before smooth:
a hard moment costs frames, not detail.

END
  relay_help
  common_help
}

# shellcheck source=lib.sh
. "$here/lib.sh"
default_bitrate=4000
prefer=sharpness
read_options "$@"
broadcast
