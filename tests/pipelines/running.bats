#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# How the library runs and ends a line, whatever the line is.

bats_require_minimum_version 1.5.0

load support

setup ()
{
  prepare_test
  pipelines=$fixtures
}

# start_stock LINE OPTIONS...: in the background, process number in $shell; back
# when gst-launch-1.0 is in charge of its signals.
start_stock ()
{
  LC_TEST_LINE=$1 env --default-signal=INT "LC_TEST_MARK=$mark" "${before[@]}" "$fixtures/stock.sh" "${@:2}" \
    >"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null 3>&- &
  shell=$!
  for _ in $(seq 100); do
    for process in $(marked); do
      [[ $(tr '\0' ' ' <"/proc/$process/cmdline") == gst-launch-1.0* ]] || continue
      grep -Eq '^SigCgt:.*[2367abef]$' "/proc/$process/status" && return 0
    done
    sleep 0.05
  done
  return 1
}

# The gst-launch-1.0 process that start_stock waited for is $process.
ended_well ()
{
  code=0
  wait "$shell" || code=$?
  cat "$TMPDIR/err"
  [ $code = 0 ]
  [ ! -s "$TMPDIR/err" ]
  nothing_is_left
}

live='videotestsrc is-live=true ! fakesink'

@test "--seconds ends a line that has no end" {
  LC_TEST_LINE=$live run -0 scene stock --seconds 1
  [ -z "$output" ]
  nothing_is_left
}

@test "a line that ends by itself ends the scene" {
  LC_TEST_LINE='videotestsrc num-buffers=3 ! fakesink' run -0 scene stock --seconds 60
  [ "$SECONDS" -lt 60 ]
  nothing_is_left
}

@test "INT, TERM and HUP each end it with EOS and exit code 0" {
  for signal in INT TERM HUP; do
    # shellcheck disable=SC2016
    start_stock "videotestsrc is-live=true ! filesink location=$TMPDIR/$signal.raw"
    kill -s $signal "$shell"
    ended_well
  done
}

@test "a file that is being written is closed by EOS" {
  for signal in INT TERM; do
    start_stock "videotestsrc is-live=true ! avimux ! filesink location=$TMPDIR/$signal.avi"
    for _ in $(seq 50); do [ -s "$TMPDIR/$signal.avi" ] && break; sleep 0.1; done
    kill -s $signal "$shell"
    ended_well
    # avimux writes the index only at EOS.
    grep -aq idx1 "$TMPDIR/$signal.avi"
  done
}

@test "an interrupt of the whole group, as from a terminal, ends it with EOS" {
  before=(setsid)
  start_stock "videotestsrc is-live=true ! avimux ! filesink location=$TMPDIR/group.avi"
  for _ in $(seq 50); do [ -s "$TMPDIR/group.avi" ] && break; sleep 0.1; done
  kill -INT -- "-$shell"
  ended_well
  grep -aq idx1 "$TMPDIR/group.avi"
}

@test "a scene started in the background of a script can be interrupted" {
  LC_TEST_LINE=$live run -0 env --default-signal=INT "LC_TEST_MARK=$mark" \
    sh -c '"$0" & sleep 1; kill -INT $!; wait $!' "$fixtures/stock.sh"
  nothing_is_left
}

@test "a line that does not end in time is stopped, and that is said" {
  start_stock "$live"
  kill -STOP "$process"
  kill -INT "$shell"
  wait "$shell"
  grep -q 'did not end within' "$TMPDIR/err"
  nothing_is_left
}

@test "a second signal does not wait for the end" {
  start_stock "$live"
  kill -STOP "$process"
  kill -INT "$shell"
  sleep 0.3
  kill -INT "$shell"
  wait "$shell"
  run ! grep -q 'did not end within' "$TMPDIR/err"
  nothing_is_left
}

@test "the pipeline ends when its shell is killed" {
  start_stock "$live"
  kill -KILL "$shell"
  wait "$shell" || :
  for _ in $(seq 50); do [ -z "$(marked)" ] && break; sleep 0.1; done
  [ -z "$(marked)" ]
}

@test "a pipeline that crashes is told as a sentence" {
  start_stock "$live"
  kill -SEGV "$process"
  code=0
  wait "$shell" || code=$?
  [ $code = 1 ]
  [ "$(wc -l <"$TMPDIR/err")" = 1 ]
  grep -q '^stock: .*exit code 139.*\.$' "$TMPDIR/err"
  nothing_is_left
}

@test "a pipeline that crashes while it ends is told too" {
  start_stock "$live"
  kill -STOP "$process"
  kill -INT "$shell"
  kill -ABRT "$process"
  kill -CONT "$process"
  code=0
  wait "$shell" || code=$?
  [ $code = 1 ]
  grep -q '^stock: .*exit code 134.*\.$' "$TMPDIR/err"
  nothing_is_left
}

@test "an error of the pipeline is told as one sentence" {
  export LC_TEST_LINE
  LC_TEST_LINE='filesrc location=/nowhere/film ! fakesink' refuses_naming /nowhere/film stock
  LC_TEST_LINE='videotestsrc ! nosuchelement' refuses_naming nosuchelement stock
  LC_TEST_LINE='videotestsrc nosuchproperty=1 ! fakesink' refuses_naming nosuchproperty stock
  LC_TEST_LINE='videotestsrc ! opusdec ! fakesink' refuses_naming opusdec stock
  LC_TEST_LINE='videotestsrc ! identity error-after=3 ! fakesink' refuses_naming identity stock
}

@test "--verbose shows all that gst-launch-1.0 says, and the sentence" {
  LC_TEST_LINE='filesrc location=/nowhere/film ! fakesink' run -1 scene stock --verbose
  [[ $output == *"Additional debug info"* && $output == *"stock: "*/nowhere/film* ]]
  nothing_is_left
}

@test "a closed output does not end the broadcast" {
  export LC_TEST_LINE=$live
  scene stock --seconds 2 >&- 2>"$TMPDIR/err"
  cat "$TMPDIR/err"
  [ ! -s "$TMPDIR/err" ]
  nothing_is_left
}

@test "words keep their meaning through --print" {
  for word in 'plain' 'two words' "it's" '"quoted"' 'back\slash' '$HOME' '*' '`date`' 'a;b&c' ''; do
    LC_TEST_LINE='fakesrc "name=$LC_TEST_WORD" ! fakesink' LC_TEST_WORD=$word run -0 scene stock --print
    eval "set -- $output"
    # The words before it: the program, perhaps the plugin's folder, the line.
    while [ "$1" != fakesrc ]; do shift; done
    [ "$2" = "name=$word" ] || { echo "$word: $output"; return 1; }
  done
}
