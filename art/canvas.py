"""A sheet to draw on in units of a 512th, four times as fine as it is kept, and cut out like a sticker."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, radians, sin

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIDE = 512
FINE = 4
_CUT = 9
_MARGIN = 18
_SHADOW = (38, 20, 80, 90)

Point = tuple[float, float]
INK = "#2b1b4d"


class Canvas:
    """Filled shapes with an ink line around them."""

    def __init__(self) -> None:
        self.picture = Image.new("RGBA", (SIDE * FINE, SIDE * FINE))
        self._draw = ImageDraw.Draw(self.picture)

    def oval(
        self, x: float, y: float, rx: float, ry: float, fill: str | None, line: float = 7, turn: float = 0
    ) -> None:
        """Around a middle; turned clockwise by so many degrees."""
        points = [_turned(x, y, rx * cos(radians(a)), ry * sin(radians(a)), turn) for a in range(0, 360, 3)]
        self.shape(points, fill, line)

    def shape(self, points: Sequence[Point], fill: str | None, line: float = 7, ink: str = INK) -> None:
        fine = [(x * FINE, y * FINE) for x, y in points]
        if fill:
            self._draw.polygon(fine, fill=fill)
        if line:
            self.line([*points, points[0], points[1]], line, ink)

    def line(self, points: Sequence[Point], width: float = 7, ink: str = INK) -> None:
        """With round ends and round corners."""
        fine = [(x * FINE, y * FINE) for x, y in points]
        self._draw.line(fine, fill=ink, width=round(width * FINE), joint="curve")
        r = width * FINE / 2
        # Pillow leaves gaps where a wide line bends.
        for x, y in fine if width > 20 else (fine[0], fine[-1]):
            self._draw.ellipse((x - r, y - r, x + r, y + r), fill=ink)

    def arc(
        self, x: float, y: float, rx: float, ry: float, start: int, end: int, width: float = 7, ink: str = INK
    ) -> None:
        points = [(x + rx * cos(radians(a)), y + ry * sin(radians(a))) for a in range(start, end + 1, 3)]
        self.line(points, width, ink)

    def glass(self, x: float, y: float, rx: float, ry: float, fill: tuple[int, int, int, int]) -> None:
        """See-through, so it is laid over what is there."""
        sheet = Image.new("RGBA", self.picture.size)
        box = ((x - rx) * FINE, (y - ry) * FINE, (x + rx) * FINE, (y + ry) * FINE)
        ImageDraw.Draw(sheet).ellipse(box, fill=fill)
        self.picture.alpha_composite(sheet)

    def cut(self) -> Image.Image:
        """With a white rim and a shadow below, at its real size."""
        inner = SIDE - 2 * _MARGIN
        small = Image.new("RGBA", (SIDE, SIDE))
        small.paste(self.picture.resize((inner, inner), Image.Resampling.LANCZOS), (_MARGIN, _MARGIN))
        rim = small.getchannel("A")
        for _ in range(_CUT):
            rim = rim.filter(ImageFilter.MaxFilter(3))
        rim = rim.filter(ImageFilter.GaussianBlur(1.6)).point(lambda a: max(0, min(255, (a - 96) * 4)))
        sticker = Image.new("RGBA", (SIDE, SIDE))
        shadow = ImageChops.offset(rim, 0, 5).filter(ImageFilter.GaussianBlur(5)).point(lambda a: a * _SHADOW[3] // 255)
        sticker.paste(Image.new("RGBA", (SIDE, SIDE), _SHADOW), mask=shadow)
        sticker.putalpha(shadow)
        white = Image.new("RGBA", (SIDE, SIDE), "white")
        white.putalpha(rim)
        sticker.alpha_composite(white)
        sticker.alpha_composite(small)
        return sticker


def heart(x: float, y: float, size: float) -> list[Point]:
    points = []
    for a in range(0, 360, 4):
        t = radians(a)
        across = 16 * sin(t) ** 3
        up = 13 * cos(t) - 5 * cos(2 * t) - 2 * cos(3 * t) - cos(4 * t)
        points.append((x + across * size / 16, y - up * size / 16))
    return points


def star(x: float, y: float, outer: float, inner: float, points: int = 5, turn: float = -90) -> list[Point]:
    return [
        (
            x + (inner if i % 2 else outer) * cos(radians(turn + i * 180 / points)),
            y + (inner if i % 2 else outer) * sin(radians(turn + i * 180 / points)),
        )
        for i in range(points * 2)
    ]


def curve(*points: Point, steps: int = 24) -> list[Point]:
    """A Bézier curve through its ends, pulled by what is between."""
    return [_bezier(points, step / steps) for step in range(steps + 1)]


def _bezier(points: Sequence[Point], t: float) -> Point:
    while len(points) > 1:
        points = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(points)]
    return points[0]


def _turned(x: float, y: float, dx: float, dy: float, turn: float) -> Point:
    c, s = cos(radians(turn)), sin(radians(turn))
    return x + dx * c - dy * s, y + dx * s + dy * c
