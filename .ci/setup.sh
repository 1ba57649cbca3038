# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
# shellcheck shell=sh disable=SC2154
#
# What ./run and ./check share: Debian packages and the build. Sourced with
# $root set to the top of the tree and $work to a temporary folder.

fail ()
{
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# The package names of the lists given, one per line.
packages_of ()
{
  for list; do
    grep -v '^#' "$root/.ci/packages-$list"
  done
}

# Those of the lists' packages that are not installed.
missing_of ()
{
  packages_of "$@" | LC_ALL=C sort -u >"$work/wanted"
  # dpkg-query complains about the ones it has never heard of: those are the
  # ones we want to know.
  # shellcheck disable=SC2046
  dpkg-query -W -f '${Package} ${db:Status-Status}\n' $(cat "$work/wanted") \
    2>/dev/null | sed -n 's/ installed$//p' | LC_ALL=C sort -u >"$work/have"
  LC_ALL=C comm -23 "$work/wanted" "$work/have"
}

# Runs apt-get as root, without a question and after whoever holds its lock.
apt ()
{
  set -- env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -o DPkg::Lock::Timeout=600 "$@"
  if [ "$(id -u)" -ne 0 ]; then
    if [ -t 0 ]; then set -- sudo "$@"; else set -- sudo -n "$@"; fi
  fi
  "$@" </dev/null
}

# The lists' own lock has no timeout in apt: somebody else's update ends.
apt_update ()
{
  for _ in 1 2 3 4 5 6; do
    apt update >"$work/apt.log" 2>&1 && return 0
    grep -q 'Could not get lock' "$work/apt.log" || break
    sleep 10
  done
  tail -n 5 "$work/apt.log" >&2
  return 1
}

apt_install ()
{
  apt install -y --no-install-recommends "$@" >"$work/apt.log" 2>&1
}

# install_missing LIST...: installs what is missing, or says in one sentence
# what to do and returns 1.
install_missing ()
{
  command -v dpkg-query >/dev/null || return 0
  missing=$(missing_of "$@" | tr '\n' ' ')
  missing=${missing% }
  [ -n "$missing" ] || return 0
  by_hand="apt-get install --no-install-recommends $missing"
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    echo "${0##*/}: Debian packages are missing; as root, run: $by_hand" >&2
    return 1
  fi
  echo "installing Debian packages: $missing"
  # A machine with current lists needs no update.
  # shellcheck disable=SC2086
  apt_install $missing || { apt_update && apt_install $missing; } || {
    grep -E '^(E:|sudo:)' "$work/apt.log" >&2
    echo "${0##*/}: these packages could not be installed; see why with: $by_hand" >&2
    return 1
  }
}

# sources_newer_than STAMP
sources_newer_than ()
{
  [ ! -e "$1" ] || [ -n "$(find "$root/meson.build" \
    "$root/meson_options.txt" "$root/gst-plugin" "$root/elements" \
    -newer "$1" -print -quit)" ]
}

# quietly LOG COMMAND...: shows the end of the log when it fails.
quietly ()
{
  log=$1
  shift
  "$@" >>"$log" 2>&1 </dev/null && return 0
  grep -E -A4 'error|ERROR|FAILED' "$log" | tail -n 30 >&2 || :
  echo "the whole log is in $log" >&2
  return 1
}

# build FOLDER [MESON-OPTION...]: set up once, built when that is needed.
build ()
{
  folder=$root/$1
  shift
  mkdir -p "$folder"
  log=$folder/build.log
  : >"$log"
  if [ ! -e "$folder/build.ninja" ]; then
    quietly "$log" meson setup "$folder" "$root" "$@" || return 1
  elif [ $# -gt 0 ]; then
    quietly "$log" meson configure "$folder" "$@" || return 1
  fi
  quietly "$log" ninja -C "$folder"
}
