/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_ECHO_CAPS_H
#define LC_ECHO_CAPS_H

/* What probe and canceller take: cf. LC_AEC_MIN_RATE, LC_AEC_MAX_RATE. */
#define LC_ECHO_CAPS \
    "audio/x-raw, format = (string) { F32LE, S16LE }, " \
    "rate = (int) [ 8000, 96000 ], channels = (int) [ 1, MAX ], " \
    "layout = (string) interleaved"

#endif
