# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
# shellcheck shell=sh disable=SC2034,SC2154
#
# The options of all scenes, read and checked in one place. An option a scene
# does not list in `scene_options` is refused.

common_options='file camera microphone seconds bitrate codec json print
verbose help'

file='' camera='' microphone='' seconds='' bitrate='' json=''
codec=vp8 print='' verbose=''
latency='' port='' window='' relay='' srtp_key='' echo=''

# Options that several scenes share, for their --help.
common_help ()
{
  cat <<'END'
Input (without any: the bundled clip, repeated):
  --file FILE         play FILE once, with its picture and sound
  --camera [DEV]      film with a camera (the first one, or e.g. /dev/video2)
  --microphone [DEV]  take the sound from a microphone (the default one, or an
                      ALSA name such as hw:1, or a PulseAudio source)
Encoding:
  --codec NAME        vp8 (default), vp9, or h264 (with x264, a GPL library:
                      your own choice)
  --bitrate KBPS      video bit rate in kb/s
Running:
  --seconds N         end after N seconds (otherwise: at the end of the file,
                      or when interrupted)
  --json FILE         keep the measurements, one JSON object per line
  --print             only print the gst-launch-1.0 line
  --verbose           show everything that gst-launch-1.0 says
  --help              this text
END
}

is_known ()
{
  for option in $common_options $scene_options; do
    [ "--$option" != "$1" ] || return 0
  done
  return 1
}

read_options ()
{
  while [ $# -gt 0 ]; do
    case $1 in
      -h) shift; set -- --help "$@" ;;
      --*=*) option=${1%%=*} value=${1#*=}; shift; set -- "$option" "$value" "$@" ;;
    esac
    is_known "$1" || fail "'$1' is not an option here; see --help for those that are."
    case $1 in
      --help) usage; exit 0 ;;
      --print | --verbose | --window) set_option "$1" yes; shift ;;
      --camera | --microphone | --echo)
        case ${2-} in
          '' | -*) set_option "$1" default; shift ;;
          *) set_option "$1" "$2"; shift 2 ;;
        esac ;;
      *)
        case ${2-} in
          '' | --*) fail "$1 needs a value; see --help." ;;
        esac
        set_option "$1" "$2"; shift 2 ;;
    esac
  done
  check_options
}

set_option ()
{
  case $1 in
    --file) file=$2 ;;
    --camera) camera=$2 ;;
    --microphone) microphone=$2 ;;
    --seconds) seconds=$2 ;;
    --bitrate) bitrate=$2 ;;
    --codec) codec=$2 ;;
    --json) json=$2 ;;
    --print) print=$2 ;;
    --verbose) verbose=$2 ;;
    --latency) latency=$2 ;;
    --port) port=$2 ;;
    --window) window=$2 ;;
    --relay) relay=$2 ;;
    --srtp-key) srtp_key=$2 ;;
    --echo) echo=$2 ;;
  esac
}

# check_number OPTION VALUE LEAST MOST [UNIT]
check_number ()
{
  case $2 in
    *[!0-9]* | '' | 0?* | ?????????*) ;;
    *) if [ "$2" -ge "$3" ] && [ "$2" -le "$4" ]; then return 0; fi ;;
  esac
  fail "$1 takes a whole number${5:+ of $5} from $3 to $4, not '$2'."
}

check_options ()
{
  [ -z "$seconds" ] || check_number --seconds "$seconds" 1 8640000 seconds
  [ -z "$bitrate" ] || check_number --bitrate "$bitrate" 50 50000 kb/s
  [ -z "$latency" ] || check_number --latency "$latency" 10 5000 milliseconds
  [ -z "$port" ] || check_number --port "$port" 1024 65528
  case $codec in
    vp8 | vp9 | h264) ;;
    *) fail "there is no codec '$codec' here; --codec takes vp8, vp9 or h264." ;;
  esac
  if [ -n "$file" ] && [ -n "$camera" ]; then
    fail "--file and --camera both bring the picture; give one of them."
  fi
}
