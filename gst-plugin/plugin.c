/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
/* The one place that knows every element: its header and one line each. */
#include <gst/gst.h>

#include "elements/clip/gstlcclipsrc.h"
#include "elements/echocancel/gstlcechocancel.h"
#include "elements/echocancel/gstlcechoprobe.h"
#include "elements/quality/gstlcquality.h"
#include "elements/relay/gstlcrtpsink.h"
#include "elements/relay/gstlcrtpsrc.h"
#include "elements/rtptiming/gstlcrtpdepay.h"
#include "elements/rtptiming/gstlcrtphdrextcapturetime.h"
#include "elements/rtptiming/gstlcrtppay.h"

static gboolean
plugin_init (GstPlugin * plugin)
{
  gboolean ok = TRUE;

  ok &= GST_ELEMENT_REGISTER (lcclipsrc, plugin);
  ok &= GST_ELEMENT_REGISTER (lcechocancel, plugin);
  ok &= GST_ELEMENT_REGISTER (lcechoprobe, plugin);
  ok &= GST_ELEMENT_REGISTER (lcquality, plugin);
  ok &= GST_ELEMENT_REGISTER (lcrtpdepay, plugin);
  ok &= GST_ELEMENT_REGISTER (lcrtphdrextcapturetime, plugin);
  ok &= GST_ELEMENT_REGISTER (lcrtppay, plugin);
  ok &= GST_ELEMENT_REGISTER (lcrtpsink, plugin);
  ok &= GST_ELEMENT_REGISTER (lcrtpsrc, plugin);
  return ok;
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, livecommerce,
    "Live commerce: capture-tagged RTP, relay sessions, echo cancelling, "
    "quality telemetry",
    plugin_init, PACKAGE_VERSION, "LGPL", PACKAGE, PACKAGE_ORIGIN)
