#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# GStreamer's C style by Debian's GNU indent.
#   indent.sh FILE...          format in place
#   indent.sh --check FILE...  name the files that differ, exit 1 if any does
set -eu
flags='--braces-on-if-line --case-brace-indentation0 --case-indentation2
  --braces-after-struct-decl-line --line-length80 --no-tabs --cuddle-else
  --dont-line-up-parentheses --continuation-indentation4 --honour-newlines
  --tab-size8 --indent-level2 --leave-preprocessor-space'
if [ "${1-}" = --check ]; then
  shift
  bad=0
  for f; do
    # Twice, as indent's second pass is the stable one.
    # shellcheck disable=SC2086,SC2094
    indent $flags <"$f" | indent $flags | cmp -s - "$f" || {
      echo "not formatted: $f (tests/support/indent.sh $f)"
      bad=1
    }
  done
  exit $bad
fi
for f; do
  # shellcheck disable=SC2086
  VERSION_CONTROL=none indent $flags "$f"
  # shellcheck disable=SC2086
  VERSION_CONTROL=none indent $flags "$f"
done
