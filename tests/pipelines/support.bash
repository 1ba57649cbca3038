# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
# shellcheck shell=bash disable=SC2034,SC2154
#
# What the tests of the scenes share. `load support` it and call `prepare_test`
# in setup ().

scenes='loopback show-live product-video'

prepare_test ()
{
  root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
  pipelines=$root/pipelines
  fixtures=$BATS_TEST_DIRNAME/fixtures
  export TMPDIR=$BATS_TEST_TMPDIR XDG_STATE_HOME=$BATS_TEST_TMPDIR/state
  export GST_REGISTRY_1_0=$BATS_RUN_TMPDIR/scenes.registry
  # Every process of a scene inherits this mark, whatever becomes of it.
  mark=mark.$BATS_TEST_NUMBER.$$.$RANDOM
  key=$BATS_TEST_TMPDIR/key
  (umask 077; printf '%060d\n' 7 >"$key")
}

# scene NAME OPTIONS...: run with the mark, INT as from a terminal, and a limit
# that a test never reaches unless something hangs.
scene ()
{
  env --default-signal=INT "LC_TEST_MARK=$mark" \
    timeout --foreground -k 2 90 "$pipelines/$1.sh" "${@:2}" </dev/null
}

# to_relay PORT: the options that a scene towards a relay needs.
to_relay ()
{
  printf '%s\n' --relay "srtp://127.0.0.1:$1?audio=$(($1 + 2))" --srtp-key "$key"
}

# options_for SCENE PORT: into the array `needed`, what SCENE cannot go without.
options_for ()
{
  if [ "$1" = loopback ]; then
    needed=(--port "$2")
  else
    mapfile -t needed < <(to_relay "$2")
  fi
}

# The processes that carry the mark, one number a line.
marked ()
{
  grep -lz "^LC_TEST_MARK=$mark\$" /proc/[0-9]*/environ 2>/dev/null \
    | cut -d/ -f3
}

nothing_is_left ()
{
  local tries left
  for tries in 1 2 3 4 5 6 7 8 9 10; do
    left=$(marked)
    [ -n "$left" ] || break
    sleep 0.1
  done
  if [ -n "$left" ]; then
    echo "still running:"
    # shellcheck disable=SC2086
    ps -o pid,args -p "$(echo $left | tr ' ' ,)"
    # shellcheck disable=SC2086
    kill -KILL $left
    return 1
  fi
  if compgen -G "$TMPDIR/livecommerce.*"; then
    echo "the private folder is left"
    return 1
  fi
}

# free_ports COUNT: the first of COUNT free UDP ports in a row.
free_ports ()
{
  local first number
  while :; do
    first=$((23000 + (RANDOM % 240) * 4))
    for ((number = first; number < first + $1; number++)); do
      grep -qi "$(printf ':%04X ' "$number")" /proc/net/udp /proc/net/udp6 && continue 2
    done
    echo "$first"
    return
  done
}

# refuses SCENE OPTIONS...: exit code 1, one sentence on stderr, nothing on
# stdout, nothing left running.
refuses ()
{
  local code=0
  scene "$@" >"$TMPDIR/out" 2>"$TMPDIR/err" || code=$?
  cat "$TMPDIR/err"
  [ "$code" = 1 ] || { echo "exit code $code"; return 1; }
  [ ! -s "$TMPDIR/out" ] || { echo "says on stdout:"; cat "$TMPDIR/out"; return 1; }
  [ "$(wc -l <"$TMPDIR/err")" = 1 ] || { echo "not one line"; return 1; }
  grep -Eq "^$1: .*\.\$" "$TMPDIR/err" || { echo "not a sentence"; return 1; }
  nothing_is_left
}

# refuses_naming WORD SCENE OPTIONS...: and the sentence names WORD.
refuses_naming ()
{
  refuses "${@:2}" || return
  grep -qF -- "$1" "$TMPDIR/err" || { echo "does not name '$1'"; return 1; }
}

# Whatever a failed test left behind must not keep the next ones waiting.
teardown ()
{
  local left
  left=$(marked)
  # shellcheck disable=SC2086
  [ -z "$left" ] || kill -KILL $left 2>/dev/null || :
}
