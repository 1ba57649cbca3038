#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# A host, live to a relay.
set -eu
trap 'exit 0' INT TERM HUP
here=$(dirname -- "$(readlink -f -- "$0")")
scene=show-live
scene_options='relay srtp-key'

usage ()
{
  cat <<'END'
Usage: show-live.sh --relay 'srtp://HOST:5004?audio=5006' --srtp-key FILE [OPTIONS]

Sends a host's picture and voice to a relay, smooth before sharp.

END
  relay_help
  common_help
}

# shellcheck source=lib.sh
. "$here/lib.sh"
default_bitrate=2500
read_options "$@"
broadcast
