/* SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the gst-livecommerce authors
 */
#ifndef LC_FAR_MIX_H
#define LC_FAR_MIX_H

#include <gst/audio/audio.h>

G_BEGIN_DECLS

/* Any format and number of channels to mono float: the mean of all channels.
 * A canceller with one filter per loudspeaker could not tell them apart while
 * they play the same (Sondhi, Morgan and Hall 1995, "Stereophonic acoustic
 * echo cancellation"), so one filter hears their mean. */
typedef struct _LcFarMix LcFarMix;

/* transfer full; NULL for caps that are no audio. */
LcFarMix *lc_far_mix_new (const GstAudioInfo * info);
void lc_far_mix_free (LcFarMix * mix);

/* transfer none, valid until the next call; NULL if it cannot be read. */
const gfloat *lc_far_mix_read (LcFarMix * mix, GstBuffer * buffer, gsize * n);

G_END_DECLS

#endif
