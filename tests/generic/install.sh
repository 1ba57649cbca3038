#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# install.sh BUILD LIBDIR: what `meson install` puts into a packager's
# DESTDIR is a plugin that GStreamer finds there.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
meson install -C "$1" --no-rebuild --quiet --destdir "$work/root" >"$work/log" \
  2>&1 || { cat "$work/log"; exit 1; }
dir=$work/root$2/gstreamer-1.0
[ -f "$dir/libgstlivecommerce.so" ] || {
  echo "no libgstlivecommerce.so in $2/gstreamer-1.0; installed were:"
  find "$work/root" -type f
  exit 1
}
GST_PLUGIN_PATH_1_0=$dir GST_REGISTRY_1_0=$work/registry \
  gst-inspect-1.0 livecommerce >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
grep -q "Filename.*$dir" "$work/log"
PKG_CONFIG_PATH=$dir/pkgconfig pkg-config --exists gstlivecommerce
