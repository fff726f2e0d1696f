"""What a file is, by its bytes alone. What it calls itself, or what it was sent as, is not asked."""

import codecs
import re
from typing import NamedTuple

from kocmoc.studio.types import Kind

HEAD_BYTES = 4096


class Type(NamedTuple):
    """A type on the white list."""

    mime: str
    kind: Kind
    extension: str


JPEG = Type("image/jpeg", "photo", "jpg")
PNG = Type("image/png", "photo", "png")
WEBP = Type("image/webp", "photo", "webp")
GIF = Type("image/gif", "photo", "gif")
HEIC = Type("image/heic", "photo", "heic")
MP4 = Type("video/mp4", "video", "mp4")
MOV = Type("video/quicktime", "video", "mov")
WEBM = Type("video/webm", "video", "webm")
WEBM_AUDIO = Type("audio/webm", "audio", "webm")
OGG = Type("audio/ogg", "audio", "ogg")
MP3 = Type("audio/mpeg", "audio", "mp3")
M4A = Type("audio/mp4", "audio", "m4a")
WAV = Type("audio/wav", "audio", "wav")
PDF = Type("application/pdf", "document", "pdf")
ZIP = Type("application/zip", "document", "zip")
SEVEN_ZIP = Type("application/x-7z-compressed", "document", "7z")
OLE = Type("application/x-ole-storage", "document", "doc")
TEXT = Type("text/plain", "document", "txt")

_MAGIC = (
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"GIF8[79]a"), GIF),
    (re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL), WEBP),
    (re.compile(rb"RIFF.{4}WAVE", re.DOTALL), WAV),
    (re.compile(rb"\x1aE\xdf\xa3.{0,64}\x42\x82.webm", re.DOTALL), WEBM),
    (re.compile(rb"OggS\x00"), OGG),
    (re.compile(rb"ID3[\x02-\x04]|\xff[\xfa\xfb\xf2\xf3]"), MP3),
    (re.compile(rb"%PDF-[12]\."), PDF),
    (re.compile(rb"PK\x03\x04|PK\x05\x06"), ZIP),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), SEVEN_ZIP),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), OLE),
)
# What a file made of boxes is by its brands: by the first of these that it names, its own before those it is compatible
# with. `mif1` alone says only that it is some picture.
_BRANDS = (
    (re.compile(rb"hei[cxms]"), HEIC),
    (re.compile(rb"qt  "), MOV),
    (re.compile(rb"M4[AB] "), M4A),
    (re.compile(rb"isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash|f4v |3gp[4-6]"), MP4),
)
_SOME_PICTURE = b"mif1"
# Pictures of other kinds, which are compatible with one or another of those: AVIF, the raw ones of Canon, JPEG 2000.
_FOREIGN_BRANDS = {b"avif", b"avis", b"crx ", b"jp2 ", b"jpx ", b"jxl "}
# Windows, ELF, and Mach-O in both byte orders, also for several processors at once (Java classes begin like those).
_EXECUTABLE = re.compile(rb"MZ|\x7fELF|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe|\xbe\xba\xfe\xca")
_UNSEEN = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff]*")
_ACTIVE = re.compile(r"#!|<[a-z!?%]", re.IGNORECASE)
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WINDOWS = "cp1251"


def find(head: bytes) -> Type | None:
    """The type these first bytes announce. None for what is not on the list; whether it is text takes the whole."""
    if _EXECUTABLE.match(head):
        return None
    for magic, found in _MAGIC:
        if magic.match(head):
            return found
    if head[4:8] == b"ftyp":
        return _of_brands(_brands(head))
    text = head.decode(encoding(head), "ignore")
    return None if is_no_text(text) or is_active(text) else TEXT


def _brands(head: bytes) -> list[bytes]:
    """Its own, and those it is compatible with."""
    end = min(int.from_bytes(head[:4]), len(head))
    return [head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))]


def _of_brands(brands: list[bytes]) -> Type | None:
    if not _FOREIGN_BRANDS.isdisjoint(brands):
        return None
    found = (kind for brand in brands for magic, kind in _BRANDS if magic.fullmatch(brand))
    return next(found, HEIC if brands[0] == _SOME_PICTURE else None)


def encoding(head: bytes) -> str:
    """How a text that begins so is written: UTF-16 says so, and what is not UTF-8 is an old Windows page."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # which may be cut in the middle of a character
    except UnicodeDecodeError:
        return _WINDOWS
    return "utf-8-sig"


def is_no_text(part: str) -> bool:
    """Whether there is anything in it that nobody writes."""
    return _NO_TEXT.search(part) is not None


def beginning(text: str) -> str:
    """The first two letters anybody sees; they tell scripts and markup from other text."""
    return _UNSEEN.sub("", text, count=1)[:2]


def is_active(text: str) -> bool:
    """Whether it begins as a script or as markup."""
    return _ACTIVE.match(beginning(text)) is not None
