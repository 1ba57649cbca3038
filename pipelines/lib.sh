# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
# shellcheck shell=sh disable=SC2154
#
# What every scene is made with. A scene sets `scene`, `scene_options` and
# `usage`, then sources this file, reads its options, puts one gst-launch-1.0
# line together with `add`, and hands over to `go`.
#
# Exit codes of every scene: 0 when it ended by itself or because it was asked
# to (--seconds, INT, TERM), 1 with one sentence on stderr for everything else.

# signal_is MASK PROCESS: whether INT is in its SigIgn or SigCgt (proc(5)),
# whose last hex digit holds bit 2 for INT.
signal_is ()
{
  awk -v mask="$1:" '$1 == mask {
    print $2 ~ /[2367abef]$/ ? "yes" : "no"
  }' "/proc/$2/status" 2>/dev/null || :
}

# A shell cannot trap a signal that was ignored when it started, and that is
# how `scene.sh &` starts from a script.
if [ -z "${LC_SIGNALS_SET-}" ] && [ "$(signal_is SigIgn $$)" = yes ]; then
  LC_SIGNALS_SET=yes exec env --default-signal=INT "$0" "$@"
fi
unset LC_SIGNALS_SET

root=$(dirname -- "$here")
bundled_clip=$root/tests/data/host-clip.webm

# One sentence that says what to do, then exit 1.
fail ()
{
  printf '%s: %s\n' "$scene" "$*" >&2
  exit 1
}

note ()
{
  printf '%s: %s\n' "$scene" "$*" >&2
}

# The line is kept quoted for a shell: what --print shows is what is run.
line=

quote ()
{
  case $1 in
    '' | *[!A-Za-z0-9_./:=,@%+!-]*)
      printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
      ;;
    *) printf '%s' "$1" ;;
  esac
}

add ()
{
  for word; do
    line="$line $(quote "$word")"
  done
}

# A free text as a property: gst-launch-1.0 unescapes inside double quotes.
add_text ()
{
  add "$1=\"$(printf '%s' "$2" | sed 's/[\\"]/\\&/g')\""
}

# shellcheck source=lib/options.sh
. "$here/lib/options.sh"
# shellcheck source=lib/preflight.sh
. "$here/lib/preflight.sh"
# shellcheck source=lib/media.sh
. "$here/lib/media.sh"
# shellcheck source=lib/echo.sh
. "$here/lib/echo.sh"
# shellcheck source=lib/relay.sh
. "$here/lib/relay.sh"
# shellcheck source=lib/run.sh
. "$here/lib/run.sh"

prepare ()
{
  make_work_folder
  find_tools
}
