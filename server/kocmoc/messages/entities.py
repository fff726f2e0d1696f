"""How stretches of a text are meant: checked, and moved along when the text is made fit to be stored."""

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from kocmoc.core import ids
from kocmoc.core.errors import Invalid, NotFound
from kocmoc.messages.types import Entity

LONGEST_URL = 2048
LONGEST_URLS = 8192
LONGEST_LANGUAGE = 32
MOST_NAMES = 50

_LINK = re.compile(r"(https?://|mailto:|tel:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[\w+#.-]+")
_NAME = re.compile(r"(?<![\w@])@([A-Za-z][A-Za-z0-9_]{2,31})(?!\w)")
# In these, words are not read as names.
_LITERAL = frozenset({"code", "pre", "link", "mention"})


def width(text: str) -> int:
    """Its length in UTF-16 code units, as offsets count."""
    return len(text.encode("utf-16-le")) // 2


def move(sent: str, stored: str, entities: Sequence[Entity]) -> list[Entity]:
    """Entities of a text as it was sent, where they are in it as it is stored. Raises Invalid for what is none."""
    if not entities:
        return []
    for each in entities:
        _check(each)
    if sum(len(each.url or "") for each in entities) > LONGEST_URLS:
        raise Invalid.field("entities", f"Expected at most {LONGEST_URLS} characters of links together")
    units = sent.encode("utf-16-le")
    cut = width(_fold(sent)) - width(_fold(sent).lstrip())
    end = width(stored)
    moved = []
    for each in entities:
        first, last = (_place(units, place, cut, end) for place in (each.offset, each.offset + each.length))
        if first < last:
            moved.append(replace(each, offset=first, length=last - first))
    return sorted(moved, key=lambda each: (each.offset, -each.length))


def names(text: str, entities: Iterable[Entity]) -> dict[str, list[tuple[int, int]]]:
    """Usernames written as @name, without case, and where: offset and length. At most 50 of them."""
    literal = [(each.offset, each.offset + each.length) for each in entities if each.type in _LITERAL]
    found: dict[str, list[tuple[int, int]]] = {}
    for match in _NAME.finditer(text) if "@" in text else ():
        offset, length = width(text[: match.start()]), len(match[0])
        if not any(first < offset + length and offset < last for first, last in literal):
            found.setdefault(match[1].lower(), []).append((offset, length))
        if len(found) == MOST_NAMES:
            break
    return found


def mention(
    entities: Sequence[Entity], places: Mapping[str, list[tuple[int, int]]], known: Mapping[str, int]
) -> list[Entity]:
    """The entities, and a mention for every name that somebody bears."""
    added = [
        Entity("mention", offset, length, user_id=str(known[name]))
        for name, spots in places.items()
        if name in known
        for offset, length in spots
    ]
    return sorted([*entities, *added], key=lambda each: (each.offset, -each.length)) if added else list(entities)


def mentioned(entities: Iterable[Entity]) -> tuple[int, ...]:
    """Who is named, each once."""
    return tuple(sorted({int(each.user_id) for each in entities if each.user_id}))


def first_link(text: str, entities: Iterable[Entity]) -> str | None:
    """The first address on the web that a message leads to."""
    hidden = [each.url for each in entities if each.type == "link" and each.url and each.url.lower().startswith("http")]
    shown = re.search(r"https?://[^\s<>\"]+[^\s<>\".,:;!?)\]}'»]", text, re.IGNORECASE)
    link = shown[0] if shown else next(iter(hidden), None)
    return link if link and len(link) <= LONGEST_URL else None


def _check(entity: Entity) -> None:
    if (entity.url is not None) != (entity.type == "link"):
        raise Invalid.field("entities", "A link, and nothing else, has a `url`")
    if entity.url is not None and (len(entity.url) > LONGEST_URL or not _LINK.fullmatch(entity.url)):
        raise Invalid.field("entities", "Expected a link to http, https, mailto or tel")
    if entity.language is not None and (
        entity.type != "pre" or len(entity.language) > LONGEST_LANGUAGE or not _LANGUAGE.fullmatch(entity.language)
    ):
        raise Invalid.field("entities", "Expected the `language` of a `pre`")
    if entity.user_id is not None and (entity.type != "mention" or not _is_id(entity.user_id)):
        raise Invalid.field("entities", "Expected the `user_id` of a `mention`")


def _is_id(text: str) -> bool:
    try:
        return bool(ids.parse(text))
    except NotFound:
        return False


def _place(units: bytes, offset: int, cut: int, end: int) -> int:
    """Where an offset into the text as sent is in the text as stored."""
    if offset * 2 > len(units):
        raise Invalid.field("entities", "Expected offsets inside the text")
    try:
        before = units[: offset * 2].decode("utf-16-le")
    except UnicodeDecodeError:
        raise Invalid.field("entities", "An offset must not lie inside a character") from None
    return min(max(width(_fold(before)) - cut, 0), end)


def _fold(text: str) -> str:
    return text.replace("\r\n", "\n")
