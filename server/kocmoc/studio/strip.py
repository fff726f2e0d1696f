"""Pictures without what they tell beside themselves: pixels stay as they are, byte for byte, everything else goes.

What follows the end of a picture goes too, so nothing else can be in the same file.
"""

import struct
from collections.abc import Callable, Container, Iterator
from typing import BinaryIO

from kocmoc.studio.types import Refused

_JPEG_KEPT = {0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0, 0xEE}
_PNG_KEPT = (
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD hIST pHYs sPLT iCCP cICP acTL fcTL fdAT mDCV cLLI".split()
)
_WEBP_KEPT = b"VP8 ,VP8L,VP8X,ALPH,ANIM,ANMF,ICCP".split(b",")
_WEBP_KEPT_IN_FRAME = b"VP8 ,VP8L,ALPH".split(b",")
_WEBP_FRAME_HEAD = 16
_WEBP_HAS_EXIF_OR_XMP = 0b1100
_LARGEST_CHUNK = 2**31

# A TIFF directory with one entry: which way is up.
_ORIENTATION = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0%c\0\0\0\0\0\0"


def jpeg(source: BinaryIO, out: BinaryIO, orientation: int = 1) -> None:
    _expect(_read(source, 2) == b"\xff\xd8")
    out.write(b"\xff\xd8")
    if orientation != 1:
        _write_segment(out, 0xE1, _ORIENTATION % orientation)
    marker = _next_marker(source)
    while marker != 0xD9:
        size = struct.unpack(">H", _read(source, 2))[0] - 2
        _expect(size >= 0)
        content = _read(source, size)
        if marker in _JPEG_KEPT or (marker == 0xE2 and content.startswith(b"ICC_PROFILE\0")):
            _write_segment(out, marker, content)
        marker = _copy_scan(source, out) if marker == 0xDA else _next_marker(source)
    out.write(b"\xff\xd9")


def _write_segment(out: BinaryIO, marker: int, content: bytes) -> None:
    out.write(struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content)


def _next_marker(source: BinaryIO) -> int:
    _expect(_read(source, 1) == b"\xff")
    marker = _read(source, 1)[0]
    while marker == 0xFF:  # fill bytes
        marker = _read(source, 1)[0]
    _expect(marker != 0)
    return marker


def _copy_scan(source: BinaryIO, out: BinaryIO) -> int:
    """The compressed pixels, up to the marker behind them. Within them FF is followed by 00 or a restart."""
    while True:
        block = source.read(64 * 1024)
        _expect(len(block) > 1)
        at = block.find(b"\xff")
        while at >= 0 and at + 1 < len(block) and (block[at + 1] == 0 or 0xD0 <= block[at + 1] <= 0xD7):
            at = block.find(b"\xff", at + 2)
        if at < 0:
            out.write(block)
            continue
        out.write(block[:at])
        source.seek(at - len(block), 1)
        if at + 1 < len(block):
            return _next_marker(source)


def png(source: BinaryIO, out: BinaryIO) -> None:
    out.write(_read(source, 8))
    name = b""
    while name != b"IEND":
        head = _read(source, 8)
        size, name = struct.unpack(">I4s", head)
        _expect(size < _LARGEST_CHUNK)
        if name in _PNG_KEPT:
            out.write(head)
            _copy(source, out, size + 4)
        else:
            _skip(source, size + 4)


def gif(source: BinaryIO, out: BinaryIO) -> None:
    head = _read(source, 13)
    out.write(head)
    _copy(source, out, _color_table(head[10]))
    while (kind := _read(source, 1)) != b";":
        _expect(kind in _GIF)
        _GIF[kind](source, out)
    out.write(b";")


def _gif_image(source: BinaryIO, out: BinaryIO) -> None:
    about = _read(source, 9)
    out.write(b"," + about)
    _copy(source, out, _color_table(about[8]) + 1)
    out.writelines(_blocks(source))


def _gif_extension(source: BinaryIO, out: BinaryIO) -> None:
    """Timing stays, and whether it goes round; comments, captions and other programs' notes do not."""
    label = _read(source, 1)
    content = b"".join(_blocks(source))
    if label == b"\xf9" or (label == b"\xff" and content[1:12] in (b"NETSCAPE2.0", b"ANIMEXTS1.0")):
        out.write(b"!" + label + content)


_GIF: dict[bytes, Callable[[BinaryIO, BinaryIO], None]] = {b",": _gif_image, b"!": _gif_extension}


def _color_table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    """Blocks with their lengths, the empty one at the end included."""
    size = b"\1"
    while size != b"\0":
        size = _read(source, 1)
        yield size + _read(source, size[0])


def webp(source: BinaryIO, out: BinaryIO) -> None:
    head = _read(source, 12)
    out.write(head)
    _webp_part(source, out, struct.unpack("<I", head[4:8])[0] - 4, _WEBP_KEPT)
    _write_size(out, 4)


def _webp_part(source: BinaryIO, out: BinaryIO, left: int, kept: Container[bytes]) -> None:
    """A row of chunks. A frame of a moving picture is such a row again, behind where and how long it is shown."""
    while left > 0:
        name, size = struct.unpack("<4sI", about := _read(source, 8))
        padded = size + size % 2
        left -= 8 + padded
        _expect(left >= 0)
        if name == b"VP8X" and name in kept:
            _expect(size == 10)
            flags = _read(source, 10)
            out.write(about + bytes([flags[0] & ~_WEBP_HAS_EXIF_OR_XMP]) + flags[1:])
        elif name == b"ANMF" and name in kept:
            _expect(size >= _WEBP_FRAME_HEAD)
            out.write(about)
            begin = out.tell()
            _copy(source, out, _WEBP_FRAME_HEAD)
            _webp_part(source, out, padded - _WEBP_FRAME_HEAD, _WEBP_KEPT_IN_FRAME)
            _write_size(out, begin - 4)
        elif name in kept:
            out.write(about)
            _copy(source, out, padded)
        else:
            _skip(source, padded)


def _write_size(out: BinaryIO, at: int) -> None:
    """Of what has been written behind this place, into it."""
    end = out.tell()
    out.seek(at)
    out.write(struct.pack("<I", end - at - 4))
    out.seek(end)


def _copy(source: BinaryIO, out: BinaryIO, size: int) -> None:
    while size:
        block = _read(source, min(size, 64 * 1024))
        out.write(block)
        size -= len(block)


def _skip(source: BinaryIO, size: int) -> None:
    """Not by seeking: a file that ends before is broken."""
    while size:
        size -= len(_read(source, min(size, 64 * 1024)))


def _read(source: BinaryIO, size: int) -> bytes:
    found = source.read(size)
    _expect(len(found) == size)
    return found


def _expect(is_so: bool) -> None:
    if not is_so:
        raise Refused("broken_file")
