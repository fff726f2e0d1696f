"""Stickers: PNG or WebP, small, drawn anew as WebP with everything see-through as it was."""

from pathlib import Path

from kocmoc.studio import photo, sniff
from kocmoc.studio.types import UPLOAD, Refused, Work

SIDE = 512
MOST_BYTES = 512 * 1024


def check(folder: Path, found: sniff.Type) -> Work:
    """Raises Refused for anything that is not a sticker."""
    if found not in (sniff.PNG, sniff.WEBP):
        raise Refused("type_not_allowed")
    if (folder / UPLOAD).stat().st_size > MOST_BYTES:
        raise Refused("not_a_sticker")
    with photo.open_picture(folder / UPLOAD, found) as picture:
        if max(picture.size) > SIDE:
            raise Refused("not_a_sticker")
    work = photo.develop(folder, found, sniff.WEBP)
    work.kind, work.has_thumbnail = "sticker", False
    return work
