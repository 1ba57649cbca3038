#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
"""Makes host-clip.webm: a host behind a table with a product, speaking.

    make-clip.py [OUTPUT]            the clip (about ten minutes)
    make-clip.py --frame SECONDS PNG one frame of it, to look at

The host is a photograph, the voice a recording, the product is drawn
(clip_product.py); a hand-held camera is played by moving the view. Every
motion has a whole number of periods in the clip and the voice begins and ends
in silence, so that the last frame leads into the first. The same packages
give the same pictures. See README.md for sources and licences.

Debian packages: python3-skimage python3-scipy python3-pil fonts-dejavu-core
fonts-dejavu-extra asterisk-core-sounds-en-wav ffmpeg
"""
import multiprocessing
import os
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageFilter
from scipy import ndimage, signal
from scipy.io import wavfile

import clip_product

PORTRAIT = '/usr/lib/python3/dist-packages/skimage/data/astronaut.png'
VOICE = '/usr/share/asterisk/sounds/en_US_f_Allison/'
SENTENCES = [('hello-world', 0.55), ('demo-moreinfo', 0.75),
             ('demo-thanks', 0)]        # name, seconds of pause after it
LEAD_IN = 0.40                          # seconds

WIDTH, HEIGHT, RATE = 1280, 720, 30
SECONDS = 24
AUDIO_RATE = 48000
OPUS_PRE_SKIP = 312                     # samples that libopus puts before the
                                        # sound: with them it is 1200 packets
VIDEO_BITRATE, AUDIO_BITRATE = '820k', '48k'

SEED = 20261122
PHOTO_SCALE = 1.9                       # frame px per portrait px
OVERSAMPLING = 2                        # scene px per portrait px
SCENE_WIDTH = 760                       # portrait px, right of it is painted
TABLE_Y = 568                           # frame px, with the camera at rest
LAYER_MARGIN = 110                      # of the foreground around the frame
LAYER_SCALE = 1.25                      # of the foreground, for sharp print
PIVOT = (600, 80)                       # frame px that zoom and roll keep in
                                        # place: the head stays in the picture
FACE = (222, 100, 88, 112)              # centre and radii in portrait px


# --- the voice ---

def read_sentence(name):
    rate, samples = wavfile.read(VOICE + name + '.wav')
    samples = samples.astype(np.float64) / 32768
    return signal.resample_poly(samples, AUDIO_RATE // rate, 1)


def make_voice():
    """All sentences, in silence of exactly the clip's length, plus the hush
    of a quiet room, which fades out towards both ends."""
    voice = np.zeros(SECONDS * AUDIO_RATE)
    at = int(LEAD_IN * AUDIO_RATE)
    for name, pause in SENTENCES:
        sentence = read_sentence(name)
        if at + len(sentence) > len(voice):
            sys.exit('make-clip: the sentences are longer than the clip')
        voice[at:at + len(sentence)] += 0.8 * sentence
        at += len(sentence) + int(pause * AUDIO_RATE)
    rng = np.random.default_rng(SEED + 1)
    room = signal.lfilter([0.06], [1, -0.94], rng.normal(size=len(voice)))
    fade = np.minimum(1, np.minimum(np.arange(len(voice)),
                                    np.arange(len(voice))[::-1])
                      / (0.25 * AUDIO_RATE))
    return np.clip(voice + 0.004 * room * fade, -1, 1)


def loudness_per_frame(voice):
    """0..1 for each frame, smoothed to the pace of a nodding head."""
    step = AUDIO_RATE // RATE
    level = np.sqrt(np.mean(voice.reshape(-1, step) ** 2, axis=1))
    level = ndimage.gaussian_filter1d(level, 5, mode='wrap')
    return level / level.max()


# --- the scene behind the table ---

def backdrop(photo, width):
    """The portrait's studio wall, painted on to the right of it."""
    height = photo.shape[0]
    rng = np.random.default_rng(SEED + 2)
    # Its colour from top to bottom where the portrait ends; below 255 there
    # is cloth.
    profile = photo[:, 478:504].mean(axis=1)
    profile[255:] = profile[254]
    profile = ndimage.gaussian_filter1d(profile, 9, axis=0, mode='nearest')
    canvas = np.repeat(profile[:, None], width, axis=1)
    fall = np.clip(np.arange(width) - 490, 0, None) / width
    canvas *= (1 - 0.42 * fall)[None, :, None]
    for size, strength in ((52, 0.050), (22, 0.022), (9, 0.008)):
        blotch = ndimage.gaussian_filter(rng.normal(size=(height, width)),
                                         size)
        canvas *= 1 + strength * (blotch / blotch.std())[..., None] * np.array(
            [1.0, 0.97, 0.92], np.float32)
    canvas += rng.normal(size=canvas.shape) * 1.5
    # The black cloth that the model stands on goes on to the right.
    edge = 272 + 2.5 * np.sin(np.arange(width) / 47.0)
    rows = np.arange(height)[:, None]
    cloth = clip_product.smooth(-2.5, 2.5, rows - edge[None, :])[..., None]
    return canvas * (1 - cloth) + cloth * np.array([16, 15, 17])


def make_scene():
    """Portrait and painted wall, oversampled, float32 RGB 0..255."""
    photo = np.asarray(Image.open(PORTRAIT).convert('RGB'), np.float32)
    canvas = backdrop(photo, SCENE_WIDTH)
    blend = clip_product.smooth(511, 476, np.arange(512))[None, :, None]
    canvas[:, :512] = photo * blend + canvas[:, :512] * (1 - blend)
    image = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))
    image = image.resize((SCENE_WIDTH * OVERSAMPLING, 512 * OVERSAMPLING),
                         Image.LANCZOS)
    image = image.filter(ImageFilter.UnsharpMask(1.6, 70, 2))
    return np.asarray(image, np.float32)


# --- the movements ---

def wave(t, cycles, phase):
    """A sine with @cycles whole periods in the clip."""
    return np.sin(2 * np.pi * (cycles * t / SECONDS + phase))


class Camera:
    """A hand-held camera at @t seconds: pan in frame px, roll in radians."""

    def __init__(self, t):
        self.zoom = (1.045 - 0.040 * np.cos(2 * np.pi * t / SECONDS)
                     + 0.010 * wave(t, 3, 0.2))
        self.x = (10 * wave(t, 1, 0.1) + 6.5 * wave(t, 3, 0.62)
                  + 3.2 * wave(t, 8, 0.3) + 1.3 * wave(t, 19, 0.8)
                  + 0.5 * wave(t, 47, 0.4) + 0.25 * wave(t, 113, 0.15))
        self.y = (5.5 * wave(t, 2, 0.35) + 4.0 * wave(t, 5, 0.9)
                  + 2.2 * wave(t, 11, 0.05) + 0.9 * wave(t, 23, 0.55)
                  + 0.5 * wave(t, 53, 0.7) + 0.25 * wave(t, 131, 0.3))
        self.roll = np.radians(0.35 * wave(t, 2, 0.6) + 0.16 * wave(t, 7, 0.2)
                               + 0.05 * wave(t, 29, 0.5))
        self.exposure = 1 + 0.035 * wave(t, 2, 0.15) + 0.015 * wave(t, 5, 0.4)
        self.warmth = 0.012 * wave(t, 1, 0.7) + 0.006 * wave(t, 3, 0.1)

    def to_world(self, x, y, parallax):
        """Frame px to world px of a layer; 1 is as far away as the host."""
        u = (x - PIVOT[0]) / self.zoom
        v = (y - PIVOT[1]) / self.zoom
        c, s = np.cos(self.roll), np.sin(self.roll)
        return (c * u - s * v + PIVOT[0] + parallax * self.x,
                s * u + c * v + PIVOT[1] + parallax * self.y)


def move_host(px, py, t, nod):
    """Where in the portrait the host at (@px, @py) comes from: the head sways
    and nods about the neck, the shoulders breathe."""
    cx, cy, rx, ry = FACE
    distance = np.sqrt(((px - cx) / rx) ** 2 + ((py - cy) / ry) ** 2)
    weight = clip_product.smooth(1.75, 0.75, distance)
    weight *= clip_product.smooth(206, 168, py)
    angle = np.radians(1.5 * wave(t, 4, 0.1) + 0.8 * wave(t, 11, 0.7)
                       + 0.9 * (nod - 0.35) * wave(t, 31, 0.2))
    sway_x = 2.6 * wave(t, 3, 0.45) + 1.1 * wave(t, 9, 0.25)
    sway_y = (0.9 * wave(t, 5, 0.6)
              + 1.9 * (nod - 0.35) * (0.6 + 0.4 * wave(t, 37, 0)))
    neck_y = 185
    dx = -angle * (py - neck_y) + sway_x
    dy = angle * (px - cx) + sway_y
    breath = 0.8 * wave(t, 6, 0) * clip_product.smooth(170, 260, py)
    breath = breath * clip_product.smooth(400, 330, px)
    return px - weight * dx, py - weight * dy - breath


# --- the pictures ---

class Film:
    def __init__(self, voice):
        self.scene = make_scene()
        self.nod = loudness_per_frame(voice)
        self.layer = self.make_layer()
        y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
        self.x, self.y = x, y
        r2 = ((x / WIDTH - 0.5) ** 2 + (y / HEIGHT - 0.5) ** 2) / 0.5
        self.vignette = (1 - 0.16 * r2)[..., None]

    @staticmethod
    def make_layer():
        size = [int((n + 2 * LAYER_MARGIN) * LAYER_SCALE)
                for n in (WIDTH, HEIGHT)]
        return clip_product.foreground(
            size[0], size[1], int((TABLE_Y + LAYER_MARGIN) * LAYER_SCALE),
            LAYER_SCALE, SEED)

    def background(self, t, camera):
        x, y = camera.to_world(self.x, self.y, 1.0)
        px, py = x / PHOTO_SCALE + 18, y / PHOTO_SCALE + 4
        px, py = move_host(px, py, t, self.nod[int(t * RATE) % len(self.nod)])
        where = np.stack([py, px]) * OVERSAMPLING + (OVERSAMPLING - 1) / 2
        return np.dstack([ndimage.map_coordinates(
            self.scene[..., c], where, order=1, mode='nearest')
            for c in range(3)])

    def foreground(self, camera):
        x, y = camera.to_world(self.x, self.y, 1.35)
        where = (np.stack([y, x]) + LAYER_MARGIN) * LAYER_SCALE
        return np.dstack([ndimage.map_coordinates(
            self.layer[..., c], where, order=1, mode='nearest')
            for c in range(4)])

    def develop(self, picture, camera, index):
        """What the sensor makes of it: exposure, vignette, noise."""
        rng = np.random.default_rng([SEED, index])
        picture = picture * (camera.exposure * self.vignette)
        picture *= np.array([1 + camera.warmth, 1, 1 - camera.warmth])
        grain = rng.standard_normal((HEIGHT, WIDTH, 1), np.float32)
        colour = rng.standard_normal((HEIGHT // 2, WIDTH // 2, 3), np.float32)
        colour = colour.repeat(2, axis=0).repeat(2, axis=1)
        depth = 1.5 - 0.9 * picture.mean(axis=2, keepdims=True) / 255
        picture += depth * (1.1 * grain + 0.4 * colour)
        return np.clip(picture + 0.5, 0, 255).astype(np.uint8)

    def frame(self, index):
        t = index / RATE
        camera = Camera(t)
        layer = self.foreground(camera)
        picture = self.background(t, camera)
        picture = picture * (1 - layer[..., 3:]) + 255 * layer[..., :3]
        return self.develop(picture, camera, index)


# --- the file ---

def ffmpeg(*arguments, **options):
    return subprocess.Popen(['ffmpeg', '-v', 'error', '-y', *arguments],
                            **options)


def check(process):
    if process.wait() != 0:
        sys.exit('make-clip: ffmpeg failed')


def set_film(film):
    global worker_film
    worker_film = film


def render(index):
    return worker_film.frame(index).tobytes()


def shoot(film, path):
    """All frames, losslessly, for the two passes of the encoder."""
    process = ffmpeg('-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s',
                     f'{WIDTH}x{HEIGHT}', '-r', str(RATE), '-i', '-',
                     '-pix_fmt', 'yuv420p', '-c:v', 'ffv1', path,
                     stdin=subprocess.PIPE)
    # Forked workers have the scene already; each frame has its own seed.
    fork = multiprocessing.get_context('fork')
    with fork.Pool(initializer=set_film, initargs=(film,)) as pool:
        frames = pool.imap(render, range(SECONDS * RATE), chunksize=4)
        for index, frame in enumerate(frames):
            process.stdin.write(frame)
            if index % (2 * RATE) == 0:
                print(f'{index // RATE} s of {SECONDS} s', flush=True)
    process.stdin.close()
    check(process)


def encode(film_path, voice_path, work, output):
    """No alternate reference frames: each packet is a frame that is shown.
    The sound starts late by the pre-skip: both streams begin at 0 then, and
    ffmpeg need not shift the pictures."""
    log = os.path.join(work, 'passes')
    video = ['-c:v', 'libvpx', '-b:v', VIDEO_BITRATE, '-g', '150',
             '-auto-alt-ref', '0', '-deadline', 'good', '-cpu-used', '1',
             '-threads', '1', '-qmax', '56', '-flags', '+bitexact',
             '-passlogfile', log]
    check(ffmpeg('-i', film_path, *video, '-pass', '1', '-an', '-f', 'null',
                 '-'))
    check(ffmpeg('-i', film_path, '-itsoffset',
                 str(OPUS_PRE_SKIP / AUDIO_RATE), '-i', voice_path,
                 *video, '-pass', '2',
                 '-c:a', 'libopus', '-b:a', AUDIO_BITRATE, '-map_metadata',
                 '-1', '-fflags', '+bitexact', '-t', str(SECONDS), output))


def main(arguments):
    voice = make_voice()
    if arguments[:1] == ['--frame']:
        index = int(float(arguments[1]) * RATE)
        Image.fromarray(Film(voice).frame(index)).save(arguments[2])
        return
    here = os.path.dirname(os.path.abspath(__file__))
    output = (arguments or [os.path.join(here, 'host-clip.webm')])[0]
    with tempfile.TemporaryDirectory() as work:
        voice_path = os.path.join(work, 'voice.wav')
        wavfile.write(voice_path, AUDIO_RATE, np.round(
            voice[:-OPUS_PRE_SKIP] * 32767).astype(np.int16))
        film_path = os.path.join(work, 'film.mkv')
        shoot(Film(voice), film_path)
        encode(film_path, voice_path, work, output)
    size = os.path.getsize(output)
    print(f'{output}: {size} bytes')


if __name__ == '__main__':
    main(sys.argv[1:])
