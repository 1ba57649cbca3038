# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
# shellcheck shell=sh disable=SC2154
#
# The parts that lines are made of: sources, encoders, decoders.

# What the scene prefers: `motion` or `sharpness`.
prefer=motion

# Every tap names the same place; the measurements are written once.
report='report-location=-'

# A live source must never wait for an encoder: old pictures and sounds are
# dropped instead, and counted.
video_queue='leaky=downstream max-size-buffers=4 max-size-bytes=0 max-size-time=0'
audio_queue='leaky=downstream max-size-time=200000000 max-size-buffers=0 max-size-bytes=0'

# find_sources: where picture and sound come from, into video_from and
# audio_from (camera, microphone, file, clip, or nothing).
find_sources ()
{
  video_from=clip audio_from=clip frame_rate=30
  if [ -n "$file" ]; then
    probe_file
    video_from=${has_video:+file} audio_from=${has_audio:+file}
  elif [ -n "$camera" ]; then
    check_camera
    need v4l2src decodebin
    video_from=camera audio_from=''
  elif [ ! -r "$bundled_clip" ]; then
    fail "the bundled clip $bundled_clip is missing; give a --file of your own."
  fi
  if [ -n "$microphone" ]; then
    check_microphone
    audio_from=microphone
  fi
  case $video_from$audio_from in
    *file* | *clip*) need lcclipsrc ;;
  esac
  note_what_is_missing
}

note_what_is_missing ()
{
  [ -n "$print" ] && return 0
  if [ -z "$audio_from" ]; then
    note "there is no sound: $([ -n "$camera" ] && echo "add --microphone" || echo "'$file' has none")."
  elif [ -z "$video_from" ]; then
    note "there is no picture: '$file' has none."
  fi
}

# One lcclipsrc serves picture and sound. The bundled clip repeats, a file of
# the user's plays once.
add_clip ()
{
  case $video_from$audio_from in
    *file*) add lcclipsrc name=clip loop=false; add_text location "$file" ;;
    *clip*) add lcclipsrc name=clip; add_text location "$bundled_clip" ;;
  esac
}

# Raw pictures, tagged with their capture time and counted, up to the encoder.
add_video_source ()
{
  case $video_from in
    clip) need vp8dec; add clip.video_0 ! vp8dec ;;
    file) add clip.video_0 ! decodebin ;;
    camera)
      add v4l2src; add_text device "$camera"
      add ! 'image/jpeg,width=[1,1280],height=[1,720],framerate=[5/1,30/1];video/x-raw,width=[1,1280],height=[1,720],framerate=[5/1,30/1]' ! decodebin ;;
  esac
  need videoconvert lcquality queue
  add ! videoconvert ! 'video/x-raw,format=I420' \
    ! lcquality stage=capture "$report"
  # shellcheck disable=SC2086
  add ! queue $video_queue
}

add_audio_source ()
{
  case $audio_from in
    clip) need opusdec; add clip.audio_0 ! opusdec ;;
    file) add clip.audio_0 ! decodebin ;;
    microphone)
      add "$microphone_element"
      [ "$microphone" = default ] || add_text device "$microphone" ;;
  esac
  need audioconvert audioresample lcquality queue
  add ! audioconvert ! audioresample ! 'audio/x-raw,rate=48000,channels=[1,2]'
  [ -z "$echo" ] || add_echo
  add ! lcquality stage=capture "$report"
  # shellcheck disable=SC2086
  add ! queue $audio_queue
}

# A key frame at least every two seconds, so that a viewer who comes late or
# lost a frame for good never waits longer.
add_video_encoder ()
{
  key_distance=$((2 * ${frame_rate:-30}))
  [ -n "$bitrate" ] || bitrate=$default_bitrate
  case $codec in
    vp8) need vp8enc; add ! vp8enc deadline=1 threads=1; add_vpx_settings -8 -5 ;;
    vp9) need vp9enc; add ! vp9enc deadline=1 threads=2 row-mt=true tile-columns=1; add_vpx_settings 9 8 ;;
    h264)
      need x264enc
      add ! x264enc tune=zerolatency bframes=0 "bitrate=$bitrate" \
        "key-int-max=$key_distance" vbv-buf-capacity=500 \
        speed-preset=veryfast "qp-max=$([ $prefer = motion ] && echo 51 || echo 40)" \
        ! 'video/x-h264,profile=constrained-baseline' ;;
  esac
}

# add_vpx_settings SPEED_FOR_MOTION SPEED_FOR_SHARPNESS
#
# For motion a hard moment costs sharpness; for sharpness the quantizer has a
# limit and a hard moment costs frames. Speeds are the slowest that cost hardly
# more CPU than the fastest (docs/pipelines.md has the figures).
add_vpx_settings ()
{
  add end-usage=cbr "target-bitrate=$((bitrate * 1000))" \
    "keyframe-max-dist=$key_distance" lag-in-frames=0 error-resilient=default \
    buffer-initial-size=300 buffer-optimal-size=400 buffer-size=600
  if [ $prefer = motion ]; then
    add "cpu-used=$1" min-quantizer=2 max-quantizer=56
  else
    add "cpu-used=$2" min-quantizer=2 max-quantizer=40 dropframe-threshold=25
  fi
}

add_audio_encoder ()
{
  need opusenc
  [ -z "$echo" ] || add ! audioconvert
  add ! opusenc frame-size=20 bitrate=64000
}

add_video_decoder ()
{
  case $codec in
    vp8) need vp8dec; add ! vp8dec ;;
    vp9) need vp9dec; add ! vp9dec ;;
    h264)
      need h264parse
      if is_installed avdec_h264; then
        add ! h264parse ! avdec_h264 max-threads=1
      else
        need openh264dec
        add ! h264parse ! openh264dec
      fi ;;
  esac
}

# In-band FEC stays off: in opusdec it adds a fixed 120 ms.
add_audio_decoder ()
{
  need opusdec
  add ! opusdec
}

# Every stream there is, encoded, to the element named `out`.
add_senders ()
{
  if [ -n "$video_from" ]; then
    add_video_source
    add_video_encoder
    add ! out.video_0
  fi
  if [ -n "$audio_from" ]; then
    add_audio_source
    add_audio_encoder
    add ! out.audio_0
  fi
}

# Every stream there is, from the element named `in` to a viewer, measured at
# the moment it is shown or heard.
add_viewers ()
{
  if [ -n "$video_from" ]; then
    add in.video_0
    add_video_decoder
    add ! lcquality stage=rendered "$report"
    add_video_sink
  fi
  if [ -n "$audio_from" ]; then
    add in.audio_0
    add_audio_decoder
    add ! lcquality stage=rendered "$report"
    add_audio_sink
  fi
}

add_video_sink ()
{
  if [ -n "$window" ]; then
    need autovideosink
    add ! videoconvert ! autovideosink
  else
    need fakesink
    add ! fakesink sync=true
  fi
}

add_audio_sink ()
{
  if [ -n "$window" ]; then
    need autoaudiosink
    add ! audioconvert ! audioresample ! autoaudiosink
  else
    need fakesink
    add ! fakesink sync=true
  fi
}
