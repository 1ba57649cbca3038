#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# licence.sh FILE...: every source says its licence in its first three lines.
set -eu
bad=0
for file; do
  head -n 3 "$file" | grep -q 'SPDX-License-Identifier: LGPL-2.1-or-later' && continue
  echo "$file: no SPDX line"
  bad=1
done
exit $bad
