"""What is below a sky: hills, firs, and people who look up."""

from collections.abc import Sequence
from math import pi, sin
from random import Random

from PIL import Image, ImageDraw

from art.light import FINE, SIZE, Color, Stop


def hills(picture: Image.Image, random: Random, rows: Sequence[Stop]) -> None:
    """One behind the other, the nearest last."""
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    for level, color in rows:
        waves = [(random.uniform(0.6, 3.2), random.random() * 2 * pi, random.uniform(0.004, 0.02)) for _ in range(5)]
        line = [
            (x, height * (level + sum(a * sin(f * 2 * pi * x / width + shift) for f, shift, a in waves)))
            for x in range(0, width + 1, 4)
        ]
        draw.polygon([*line, (width, height), (0, height)], fill=color)


def firs(picture: Image.Image, random: Random, level: float, color: Color) -> None:
    draw = ImageDraw.Draw(picture)
    for x in [*sorted(random.gauss(240, 190) for _ in range(26)), 1290, 1340, 1400]:
        tall, foot = random.uniform(90, 230), SIZE[1] * level + 30
        for row in range(7):
            top = foot - tall + row * tall / 8
            wide = (row + 1.6) * tall / 34
            points = [(x, top), (x - wide, top + tall / 5), (x + wide, top + tall / 5)]
            draw.polygon([(a * FINE, b * FINE) for a, b in points], fill=color)
        draw.rectangle([(x - 3) * FINE, (foot - 20) * FINE, (x + 3) * FINE, (foot + 60) * FINE], fill=color)
    hills(picture, random, ((level + 0.02, color),))


def watchers(picture: Image.Image) -> None:
    """A telescope on its tripod, and those who stand around it looking up."""
    draw = ImageDraw.Draw(picture)
    ink, ground = (8, 5, 20), 1012

    def line(points: Sequence[tuple[float, float]], width: float) -> None:
        draw.line([(x * FINE, y * FINE) for x, y in points], fill=ink, width=round(width * FINE))

    for foot in (262, 318, 372):
        line([(318, 880), (foot, ground + 6)], 7)
    line([(262, 912), (392, 800)], 30)
    line([(384, 808), (418, 778)], 38)
    for x, tall in ((196, 156), (486, 140), (562, 164)):
        top = ground - tall
        draw.ellipse([(x - 15) * FINE, top * FINE, (x + 15) * FINE, (top + 34) * FINE], fill=ink)
        coat = [(x - 25) * FINE, (top + 36) * FINE, (x + 25) * FINE, (ground - 52) * FINE]
        draw.rounded_rectangle(coat, 20 * FINE, ink)
        for leg in (-11, 11):
            line([(x + leg * 0.8, ground - 60), (x + leg * 1.2, ground + 8)], 17)
        line([(x + 20, top + 50), (x + 33, top + 74), (x + 25, top + 98)], 13)
