"""Words of a text: how they are kept, and how they are looked for."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from kocmoc.core import text

# Letters and digits, with the marks that stand above letters written apart (й as и and ̆).
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
LONGEST_WORD = 64
# Shorter beginnings are those of half the language.
SHORTEST_BEGINNING = 2
# More words in one message are not kept: nobody looks for the two-thousandth.
MOST_WORDS = 1500
# Folding is most of the work, and people mostly say the same words.
_REMEMBERED = 50_000


class Word(NamedTuple):
    """A word as it is compared, and where it stands, in UTF-16 code units."""

    folded: str
    offset: int
    length: int


def read(said: str) -> Iterator[Word]:
    """The words of a text, in order."""
    at, units = 0, 0
    for found in _WORD.finditer(said):
        units += utf16(said[at : found.start()])
        at, length = found.end(), utf16(found.group())
        yield Word(fold(found.group()), units, length)
        units += length


@lru_cache(_REMEMBERED)
def fold(word: str) -> str:
    return text.fold(word)[:LONGEST_WORD]


def utf16(said: str) -> int:
    return len(said) + sum(each > "\uffff" for each in said)


def distinct(said: str) -> list[str]:
    """What is kept of a text."""
    return list(dict.fromkeys(map(fold, _WORD.findall(said))))[:MOST_WORDS]


def month(moment: datetime) -> int:
    """Months since the year nought."""
    return moment.year * 12 + moment.month - 1


def signs(chat_id: int, sender_id: int, kind: str, moment: datetime) -> list[str]:
    """What is kept beside the words. No word begins so."""
    when = f"#d{moment.toordinal()}", f"#m{month(moment)}", f"#y{moment.year}"
    return [f"#c{chat_id}", f"#u{sender_id}", f"#t{kind}", *when]
