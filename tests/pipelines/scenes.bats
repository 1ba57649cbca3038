#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# The scenes at work: what is sent, what a viewer gets, how they end.

bats_require_minimum_version 1.5.0
load support

setup ()
{
  prepare_test
  port=$(free_ports 4)
  report=$BATS_TEST_TMPDIR/report.jsonl
}

# summary FILTER: a figure of the run, from what --json kept.
summary ()
{
  jq -r "select(.type == \"summary\") | $1" "$report"
}

# holds FILTER: a condition on the summary, which is shown when it fails.
holds ()
{
  [ "$(summary "$1")" = true ] || { echo "not so: $1"; summary . | jq -c .; return 1; }
}

# film NAME ENCODERS...: three seconds of test picture and tone, as ENCODERS
# write them into $film.
film ()
{
  film=$BATS_TEST_TMPDIR/$1
  timeout 60 gst-launch-1.0 -q "${@:2}" ! filesink "location=$BATS_TEST_TMPDIR/film" 3>&-
  mv "$BATS_TEST_TMPDIR/film" "$film"
}

picture='videotestsrc num-buffers=90 pattern=ball ! video/x-raw,width=320,height=240,framerate=30/1 ! vp8enc deadline=1 cpu-used=-8'
tone='audiotestsrc num-buffers=150 samplesperbuffer=960 ! audio/x-raw,rate=48000,channels=1 ! opusenc'

# A viewer of the scenes towards a relay: what arrives at $port, with $key.
start_viewer ()
{
  env "LC_TEST_MARK=$mark" setsid gst-launch-1.0 \
    --gst-plugin-path="$root/build/gst-plugin" -q -e \
    lcrtpsrc name=in "port=$port" bind-address=127.0.0.1 "srtp-key-location=$key" \
    in.video_0 ! "$1" ! lcquality stage=rendered "report-location=$report" ! fakesink sync=true \
    in.audio_0 ! opusdec ! lcquality stage=rendered ! fakesink sync=true \
    </dev/null >"$TMPDIR/viewer" 2>&1 3>&- &
  viewer=$!
  for _ in $(seq 100); do
    ! grep -qi "$(printf ':%04X ' "$((port + 3))")" /proc/net/udp || return 0
    sleep 0.1
  done
  cat "$TMPDIR/viewer"
  return 1
}

@test "loopback: a line a second, a report, nearly every frame shown, sound and picture together" {
  run -0 --separate-stderr scene loopback --port "$port" --seconds 8 --latency 100 --json "$report"
  [ -z "$stderr" ]
  nothing_is_left
  [ "$(grep -Ec '^ +[0-9]+ s  .*fps.*video [0-9]+/[0-9]+ ms.*audio [0-9]+/[0-9]+ ms' <<<"$output")" -ge 6 ]
  [ "$(grep -c '^Report: ' <<<"$output")" = 1 ]
  for row in video audio latency stages skew freezes network CPU; do
    grep -q "^  $row " <<<"$output" || { echo "no row $row in: $output"; return 1; }
  done
  [ "$(jq -s 'map(select(.type == "interval")) | length >= 6' "$report")" = true ]
  holds '.video.delivery.due > 150 and .video.delivery.ratio >= 0.99'
  holds '.audio.delivery.due > 250 and .audio.delivery.ratio >= 0.99'
  holds '.transport["packets-lost"] == 0 and .transport["packets-received"] > 500'
  # A promise of order, not of speed: nothing is shown before it is due.
  holds '.video["e2e-latency"].p50 >= 0.1 and .audio["e2e-latency"].p50 >= 0.1'
  holds '.["av-skew"]["after-warmup"].samples > 60 and .["av-skew"]["after-warmup"].unacceptable == 0'
}

@test "loopback: what is on the network is SRTP" {
  # A viewer with another key sees none of it.
  other=$BATS_TEST_TMPDIR/other
  (umask 077; printf '%060d\n' 8 >"$other")
  scene loopback --port "$port" --srtp-key "$key" --print \
    | sed "s|\(lcrtpsrc .*\)$key|\1$other|" >"$TMPDIR/spied"
  grep -q "$key.*$other" "$TMPDIR/spied"
  LC_TEST_MARK=$mark timeout -s INT -k 3 4 sh "$TMPDIR/spied" </dev/null >"$report" 2>"$TMPDIR/err" 3>&- || :
  nothing_is_left
  jq -s -e 'map(select(.type == "interval")) | length > 0
    and (map(.video["frames-sent"] // 0) | add) > 30
    and (map(.video["frames-rendered"] // 0) | add) == 0' "$report"
}

@test "loopback: a printed line can be pasted and runs" {
  scene loopback --port "$port" --print >"$TMPDIR/line"
  LC_TEST_MARK=$mark timeout -s INT -k 3 4 sh "$TMPDIR/line" </dev/null >"$report" 3>&- || :
  nothing_is_left
  jq -s -e 'map(select(.type == "interval") | .video["frames-rendered"] // 0) | add > 40' "$report"
}

@test "loopback: each codec arrives" {
  for codec in vp8 vp9 h264; do
    if [ $codec = h264 ] && ! gst-inspect-1.0 --exists x264enc; then continue; fi
    scene loopback --port "$port" --seconds 4 --codec $codec --json "$report" >/dev/null
    holds '.video["frames-rendered"] > 30'
    nothing_is_left
  done
}

@test "loopback: a file plays once and ends the scene, whatever its name" {
  # shellcheck disable=SC2086
  film "it's a \"film\" \\ \$HOME & more.webm" webmmux name=mux $picture ! mux. $tone ! mux. mux.
  run -0 scene loopback --port "$port" --file "$film" --json "$report"
  nothing_is_left
  holds '.video["frames-sent"] == 90 and .video["frames-rendered"] >= 88'
  holds '.audio["frames-rendered"] >= 145'
}

@test "loopback: a file without sound shows its picture, and that is said" {
  # shellcheck disable=SC2086
  film silent.webm $picture ! webmmux
  run -0 --separate-stderr scene loopback --port "$port" --file "$film" --json "$report"
  [[ $stderr == *"there is no sound"*. ]]
  holds '.video["frames-rendered"] >= 88'
  nothing_is_left
}

@test "loopback: a file without picture plays its sound, and that is said" {
  # shellcheck disable=SC2086
  film voice.ogg $tone ! oggmux
  run -0 --separate-stderr scene loopback --port "$port" --file "$film" --json "$report"
  [[ $stderr == *"there is no picture"*. ]]
  holds '.audio["frames-rendered"] >= 145'
  nothing_is_left
}

# rms FILE BEGIN SECONDS: the level of a stretch of a recording, in dBFS.
rms ()
{
  sox "$1" -n trim "$2" "$3" stats 2>&1 | awk '/^RMS lev/ { print $4 }'
}

# In the bundled clips only the viewer talks in 2.5-3.1 s, and only the host in
# 4.6-5.9 s.
echo_is_cancelled ()
{
  local before=$1/microphone.wav after=$1/cancelled.wav
  echo "viewer: $(rms "$before" 2.5 0.6) -> $(rms "$after" 2.5 0.6) dBFS, host: $(rms "$before" 4.6 1.3) -> $(rms "$after" 4.6 1.3) dBFS"
  awk -v before="$(rms "$before" 2.5 0.6)" -v after="$(rms "$after" 2.5 0.6)" \
    'BEGIN { exit !(before > -40 && after <= before - 15) }' || return
  awk -v before="$(rms "$before" 4.6 1.3)" -v after="$(rms "$after" 4.6 1.3)" \
    'BEGIN { exit !(before > -40 && after - before > -1 && after - before < 1) }'
}

@test "loopback --echo: the viewer is gone from the sound, the host is not, and the levels are told" {
  recordings="$BATS_TEST_TMPDIR/my \"recordings\""
  run -0 --separate-stderr scene loopback --port "$port" --seconds 9 --echo "$recordings" --json "$report"
  [[ $stderr == *"recording $recordings/microphone.wav"*. && ${#stderr_lines[@]} = 1 ]]
  nothing_is_left
  for name in microphone cancelled; do
    duration=$(soxi -D "$recordings/$name.wav")
    [ "${duration%.*}" -ge 8 ]
  done
  echo_is_cancelled "$recordings"
  echo "$output"
  [ "$(grep -Ec '^ +[0-9]+ s  .*  echo .*-[0-9]+ -> -[0-9]+ dBFS' <<<"$output")" -ge 1 ]
  grep -Eq '^  echo +microphone -[0-9]+ -> -[0-9]+ dBFS while only the far end talked .*, ERLE [0-9]+ dB, delay [0-9]+ ms$' <<<"$output"
  holds '.echo | .["microphone-dbfs"] - .["cancelled-dbfs"] >= 15 and .["far-end-only"] >= 0.5'
  # The room delays by 60 ms; where the canceller sees it varies with latency.
  holds '.echo.delay > 0.03 and .echo.delay < 0.12'
  holds '.audio.delivery.ratio >= 0.98 and .video.delivery.ratio >= 0.98'
  [ "$(jq -s 'map(select(.type == "interval")) | length >= 7' "$report")" = true ]
}

@test "loopback --echo: INT and TERM leave two recordings that can be played" {
  for signal in INT TERM; do
    code=0
    env --default-signal=INT "LC_TEST_MARK=$mark" "$pipelines/loopback.sh" --port "$port" \
      --echo "$TMPDIR/$signal" </dev/null >"$TMPDIR/out" 2>"$TMPDIR/err" 3>&- &
    shell=$!
    sleep 4
    kill -s $signal $shell
    wait $shell || code=$?
    cat "$TMPDIR/err"
    [ $code = 0 ]
    nothing_is_left
    for name in microphone cancelled; do
      awk -v seconds="$(soxi -D "$TMPDIR/$signal/$name.wav")" 'BEGIN { exit !(seconds > 1 && seconds < 5) }'
    done
  done
}

@test "show-live and product-video reach a viewer with the same key" {
  for name in show-live product-video; do
    start_viewer vp8dec
    mapfile -t relay < <(to_relay "$port")
    run -0 --separate-stderr scene $name "${relay[@]}" --seconds 5
    [ -z "$stderr" ]
    grep -q '^  video .* sent' <<<"$output"
    grep -Eq '^  network .* packets sent, [0-9]+ kb/s, 0 lost on the way.*round trip [0-9]+ ms' <<<"$output"
    kill -INT "$viewer"
    wait "$viewer" || :
    holds '.video["frames-rendered"] > 90'
    holds '.audio["frames-rendered"] > 150'
    nothing_is_left
  done
}

@test "a broadcast without a key says that it is not encrypted" {
  run -0 --separate-stderr scene show-live --relay "srtp://127.0.0.1:$port" --seconds 2
  [[ $stderr == *"not encrypted."* && ${#stderr_lines[@]} = 1 ]]
  nothing_is_left
}

@test "a key that every user can read is warned of" {
  chmod 644 "$key"
  for name in loopback show-live; do
    options_for "$name" "$port"
    run -0 --separate-stderr scene "$name" "${needed[@]}" --srtp-key "$key" --seconds 1
    [[ $stderr == *"every user"*"$key"*"chmod 600"* && ${#stderr_lines[@]} = 1 ]]
  done
}

@test "INT and TERM at any moment end every scene cleanly" {
  RANDOM=20261122
  times=3
  [ -z "${LC_SOAK-}" ] || times=50
  for name in $scenes; do
    options_for "$name" "$port"
    for signal in INT TERM; do
      for _ in $(seq $times); do
        # Not in the first instant, when there is no shell yet to trap it.
        after=$(printf '%d.%02d5' $((RANDOM % 3)) $((RANDOM % 90 + 5)))
        echo "$name: $signal after $after s"
        code=0
        env --default-signal=INT "LC_TEST_MARK=$mark" "$pipelines/$name.sh" "${needed[@]}" \
          </dev/null >"$TMPDIR/out" 2>"$TMPDIR/err" 3>&- &
        shell=$!
        sleep "$after"
        kill -s $signal $shell
        wait $shell || code=$?
        cat "$TMPDIR/err"
        [ $code = 0 ]
        [ ! -s "$TMPDIR/err" ]
        nothing_is_left
      done
    done
  done
}
