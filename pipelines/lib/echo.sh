# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
# shellcheck shell=sh disable=SC2034,SC2154
#
# The echo of `--echo`: a viewer who talks, the room that brings the viewer's
# voice back into the host's microphone, and the canceller that removes it.

viewer_clip=$root/tests/data/viewer-clip.webm

# How much later than its timestamp the viewer's voice is played, beyond the
# jitter buffer's latency, in ms: all sinks of a pipeline share one latency, and
# an Opus frame is 20 ms. A sound device adds up to its buffer of 200 ms.
playing_delay=20 device_delay=220

# From the loudspeaker to the microphone, in ms.
room_delay=60

# One level a window of each; echo.jq knows their names.
meter='interval=100000000'
sound='audio/x-raw,format=F32LE,rate=48000,channels=1'

# prepare_echo: asks for what --echo needs, and for a folder to record to.
prepare_echo ()
{
  [ -n "$audio_from" ] \
    || fail "there is no sound for --echo to be mixed with; add --microphone, or leave --echo away."
  [ -r "$viewer_clip" ] || fail "the viewer's voice $viewer_clip is missing; leave --echo away."
  need lcclipsrc lcechoprobe lcechocancel opusdec audioconvert audioresample \
    tee queue audioecho audiocheblimit audioamplify audiomixer level wavenc filesink
  [ -n "$print" ] || make_recordings
}

# Tried before anything starts, without touching an earlier recording.
make_recordings ()
{
  mkdir -p -- "$echo" 2>/dev/null \
    || fail "the folder '$echo' cannot be made; give --echo one in a folder of yours."
  for recording in microphone cancelled; do
    (: >>"$echo/$recording.wav") 2>/dev/null \
      || fail "'$echo/$recording.wav' cannot be written; give --echo a folder of yours."
  done
  note "recording $echo/microphone.wav (with echo) and $echo/cancelled.wav (without)."
}

# The viewer's voice, played: what the canceller is told of by its probe.
add_far_end ()
{
  add lcclipsrc name=viewer
  add_text location "$viewer_clip"
  add viewer.audio_0 ! opusdec ! audioconvert ! audioresample ! "$sound" \
    ! tee name=far ! queue ! lcechoprobe name=loudspeaker
  add_audio_sink
}

# The same voice through a room: late, reflected twice and again, without the
# lows that small loudspeakers have not, and quieter. With surround-delay
# audioecho is a plain delay.
add_room ()
{
  late=$((latency + playing_delay + room_delay))
  [ -z "$window" ] || late=$((late + device_delay))
  late=${late}000000
  add far. ! queue \
    ! audioecho surround-delay=true surround-mask=1 "delay=$late" "max-delay=$late" \
    ! audioecho delay=17000000 intensity=0.4 feedback=0.3 \
    ! audioecho delay=41000000 intensity=0.25 feedback=0.35 \
    ! audiocheblimit mode=high-pass cutoff=150 poles=2 \
    ! audioamplify amplification=0.35 \
    ! level name=echo-room "$meter" ! room.
}

# From the host's voice to what is broadcast, both recorded.
add_echo ()
{
  add ! audioconvert ! "$sound" ! level name=echo-host "$meter" ! queue ! room.
  add_far_end
  add_room
  add audiomixer name=room latency=40000000 output-buffer-duration=20000000 \
    ! "$sound" ! level name=echo-before "$meter" ! tee name=microphone ! queue
  add_recording microphone
  add microphone. ! queue ! lcechocancel probe=loudspeaker name=canceller \
    ! level name=echo-after "$meter" ! tee name=cancelled ! queue
  add_recording cancelled
  add cancelled. ! queue
}

add_recording ()
{
  add ! audioconvert ! audio/x-raw,format=S16LE ! wavenc ! filesink
  add_text location "$echo/$1.wav"
}
