/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_META_RULE_H
#define LC_META_RULE_H

#include "elements/rtptiming/capturetime.h"

G_BEGIN_DECLS

/* Which capture-time meta of an encoded buffer can be believed.
 *
 * Video encoders keep the meta of their input frame: one time, or several that
 * agree, is right. Audio encoders gather input of any size into frames and
 * leave on each packet the metas of all input buffers it overlaps (opusenc:
 * -107 to +20 ms off). The oldest of them belongs to the packet's first sample
 * only when no earlier packet overlapped the same input, that is when it was
 * not on the packet before. So for audio a time is believed when it is the
 * only one and was not seen on the packet before; for the very first packet,
 * when the stream begins there (DISCONT, or PTS 0). Encoded audio that passes
 * without an encoder, from lcrtpdepay for example, always satisfies this.
 */
#define LC_META_RULE_SEEN 16

typedef struct
{
  gboolean have_previous;
  guint n_seen;
  guint64 seen[LC_META_RULE_SEEN];      /* newest metas of the last buffer */
} LcMetaRule;

void lc_meta_rule_reset (LcMetaRule * rule);

/* The capture time of the next @buffer of the stream in ntp-ns, or
 * LC_NTP_NONE. To be called for every buffer, in order. */
guint64 lc_meta_rule_next (LcMetaRule * rule, GstBuffer * buffer,
    gboolean audio);

G_END_DECLS

#endif /* LC_META_RULE_H */
