"""What is round up there, as a telescope shows it."""

from math import exp, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter


def round_mask(radius: int) -> Image.Image:
    mask = Image.new("L", (2 * radius, 2 * radius))
    ImageDraw.Draw(mask).ellipse((2, 2, 2 * radius - 2, 2 * radius - 2), fill=255)
    return mask.filter(ImageFilter.GaussianBlur(2))


def bands(random: Random, radius: int) -> Image.Image:
    """Stripes of cloud that bend a little, the great spot, and a dark edge."""
    tones = ((222, 200, 170), (176, 128, 92), (240, 226, 200), (198, 150, 112), (248, 238, 216), (160, 112, 84),
             (230, 208, 176), (190, 160, 132), (206, 190, 170))  # fmt: skip
    side = 2 * radius
    disc = Image.new("RGB", (side, side), tones[0])
    draw = ImageDraw.Draw(disc)
    for number, tone in enumerate(tones):
        top = side * number / len(tones)
        shift = random.random() * 6
        edge = [(x, top + 7 * sin(x / 34 + shift) + 4 * sin(x / 13 + shift)) for x in range(0, side + 4, 4)]
        draw.polygon([*edge, (side, side), (0, side)], fill=tone)
    draw.ellipse((side * 0.62, side * 0.58, side * 0.82, side * 0.69), fill=(188, 96, 70))
    disc = disc.filter(ImageFilter.GaussianBlur(5))
    return ImageChops.multiply(disc, _edge(side, 60))


def seas(face: Image.Image, random: Random, radius: int) -> None:
    dark = Image.new("L", face.size)
    draw = ImageDraw.Draw(dark)
    for _ in range(16):
        x, y = random.gauss(radius * 0.82, radius * 0.3), random.gauss(radius * 0.8, radius * 0.33)
        r = random.uniform(0.08, 0.26) * radius
        draw.ellipse((x - r, y - r * 0.8, x + r, y + r * 0.8), fill=150)
    face.paste((122, 118, 126), mask=dark.filter(ImageFilter.GaussianBlur(radius / 16)))


def craters(face: Image.Image, random: Random, radius: int) -> None:
    """Lit from the right: bright on their left rim, dark on the right one."""
    draw = ImageDraw.Draw(face)
    for _ in range(420):
        x, y = random.random() * 2 * radius, random.random() * 2 * radius
        r = min(random.paretovariate(1.5) * 5, 62)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(172, 168, 168))
        draw.arc((x - r, y - r, x + r, y + r), 110, 250, fill=(238, 234, 228), width=max(2, round(r / 5)))
        draw.arc((x - r, y - r, x + r, y + r), -70, 70, fill=(104, 100, 108), width=max(2, round(r / 5)))
    face.paste(face.filter(ImageFilter.GaussianBlur(2.2)))


def shade(face: Image.Image, radius: int) -> None:
    """Night to the left of the terminator, dusk along it, and a rounder edge."""
    row = Image.new("L", (2 * radius, 1))
    for x in range(2 * radius):
        row.putpixel((x, 0), round(255 / (1 + exp(-(x / radius - 0.62) * 9))))
    light = row.resize(face.size)
    bent = light.transform(
        face.size, Image.Transform.QUAD,
        (0, 0, -radius * 0.08, 2 * radius, 2 * radius * 0.98, 2 * radius, 2 * radius, 0),
        Image.Resampling.BICUBIC,
    )  # fmt: skip
    face.paste(ImageChops.multiply(face, Image.merge("RGB", [bent.point(lambda v: max(v, 14))] * 3)))
    face.paste(ImageChops.multiply(face, _edge(face.width, 30)))


def _edge(side: int, least: int) -> Image.Image:
    """What a ball loses of its light towards its edge."""
    far = Image.radial_gradient("L").point(lambda v: max(least, round(255 * (1 - (v / 255) ** 2) ** 0.4)))
    return Image.merge("RGB", [far.resize((side, side), Image.Resampling.BICUBIC)] * 3)
