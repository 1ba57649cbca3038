#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# install.sh BUILD LIBDIR COMPILER...: what `meson install` puts into a
# packager's DESTDIR is a plugin that GStreamer finds there, and a static one
# that an application can be linked with.
set -eu
build=$1
libdir=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
meson install -C "$build" --no-rebuild --quiet --destdir "$work/root" \
  >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
dir=$work/root$libdir/gstreamer-1.0
[ -f "$dir/libgstlivecommerce.so" ] || {
  echo "no libgstlivecommerce.so in $libdir/gstreamer-1.0; installed were:"
  find "$work/root" -type f
  exit 1
}
export GST_REGISTRY_1_0="$work/registry"
GST_PLUGIN_PATH_1_0=$dir gst-inspect-1.0 livecommerce >"$work/log" 2>&1 || {
  cat "$work/log"
  exit 1
}
grep -q "Filename.*$dir" "$work/log"

cat >"$work/app.c" <<'END'
#include <gst/gst.h>
GST_PLUGIN_STATIC_DECLARE (livecommerce);
int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  GST_PLUGIN_STATIC_REGISTER (livecommerce);
  return gst_element_factory_make ("lcquality", NULL) == NULL;
}
END
sed "s|^prefix=|&$work/root|" "$dir/pkgconfig/gstlivecommerce.pc" \
  >"$work/gstlivecommerce.pc"
flags=$(PKG_CONFIG_PATH=$work pkg-config --cflags --libs gstlivecommerce)
# shellcheck disable=SC2086
"$@" -o "$work/app" "$work/app.c" $flags
env -u GST_PLUGIN_PATH -u GST_PLUGIN_PATH_1_0 "$work/app" || {
  echo "an application linked with the static plugin has no lcquality"
  exit 1
}
