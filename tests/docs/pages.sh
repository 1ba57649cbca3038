#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# Every element of the plugin has a page, a row in the README's table and a
# place in the index, the table has no others, and no link between the pages
# is dead.
# shellcheck disable=SC2016
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root" || exit 1
bad=0

complain ()
{
  echo "$*"
  bad=1
}

GST_PLUGIN_PATH_1_0="${LC_BUILD:-$root/build}/gst-plugin" \
  GST_REGISTRY_1_0="$work/registry" gst-inspect-1.0 livecommerce |
  sed -n 's/^  \(lc[a-z0-9]*\): .*/\1/p' | sort >"$work/elements"
[ -s "$work/elements" ] || complain "the plugin has no elements"
sed -n 's/^| \[`\(lc[a-z0-9]*\)`\].*/\1/p' README.md | sort >"$work/rows"
diff -u "$work/elements" "$work/rows" >"$work/diff" ||
  complain "README.md's table and the plugin differ: $(tail -n +4 "$work/diff")"
while read -r element; do
  [ -f "docs/elements/$element.md" ] ||
    complain "docs/elements/$element.md is missing"
  grep -q "elements/$element.md" docs/index.md ||
    complain "docs/index.md does not name $element"
done <"$work/elements"

# Relative links, without those inside code.
links_of ()
{
  awk '/^ *```/ { code = !code } !code' "$1" | sed 's/`[^`]*`//g' |
    grep -o '](\([^)#]*\)' | sed 's/^](//' | grep -v -e '^$' -e '^[a-z]*:'
}

for page in *.md $(find docs tests -name '*.md' | sort); do
  for link in $(links_of "$page"); do
    [ -e "$(dirname "$page")/$link" ] || complain "$page: no $link"
  done
done
exit $bad
