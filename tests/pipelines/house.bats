#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
# What ./run and ./check promise before and around the scenes themselves.

setup ()
{
  root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
  tally="$root/tests/support/tally.jq"
}

tally_of ()
{
  printf '%s\n' "$@" | jq -rs -f "$tally"
}

@test "run: an unknown scene is refused with one sentence that names the scenes" {
  cd /
  run "$root/run" nothing-like-it
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 1 ]
  [[ ${lines[0]} == *nothing-like-it*loopback* ]]
}

@test "run: a path or lib is not a scene" {
  for scene in ../check lib pipelines/loopback 'loopback lib'; do
    run "$root/run" "$scene"
    [ "$status" -eq 1 ]
    [ "${#lines[@]}" -eq 1 ]
  done
}

@test "run: --help lists every scene and exits 0" {
  run "$root/run" --help
  [ "$status" -eq 0 ]
  for scene in "$root"/pipelines/*.sh; do
    scene=$(basename "$scene" .sh)
    [ "$scene" = lib ] || [[ $output == *"$scene"* ]]
  done
}

@test "run: with everything built it starts the scene without apt, meson or ninja" {
  "$root/run" loopback --help >/dev/null
  mkdir "$BATS_TEST_TMPDIR/bin"
  for tool in apt-get meson ninja sudo; do
    printf '#!/bin/sh\necho called %s\nexit 1\n' "$tool" \
      >"$BATS_TEST_TMPDIR/bin/$tool"
    chmod +x "$BATS_TEST_TMPDIR/bin/$tool"
  done
  PATH=$BATS_TEST_TMPDIR/bin:$PATH run "$root/run" loopback --help
  [ "$status" -eq 0 ]
  [[ $output == *--seconds* ]]
  [[ $output != *called* ]]
}

@test "check: an unknown option and a bad number of minutes are refused" {
  for bad in --frobnicate '--fuzz none' '--fuzz 0' --fuzz; do
    # shellcheck disable=SC2086
    run "$root/check" $bad
    [ "$status" -eq 1 ]
    [ "${#lines[@]}" -eq 1 ]
  done
}

@test "check: the cases of a GstCheck program are counted" {
  [ "$(tally_of '{"result":"FAIL","stdout":"66%: Checks: 6, Failures: 1, Errors: 1\n"}')" = "4 2 0" ]
  [ "$(tally_of '{"result":"OK","stdout":"100%: Checks: 6, Failures: 0, Errors: 0\n"}')" = "6 0 0" ]
}

@test "check: a crash after passing cases is a failure" {
  [ "$(tally_of '{"result":"FAIL","stdout":"100%: Checks: 6, Failures: 0, Errors: 0\n"}')" = "6 1 0" ]
  [ "$(tally_of '{"result":"TIMEOUT","stdout":""}')" = "0 1 0" ]
  [ "$(tally_of '{"result":"ERROR"}')" = "0 1 0" ]
}

@test "check: a program without cases is one, TAP and skips are counted" {
  [ "$(tally_of '{"result":"OK","stdout":"fine\n"}')" = "1 0 0" ]
  [ "$(tally_of '{"result":"SKIP","stdout":""}')" = "0 0 1" ]
  [ "$(tally_of '{"result":"FAIL","stdout":"ok 1 a\nnot ok 2 b\nok 3 c # skip none\n"}')" = "1 1 1" ]
  [ "$(tally_of '{"result":"OK","stdout":"ok 1 a\n"}' '{"result":"OK"}')" = "2 0 0" ]
}

@test "docs: a launch line that fails, warns or ignores Ctrl-C fails the test" {
  page=$BATS_TEST_TMPDIR/page.md
  for line in false 'gst-launch-1.0 -q videotestsrc pattern=99999 num-buffers=1 ! fakesink'; do
    printf '```sh run\n%s\n```\n' "$line" >"$page"
    run "$root/tests/docs/launch-lines.sh" "$page"
    [ "$status" -eq 1 ]
    [[ $output == "not ok 1"* ]]
  done
  printf '```sh run 1\ngst-launch-1.0 -e -q videotestsrc is-live=true ! fakesink\n```\n' >"$page"
  run "$root/tests/docs/launch-lines.sh" "$page"
  [ "$status" -eq 0 ]
}

@test "docs: a property table that differs from the plugin is found and rewritten" {
  page=$BATS_TEST_TMPDIR/page.md
  printf '<!-- properties:lcclipsrc -->\nold\n<!-- end -->\n' >"$page"
  run "$root/docs/properties.sh" --check "$page"
  [ "$status" -eq 1 ]
  "$root/docs/properties.sh" "$page"
  grep -q '^| `location` |' "$page"
  run "$root/docs/properties.sh" --check "$page"
  [ "$status" -eq 0 ]
}
