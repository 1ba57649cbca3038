# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
# shellcheck shell=sh disable=SC2034,SC2154
#
# For scripts that run the plugin of this build: they set `here` to their own
# folder, two below the root, and source this. Nothing of the user's plugins
# is seen, and a critical warning ends the program that made it.
root=$(cd "$here/../.." && pwd)
build=${LC_BUILD:-$root/build}
support=$build/tests/support
GST_PLUGIN_PATH_1_0=$build/gst-plugin
GST_REGISTRY_1_0=$build/tests/support/scripts.registry
G_DEBUG=fatal-criticals
export GST_PLUGIN_PATH_1_0 GST_REGISTRY_1_0 G_DEBUG
unset GST_PLUGIN_PATH GST_REGISTRY

# make_key FILE: 30 random bytes as hex, for SRTP with AES-128 in counter mode.
make_key() {
  (umask 077 && head -c 30 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$1")
}

# wait_for WHAT COMMAND...: until COMMAND succeeds, at most ten seconds.
wait_for() {
  what=$1
  shift
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || {
      echo "$what did not happen within 10 s"
      exit 1
    }
    sleep 0.1
  done
}
