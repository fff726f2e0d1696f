"""What the people in the pictures have photographed: skies drawn by arithmetic, the same on every machine."""

import io
from fractions import Fraction
from typing import Any

import av
from PIL import Image, ImageDraw, ImageOps

_SKIES = (
    ("#0a0a2a", "#5b4a9e", "#d8a0c8"),
    ("#04121f", "#0f766e", "#a7f3d0"),
    ("#3b1d5e", "#c26aa0", "#ffd9a0"),
    ("#05060c", "#1f2430", "#c8ccd8"),
)


def sky(width: int, height: int, top: str, middle: str, bottom: str) -> Image.Image:
    """Night above, light below, hills at the foot."""
    fall = Image.linear_gradient("L").resize((width, height))
    picture = ImageOps.colorize(fall, top, bottom, middle, midpoint=150)
    draw = ImageDraw.Draw(picture)
    for number in range(80):
        x, y = number * 131 % width, number * number * 37 % (height * 2 // 3)
        draw.ellipse((x, y, x + 2, y + 2), fill="#e8e6ff")
    peaks = [(number * width // 8, height - height // 12 - number * 53 % (height // 6)) for number in range(9)]
    draw.polygon([(0, height), *peaks, (width, height)], fill=top)
    return picture


def album() -> list[bytes]:
    """A wide one, then three of other shapes."""
    sizes = ((1200, 680), (600, 600), (600, 600), (600, 600))
    return [_jpeg(sky(*size, *colors)) for size, colors in zip(sizes, _SKIES, strict=True)]


def dusk(width: int, height: int) -> bytes:
    return _jpeg(sky(width, height, *_SKIES[2]))


def clip(seconds: int = 36) -> bytes:
    """A film in which nothing moves: one picture a second."""
    picture = sky(640, 360, *_SKIES[0])
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        stream: Any = file.add_stream("mpeg4", rate=1)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for number in range(seconds):
            frame = av.VideoFrame.from_image(picture)
            frame.pts, frame.time_base = number, Fraction(1, 1)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return out.getvalue()


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()
