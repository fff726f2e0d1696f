"""A picture in some 25 bytes, for its place until it has come: Evan Wallace's ThumbHash, as all its readers know it."""

from math import cos, floor, pi
from typing import NamedTuple, cast

from PIL import Image

# The hash holds no detail that more pixels would bring out.
_SIDE = 32
_Pixel = tuple[int, int, int, int]


class _Channel(NamedTuple):
    """One wave for each frequency: the even part, the waves between 0 and 1, and what they are multiplied with."""

    dc: float
    ac: list[float]
    scale: float


def encode(picture: Image.Image) -> bytes:
    small = picture.convert("RGBA")
    small.thumbnail((_SIDE, _SIDE))
    width, height = small.size
    pixels = cast("list[_Pixel]", list(small.get_flattened_data()))
    has_alpha = any(alpha < 255 for *_, alpha in pixels)
    most = (5 if has_alpha else 7) / max(width, height)
    across, down = max(1, _round(most * width)), max(1, _round(most * height))
    light, yellow, red, alpha = _split(pixels)
    l_, p, q = (
        _waves(light, small.size, max(3, across), max(3, down)),
        _waves(yellow, small.size, 3, 3),
        _waves(red, small.size, 3, 3),
    )
    wide = width > height
    head = _round(63 * l_.dc) | _round(31.5 + 31.5 * p.dc) << 6 | _round(31.5 + 31.5 * q.dc) << 12
    head |= _round(31 * l_.scale) << 18 | has_alpha << 23
    tail = (down if wide else across) | _round(63 * p.scale) << 3 | _round(63 * q.scale) << 9 | wide << 15
    waves = [*l_.ac, *p.ac, *q.ac]
    out = head.to_bytes(3, "little") + tail.to_bytes(2, "little")
    if has_alpha:
        a = _waves(alpha, small.size, 5, 5)
        out += bytes([_round(15 * a.dc) | _round(15 * a.scale) << 4])
        waves += a.ac
    return out + _nibbles(waves)


def _split(pixels: list[_Pixel]) -> tuple[list[float], ...]:
    """Lightness, yellow against blue, red against green, and opacity; behind what is not opaque lies the average."""
    weight = sum(a for *_, a in pixels) or 1
    average = [sum(pixel[i] * pixel[3] for pixel in pixels) / weight / 255 for i in range(3)]
    channels: tuple[list[float], ...] = ([], [], [], [])
    for pixel in pixels:
        alpha = pixel[3] / 255
        r, g, b = (average[i] * (1 - alpha) + alpha * pixel[i] / 255 for i in range(3))
        for channel, value in zip(channels, ((r + g + b) / 3, (r + g) / 2 - b, r - g, alpha), strict=True):
            channel.append(value)
    return channels


def _waves(channel: list[float], size: tuple[int, int], across: int, down: int) -> _Channel:
    width, height = size
    rows = [channel[y * width : (y + 1) * width] for y in range(height)]
    found: list[float] = []
    for cy in range(down):
        fy = [cos(pi / height * cy * (y + 0.5)) for y in range(height)]
        for cx in (cx for cx in range(across) if cx * down < across * (down - cy)):
            fx = [cos(pi / width * cx * (x + 0.5)) for x in range(width)]
            total = sum(f * sum(a * b for a, b in zip(row, fx, strict=True)) for row, f in zip(rows, fy, strict=True))
            found.append(total / (width * height))
    dc, ac = found[0], found[1:]
    scale = max(map(abs, ac), default=0.0)
    return _Channel(dc, [0.5 + 0.5 / scale * f for f in ac] if scale else ac, scale)


def _nibbles(waves: list[float]) -> bytes:
    digits = [_round(15 * wave) for wave in waves]
    digits += [0] * (len(digits) % 2)
    return bytes(low | high << 4 for low, high in zip(digits[::2], digits[1::2], strict=True))


def _round(number: float) -> int:
    """As in the language it was written in: halves go up."""
    return floor(number + 0.5)
