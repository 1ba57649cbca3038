/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_BENCH_TRANSPORT_H
#define LC_BENCH_TRANSPORT_H

#include "session.h"

G_BEGIN_DECLS

/* The part of a session that differs. The text joins a launch line in which
 * the encoders are "picture-out" and "sound-out", the decoders "picture-in"
 * and "sound-in"; transfer full. Once parsed, the pipeline is joined. */
gchar *lc_bench_sender_text (const LcBenchPlan * plan);
gchar *lc_bench_receiver_text (const LcBenchPlan * plan);
gboolean lc_bench_join_sender (GstBin * pipeline, const LcBenchPlan * plan);
gboolean lc_bench_join_receiver (GstBin * pipeline, const LcBenchPlan * plan);

G_END_DECLS

#endif /* LC_BENCH_TRANSPORT_H */
