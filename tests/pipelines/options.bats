#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# What a scene says before it runs anything.

bats_require_minimum_version 1.5.0
load support

setup ()
{
  prepare_test
}

@test "--help explains every option and starts nothing" {
  for name in $scenes; do
    run -0 scene "$name" --help
    for option in $(sed -n "s/^scene_options='\(.*\)'/\1/p" "$pipelines/$name.sh") \
      file camera microphone seconds bitrate codec json print verbose help; do
      [[ $output == *"--$option"* ]] || { echo "$name: --$option"; return 1; }
    done
    nothing_is_left
  done
}

@test "--print prints one gst-launch-1.0 line and starts nothing" {
  for name in $scenes; do
    options_for "$name" 23000
    run -0 scene "$name" "${needed[@]}" --print
    [ "${#lines[@]}" = 1 ]
    [[ $output == "gst-launch-1.0 "* ]]
    nothing_is_left
  done
}

@test "--print shows the options at work" {
  run -0 scene loopback --print --codec vp9 --bitrate 1234 --latency=77 --port 23400 --srtp-key "$key"
  for word in vp9enc target-bitrate=1234000 latency=77 video_0::port=23400 audio_0::port=23402 "$key"; do
    [[ $output == *"$word"* ]] || { echo "$word: $output"; return 1; }
  done
  run -0 scene show-live --print --relay 'srtp://[::1]:23500?audio=23510&rtcp=plain' --srtp-key "$key"
  for word in host=::1 video_0::port=23500 audio_0::port=23510 rtcp=plain "$key"; do
    [[ $output == *"$word"* ]] || { echo "$word: $output"; return 1; }
  done
}

@test "a printed line never holds a key" {
  run -0 scene loopback --print --srtp-key "$key"
  [[ $output != *"$(cat "$key")"* ]]
  run -0 scene loopback --print
  kept=$XDG_STATE_HOME/gst-livecommerce/loopback.key
  [[ $output == *"$kept"* && $output != *"$(cat "$kept")"* ]]
  [ "$(stat -c %a "$kept")" = 600 ]
}

@test "product-video asks its encoder for sharpness, show-live for motion" {
  mapfile -t relay < <(to_relay 23000)
  run -0 scene product-video --print "${relay[@]}"
  [[ $output == *dropframe-threshold=25* && $output == *target-bitrate=4000000* ]]
  run -0 scene show-live --print "${relay[@]}"
  [[ $output != *dropframe-threshold* && $output == *cpu-used=-8* ]]
}

@test "an unknown option is refused" {
  for name in $scenes; do
    refuses_naming --beauty "$name" --beauty
    refuses_naming clip.webm "$name" clip.webm
  done
  refuses_naming --relay loopback --relay srtp://127.0.0.1:5004
  refuses_naming --latency show-live --latency 100
}

@test "an option without its value is refused" {
  for option in --file --seconds --bitrate --codec --json; do
    refuses_naming "$option" loopback "$option"
    refuses_naming "$option" loopback "$option" --print
  done
}

@test "numbers that are none, or out of range, are refused" {
  for value in 0 -1 1.5 abc 08 99999999999999999999 ''; do
    refuses_naming --seconds loopback --seconds "$value"
  done
  refuses_naming --bitrate loopback --bitrate 10
  refuses_naming --bitrate loopback --bitrate 2M
  refuses_naming --latency loopback --latency 9
  refuses_naming --port loopback --port 80
  refuses_naming --port loopback --port 65535
}

@test "an unknown codec is refused" {
  refuses_naming av1 loopback --codec av1
  refuses_naming VP8 show-live --codec VP8
}

@test "a relay that cannot be meant is refused" {
  refuses_naming --relay show-live
  for relay in 127.0.0.1:5004 rtp://127.0.0.1:5004 http://127.0.0.1/whip srtp://127.0.0.1 \
    srtp://:5004 srtp://::1:5004 srtp://127.0.0.1:0 srtp://127.0.0.1:70000 srtp://127.0.0.1:x \
    'srtp://127.0.0.1:5004?audio=5005' 'srtp://127.0.0.1:5004?audio=' \
    'srtp://127.0.0.1:5004?rtcp=loud' 'srtp://127.0.0.1:5004?video=3' 'srtp://a b:5004'; do
    refuses show-live --relay "$relay" --srtp-key "$key"
  done
}

@test "a host that does not exist is refused" {
  refuses_naming relay.invalid show-live --relay srtp://relay.invalid:5004 --srtp-key "$key"
}

@test "a file that cannot be played is refused" {
  cd "$BATS_TEST_TMPDIR"
  : >empty.webm
  echo 'not a film' >text.webm
  head -c 100000 /dev/urandom >noise.webm
  refuses_naming missing.webm loopback --file missing.webm
  refuses_naming folder loopback --file .
  for name in empty text noise; do
    refuses_naming $name.webm loopback --file $name.webm
    mapfile -t relay < <(to_relay 23000)
    refuses_naming $name.webm show-live "${relay[@]}" --file $name.webm
  done
}

@test "a file that may not be read is refused" {
  cp "$root/tests/data/host-clip.webm" "$BATS_TEST_TMPDIR/mine.webm"
  chmod 000 "$BATS_TEST_TMPDIR/mine.webm"
  if [ "$(id -u)" != 0 ]; then
    refuses_naming mine.webm loopback --file "$BATS_TEST_TMPDIR/mine.webm"
    return
  fi
  # Root may read everything: be nobody, in a folder that nobody reaches.
  open=$(mktemp -d /tmp/livecommerce-test.XXXXXX)
  cp -r "$pipelines" "$open"
  mv "$BATS_TEST_TMPDIR/mine.webm" "$open"
  chmod 755 "$open"
  run -1 env "TMPDIR=/tmp" "GST_REGISTRY_1_0=/dev/null" setpriv --reuid=65534 --regid=65534 --clear-groups \
    "$open/pipelines/loopback.sh" --file "$open/mine.webm"
  rm -rf "$open"
  [ "${#lines[@]}" = 1 ]
  [[ $output == *mine.webm*"cannot be read"*. ]]
}

@test "a camera that is not there is refused" {
  refuses_naming /dev/video99 loopback --camera /dev/video99
  refuses_naming /dev/null/x loopback --camera /dev/null/x
  compgen -G '/dev/video*' >/dev/null || refuses_naming camera loopback --camera
}

@test "a microphone that is not there is refused" {
  [ ! -e /dev/snd ] || skip "this machine has a sound card"
  export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR
  unset PULSE_SERVER
  refuses_naming microphone loopback --microphone
  refuses_naming microphone loopback --microphone hw:7
  refuses_naming nosuchsource loopback --microphone nosuchsource
}

@test "--file and --camera together are refused" {
  refuses_naming --camera loopback --file "$root/tests/data/host-clip.webm" --camera
}

@test "a key that is missing or of the wrong length is refused" {
  port=$(free_ports 4)
  (umask 077; printf 'abcd\n' >"$BATS_TEST_TMPDIR/short")
  for name in $scenes; do
    options_for "$name" "$port"
    refuses_naming missing.key "$name" "${needed[@]}" --srtp-key missing.key
    refuses_naming folder "$name" "${needed[@]}" --srtp-key "$BATS_TEST_TMPDIR"
    refuses "$name" "${needed[@]}" --srtp-key "$BATS_TEST_TMPDIR/short" --seconds 3
  done
}

@test "a port that another program holds is refused" {
  port=$(free_ports 4)
  for taken in "$port" $((port + 3)); do
    gst-launch-1.0 -q udpsrc port="$taken" ! fakesink >/dev/null 2>&1 3>&- &
    holder=$!
    for _ in $(seq 50); do
      grep -qi "$(printf ':%04X ' "$taken")" /proc/net/udp /proc/net/udp6 && break
      sleep 0.1
    done
    code=0
    refuses_naming "$taken" loopback --port "$port" --seconds 3 || code=1
    kill -INT "$holder"
    kill -TERM "$holder"
    wait "$holder" || :
    [ $code = 0 ]
  done
}

@test "a missing element is named with its package" {
  # Only our own plugin is to be seen.
  GST_PLUGIN_SYSTEM_PATH_1_0='' GST_PLUGIN_PATH_1_0=${GST_PLUGIN_PATH_1_0-$root/build/gst-plugin} \
    GST_REGISTRY_1_0=$BATS_TEST_TMPDIR/registry
  GST_PLUGIN_PATH_1_0=${GST_PLUGIN_PATH_1_0%%:*}
  export GST_PLUGIN_SYSTEM_PATH_1_0 GST_PLUGIN_PATH_1_0 GST_REGISTRY_1_0
  refuses_naming gstreamer1.0-plugins-good loopback
}

@test "a missing plugin is named with the way to build it" {
  mkdir "$BATS_TEST_TMPDIR/elsewhere"
  cp -r "$pipelines" "$BATS_TEST_TMPDIR/elsewhere"
  mkdir -p "$BATS_TEST_TMPDIR/elsewhere/tests/data"
  cp "$root/tests/data/host-clip.webm" "$BATS_TEST_TMPDIR/elsewhere/tests/data"
  pipelines=$BATS_TEST_TMPDIR/elsewhere/pipelines
  unset GST_PLUGIN_PATH_1_0 GST_PLUGIN_PATH
  export GST_REGISTRY_1_0=$BATS_TEST_TMPDIR/registry
  refuses_naming ninja loopback
}

@test "a missing tool is named with its package" {
  mkdir "$BATS_TEST_TMPDIR/bin"
  ln -s /usr/bin/* "$BATS_TEST_TMPDIR/bin"
  rm "$BATS_TEST_TMPDIR/bin/jq"
  PATH=$BATS_TEST_TMPDIR/bin refuses_naming "package jq" loopback
}

@test "a window without a screen is refused" {
  unset DISPLAY WAYLAND_DISPLAY
  refuses_naming --window loopback --port "$(free_ports 4)" --window --seconds 2
}

@test "a --json file that cannot be written is refused" {
  port=$(free_ports 4)
  refuses_naming /nowhere/x loopback --port "$port" --json /nowhere/x
  refuses_naming folder loopback --port "$port" --json "$BATS_TEST_TMPDIR"
}

@test "a folder for the recordings of --echo that cannot be is refused" {
  : >"$TMPDIR/file"
  refuses_naming "$TMPDIR/file" loopback --port "$(free_ports 4)" --echo "$TMPDIR/file" --seconds 2
  refuses_naming /proc/none loopback --port "$(free_ports 4)" --echo /proc/none --seconds 2
  mkdir -p "$TMPDIR/taken/cancelled.wav"
  refuses_naming cancelled.wav loopback --port "$(free_ports 4)" --echo "$TMPDIR/taken" --seconds 2
  refuses_naming --echo show-live --echo
}

@test "--print with --echo shows a line with canceller and recordings, and makes none" {
  cd "$BATS_TEST_TMPDIR"
  run -0 scene loopback --print --srtp-key "$key" --echo
  [[ $output == gst-launch-1.0*' -m '*lcechoprobe*lcechocancel*'echo-recordings/cancelled.wav'* ]]
  [ ! -e echo-recordings ]
}
