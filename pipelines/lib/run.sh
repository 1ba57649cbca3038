# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
# shellcheck shell=sh disable=SC2154
#
# Runs the line as one gst-launch-1.0 process beside a formatter of its
# measurements, and ends both in every case.

work='' gst='' sifter='' formatter='' keeper='' echoer='' waiter=''

# How long an asked end may take before it is forced, in seconds.
patience=5

# A private folder for keys, pipes and logs, gone when the scene is.
make_work_folder ()
{
  trap clean_up EXIT
  umask_before=$(umask)
  umask 077
  work=$(mktemp -d "${TMPDIR:-/tmp}/livecommerce.XXXXXX") \
    || fail "no temporary folder can be made; point TMPDIR at a folder of yours."
  umask "$umask_before"
}

clean_up ()
{
  trap '' INT TERM HUP
  for process in $waiter $gst $sifter $formatter $keeper $echoer; do
    kill -KILL "$process" 2>/dev/null || :
  done
  [ -z "$work" ] || rm -rf "$work"
}

# go: the end of every scene. -e makes an interrupt an orderly end; without -f
# a crash would keep gst-launch-1.0 waiting for a debugger for ever.
go ()
{
  # The levels of an echo are messages, which -q would silence.
  talk=-q
  [ -z "$echo" ] || talk='-m --no-position'
  command="gst-launch-1.0${plugin_option:+ $(quote "$plugin_option")} $talk -e -f$line"
  if [ -n "$print" ]; then
    printf '%s\n' "$command"
    exit 0
  fi
  [ -z "$json" ] || check_json
  run
}

run ()
{
  # Closed ones would have their numbers given to our pipes.
  { true 5<&0; } 2>/dev/null || exec </dev/null
  { true 5>&1; } 2>/dev/null || exec >/dev/null
  { true 5>&2; } 2>/dev/null || exec 2>/dev/null
  asked=''
  trap 'asked=yes' INT TERM HUP
  start_formatter
  # shellcheck disable=SC2119
  start_pipeline
  trap end_as_asked INT TERM HUP
  [ -z "$asked" ] || end_as_asked
  ended=0
  await "$gst" "${seconds:-0}" || ended=$?
  # 124 is timeout's word for: the time was up.
  [ $ended != 124 ] || end_as_asked
  finish
}

# The measurements come on the standard output of gst-launch-1.0. Descriptor 4
# keeps the pipe open, so that neither a slow start nor a closed terminal ever
# stops the broadcast; closing it is what ends the formatter.
start_formatter ()
{
  mkfifo "$work/lines" "$work/sifted" "$work/kept" "$work/said"
  exec 4<>"$work/lines"
  lines=$work/lines
  if [ -n "$echo" ]; then
    (trap '' TERM HUP; exec jq -n -R -c --unbuffered -f "$here/lib/echo.jq" <"$lines" >"$work/sifted" 4>&-) &
    sifter=$!
    lines=$work/sifted
  fi
  if [ -n "$json" ]; then
    (trap '' TERM HUP; exec tee -p -- "$json" <"$lines" >"$work/kept" 4>&-) &
    keeper=$!
    lines=$work/kept
  fi
  (trap '' TERM HUP; exec jq -n -R -r --unbuffered -f "$here/lib/report.jq" <"$lines" 4>&-) &
  formatter=$!
}

# A session of its own: an interrupt from the terminal must reach
# gst-launch-1.0 once, through us, since a second one kills it without EOS.
# Should this shell be killed, the kernel interrupts the pipeline.
# shellcheck disable=SC2120
start_pipeline ()
{
  : >"$work/log"
  eval "set -- $command"
  errors=$work/log
  if [ -n "$verbose" ]; then
    (trap '' TERM HUP; exec tee -p -- "$work/log" <"$work/said" >&2 4>&-) &
    echoer=$!
    errors=$work/said
  fi
  setsid setpriv --pdeathsig INT "$@" >"$work/lines" 2>"$errors" 4>&- </dev/null &
  gst=$!
}

# await PROCESS SECONDS: 0 when it is gone, 124 when it is not by then.
await ()
{
  setpriv --pdeathsig TERM \
    timeout "$2" tail -f -s 0.1 --pid="$1" /dev/null </dev/null >/dev/null 2>&1 4>&- &
  waiter=$!
  result=0
  wait "$waiter" 2>/dev/null || result=$?
  # Cut short by a signal it still waits; else its number is another's soon.
  [ $result -gt 128 ] || waiter=''
  return $result
}

end_as_asked ()
{
  asked=yes
  trap 'kill -KILL "$gst" 2>/dev/null || :' INT TERM HUP
  [ -z "$waiter" ] || kill "$waiter" 2>/dev/null || :
  interrupt
  ended=0
  await "$gst" $patience || ended=$?
  # Another signal also cuts the waiting short, and has stopped it already.
  if [ $ended = 124 ]; then
    note "the pipeline did not end within $patience s and was stopped."
    kill -KILL "$gst" 2>/dev/null || :
  fi
  finish
}

# gst-launch-1.0 is born with INT ignored, catches it once it has built its
# pipeline, and no longer does when it is ending. Before, there is nothing to
# end in an orderly way.
interrupt ()
{
  if [ "$(signal_is SigIgn "$gst")" = yes ]; then
    kill -TERM "$gst" 2>/dev/null || :
  elif [ "$(signal_is SigCgt "$gst")" = yes ]; then
    kill -INT "$gst" 2>/dev/null || :
  fi
}

finish ()
{
  trap '' INT TERM HUP
  status=0
  await "$gst" 1 || kill -KILL "$gst" 2>/dev/null || :
  wait "$gst" 2>/dev/null || status=$?
  gst=''
  exec 4>&-
  for process in $sifter $keeper $formatter $echoer; do
    await "$process" 3 || kill -KILL "$process" 2>/dev/null || :
  done
  sifter='' keeper='' formatter='' echoer=''
  # Asked to end, an element may still complain that it got no data; only a
  # crash is an error then. 137 and 143 are our own KILL and TERM.
  case $asked$status in
    0 | yes137 | yes143) exit 0 ;;
    yes*) [ $status -gt 128 ] || exit 0 ;;
  esac
  sentence=$(first_error "$work/log")
  fail "${sentence:-gst-launch-1.0 failed with exit code $status; run again with --verbose to see what it says.}"
}

# first_error LOG: what gst-launch-1.0 complained about first, as a sentence.
# Our elements say all in their message; of others the detail and the name are
# kept too.
first_error ()
{
  awk '
    function say (text) { print text (text ~ /[.!?]$/ ? "" : "."); said = 1; exit }
    message != "" && /^Additional debug info:/ { detail = NR + 2; next }
    message != "" && (NR == detail || /^ERROR/) {
      sub (/\.$/, "", message)
      say(message " (" name (/^ERROR/ || $0 == "" ? "" : ": " $0) ")")
    }
    /^ERROR: from element / {
      path = $4
      message = $0
      sub (/^ERROR: from element [^ ]* /, "", message)
      count = split (path, parts, "/")
      name = parts[count]
      sub (/^[^:]*:/, "", name)
      sub (/:$/, "", name)
      if (parts[count] ~ /^GstLc/)
        say(message)
    }
    /erroneous pipeline: / { sub (/.*erroneous pipeline: /, ""); say($0) }
    END { if (!said && message != "") say(message (name ? " (" name ")" : "")) }
  ' "$1"
}
