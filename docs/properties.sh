#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Writes the property tables of the pages from the plugin itself, between
#   <!-- properties:FACTORY -->  or  <!-- properties:FACTORY PAD-TEMPLATE -->
# and
#   <!-- end -->
#
#   docs/properties.sh [PAGE...]          rewrite the tables (all pages of docs/)
#   docs/properties.sh --check [PAGE...]  name the pages that differ, exit 1
# The build is in ./build, or where $LC_BUILD says.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${LC_BUILD:-$here/../build}
export GST_PLUGIN_PATH_1_0="$build/gst-plugin"
export GST_REGISTRY_1_0="${LC_REGISTRY:-$build/docs.registry}"

check=
if [ "${1-}" = --check ]; then
  check=1
  shift
fi
[ -x "$build/tests/support/properties" ] || {
  echo "docs/properties.sh: first build with the tests: meson setup -Dtests=enabled build, ninja -C build" >&2
  exit 1
}
if [ $# -eq 0 ]; then
  # Page names have no spaces.
  # shellcheck disable=SC2046
  set -- $(grep -rlE '^<!-- properties:' "$here" --include='*.md' | sort)
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The page on stdin with fresh tables on stdout.
refresh() {
  skipping=
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      '<!-- properties:'*' -->')
        printf '%s\n' "$line"
        what=${line#'<!-- properties:'}
        what=${what%' -->'}
        pad=${what#"${what%% *}"}
        "$build/tests/support/properties" "${what%% *}" ${pad:+"${pad# }"} \
          </dev/null || return 1
        skipping=1
        ;;
      '<!-- end -->')
        printf '%s\n' "$line"
        skipping=
        ;;
      *)
        [ -n "$skipping" ] || printf '%s\n' "$line"
        ;;
    esac
  done
  [ -z "$skipping" ] || {
    echo "a table without <!-- end -->" >&2
    return 1
  }
}

bad=0
for page; do
  refresh <"$page" >"$work/page" || { echo "$page: see above" >&2; exit 1; }
  cmp -s "$page" "$work/page" && continue
  if [ "$check" ]; then
    echo "$page: its property table is not the plugin's; run docs/properties.sh"
    diff -u "$page" "$work/page" || :
    bad=1
  else
    cat "$work/page" >"$page"
    echo "$page: table written"
  fi
done
exit $bad
