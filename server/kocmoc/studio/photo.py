"""Photographs: drawn anew, upright, without EXIF; moving ones keep moving. As documents they keep every pixel."""

import base64
import io
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from kocmoc.studio import boxes, papers, sniff, strip, thumbhash
from kocmoc.studio.sniff import Type
from kocmoc.studio.types import MAIN, THUMBNAIL, UPLOAD, Refused, Work

MOST_PIXELS = 50_000_000
MOST_FRAMES = 1_000
MOST_MOVING_PIXELS = 500_000_000
THUMBNAIL_SIDE = 640
AVATAR_SIDE = 512
GLIMPSE_SIDE = 320
_THUMBNAIL_QUALITY = 78
_ORIENTATION = 0x0112

# Ours is the limit, and it is looked at before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
register_heif_opener()


class _Format(NamedTuple):
    """What Pillow calls a type, and what it is saved as."""

    name: str
    saved: Type


_FORMATS = {
    sniff.JPEG: _Format("JPEG", sniff.JPEG),
    sniff.PNG: _Format("PNG", sniff.PNG),
    sniff.WEBP: _Format("WEBP", sniff.WEBP),
    sniff.GIF: _Format("GIF", sniff.GIF),
    sniff.HEIC: _Format("HEIF", sniff.JPEG),
}
_STRIPS = {sniff.PNG: strip.png, sniff.WEBP: strip.webp, sniff.GIF: strip.gif}


def develop(folder: Path, found: Type, saved: Type | None = None) -> Work:
    """A photo as it is shown; if it does not move, as another type."""
    with open_picture(folder / UPLOAD, found) as picture:
        if is_moving(picture) or found is sniff.GIF:
            upright = picture.convert("RGBA")
            _strip(folder, found, 1)
            kept = found
        else:
            upright = _upright(picture)
            kept = saved or _FORMATS[found].saved
            _save(upright, folder / MAIN, kept)
    return _describe(folder, upright, kept)


def keep(folder: Path, found: Type) -> Work:
    """A photo sent as a document: the same pixels, and nothing told beside them."""
    with open_picture(folder / UPLOAD, found) as picture:
        orientation = picture.getexif().get(_ORIENTATION, 1)
        upright = _upright(picture)
        _strip(folder, found, orientation if orientation in range(2, 9) else 1)
    work = _describe(folder, upright, found)
    work.kind = "document"
    return work


def square(folder: Path, found: Type) -> Work:
    """The middle of a photo, for an avatar."""
    with open_picture(folder / UPLOAD, found) as picture:
        side = min(AVATAR_SIDE, *picture.size)
        cut = ImageOps.fit(_upright(picture), (side, side), Image.Resampling.LANCZOS)
    _save(cut, folder / MAIN, sniff.WEBP)
    return Work(mime="image/webp", kind="photo", extension="webp", main=MAIN, width=side, height=side)


def glimpse(folder: Path, found: Type) -> Work:
    """A small one of a picture that is somewhere else, and nothing besides."""
    if found not in _FORMATS:
        raise Refused("type_not_allowed")
    with open_picture(folder / UPLOAD, found) as picture:
        small = _upright(picture)
    small.thumbnail((GLIMPSE_SIDE, GLIMPSE_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    _save(small, folder / MAIN, sniff.WEBP, _THUMBNAIL_QUALITY)
    return Work(mime="image/webp", kind="photo", extension="webp", main=MAIN, width=small.width, height=small.height)


def open_picture(path: Path, found: Type) -> Image.Image:
    """Only the decoder of that very type, and only when it will not have to draw too much."""
    picture = Image.open(path, formats=[_FORMATS[found].name])
    try:
        _require_bounds(picture, found)
        picture.load()
    except BaseException:
        picture.close()
        raise
    return picture


def _require_bounds(picture: Image.Image, found: Type) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Refused("too_many_pixels")
    frames = getattr(picture, "n_frames", 1) if found is not sniff.JPEG else 1
    if frames > MOST_FRAMES or width * height * frames > max(MOST_MOVING_PIXELS, width * height):
        raise Refused("too_many_pixels")


def is_moving(picture: Image.Image) -> bool:
    return picture.format in ("GIF", "PNG", "WEBP") and getattr(picture, "n_frames", 1) > 1


def thumbnail(picture: Image.Image, folder: Path) -> str:
    """Draws the thumbnail and answers the thumbhash."""
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    _save(small, folder / THUMBNAIL, sniff.WEBP, _THUMBNAIL_QUALITY)
    return base64.b64encode(thumbhash.encode(small)).decode()


def _describe(folder: Path, upright: Image.Image, saved: Type) -> Work:
    return Work(
        mime=saved.mime,
        kind="photo",
        extension=saved.extension,
        main=MAIN,
        has_thumbnail=True,
        width=upright.width,
        height=upright.height,
        thumbhash=thumbnail(upright, folder),
    )


def _upright(picture: Image.Image) -> Image.Image:
    """As it is to be looked at, in a mode every format here can save. The colour profile goes along."""
    profile = picture.info.get("icc_profile") if picture.mode in ("RGB", "RGBA", "P", "L", "LA") else None
    turned = ImageOps.exif_transpose(picture)
    see_through = turned.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in turned.info
    drawn = _flat(turned) if turned.mode.startswith("I") or turned.mode == "F" else turned
    drawn = drawn.convert("RGBA" if see_through else "L" if drawn.mode in ("L", "1") else "RGB")
    drawn.info = {"icc_profile": profile} if profile and drawn.mode != "L" else {}
    return drawn


def _flat(picture: Image.Image) -> Image.Image:
    """Sixteen bits of grey as eight."""
    return picture.convert("I").point(lambda value: value / 256).convert("L")


def _save(picture: Image.Image, path: Path, saved: Type, quality: int = 90) -> None:
    """Not by Pillow into the file: where the disk becomes full it leaves a JPEG without its end, and says nothing."""
    path.write_bytes(_encoded(picture, saved, quality))


def _encoded(picture: Image.Image, saved: Type, quality: int) -> memoryview:
    out = io.BytesIO()
    profile = picture.info.get("icc_profile")
    if saved is sniff.JPEG:
        flat = _on_white(picture)
        flat.save(out, "JPEG", quality=quality, progressive=True, optimize=True, icc_profile=profile)
    elif saved is sniff.PNG:
        picture.save(out, "PNG", icc_profile=profile)
    else:
        picture.save(out, "WEBP", quality=quality, method=4, icc_profile=profile)
    return out.getbuffer()


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _strip(folder: Path, found: Type, orientation: int) -> None:
    if found is sniff.HEIC:
        papers.look_behind(folder / UPLOAD)
        (folder / UPLOAD).rename(folder / MAIN)
        boxes.silence_photo(folder / MAIN)
        return
    with (folder / UPLOAD).open("rb") as source, (folder / MAIN).open("wb") as out:
        if found is sniff.JPEG:
            strip.jpeg(source, out, orientation)
        else:
            _STRIPS[found](source, out)
