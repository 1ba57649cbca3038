/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* libFuzzer entry for wire.h; replay.c runs the kept corpus through it. The
 * first byte of the input chooses the id, the rest is the packet. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "elements/rtptiming/wire.h"

int LLVMFuzzerTestOneInput (const uint8_t * data, size_t size);

static void
must (int condition)
{
  if (!condition)
    abort ();
}

/* What was inserted must be found, with the same content, in front of what
 * was there. */
static void
check_insert (const uint8_t * packet, size_t header, unsigned id)
{
  static const uint8_t content[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  size_t capacity = header + LC_WIRE_INSERT_MAX (sizeof content);
  uint8_t *out = malloc (capacity);
  const uint8_t *found;
  size_t out_size, found_size;
  LcWireStatus status = lc_wire_insert (packet, header, id, content,
      sizeof content, out, capacity, &out_size);

  if (status == LC_WIRE_OK) {
    must (out_size <= capacity);
    must (lc_wire_find (out, out_size, id, &found, &found_size) == LC_WIRE_OK);
    must (found_size == sizeof content
        && memcmp (found, content, sizeof content) == 0);
    must (lc_wire_header_size (out, out_size, &found_size) == LC_WIRE_OK
        && found_size == out_size);
  } else {
    must (status != LC_WIRE_TRUNCATED && status != LC_WIRE_NOT_RTP);
  }
  free (out);
}

int
LLVMFuzzerTestOneInput (const uint8_t * data, size_t size)
{
  const uint8_t *packet, *element;
  size_t header, element_size;
  LcWireCaptureTime time;
  uint8_t written[LC_WIRE_CAPTURE_LONG];

  if (size < 1)
    return 0;
  packet = data + 1;
  size--;
  if (lc_wire_find (packet, size, data[0], &element, &element_size)
      == LC_WIRE_OK) {
    must (element >= packet + 16 && element + element_size <= packet + size);
    if (lc_wire_capture_parse (element, element_size, &time) == LC_WIRE_OK)
      must (lc_wire_capture_write (&time, written) == element_size);
  }
  if (lc_wire_header_size (packet, size, &header) == LC_WIRE_OK) {
    must (header >= 12 && header <= size);
    check_insert (packet, header, data[0]);
  }
  return 0;
}
