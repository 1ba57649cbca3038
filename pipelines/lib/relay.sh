# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
# shellcheck shell=sh disable=SC2034,SC2154
#
# Keys, and what leads to a relay.

relay_help ()
{
  cat <<'END'
Relay:
  --relay 'srtp://HOST:PORT?audio=PORT'
                      where the relay listens for the picture and, at audio=,
                      for the sound (without it: two ports further); RTCP uses
                      the port after each. Add '&rtcp=plain' for a relay that
                      wants its RTCP unencrypted (Janus), '&rtcp=none' for one
                      without RTCP
  --srtp-key FILE     a file with one line, the SRTP key and salt shared with
                      the relay, in hex or base64 (30 bytes). Without it the
                      broadcast is not encrypted
END
}

# A fresh key: 30 bytes, AES-128 key and salt. A run keeps it in its private
# folder; a printed line needs one that outlives the scene.
make_key ()
{
  folder=$work
  if [ -n "$print" ]; then
    folder=${XDG_STATE_HOME:-${HOME:-$work}/.local/state}/gst-livecommerce
    (umask 077; mkdir -p -- "$folder") 2>/dev/null \
      || fail "the folder '$folder' for a key cannot be made; give a key of your own with --srtp-key."
  fi
  srtp_key=$folder/loopback.key
  [ -z "$print" ] || [ ! -s "$srtp_key" ] || return 0
  (umask 077; head -c 30 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$srtp_key") 2>/dev/null \
    || fail "the key file '$srtp_key' cannot be written; give a key of your own with --srtp-key."
}

# broadcast: a whole scene, from the sources to a relay.
broadcast ()
{
  split_relay
  prepare
  find_sources
  need lcrtpsink
  check_host "$relay_host"
  if [ -n "$srtp_key" ]; then
    check_key
  elif [ -z "$print" ]; then
    note "without --srtp-key this broadcast is not encrypted."
  fi
  add_clip
  add_senders
  add lcrtpsink name=out "host=$relay_host" "rtcp=$relay_rtcp" \
    "video_0::port=$relay_video" "audio_0::port=$relay_audio"
  [ -z "$srtp_key" ] || add_text srtp-key-location "$srtp_key"
  go
}

# split_relay: takes $relay apart into relay_host, relay_video, relay_audio
# and relay_rtcp (the value of lcrtpsink's property).
split_relay ()
{
  example="srtp://relay.example:5004?audio=5006"
  [ -n "$relay" ] || fail "say where the broadcast goes with --relay '$example'."
  case $relay in
    srtp://*) ;;
    http://* | https://*) fail "relays spoken to by WHIP (http, https) are not supported yet; give --relay '$example'." ;;
    *) fail "'$relay' is not a relay this scene can reach; give --relay '$example'." ;;
  esac
  rest=${relay#srtp://}
  query=''
  case $rest in *\?*) query=${rest#*\?} rest=${rest%%\?*} ;; esac
  case $rest in
    \[*\]:*) relay_host=${rest%%\]*} relay_host=${relay_host#\[} relay_video=${rest##*\]:} ;;
    *:*:*) fail "write the IPv6 address of the relay in brackets, e.g. srtp://[::1]:5004?audio=5006." ;;
    *:*) relay_host=${rest%%:*} relay_video=${rest#*:} ;;
    *) fail "the relay '$relay' has no video port; write it as $example." ;;
  esac
  check_number "the relay's video port" "$relay_video" 1 65534
  relay_audio=$((relay_video + 2)) relay_rtcp=srtcp
  split_relay_query "$query"
  check_relay
}

split_relay_query ()
{
  query=$1
  while [ -n "$query" ]; do
    pair=${query%%&*}
    case $query in *\&*) query=${query#*&} ;; *) query='' ;; esac
    case $pair in
      audio=*) relay_audio=${pair#audio=} ;;
      rtcp=srtcp | rtcp=plain | rtcp=none) relay_rtcp=${pair#rtcp=} ;;
      rtcp=*) fail "rtcp in the relay's address is srtcp, plain or none, not '${pair#rtcp=}'." ;;
      *) fail "'$pair' in the relay's address means nothing here; audio=PORT and rtcp=plain do." ;;
    esac
  done
}

# Each medium takes its port and the next one, for RTCP.
check_relay ()
{
  [ -n "$relay_host" ] || fail "the relay '$relay' has no host; write it as $example."
  case $relay_host in
    *[!A-Za-z0-9.:_%-]*) fail "'$relay_host' is not a host name or address." ;;
  esac
  check_number "the relay's audio port" "$relay_audio" 1 65534
  between=$((relay_video - relay_audio))
  case $between in
    -1 | 0 | 1) fail "the relay's video and audio ports must be two apart: each medium's RTCP uses the port after it." ;;
  esac
}
