"""Names of files: what is left of the ones people give, and the random ones everything is stored under."""

import re
import secrets
import unicodedata

LONGEST_BYTES = 255
_LONGEST_EXTENSION = 32
# Directions and marks that make a name read differently than it is; everything that is no character.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
_ESCAPED = re.compile("%([01][0-9a-f]|22|7f)", re.IGNORECASE)
_UNRULY = re.compile(r'[<>:"|?*]')


def clean(given: str, extension: str) -> str:
    """A name any system can keep: no path, nothing unseen, at most 255 bytes, and always an extension."""
    name = _UNRULY.sub("_", plain(given))
    name = " ".join(name.split()).strip(". ") or "file"
    return shorten(name if "." in name else f"{name}.{extension}")


def plain(given: str) -> str:
    """The last part of a path, without what is not seen, of which forms write some as `%22` and `%00`."""
    name = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), unicodedata.normalize("NFC", given))
    return re.split(r"[/\\]", _UNSEEN.sub("", name))[-1]


def shorten(name: str) -> str:
    """At most 255 bytes of UTF-8, never in the middle of a character, the extension kept."""
    if len(name.encode()) <= LONGEST_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension.encode()) > _LONGEST_EXTENSION:
        return _cut(name, LONGEST_BYTES)
    return _cut(stem, LONGEST_BYTES - len(f".{extension}".encode())) + f".{extension}"


def renamed(name: str, extension: str) -> str:
    """The same name for a file that has become another type."""
    stem, dot, _ = name.rpartition(".")
    return shorten(f"{stem if dot else name}.{extension}")


def new_key(extension: str) -> str:
    """Nobody guesses it, and nothing that was uploaded has a part in it."""
    return f"{secrets.token_urlsafe(24)}.{extension}"


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore").rstrip(". ")
