# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
"""The foreground of the bundled clip: a table with a bottle and its carton.

Everything is drawn, nothing is taken from anywhere. Brand and product are
invented. One function returns it as premultiplied float RGBA in 0..1.
"""
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = '/usr/share/fonts/truetype/dejavu/'
CREAM = (243, 236, 222)
TEAL = (14, 84, 88)
INK = (28, 52, 54)


def font(name, size):
    return ImageFont.truetype(FONTS + name + '.ttf', int(round(size)))


def smooth(edge0, edge1, x):
    t = np.clip((x - edge0) / (edge1 - edge0), 0, 1)
    return t * t * (3 - 2 * t)


def over(bottom, top):
    """Premultiplied RGBA @top over @bottom."""
    return top + bottom * (1 - top[..., 3:4])


def from_image(image):
    a = np.asarray(image.convert('RGBA'), np.float32) / 255
    a[..., :3] *= a[..., 3:4]
    return a


def spaced(draw, centre, y, text, face, fill, spacing):
    """Text centred on @centre with @spacing px between its letters."""
    widths = [draw.textlength(c, font=face) for c in text]
    x = centre - (sum(widths) + spacing * (len(text) - 1)) / 2
    for char, width in zip(text, widths):
        draw.text((x, y), char, font=face, fill=fill)
        x += width + spacing


def label(width, height, ink=INK, ground=CREAM):
    """The printed label, flat."""
    image = Image.new('RGB', (width, height), ground)
    draw = ImageDraw.Draw(image)
    c, u = width / 2, height / 100
    spaced(draw, c, 9 * u, 'LUMERA', font('DejaVuSerif', 15 * u), ink, 2.2 * u)
    draw.line((c - 21 * u, 31 * u, c + 21 * u, 31 * u), fill=ink,
              width=max(1, int(0.7 * u)))
    spaced(draw, c, 36 * u, 'hydrating serum', font('DejaVuSans', 7.2 * u),
           ink, 0.6 * u)
    spaced(draw, c, 47 * u, 'vitamin C  ·  rice water',
           font('DejaVuSans-ExtraLight', 5.6 * u), ink, 0.3 * u)
    draw.ellipse((c - 8 * u, 59 * u, c + 8 * u, 75 * u), outline=(196, 110, 66),
                 width=max(2, int(1.4 * u)))
    draw.ellipse((c - 4 * u, 63 * u, c + 4 * u, 71 * u), fill=(226, 158, 90))
    spaced(draw, c, 83 * u, '30 ml  e  1.0 fl oz', font('DejaVuSans', 5 * u),
           ink, 0.3 * u)
    return np.asarray(image, np.float32) / 255


def profile(y, scale):
    """Half width of the bottle at height @y below its top, in px."""
    cap, neck, shoulder = 44 * scale, 33 * scale, 88 * scale
    body = neck + (shoulder - neck) * np.sqrt(
        np.clip(1 - ((150 * scale - y) / (46 * scale)) ** 2, 0, 1))
    half = np.where(y < 92 * scale, cap, np.where(y < 106 * scale, neck, body))
    half = np.where(y >= 150 * scale, shoulder, half)
    foot = np.clip((y - 402 * scale) / (18 * scale), 0, 1)
    return half - 12 * scale * foot ** 3


def light(u):
    """Shading across a round, glossy body; @u is -1..1 from left to right.
    The key light stands left in front, a window right behind."""
    normal = np.sqrt(np.clip(1 - u * u, 0, 1))
    diffuse = np.clip(0.62 * normal - 0.50 * u, 0, None)
    key = np.exp(-((u + 0.52) / 0.085) ** 2)
    rim = np.exp(-((u - 0.86) / 0.05) ** 2)
    return 0.26 + 0.86 * diffuse, 0.55 * key + 0.22 * rim


def sample(art, x, y):
    """@art at the real positions @x, @y, bilinear, clamped."""
    x = np.clip(x, 0, art.shape[1] - 1.001)
    y = np.clip(y, 0, art.shape[0] - 1.001)
    left, top = x.astype(int), y.astype(int)
    u, v = (x - left)[..., None], (y - top)[..., None]
    upper = art[top, left] * (1 - u) + art[top, left + 1] * u
    lower = art[top + 1, left] * (1 - u) + art[top + 1, left + 1] * u
    return upper * (1 - v) + lower * v


def bottle(scale):
    height, width = int(420 * scale), int(200 * scale)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    # Seen from a little above: what is level bends down in the middle, the
    # more the lower it is.
    middle = np.clip((x - width / 2) / (88 * scale), -1, 1)
    y += 11 * scale * y / height * (1 - np.sqrt(1 - middle * middle))
    half = np.where(y < 418 * scale, profile(y, scale), 0.01)
    u = (x - width / 2 + 0.5) / half
    alpha = np.clip(half - np.abs(x - width / 2 + 0.5) + 0.5, 0, 1)
    u = np.clip(u, -1, 1)
    shade, gloss = light(u)

    colour = np.empty((height, width, 3), np.float32)
    colour[:] = np.array(TEAL, np.float32) / 255
    cap = (y < 92 * scale)[..., None]
    colour = np.where(cap, np.array([0.80, 0.66, 0.42], np.float32), colour)
    ribs = 1 - 0.10 * (np.sin(np.arcsin(u) * 34) > 0.3) * (y < 88 * scale)
    colour *= ribs[..., None]
    colour *= np.where((y > 92 * scale) & (y < 106 * scale), 0.45, 1)[..., None]
    # Liquid is darker and warmer towards the bottom of the glass.
    colour *= (1 - 0.22 * smooth(150 * scale, 400 * scale, y))[..., None]

    # The label, wrapped round 144 degrees of the body.
    top, rows = 186 * scale, int(180 * scale)
    columns = int(88 * np.pi * 0.80 * scale)
    angle = np.arcsin(u)
    on = (smooth(-0.7, 0.7, y - top) * smooth(0.7, -0.7, y - top - rows)
          * smooth(0.012, -0.012, np.abs(angle) - np.pi * 0.40))[..., None]
    printed = sample(label(columns, rows), (angle / (np.pi * 0.80) + 0.5)
                     * (columns - 1), y - top)
    colour = printed * on + colour * (1 - on)
    matt = 1 - 0.84 * on[..., 0]

    rgb = colour * shade[..., None] + (gloss * matt)[..., None]
    rgb = np.clip(rgb, 0, 1) * alpha[..., None]
    return np.dstack([rgb, alpha])


def warp_quad(art, size, quad):
    """@art (H, W, 3) drawn into the four corners @quad, clockwise from the
    upper left, of a canvas of @size; premultiplied RGBA."""
    h, w = art.shape[:2]
    # A rim of the same colours, or the edges would fray.
    rim = 4
    art = np.pad(art, ((rim, rim), (rim, rim), (0, 0)), mode='edge')
    rows, target = [], []
    for (x, y), (s, t) in zip(quad, [(rim, rim), (w + rim, rim),
                                     (w + rim, h + rim), (rim, h + rim)]):
        rows += [[x, y, 1, 0, 0, 0, -s * x, -s * y],
                 [0, 0, 0, x, y, 1, -t * x, -t * y]]
        target += [s, t]
    coefficients = np.linalg.solve(np.array(rows), np.array(target))
    image = Image.fromarray((art * 255).astype(np.uint8)).convert('RGBA')
    image = image.transform(size, Image.PERSPECTIVE, coefficients,
                            Image.BICUBIC)
    mask = Image.new('L', (size[0] * 4, size[1] * 4))
    ImageDraw.Draw(mask).polygon([(x * 4, y * 4) for x, y in quad], fill=255)
    mask = mask.resize(size, Image.LANCZOS)
    rgba = np.asarray(image, np.float32) / 255
    alpha = np.asarray(mask, np.float32)[..., None] / 255
    return np.dstack([rgba[..., :3] * alpha, alpha])


def carton(scale):
    """The box the bottle comes in, seen from its corner."""
    size = (int(300 * scale), int(400 * scale))
    front = label(int(190 * scale), int(190 * scale), CREAM, (199, 97, 74))
    band = np.empty((int(360 * scale), front.shape[1], 3), np.float32)
    band[:] = np.array([199, 97, 74], np.float32) / 255
    top = int(80 * scale)
    band[top:top + front.shape[0]] = front
    band[-int(26 * scale):] = np.array(CREAM, np.float32) / 255
    side = band[:, :int(90 * scale)].copy()
    side[:-int(26 * scale)] = np.array([178, 82, 62], np.float32) / 255
    gradient = np.linspace(1.04, 0.86, band.shape[1], dtype=np.float32)
    s = scale
    left = warp_quad(np.clip(band * gradient[None, :, None], 0, 1), size,
                     [(12 * s, 30 * s), (190 * s, 22 * s),
                      (190 * s, 396 * s), (12 * s, 376 * s)])
    right = warp_quad(side * 0.58, size,
                      [(190 * s, 22 * s), (262 * s, 32 * s),
                       (262 * s, 372 * s), (190 * s, 396 * s)])
    return over(right, left)


def wood(width, height, rng):
    """A table seen at a low angle: grain along the view, dense far away."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    depth = 1 / (0.22 + y / height)             # far rows are compressed
    across = (x - width / 2) * depth / width * 3.2
    along = depth * 2.6
    noise = Image.fromarray(rng.integers(0, 255, (64, 512), np.uint8))
    grain = np.asarray(noise.resize((2048, 256), Image.BICUBIC),
                       np.float32) / 255
    u = ((across * 190) % 2048).astype(int)
    v = ((along * 24 + 6 * np.sin(across * 2.1)) % 256).astype(int)
    fine = grain[v, u] - 0.5
    rings = np.sin(across * 21 + 2.4 * np.sin(along * 0.9 + across * 1.3)
                   + 3 * fine)
    tone = 0.86 + 0.030 * rings + 0.07 * fine
    tone *= 1.10 - 0.22 * smooth(0, 1, x / width)     # key light from the left
    tone *= 0.86 + 0.18 * smooth(0, 1, y / height)
    gap = np.abs(((across + 5.3) % 1.45) - 0.725) > 0.7185
    tone *= np.where(gap, 0.70, 1)
    base = np.array([0.80, 0.615, 0.43], np.float32)
    return np.clip(tone[..., None] * base, 0, 1)


def put(canvas, sprite, x, y):
    """Premultiplied @sprite over @canvas at (@x, @y), clipped."""
    h = min(sprite.shape[0], canvas.shape[0] - y)
    w = min(sprite.shape[1], canvas.shape[1] - x)
    part = canvas[y:y + h, x:x + w]
    canvas[y:y + h, x:x + w] = over(part, sprite[:h, :w])


def shadow(canvas, polygon, blur, strength):
    mask = Image.new('L', (canvas.shape[1], canvas.shape[0]))
    ImageDraw.Draw(mask).polygon([tuple(p) for p in polygon], fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(blur))
    dark = np.asarray(mask, np.float32)[..., None] / 255 * strength
    canvas[..., :3] *= 1 - dark * np.array([1, 1.02, 1.04], np.float32)


def reflection(canvas, sprite, x, foot, strength, floor):
    """The sprite upside down in the varnish below @foot."""
    length = min(int(sprite.shape[0] * 0.30), canvas.shape[0] - foot)
    flipped = sprite[::-1][:length].copy()
    fade = np.linspace(strength, 0, length, dtype=np.float32)
    flipped *= fade[:, None, None]
    blurred = [np.asarray(Image.fromarray((flipped[..., c] * 255).astype(
        np.uint8)).filter(ImageFilter.GaussianBlur(floor)), np.float32) / 255
        for c in range(4)]
    put(canvas, np.dstack(blurred), x, foot)


def foreground(width, height, table_y, scale, seed):
    """The layer, (height, width, 4): clear above @table_y, table below."""
    rng = np.random.default_rng(seed)
    canvas = np.zeros((height, width, 4), np.float32)
    table = wood(width, height - table_y, rng)
    canvas[table_y:, :, :3] = table
    canvas[table_y:, :, 3] = 1
    edge = smooth(-1, 1, (np.arange(height, dtype=np.float32) - table_y)
                  / (2.2 * scale))              # out of focus, far away
    canvas[:table_y] = canvas[table_y]
    canvas *= edge[:, None, None]

    s = scale
    box, glass = carton(s), bottle(s * 0.93)
    box_x, box_foot = int(1010 * s), table_y + int(70 * s)
    glass_x, glass_foot = int(810 * s), table_y + int(92 * s)

    shadow(canvas, [(box_x + 30 * s, box_foot - 22 * s),
                    (box_x + 262 * s, box_foot - 30 * s),
                    (box_x + 420 * s, box_foot + 4 * s),
                    (box_x + 190 * s, box_foot + 12 * s)], 14 * s, 0.50)
    reflection(canvas, box, box_x, box_foot - int(14 * s), 0.20, 2.5 * s)
    put(canvas, box, box_x, box_foot - box.shape[0])
    wide = glass.shape[1]
    shadow(canvas, [(glass_x + 0.1 * wide, glass_foot - 9 * s),
                    (glass_x + 0.9 * wide, glass_foot - 14 * s),
                    (glass_x + 1.75 * wide, glass_foot + 6 * s),
                    (glass_x + 0.6 * wide, glass_foot + 12 * s)], 11 * s, 0.52)
    reflection(canvas, glass, glass_x, glass_foot - int(3 * s), 0.26, 2 * s)
    put(canvas, glass, glass_x, glass_foot - glass.shape[0])
    return canvas
