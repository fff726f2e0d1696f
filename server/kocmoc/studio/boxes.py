"""The boxes MP4, MOV and HEIC are made of: what they tell of places and people is overwritten where it lies."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kocmoc.studio.types import Refused

_MOST_BOXES = 10_000
_INSIDE = (b"moov", b"trak")
_TELLING = (b"udta", b"meta", b"uuid")
_TELLING_BESIDE = (b"uuid", b"udta")
# Where an item of a HEIC lies.
_IN_FILE, _IN_IDAT = 0, 1
# A block of EXIF that says nothing.
_NO_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"


class Box(NamedTuple):
    name: bytes
    start: int
    content: int
    end: int


def silence_film(path: Path) -> None:
    """Where and with what it was filmed: such boxes become free space."""
    with path.open("r+b") as file:
        for box in list(_all(file, 0, path.stat().st_size)):
            if box.name in _TELLING:
                _free(file, box)


def silence_photo(path: Path) -> None:
    """The EXIF and XMP of a HEIC; its pictures lie elsewhere in the file and stay."""
    with path.open("r+b") as file:
        outside = list(_boxes(file, 0, path.stat().st_size))
        meta = next((box for box in outside if box.name == b"meta"), None)
        if meta is None:
            raise Refused("broken_file")
        within = list(_boxes(file, meta.content + 4, meta.end))
        _silence_items(file, Box(b"", 0, 0, path.stat().st_size), {box.name: box for box in within})
        for box in (*outside, *within):
            if box.name in _TELLING_BESIDE:
                _free(file, box)


def _silence_items(file: BinaryIO, whole: Box, inside: dict[bytes, Box]) -> None:
    """An item lies in the file, or in a box for small ones; where else one that tells may lie is not followed."""
    telling = _telling_items(_content(file, inside.get(b"iinf")))
    places = {_IN_FILE: whole, _IN_IDAT: inside.get(b"idat")}
    for item, method, start, end in _extents(_content(file, inside.get(b"iloc"))):
        if item not in telling:
            continue
        place = places.get(method)
        if place is None or end <= start:
            raise Refused("broken_file")
        start, end = place.content + start, place.content + end
        if end > place.end:
            continue
        _zero(file, start, end)
        if telling[item] == b"Exif" and end - start >= len(_NO_EXIF):
            file.seek(start)
            file.write(_NO_EXIF)


def _free(file: BinaryIO, box: Box) -> None:
    file.seek(box.start + 4)
    file.write(b"free")
    _zero(file, box.content, box.end)


def _all(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    for box in _boxes(file, start, end):
        yield box
        if box.name in _INSIDE:
            yield from _all(file, box.content, box.end)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    for _ in range(_MOST_BOXES):
        file.seek(start)
        head = file.read(16)
        if start + 8 > end or len(head) < 8:
            return
        size, name = struct.unpack(">I4s", head[:8])
        content = start + 8
        if size == 1 and len(head) == 16:
            size, content = struct.unpack(">Q", head[8:])[0], start + 16
        stop = end if size == 0 else start + size
        if stop < content or stop > end:
            return
        yield Box(name, start, content, stop)
        start = stop


def _content(file: BinaryIO, box: Box | None) -> bytes:
    if box is None or box.end - box.content > 2**20:
        raise Refused("broken_file")
    file.seek(box.content)
    return file.read(box.end - box.content)


def _zero(file: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    file.writelines(bytes(min(64 * 1024, end - at)) for at in range(start, end, 64 * 1024))


def _telling_items(iinf: bytes) -> dict[int, bytes]:
    """Items that are no picture: EXIF, and XMP under `mime`."""
    found: dict[int, bytes] = {}
    at = 6 if iinf[:1] == b"\0" else 8
    while at + 8 <= len(iinf):
        size, name, version = struct.unpack(">I4sB", iinf[at : at + 9])
        if name == b"infe" and version in (2, 3):
            item, kind = struct.unpack(
                ">H2x4s" if version == 2 else ">I2x4s", iinf[at + 12 :][: 8 if version == 2 else 10]
            )
            if kind in (b"Exif", b"mime", b"uri "):
                found[item] = kind
        at += max(size, 8)
    return found


def _extents(iloc: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Where each item lies, and in what: (item, method, start, end)."""
    reader = _Numbers(iloc)
    version, _, sizes = reader.take(1), reader.take(3), reader.take(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    for _ in range(reader.take(2 if version < 2 else 4)):
        item = reader.take(2 if version < 2 else 4)
        method = reader.take(2) & 15 if version else 0
        reader.take(2)
        base = reader.take(base_size)
        for _ in range(reader.take(2)):
            reader.take(index_size if version else 0)
            start = base + reader.take(offset_size)
            end = start + reader.take(length_size)
            yield item, method, start, end


class _Numbers:
    """Reads big-endian numbers of any length, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> int:
        part = self._data[self._at : self._at + size]
        if len(part) < size:
            raise Refused("broken_file")
        self._at += size
        return int.from_bytes(part, "big")
