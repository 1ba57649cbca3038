#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# Broadcast and viewer on this machine, over real SRTP on the loopback network.
set -eu
trap 'exit 0' INT TERM HUP
here=$(dirname -- "$(readlink -f -- "$0")")
scene=loopback
scene_options='latency port window srtp-key echo'

usage ()
{
  cat <<'END'
Usage: loopback.sh [OPTIONS]

Broadcasts to a viewer on this same machine over SRTP, without a relay, and
measures what the viewer gets: one status line a second, a report at the end.

  --latency MS        the viewer's jitter buffer (default 100)
  --port PORT         first of four UDP ports on 127.0.0.1 (default 5004)
  --srtp-key FILE     use this SRTP key instead of a fresh private one
  --window            show the picture and play the sound
  --echo [FOLDER]     let a viewer talk into the host's room, cancel the echo,
                      and keep what the microphone heard and what is left of it
                      as microphone.wav and cancelled.wav (echo-recordings)
END
  common_help
}

# shellcheck source=lib.sh
. "$here/lib.sh"
default_bitrate=2000
read_options "$@"
latency=${latency:-100}
port=${port:-5004}
prepare
find_sources
need lcrtpsink lcrtpsrc
if [ -n "$echo" ]; then
  [ "$echo" != default ] || echo="echo-recordings"
  prepare_echo
fi

if [ -z "$print" ]; then
  [ -z "$window" ] || check_screen
  check_ports "$port" 4
fi
if [ -n "$srtp_key" ]; then
  check_key
else
  make_key
fi

# A medium that the input does not have is off at the viewer: port 0.
video_port=$port audio_port=$((port + 2))
[ -n "$video_from" ] || video_port=0
[ -n "$audio_from" ] || audio_port=0

add_clip
add_senders
add lcrtpsink name=out host=127.0.0.1 \
  "video_0::port=$port" "audio_0::port=$((port + 2))"
add_text srtp-key-location "$srtp_key"
add lcrtpsrc name=in bind-address=127.0.0.1 "latency=$latency" \
  "video_0::port=$video_port" "audio_0::port=$audio_port"
add_text srtp-key-location "$srtp_key"
add_viewers
go
