/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_WIRE_H
#define LC_WIRE_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of an RTP packet: the abs-capture-time payload and the header
 * extension block that carries it (RFC 3550 section 5.3.1, RFC 8285).
 *
 * Parse and write only. Every function is bounds-checked against the size it
 * is given, may be handed anything, keeps no state and allocates nothing; any
 * thread. Outputs are written only when the status is LC_WIRE_OK.
 */
typedef enum
{
  LC_WIRE_OK = 0,
  LC_WIRE_NOT_RTP,              /* no RTP version 2 */
  LC_WIRE_TRUNCATED,            /* the packet ends inside its header */
  LC_WIRE_NOT_FOUND,            /* no extension element has this id */
  LC_WIRE_FOREIGN_PROFILE,      /* an extension, but not one of RFC 8285 */
  LC_WIRE_BAD_LENGTH,           /* not a length this content can have */
  LC_WIRE_BAD_ID,               /* extension ids go from 1 to 14 */
  LC_WIRE_NO_SPACE              /* the result does not fit */
} LcWireStatus;

/* A sentence for a person; never NULL. */
const char *lc_wire_status_text (LcWireStatus status);

/* ntp-ns (ns since 1900) to the 64-bit NTP format, UQ32.32, and back. The
 * round trip gives the same nanosecond. Seconds wrap in 2036: as in RFC 4330
 * section 3, a set top bit means 1968 to 2036, a clear one 2036 to 2104. */
uint64_t lc_wire_ntp_to_uq32 (uint64_t ntp_ns);
uint64_t lc_wire_uq32_to_ntp (uint64_t uq32);

/* Signed ns to Q32.32 and back; saturates beyond +-2^31 s. */
uint64_t lc_wire_ns_to_q32 (int64_t ns);
int64_t lc_wire_q32_to_ns (uint64_t q32);

#define LC_WIRE_CAPTURE_SHORT 8
#define LC_WIRE_CAPTURE_LONG 16

typedef struct
{
  uint64_t ntp_ns;              /* capture time by the capturer's clock */
  int has_offset;               /* the 16-byte form */
  int64_t offset_ns;            /* capturer's clock - sender's clock */
} LcWireCaptureTime;

/* The content of an abs-capture-time element, 8 or 16 bytes, network order.
 * LC_WIRE_BAD_LENGTH for any other size. */
LcWireStatus lc_wire_capture_parse (const uint8_t * data, size_t size,
    LcWireCaptureTime * out);

/* Writes the form that has_offset asks for; @out takes LC_WIRE_CAPTURE_LONG
 * bytes. Returns the bytes written. */
size_t lc_wire_capture_write (const LcWireCaptureTime * time, uint8_t * out);

/* Length of the fixed header, the CSRCs and the extension block together. */
LcWireStatus lc_wire_header_size (const uint8_t * packet, size_t size,
    size_t * header_size);

/* The first element with @id (1-255) of a one- or two-byte extension block;
 * *data points into @packet. */
LcWireStatus lc_wire_find (const uint8_t * packet, size_t size, unsigned id,
    const uint8_t ** data, size_t *data_size);

/* The most that lc_wire_insert() adds for a content of @data_size bytes: a
 * block header, the longer element header, padding to 32 bits. */
#define LC_WIRE_INSERT_MAX(data_size) (4 + (((data_size) + 2 + 3) & ~(size_t) 3))

/* Copies the RTP header of @packet to @out with one more extension element in
 * it: @id 1-14, @data_size 1-16. Without an extension block a one-byte one is
 * made; in an existing one the element comes first, in the form of the block,
 * so that nothing which ends the processing of a block (RFC 8285 section 4.2,
 * id 15) hides it and the elements already there stay byte for byte. @out must
 * not overlap @packet. The caller makes sure that no element has this id. */
LcWireStatus lc_wire_insert (const uint8_t * packet, size_t size, unsigned id,
    const uint8_t * data, size_t data_size, uint8_t * out, size_t out_capacity,
    size_t *out_size);

#endif /* LC_WIRE_H */
