/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "elements/rtptiming/wire.h"

#include <string.h>

#define NS_PER_S UINT64_C (1000000000)
#define FIXED_HEADER 12
#define BLOCK_HEADER 4
#define EXTENSION_BIT 0x10
#define ONE_BYTE_PROFILE 0xbede
#define TWO_BYTE_PROFILE 0x1000
#define TWO_BYTE_MASK 0xfff0    /* the low four bits belong to the application */

const char *
lc_wire_status_text (LcWireStatus status)
{
  switch (status) {
    case LC_WIRE_OK:
      return "No error.";
    case LC_WIRE_NOT_RTP:
      return "The packet is not RTP version 2.";
    case LC_WIRE_TRUNCATED:
      return "The packet ends inside its RTP header.";
    case LC_WIRE_NOT_FOUND:
      return "The packet has no header extension element with this id.";
    case LC_WIRE_FOREIGN_PROFILE:
      return "The packet's header extension is not in the form of RFC 8285.";
    case LC_WIRE_BAD_LENGTH:
      return "The header extension element has a length it cannot have.";
    case LC_WIRE_BAD_ID:
      return "A header extension id must be between 1 and 14.";
    case LC_WIRE_NO_SPACE:
      return "The RTP header with its extensions does not fit.";
  }
  return "Unknown status.";
}

static unsigned
read_u16 (const uint8_t * p)
{
  return (unsigned) p[0] << 8 | p[1];
}

static void
write_u16 (uint8_t * p, unsigned value)
{
  p[0] = (uint8_t) (value >> 8);
  p[1] = (uint8_t) value;
}

static uint64_t
read_u64 (const uint8_t * p)
{
  uint64_t value = 0;
  int i;

  for (i = 0; i < 8; i++)
    value = value << 8 | p[i];
  return value;
}

static void
write_u64 (uint8_t * p, uint64_t value)
{
  int i;

  for (i = 7; i >= 0; i--, value >>= 8)
    p[i] = (uint8_t) value;
}

/* Both roundings are to the nearest. A fraction's unit is 0.23 ns, so the way
 * there moves by at most 0.12 ns and the way back finds the same ns. */
static uint64_t
ns_to_fraction (uint64_t ns)
{
  return ((ns << 32) + NS_PER_S / 2) / NS_PER_S;
}

static uint64_t
fraction_to_ns (uint64_t fraction)
{
  return (fraction * NS_PER_S + (UINT64_C (1) << 31)) >> 32;
}

uint64_t
lc_wire_ntp_to_uq32 (uint64_t ntp_ns)
{
  return (ntp_ns / NS_PER_S) << 32 | ns_to_fraction (ntp_ns % NS_PER_S);
}

uint64_t
lc_wire_uq32_to_ntp (uint64_t uq32)
{
  uint64_t seconds = uq32 >> 32;

  if (!(seconds & UINT64_C (0x80000000)))
    seconds += UINT64_C (1) << 32;
  return seconds * NS_PER_S + fraction_to_ns (uq32 & UINT32_MAX);
}

uint64_t
lc_wire_ns_to_q32 (int64_t ns)
{
  int64_t seconds = ns / (int64_t) NS_PER_S;
  int64_t rest = ns % (int64_t) NS_PER_S;

  if (rest < 0) {
    rest += (int64_t) NS_PER_S;
    seconds--;
  }
  if (seconds > INT32_MAX)
    return (uint64_t) INT64_MAX;
  if (seconds < INT32_MIN)
    return UINT64_C (1) << 63;
  return (uint64_t) seconds << 32 | ns_to_fraction ((uint64_t) rest);
}

int64_t
lc_wire_q32_to_ns (uint64_t q32)
{
  int64_t seconds = (int64_t) (q32 >> 32);

  if (seconds > INT32_MAX)
    seconds -= INT64_C (1) << 32;
  return seconds * (int64_t) NS_PER_S
      + (int64_t) fraction_to_ns (q32 & UINT32_MAX);
}

LcWireStatus
lc_wire_capture_parse (const uint8_t * data, size_t size,
    LcWireCaptureTime * out)
{
  if (size != LC_WIRE_CAPTURE_SHORT && size != LC_WIRE_CAPTURE_LONG)
    return LC_WIRE_BAD_LENGTH;
  out->ntp_ns = lc_wire_uq32_to_ntp (read_u64 (data));
  out->has_offset = size == LC_WIRE_CAPTURE_LONG;
  out->offset_ns = out->has_offset ? lc_wire_q32_to_ns (read_u64 (data + 8))
      : 0;
  return LC_WIRE_OK;
}

size_t
lc_wire_capture_write (const LcWireCaptureTime * time, uint8_t * out)
{
  write_u64 (out, lc_wire_ntp_to_uq32 (time->ntp_ns));
  if (!time->has_offset)
    return LC_WIRE_CAPTURE_SHORT;
  write_u64 (out + 8, lc_wire_ns_to_q32 (time->offset_ns));
  return LC_WIRE_CAPTURE_LONG;
}

/* Where the extension block starts, or would start: behind the CSRCs. */
static LcWireStatus
block_start (const uint8_t * packet, size_t size, size_t *start)
{
  if (size < 1 || packet[0] >> 6 != 2)
    return LC_WIRE_NOT_RTP;
  *start = FIXED_HEADER + 4 * (size_t) (packet[0] & 0x0f);
  return size < *start ? LC_WIRE_TRUNCATED : LC_WIRE_OK;
}

LcWireStatus
lc_wire_header_size (const uint8_t * packet, size_t size, size_t *header_size)
{
  size_t end;
  LcWireStatus status = block_start (packet, size, &end);

  if (status != LC_WIRE_OK)
    return status;
  if (packet[0] & EXTENSION_BIT) {
    if (size - end < BLOCK_HEADER)
      return LC_WIRE_TRUNCATED;
    end += BLOCK_HEADER + 4 * (size_t) read_u16 (packet + end + 2);
    if (size < end)
      return LC_WIRE_TRUNCATED;
  }
  *header_size = end;
  return LC_WIRE_OK;
}

typedef struct
{
  unsigned id;
  const uint8_t *data;
  size_t size;
} Element;

/* RFC 8285 section 4.2. Returns how many bytes the element at @p takes, 0 when
 * the block ends here: id 15, an id 0 with a length, or no room for it. */
static size_t
one_byte_element (const uint8_t * p, size_t left, Element * element)
{
  element->id = p[0] >> 4;
  element->data = p + 1;
  element->size = (size_t) (p[0] & 0x0f) + 1;
  if (p[0] == 0)
    return 1;
  if (element->id == 0 || element->id == 15 || element->size > left - 1)
    return 0;
  return 1 + element->size;
}

/* RFC 8285 section 4.3: padding is a single zero byte without a length. */
static size_t
two_byte_element (const uint8_t * p, size_t left, Element * element)
{
  element->id = p[0];
  if (p[0] == 0)
    return 1;
  if (left < 2 || p[1] > left - 2)
    return 0;
  element->data = p + 2;
  element->size = p[1];
  return 2 + element->size;
}

static LcWireStatus
find_in_block (const uint8_t * p, size_t left, int two_byte, unsigned id,
    Element * found)
{
  while (left > 0) {
    size_t taken = two_byte ? two_byte_element (p, left, found)
        : one_byte_element (p, left, found);

    if (taken == 0)
      break;
    if (found->id == id)
      return LC_WIRE_OK;
    p += taken;
    left -= taken;
  }
  return LC_WIRE_NOT_FOUND;
}

LcWireStatus
lc_wire_find (const uint8_t * packet, size_t size, unsigned id,
    const uint8_t ** data, size_t *data_size)
{
  size_t start, end;
  unsigned profile;
  Element found;
  LcWireStatus status = lc_wire_header_size (packet, size, &end);

  if (status != LC_WIRE_OK)
    return status;
  if (id < 1 || id > 255)
    return LC_WIRE_BAD_ID;
  if (!(packet[0] & EXTENSION_BIT))
    return LC_WIRE_NOT_FOUND;
  block_start (packet, size, &start);
  profile = read_u16 (packet + start);
  if (profile != ONE_BYTE_PROFILE
      && (profile & TWO_BYTE_MASK) != TWO_BYTE_PROFILE)
    return LC_WIRE_FOREIGN_PROFILE;
  start += BLOCK_HEADER;
  status = find_in_block (packet + start, end - start,
      profile != ONE_BYTE_PROFILE, id, &found);
  if (status == LC_WIRE_OK) {
    *data = found.data;
    *data_size = found.size;
  }
  return status;
}

/* Writes the element and its padding to 32 bits; @out was measured before. */
static size_t
write_element (uint8_t * out, int two_byte, unsigned id, const uint8_t * data,
    size_t data_size)
{
  size_t head = two_byte ? 2 : 1;
  size_t end = (head + data_size + 3) & ~(size_t) 3;

  if (two_byte) {
    out[0] = (uint8_t) id;
    out[1] = (uint8_t) data_size;
  } else {
    out[0] = (uint8_t) (id << 4 | (data_size - 1));
  }
  memcpy (out + head, data, data_size);
  memset (out + head + data_size, 0, end - head - data_size);
  return end;
}

/* What an insertion needs to know about the packet. */
typedef struct
{
  size_t start;                 /* of the extension block */
  size_t end;                   /* of the header */
  int has_block;
  int two_byte;
} Layout;

static LcWireStatus
read_layout (const uint8_t * packet, size_t size, Layout * layout)
{
  unsigned profile;
  LcWireStatus status = lc_wire_header_size (packet, size, &layout->end);

  if (status != LC_WIRE_OK)
    return status;
  block_start (packet, size, &layout->start);
  layout->has_block = (packet[0] & EXTENSION_BIT) != 0;
  layout->two_byte = 0;
  if (!layout->has_block)
    return LC_WIRE_OK;
  profile = read_u16 (packet + layout->start);
  layout->two_byte = profile != ONE_BYTE_PROFILE;
  if (layout->two_byte && (profile & TWO_BYTE_MASK) != TWO_BYTE_PROFILE)
    return LC_WIRE_FOREIGN_PROFILE;
  return LC_WIRE_OK;
}

LcWireStatus
lc_wire_insert (const uint8_t * packet, size_t size, unsigned id,
    const uint8_t * data, size_t data_size, uint8_t * out, size_t out_capacity,
    size_t *out_size)
{
  Layout layout;
  size_t element, block, old, total;
  LcWireStatus status = read_layout (packet, size, &layout);

  if (status != LC_WIRE_OK)
    return status;
  if (id < 1 || id > 14)
    return LC_WIRE_BAD_ID;
  if (data_size < 1 || data_size > 16)
    return LC_WIRE_BAD_LENGTH;
  element = (data_size + (layout.two_byte ? 2 : 1) + 3) & ~(size_t) 3;
  block = layout.start + BLOCK_HEADER;
  old = layout.has_block ? layout.end - block : 0;
  total = block + element + old;
  if (total > out_capacity || (element + old) / 4 > UINT16_MAX)
    return LC_WIRE_NO_SPACE;

  memcpy (out, packet, layout.start);
  out[0] |= EXTENSION_BIT;
  write_u16 (out + layout.start, layout.has_block
      ? read_u16 (packet + layout.start) : ONE_BYTE_PROFILE);
  write_u16 (out + layout.start + 2, (unsigned) ((element + old) / 4));
  write_element (out + block, layout.two_byte, id, data, data_size);
  if (old > 0)
    memcpy (out + block + element, packet + block, old);
  *out_size = total;
  return LC_WIRE_OK;
}
