#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
"""Makes viewer-clip.webm: the voice of a viewer who is let into the show.

    make-viewer.py [OUTPUT]

The sound of the far end in `loopback.sh --echo`. It is as long as the host's
clip and made for it: for a while only the viewer talks, for a while both, for
a while only the host. See README.md for sources and licences.

Debian packages: python3-scipy asterisk-core-sounds-en-wav ffmpeg
"""
import os
import subprocess
import sys
import tempfile

import numpy as np
from scipy import signal
from scipy.io import wavfile

RECORDING = '/usr/share/asterisk/sounds/en_US_f_Allison/demo-echotest.wav'
SECONDS, RATE = 24, 48000
OPUS_PRE_SKIP = 312             # as in make-clip.py
BITRATE = '32k'

# Played slower, and lower with it, to be told apart from the host.
SPEED = 0.84

# Where it begins in the clip, and from where to where it is taken from the
# recording, in seconds. The host is silent 1.7-3.2, 16.7-18.0 and 23.0-24.4.
PIECES = [(1.60, 0.10, 2.20),
          (6.00, 9.70, 11.70),
          (12.90, 14.50, 17.20), (16.20, 17.30, 18.65),
          (20.55, 11.70, 14.50)]


def read_recording():
    rate, samples = wavfile.read(RECORDING)
    return signal.resample_poly(samples / 32768, round(RATE / SPEED), rate)


def make_voice():
    recording = read_recording()
    voice = np.zeros(SECONDS * RATE)
    fade = np.linspace(0, 1, RATE // 100)
    for at, begin, end in PIECES:
        piece = 0.7 * recording[int(begin / SPEED * RATE):
                                int(end / SPEED * RATE)]
        piece[:len(fade)] *= fade
        piece[-len(fade):] *= fade[::-1]
        start = int(at * RATE)
        voice[start:start + len(piece)] += piece
    return np.clip(voice, -1, 1)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    output = (sys.argv[1:] or [os.path.join(here, 'viewer-clip.webm')])[0]
    with tempfile.TemporaryDirectory() as folder:
        sound = os.path.join(folder, 'voice.wav')
        voice = make_voice()[:SECONDS * RATE - OPUS_PRE_SKIP]
        wavfile.write(sound, RATE, (voice * 32767).astype(np.int16))
        subprocess.run(
            ['ffmpeg', '-v', 'error', '-y', '-i', sound,
             '-c:a', 'libopus', '-b:a', BITRATE, '-map_metadata', '-1',
             '-fflags', '+bitexact', '-flags:a', '+bitexact', output],
            check=True)


if __name__ == '__main__':
    main()
