"""Names of files: what is left of the ones people give, and the random ones everything is stored under."""

import re
import secrets

from kocmoc import studio

LONGEST_BYTES = 255
_LONGEST_EXTENSION = 32
_REDRAWN = ("heic", "heif")
_UNRULY = re.compile(r'[<>:"|?*]')


def clean(given: str, extension: str) -> str:
    """A name any system can keep: no path, nothing unseen, at most 255 bytes, and always an extension."""
    name = _UNRULY.sub("_", studio.plain(given))
    name = " ".join(name.split()).strip(". ") or "file"
    return shorten(name if "." in name else f"{name}.{extension}")


def fitting(given: str, extension: str) -> str:
    """The same for a file that may have become another type: a HEIC is a JPEG when it is kept."""
    name = clean(given, extension)
    stem, _, last = name.rpartition(".")
    return shorten(f"{stem}.{extension}") if last.lower() in _REDRAWN and extension == "jpg" else name


def shorten(name: str) -> str:
    """At most 255 bytes of UTF-8, never in the middle of a character, the extension kept."""
    if len(name.encode()) <= LONGEST_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension.encode()) > _LONGEST_EXTENSION:
        return _cut(name, LONGEST_BYTES)
    return _cut(stem, LONGEST_BYTES - len(f".{extension}".encode())) + f".{extension}"


def new_key(extension: str) -> str:
    """Nobody guesses it, and nothing that was uploaded has a part in it."""
    return f"{secrets.token_urlsafe(24)}.{extension}"


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore").rstrip(". ")
