#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# symbols.sh PLUGIN.so: the plugin shows the process its two entry points and
# nothing else, so that it cannot collide with another library.
set -eu
want='gst_plugin_livecommerce_get_desc
gst_plugin_livecommerce_register'
have=$(nm -D --defined-only "$1" | awk '{ print $3 }' | LC_ALL=C sort)
[ "$have" = "$want" ] && exit 0
echo "exported symbols of $1 are:"
echo "$have"
exit 1
