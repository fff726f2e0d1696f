"""Skies: light laid over light, drawn twice as fine as it is kept."""

from collections.abc import Sequence
from math import exp
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (1440, 1080)
FINE = 2

Color = tuple[int, int, int]
Stop = tuple[float, Color]


def gradient(stops: Sequence[Stop]) -> Image.Image:
    width, height = SIZE[0] * FINE, SIZE[1] * FINE
    column = Image.new("RGB", (1, height))
    for y in range(height):
        column.putpixel((0, y), _between(stops, y / height))
    return column.resize((width, height))


def _between(stops: Sequence[Stop], at: float) -> Color:
    before = max((stop for stop in stops if stop[0] <= at), default=stops[0])
    after = min((stop for stop in stops if stop[0] >= at), default=stops[-1])
    share = (at - before[0]) / (after[0] - before[0]) if after[0] > before[0] else 0
    r, g, b = (round(a + (z - a) * share) for a, z in zip(before[1], after[1], strict=True))
    return r, g, b


def add(picture: Image.Image, light: Image.Image) -> None:
    """Light is added to light."""
    picture.paste(ImageChops.add(picture, light))


def glow(middle: tuple[float, float], radius: float, color: Color) -> Image.Image:
    """Brightest in the middle, and gone at its edge."""
    light = Image.new("RGB", (SIZE[0] * FINE, SIZE[1] * FINE))
    side = round(2 * radius * FINE)
    fade = Image.radial_gradient("L").point(lambda far: max(0, round(255 * (1 - far / 181) ** 2)) if far < 181 else 0)
    spot = Image.new("RGB", (side, side))
    spot.paste(color, mask=fade.resize((side, side), Image.Resampling.BICUBIC))
    light.paste(spot, (round(middle[0] * FINE - side / 2), round(middle[1] * FINE - side / 2)))
    return light


def stars(random: Random, count: int, lowest: float = 0.86) -> Image.Image:
    """Many faint ones and few bright ones, which are a little wider."""
    light = Image.new("RGB", (SIZE[0] * FINE, SIZE[1] * FINE))
    draw = ImageDraw.Draw(light)
    for _ in range(count):
        x, y = random.random() * SIZE[0], random.random() ** 1.2 * SIZE[1] * lowest
        bright = min(random.paretovariate(1.7) / 9, 1)
        tint = random.choice(((255, 255, 255), (210, 222, 255), (255, 232, 206)))
        r = FINE * (0.55 + 1.5 * bright)
        draw.ellipse((x * FINE - r, y * FINE - r, x * FINE + r, y * FINE + r), fill=_dimmed(tint, 0.3 + 0.7 * bright))
    return ImageChops.add(light, light.filter(ImageFilter.GaussianBlur(2.5 * FINE)))


def milky_way(random: Random) -> Image.Image:
    """Clouds of light along a line, with dark ones before them."""
    small = Image.new("L", (360, 270))
    draw = ImageDraw.Draw(small)
    for step in range(900):
        along = random.random()
        x, y = 20 + along * 330, 250 - along * 250
        off = random.gauss(0, 26)
        r = random.uniform(3, 11)
        level = round(70 * exp(-((off / 34) ** 2)) * random.uniform(0.2, 1))
        if step % 4 == 0 and abs(off) < 12:
            level = 0
        draw.ellipse((x + off * 0.6 - r, y + off * 0.8 - r, x + off * 0.6 + r, y + off * 0.8 + r), fill=level)
    cloud = small.filter(ImageFilter.GaussianBlur(7)).resize((SIZE[0] * FINE, SIZE[1] * FINE), Image.Resampling.BICUBIC)
    light = Image.new("RGB", cloud.size)
    light.paste((206, 176, 255), mask=cloud)
    return light


def streak(head: tuple[float, float], tail: tuple[float, float]) -> Image.Image:
    """Thin and faint where it began, wide and bright where it ended."""
    light = Image.new("RGB", (SIZE[0] * FINE, SIZE[1] * FINE))
    draw = ImageDraw.Draw(light)
    for step in range(400):
        share = step / 400
        x, y = (tail[i] + (head[i] - tail[i]) * (1 - share) for i in (0, 1))
        r = FINE * (0.6 + 3.6 * share**1.5)
        draw.ellipse((x * FINE - r, y * FINE - r, x * FINE + r, y * FINE + r), fill=_dimmed((214, 255, 238), share))
    wide = light.filter(ImageFilter.GaussianBlur(9 * FINE))
    halo = glow(tail, 190, (120, 190, 170))
    return ImageChops.add(ImageChops.add(light, wide), ImageChops.add(wide, halo))


def dot(picture: Image.Image, at: tuple[float, float], radius: float, color: Color) -> None:
    box = [(at[0] - radius) * FINE, (at[1] - radius) * FINE, (at[0] + radius) * FINE, (at[1] + radius) * FINE]
    ImageDraw.Draw(picture).ellipse(box, fill=color)


def _dimmed(color: Color, share: float) -> Color:
    r, g, b = (round(level * share) for level in color)
    return r, g, b
