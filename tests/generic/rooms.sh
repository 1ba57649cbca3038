#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# rooms.sh SOURCE-ROOT: no room of elements/ reaches into another, except by
# the doors that CONTRIBUTING.md names.
set -eu
cd "$1"
doors='^elements/(common/[a-z]+|rtptiming/(capturetime|extmap|extrapolate|wire)|quality/(session|reporter))\.h$'

intrusions ()
{
  for file in $(find elements -name '*.[ch]' | sort); do
    room=${file#elements/}
    room=${room%%/*}
    sed -n 's/^# *include *"\(elements\/[^"]*\)".*/\1/p' "$file" |
      grep -v "^elements/$room/" | grep -Ev "$doors" |
      sed "s|^|$file includes |"
  done
}

found=$(intrusions)
[ -z "$found" ] || { echo "$found"; exit 1; }
