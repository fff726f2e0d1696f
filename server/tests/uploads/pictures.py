"""Pictures made for a test: with a place in them, moving, upside down."""

import io
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener

GPS = 0x8825
CAMERA = 0x010F
ORIENTATION = 0x0112

register_heif_opener()


def photo(width: int = 320, height: int = 240, kind: str = "JPEG", **options: Any) -> bytes:
    """Red on the left, blue on the right, so that one sees which way up it is."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    return saved(picture, kind, **options)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def told(orientation: int = 1) -> Image.Exif:
    """EXIF that says where this was, and with what."""
    exif = Image.Exif()
    exif[CAMERA] = "Vostok-1 camera"
    exif[ORIENTATION] = orientation
    place = exif.get_ifd(GPS)
    place[1], place[2] = "N", (51.0, 16.0, 14.0)
    return exif


def moving(kind: str, frames: int = 3, side: int = 64) -> bytes:
    pictures = [Image.new("RGB", (side, side), (i * 37 % 256, i * 91 % 256, i * 13 % 256)) for i in range(frames)]
    return saved(pictures[0], kind, save_all=True, append_images=pictures[1:], duration=80, loop=0)


def read(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture
