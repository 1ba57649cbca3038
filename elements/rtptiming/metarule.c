/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/rtptiming/metarule.h"

#include <string.h>

void
lc_meta_rule_reset (LcMetaRule * rule)
{
  rule->have_previous = FALSE;
  rule->n_seen = 0;
}

static gboolean
was_seen (const LcMetaRule * rule, guint64 value)
{
  guint i;

  for (i = 0; i < rule->n_seen; i++) {
    if (rule->seen[i] == value)
      return TRUE;
  }
  return FALSE;
}

static gboolean
begins_stream (GstBuffer * buffer)
{
  return GST_BUFFER_IS_DISCONT (buffer) || GST_BUFFER_PTS (buffer) == 0;
}

guint64
lc_meta_rule_next (LcMetaRule * rule, GstBuffer * buffer, gboolean audio)
{
  guint64 seen[LC_META_RULE_SEEN];
  guint total;
  gboolean fresh;

  if (!audio)
    return lc_capture_time_get (buffer);
  total = lc_capture_time_list (buffer, seen, LC_META_RULE_SEEN);
  fresh = total == 1 && (rule->have_previous ? !was_seen (rule, seen[0])
      : begins_stream (buffer));
  rule->have_previous = TRUE;
  rule->n_seen = MIN (total, LC_META_RULE_SEEN);
  memcpy (rule->seen, seen, rule->n_seen * sizeof seen[0]);
  return fresh ? seen[0] : LC_NTP_NONE;
}
