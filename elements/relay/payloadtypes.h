/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_PAYLOAD_TYPES_H
#define LC_PAYLOAD_TYPES_H

#include <gst/gst.h>
#include "elements/relay/codecs.h"

G_BEGIN_DECLS

/* What each of the 128 payload types of a received medium means: a codec, or
 * the retransmission of one (RFC 4588). Filled once, then read by any thread. */
typedef struct
{
  GstCaps *caps;                /* owned, NULL = unknown */
  guint capture_time_id;        /* header extension, 0 = none */
  gint apt;                     /* -1, or the type that this one retransmits */
} LcPayloadType;

typedef struct
{
  LcPayloadType types[128];
} LcPayloadTypes;

/* Our own types of @media. */
void lc_payload_types_init (LcPayloadTypes * types, LcMedia media);

/* Those of an SDP's section; @rtx_payload_type -1 = no retransmission. */
void lc_payload_types_init_from_caps (LcPayloadTypes * types, LcMedia media,
    GstCaps * caps, gint rtx_payload_type);
void lc_payload_types_clear (LcPayloadTypes * types);

/* rtprtxreceive's map, transfer full. */
GstStructure *lc_payload_types_rtx_map (const LcPayloadTypes * types);

/* Hz, 0 when it is not known. */
guint lc_payload_type_clock_rate (const LcPayloadType * type);

G_END_DECLS

#endif /* LC_PAYLOAD_TYPES_H */
