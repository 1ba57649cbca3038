/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#include "echosettings.h"

void
lc_echo_settings_init (LcEchoSettings * settings)
{
  lc_aec_config_init (&settings->config);
  lc_aec_params_init (&settings->params);
  settings->changed = FALSE;
  settings->interval = GST_SECOND;
  settings->post_messages = TRUE;
}

gboolean
lc_echo_settings_set (LcEchoSettings * settings, guint id, const GValue * value)
{
  settings->changed = TRUE;
  switch (id) {
    case LC_ECHO_PROP_TAIL_LENGTH:
      settings->config.tail_ms = g_value_get_uint (value);
      break;
    case LC_ECHO_PROP_MAX_DELAY:
      settings->config.max_delay_ms = g_value_get_uint (value);
      break;
    case LC_ECHO_PROP_DRIFT_COMPENSATION:
      settings->params.drift_compensation = g_value_get_boolean (value);
      break;
    case LC_ECHO_PROP_SUPPRESSION:
      settings->params.suppression = g_value_get_double (value);
      break;
    case LC_ECHO_PROP_NOISE_SUPPRESSION:
      settings->params.noise_suppression_db = g_value_get_double (value);
      break;
    case LC_ECHO_PROP_HIGH_PASS:
      settings->params.high_pass = g_value_get_boolean (value);
      break;
    case LC_ECHO_PROP_INTERVAL:
      settings->interval = g_value_get_uint64 (value);
      break;
    case LC_ECHO_PROP_POST_MESSAGES:
      settings->post_messages = g_value_get_boolean (value);
      break;
    default:
      return FALSE;
  }
  return TRUE;
}

gboolean
lc_echo_settings_get (const LcEchoSettings * settings, guint id, GValue * value)
{
  switch (id) {
    case LC_ECHO_PROP_TAIL_LENGTH:
      g_value_set_uint (value, settings->config.tail_ms);
      break;
    case LC_ECHO_PROP_MAX_DELAY:
      g_value_set_uint (value, settings->config.max_delay_ms);
      break;
    case LC_ECHO_PROP_DRIFT_COMPENSATION:
      g_value_set_boolean (value, settings->params.drift_compensation);
      break;
    case LC_ECHO_PROP_SUPPRESSION:
      g_value_set_double (value, settings->params.suppression);
      break;
    case LC_ECHO_PROP_NOISE_SUPPRESSION:
      g_value_set_double (value, settings->params.noise_suppression_db);
      break;
    case LC_ECHO_PROP_HIGH_PASS:
      g_value_set_boolean (value, settings->params.high_pass);
      break;
    case LC_ECHO_PROP_INTERVAL:
      g_value_set_uint64 (value, settings->interval);
      break;
    case LC_ECHO_PROP_POST_MESSAGES:
      g_value_set_boolean (value, settings->post_messages);
      break;
    default:
      return FALSE;
  }
  return TRUE;
}

#define AT_START (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | \
    GST_PARAM_MUTABLE_READY)
#define AT_ONCE (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | \
    GST_PARAM_MUTABLE_PLAYING)
#define CONTROLLED (AT_ONCE | GST_PARAM_CONTROLLABLE)

static void
install_core_properties (GObjectClass * klass, const LcAecConfig * config,
    const LcAecParams * params)
{
  g_object_class_install_property (klass, LC_ECHO_PROP_TAIL_LENGTH,
      g_param_spec_uint ("tail-length", "Tail length",
          "How long the room's echo is modelled, in ms; short saves CPU time, "
          "long is for big rooms. Taken over when the stream starts",
          LC_AEC_MIN_TAIL_MS, LC_AEC_MAX_TAIL_MS, config->tail_ms, AT_START));
  g_object_class_install_property (klass, LC_ECHO_PROP_MAX_DELAY,
      g_param_spec_uint ("max-delay", "Longest delay",
          "How much later than its reference the echo may begin, in ms; 0 = "
          "no search. Taken over when the stream starts",
          0, LC_AEC_MAX_DELAY_MS, config->max_delay_ms, AT_START));
  g_object_class_install_property (klass, LC_ECHO_PROP_DRIFT_COMPENSATION,
      g_param_spec_boolean ("drift-compensation", "Drift compensation",
          "Whether to follow the clocks of loudspeaker and microphone where "
          "they differ", params->drift_compensation, CONTROLLED));
  g_object_class_install_property (klass, LC_ECHO_PROP_SUPPRESSION,
      g_param_spec_double ("suppression", "Suppression",
          "How much the echo is turned down that the filter leaves, from 0 to "
          "1; 0 = not at all, 1 = as much as possible, at the cost of the "
          "voice while both talk", 0, 1, params->suppression, CONTROLLED));
  g_object_class_install_property (klass, LC_ECHO_PROP_NOISE_SUPPRESSION,
      g_param_spec_double ("noise-suppression", "Noise suppression",
          "How much steady noise is turned down, in dB; 0 = off",
          0, LC_AEC_MAX_NOISE_SUPPRESSION_DB, params->noise_suppression_db,
          CONTROLLED));
  g_object_class_install_property (klass, LC_ECHO_PROP_HIGH_PASS,
      g_param_spec_boolean ("high-pass", "High-pass",
          "Whether to remove rumble below 100 Hz", params->high_pass,
          CONTROLLED));
}

void
lc_echo_settings_install (GObjectClass * klass)
{
  LcAecConfig config;
  LcAecParams params;

  lc_aec_config_init (&config);
  lc_aec_params_init (&params);
  g_object_class_install_property (klass, LC_ECHO_PROP_PROBE,
      g_param_spec_string ("probe", "Name of the probe",
          "Name of the lcechoprobe in front of the loudspeaker's sink, in any "
          "pipeline of the process; it may come later", LC_ECHO_DEFAULT_PROBE,
          AT_ONCE));
  install_core_properties (klass, &config, &params);
  g_object_class_install_property (klass, LC_ECHO_PROP_INTERVAL,
      g_param_spec_uint64 ("interval", "Interval",
          "Microphone time between two element messages, in ns; 0 = none",
          0, GST_SECOND * 3600, GST_SECOND, AT_ONCE));
  g_object_class_install_property (klass, LC_ECHO_PROP_POST_MESSAGES,
      g_param_spec_boolean ("post-messages", "Post messages",
          "Whether to post an element message with the statistics at every "
          "interval", TRUE, AT_ONCE));
  g_object_class_install_property (klass, LC_ECHO_PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Echo and cancellation (dB), delay (ms), drift (ppm), what was "
          "noticed, and microphone time without reference (ns)",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}
