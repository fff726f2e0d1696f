"""What people of the demo world have photographed: skies, hills, a planet. Every one is the same at every drawing."""

from collections.abc import Callable
from random import Random

from PIL import Image

from art.balls import bands, craters, round_mask, seas, shade
from art.land import firs, hills, watchers
from art.light import FINE, SIZE, add, dot, glow, gradient, milky_way, stars, streak


def meteor() -> Image.Image:
    """One so bright that the snow lights up, above a field with a telescope and three people."""
    random = Random("meteor")
    sky = gradient(((0, (9, 8, 30)), (0.45, (34, 24, 84)), (0.78, (88, 58, 150)), (0.9, (190, 120, 170))))
    add(sky, milky_way(random))
    add(sky, stars(random, 1500))
    add(sky, streak((1130, 130), (560, 560)))
    hills(sky, random, ((0.80, (46, 34, 86)), (0.86, (30, 22, 62)), (0.93, (16, 11, 38))))
    watchers(sky)
    return sky.resize(SIZE, Image.Resampling.LANCZOS)


def dawn() -> Image.Image:
    """Hill behind hill in the mist, and the sun not quite there."""
    random = Random("dawn")
    sky = gradient(((0, (60, 62, 132)), (0.3, (142, 110, 178)), (0.5, (240, 158, 160)), (0.62, (255, 216, 164))))
    add(sky, glow((980, 650), 620, (255, 196, 120)))
    add(sky, glow((980, 650), 150, (255, 240, 210)))
    add(sky, stars(random, 60, lowest=0.25))
    hills(
        sky,
        random,
        (
            (0.60, (214, 146, 160)), (0.66, (178, 116, 156)), (0.73, (130, 86, 142)),
            (0.82, (82, 56, 112)), (0.91, (40, 28, 68)),
        ),
    )  # fmt: skip
    firs(sky, random, 0.93, (26, 18, 48))
    return sky.resize(SIZE, Image.Resampling.LANCZOS)


def jupiter() -> Image.Image:
    """With its four moons in one line, as binoculars show it and a little better."""
    random = Random("jupiter")
    sky = gradient(((0, (7, 6, 18)), (1, (16, 12, 36))))
    add(sky, stars(random, 260))
    middle, radius = (760, 520), 210
    add(sky, glow(middle, 520, (90, 70, 60)))
    disc = bands(random, radius * FINE)
    sky.paste(disc, ((middle[0] - radius) * FINE, (middle[1] - radius) * FINE), round_mask(radius * FINE))
    for away, size in ((-560, 8), (-330, 10), (360, 9), (600, 7)):
        at = (middle[0] + away, middle[1] - away * 0.16)
        add(sky, glow(at, size * 7, (150, 150, 170)))
        dot(sky, at, size, (246, 240, 226))
    return sky.resize(SIZE, Image.Resampling.LANCZOS)


def moon() -> Image.Image:
    """On its ninth day, with craters along the terminator."""
    random = Random("moon")
    sky = gradient(((0, (8, 8, 22)), (1, (18, 15, 40))))
    middle, radius = (720, 540), 400
    add(sky, stars(random, 120))
    add(sky, glow(middle, 760, (58, 54, 84)))
    face = Image.new("RGB", (2 * radius * FINE,) * 2, (206, 202, 198))
    seas(face, random, radius * FINE)
    craters(face, random, radius * FINE)
    shade(face, radius * FINE)
    sky.paste(face, ((middle[0] - radius) * FINE, (middle[1] - radius) * FINE), round_mask(radius * FINE))
    return sky.resize(SIZE, Image.Resampling.LANCZOS)


PHOTOGRAPHS: dict[str, Callable[[], Image.Image]] = {
    "meteor": meteor,
    "dawn": dawn,
    "jupiter": jupiter,
    "moon": moon,
}
