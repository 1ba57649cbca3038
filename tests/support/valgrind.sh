#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# valgrind.sh PROGRAM: runs a test program in one process under valgrind and
# fails on any error or definite leak. GST_CHECKS picks cases.
set -u
here=$(cd "$(dirname "$0")" && pwd)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
command -v valgrind >/dev/null || {
  echo "valgrind is not installed"
  exit 77
}
CK_FORK=no CK_DEFAULT_TIMEOUT=600 G_SLICE=always-malloc \
  GST_REGISTRY_UPDATE=no \
  valgrind --quiet --error-exitcode=9 --leak-check=full \
  --errors-for-leak-kinds=definite --show-leak-kinds=definite \
  --num-callers=30 --suppressions="$here/../valgrind.supp" \
  --suppressions=/usr/share/glib-2.0/valgrind/glib.supp \
  --log-file="$log" "$@"
rc=$?
cat "$log"
exit $rc
