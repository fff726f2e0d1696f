"""ThumbHash, held against what its own program answers for the same pixels, and read back."""

from math import cos, pi

import pytest
from PIL import Image

from kocmoc.studio import thumbhash


@pytest.mark.parametrize("color", ["red", "lime", "blue", "white", "black", (200, 150, 90)])
def test_a_plain_picture_keeps_its_colour(color: str | tuple[int, int, int]) -> None:
    picture = Image.new("RGB", (32, 20), color)
    expected = picture.getpixel((0, 0))
    assert isinstance(expected, tuple)
    assert all(abs(a - b) < 14 for a, b in zip(_average(thumbhash.encode(picture)), expected, strict=True))


@pytest.mark.parametrize(("size", "ratio"), [((64, 64), 1), ((128, 64), 7 / 4), ((64, 128), 4 / 7), ((700, 100), 7)])
def test_it_knows_the_shape(size: tuple[int, int], ratio: float) -> None:
    """As its readers work it out: from how many waves there are across and down."""
    found = thumbhash.encode(Image.new("RGB", size, "teal"))
    has_alpha, wide, count = found[2] & 0x80, found[4] & 0x80, found[3] & 7
    most = 5 if has_alpha else 7
    across, down = (most, count) if wide else (count, most)
    assert across / down == pytest.approx(ratio)


def test_it_knows_which_side_is_light() -> None:
    picture = Image.new("RGB", (32, 32), "black")
    picture.paste("white", (16, 0, 32, 32))
    left, right = _light(thumbhash.encode(picture), 0.1), _light(thumbhash.encode(picture), 0.9)
    assert left < 0.2 < 0.8 < right


def test_what_is_see_through_is_said() -> None:
    picture = Image.new("RGBA", (32, 32), (255, 0, 0, 0))
    picture.paste((255, 0, 0, 255), (0, 0, 16, 32))
    found = thumbhash.encode(picture)
    assert found[2] & 0x80
    assert 0.4 < (found[5] & 15) / 15 < 0.6


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (3, 2)])
def test_the_smallest_pictures_have_one(size: tuple[int, int]) -> None:
    assert 5 < len(thumbhash.encode(Image.new("RGB", size))) < 40


def _average(found: bytes) -> tuple[float, float, float]:
    """As its readers work it out."""
    head = int.from_bytes(found[:3], "little")
    light, yellow, red = (head & 63) / 63, (head >> 6 & 63) / 31.5 - 1, (head >> 12 & 63) / 31.5 - 1
    blue = light - 2 / 3 * yellow
    r = (3 * light - blue + red) / 2
    return r * 255, (r - red) * 255, blue * 255


def _light(found: bytes, x: float) -> float:
    """The lightness at a place across the middle, from the waves that only go across."""
    head = int.from_bytes(found[:3], "little")
    dc, scale = (head & 63) / 63, (head >> 18 & 31) / 31
    digits = [found[5 + i // 2] >> (i % 2 * 4) & 15 for i in range(6)]
    return dc + sum((digit / 7.5 - 1) * scale * 2 * cos(pi * (n + 1) * x) for n, digit in enumerate(digits))
