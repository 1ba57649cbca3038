# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
# shellcheck shell=sh disable=SC2034,SC2154
#
# What must be there before anything starts, each with a sentence of its own.

# The plugin of this tree goes before an installed one, and one that the user
# named in GST_PLUGIN_PATH before both.
plugin_option=''

find_plugin ()
{
  for folder in $(printf '%s' "${GST_PLUGIN_PATH_1_0-${GST_PLUGIN_PATH-}}" | tr ':' ' '); do
    [ ! -e "$folder/libgstlivecommerce.so" ] || return 0
  done
  [ ! -e "$root/build/gst-plugin/libgstlivecommerce.so" ] \
    || plugin_option=--gst-plugin-path=$root/build/gst-plugin
}

find_tools ()
{
  for tool in gst-launch-1.0:gstreamer1.0-tools jq:jq; do
    command -v "${tool%%:*}" >/dev/null \
      || fail "${tool%%:*} is missing; install the Debian package ${tool#*:}."
  done
  find_plugin
  installed=$(gst-inspect-1.0 ${plugin_option:+"$plugin_option"} 2>/dev/null) || :
}

is_installed ()
{
  case $installed in *":  $1:"*) return 0 ;; esac
  return 1
}

# The Debian package of an element that may be missing.
package_of ()
{
  case $1 in
    queue | fakesink | filesrc) echo gstreamer1.0-plugins-base ;;
    video[a-z]* | audio[a-z]* | opus* | decodebin) echo gstreamer1.0-plugins-base ;;
    alsasrc) echo gstreamer1.0-alsa ;;
    pulsesrc) echo gstreamer1.0-pulseaudio ;;
    x264enc) echo gstreamer1.0-plugins-ugly ;;
    h264parse | openh264dec) echo gstreamer1.0-plugins-bad ;;
    avdec_*) echo gstreamer1.0-libav ;;
    *) echo gstreamer1.0-plugins-good ;;
  esac
}

need ()
{
  for element; do
    is_installed "$element" && continue
    case $element in
      lc*) fail "the element $element is missing; build the plugin with 'meson setup build && ninja -C build', or install it." ;;
      *) fail "the element $element is missing; install the Debian package $(package_of "$element")." ;;
    esac
  done
}

# check_readable OPTION FILE
check_readable ()
{
  if [ -d "$2" ]; then
    fail "'$2' is a folder; $1 takes a file."
  elif [ ! -e "$2" ]; then
    fail "there is no file '$2'; check the path given to $1."
  elif [ ! -r "$2" ]; then
    fail "the file '$2' cannot be read; give yourself the right to read it."
  elif [ ! -s "$2" ]; then
    fail "the file '$2' is empty; give $1 another one."
  fi
}

# The elements warn of this too, but a scene shows errors of theirs only.
check_key ()
{
  check_readable --srtp-key "$srtp_key"
  [ -n "$print" ] || [ -z "$(find -L "$srtp_key" -prune -perm -004)" ] \
    || note "every user of this machine can read the key file '$srtp_key'; run 'chmod 600' on it."
}

# /proc/net/udp: the second field is the local address and port in hex, and the
# file shows the sockets of our own network namespace.
udp_port_taken ()
{
  cat /proc/net/udp /proc/net/udp6 2>/dev/null \
    | awk -v port="$(printf ':%04X' "$1")" '
        substr ($2, length ($2) - 4) == port { taken = 1 }
        END { exit !taken }'
}

# check_ports FIRST COUNT
check_ports ()
{
  number=$1
  while [ "$number" -lt $(($1 + $2)) ]; do
    if udp_port_taken "$number"; then
      fail "the UDP port $number is taken by another program; end that one, or choose other ports with --port."
    fi
    number=$((number + 1))
  done
}

check_host ()
{
  case $1 in *:*) return 0 ;; esac
  getent ahosts "$1" >/dev/null \
    || fail "the host '$1' cannot be found; check its name and your network."
}

check_camera ()
{
  if [ "$camera" = default ]; then
    for camera in /dev/video*; do break; done
    [ -e "$camera" ] || fail "no camera is connected (there is no /dev/video*); connect one, or use --file."
  fi
  [ -c "$camera" ] || fail "the camera '$camera' is not there; 'ls /dev/video*' shows those that are."
  if [ ! -r "$camera" ] || [ ! -w "$camera" ]; then
    fail "the camera '$camera' cannot be opened; add yourself to its group ($(stat -c %G "$camera"))."
  fi
}

# Chooses microphone_element: the sound server's when one runs, else ALSA's.
check_microphone ()
{
  server=${PULSE_SERVER-}
  [ -S "${XDG_RUNTIME_DIR-/run/user/$(id -u)}/pulse/native" ] && server=here
  case $microphone in
    default)
      if [ -n "$server" ]; then microphone_element=pulsesrc; else microphone_element=alsasrc; fi ;;
    hw:* | plughw:* | sysdefault* | dsnoop:*) microphone_element=alsasrc ;;
    *) microphone_element=pulsesrc ;;
  esac
  if [ $microphone_element = pulsesrc ] && [ -z "$server" ]; then
    fail "there is no sound server for the microphone '$microphone'; start PulseAudio or PipeWire, or give an ALSA name such as hw:1."
  elif [ $microphone_element = alsasrc ] && ! find /dev/snd -name 'pcm*c' 2>/dev/null | grep -q .; then
    fail "no microphone is connected (ALSA knows none); connect one, or leave --microphone away."
  fi
  need $microphone_element
}

# Without a screen autovideosink tries devices that crash it (DirectFB).
check_screen ()
{
  [ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ] \
    || fail "--window needs a screen (DISPLAY and WAYLAND_DISPLAY are not set); start it from a desktop, or leave --window away."
}

check_json ()
{
  [ ! -d "$json" ] || fail "'$json' is a folder; --json takes the name of a file to write."
  if ! (: >"$json") 2>/dev/null; then
    fail "the file '$json' cannot be written; give --json a path in a folder of yours."
  fi
}

# probe_file: what a player would find in $file, into has_video, has_audio and
# frame_rate. decodebin prints the caps of every stream before the first
# picture or sound is through.
probe_file ()
{
  check_readable --file "$file"
  need filesrc decodebin fakesink
  probed=$work/probed
  status=0
  printf '%s' "$file" | sed 's/[\\"]/\\&/g; s/^/location="/; s/$/"/' >"$probed"
  location=$(cat "$probed")
  timeout 30 gst-launch-1.0 ${plugin_option:+"$plugin_option"} -v \
    filesrc "$location" ! decodebin name=all all. ! fakesink num-buffers=1 \
    >"$probed" 2>&1 || status=$?
  sentence=$(first_error "$probed")
  has_video='' has_audio='' frame_rate=''
  ! grep -q 'caps = video/x-raw' "$probed" || has_video=yes
  ! grep -q 'caps = audio/x-raw' "$probed" || has_audio=yes
  frame_rate=$(sed -n 's/.*caps = video.*framerate=(fraction)\([0-9]*\)\/\([0-9]*\).*/\1 \2/p' "$probed" \
    | awk '$1 > 0 && $2 > 0 { printf "%d", $1 / $2 + 0.5; exit }')
  if [ $status = 124 ]; then
    fail "the file '$file' gave no picture or sound within 30 s; use another one."
  elif [ $status != 0 ] || [ -z "$has_video$has_audio" ]; then
    fail "the file '$file' cannot be played${sentence:+: $sentence}"
  fi
}
