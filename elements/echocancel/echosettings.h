/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_ECHO_SETTINGS_H
#define LC_ECHO_SETTINGS_H

#include <gst/gst.h>

#include "dsp/aec.h"

G_BEGIN_DECLS

/* lcechocancel's properties, and the store of those that are only values.
 * The element locks around _set and _get. */
#define LC_ECHO_DEFAULT_PROBE "lcechoprobe0"

enum
{
  LC_ECHO_PROP_0,
  LC_ECHO_PROP_PROBE,
  LC_ECHO_PROP_TAIL_LENGTH,
  LC_ECHO_PROP_MAX_DELAY,
  LC_ECHO_PROP_DRIFT_COMPENSATION,
  LC_ECHO_PROP_SUPPRESSION,
  LC_ECHO_PROP_NOISE_SUPPRESSION,
  LC_ECHO_PROP_HIGH_PASS,
  LC_ECHO_PROP_INTERVAL,
  LC_ECHO_PROP_POST_MESSAGES,
  LC_ECHO_PROP_STATS,
};

typedef struct
{
  LcAecConfig config;           /* its rate is unused */
  LcAecParams params;
  gboolean changed;             /* params, since somebody set this FALSE */
  GstClockTime interval;
  gboolean post_messages;
} LcEchoSettings;

void lc_echo_settings_init (LcEchoSettings * settings);
void lc_echo_settings_install (GObjectClass * klass);

/* FALSE for a property that is not kept here. */
gboolean lc_echo_settings_set (LcEchoSettings * settings, guint id,
    const GValue * value);
gboolean lc_echo_settings_get (const LcEchoSettings * settings, guint id,
    GValue * value);

G_END_DECLS

#endif
