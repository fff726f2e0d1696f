"""What is asked for, as the index understands it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from kocmoc.messages import DraftType
from kocmoc.search import words

# A word as it was written, and others that may have been meant by it.
Meant = Sequence[str]

# How many days the first stretches of time have.
DAYS = (1, 3, 9)
MONTHS = 6
YEARS = 10


class Filters(Struct, frozen=True, kw_only=True):
    """What narrows a search beside its words."""

    chat_id: int | None = None
    sender_id: int | None = None
    type: DraftType | None = None
    since: datetime | None = None
    until: datetime | None = None

    def signs(self, chat_ids: Sequence[int]) -> list[str]:
        """As terms of the index."""
        chats = " | ".join(f"'#c{each}'" for each in chat_ids)
        return [
            *([f"({chats})"] if chats else ()),
            *([f"'#u{self.sender_id}'"] if self.sender_id is not None else ()),
            *([f"'#t{self.type}'"] if self.type is not None else ()),
        ]


class Window(Struct, frozen=True):
    """A stretch of time, and what is asked of the index there."""

    query: str
    since: datetime
    until: datetime


def terms(asked: Sequence[Meant], stems: dict[str, str]) -> list[str]:
    """Each word by its stem, or those of others it may stand for; the last may be a beginning."""
    found = [[_quote(f"={stems[word]}") for word in meant] for meant in asked]
    if (beginning := beginning_of(asked)) is not None:
        found[-1].append(f"{_quote(beginning)}:*")
    return [f"({' | '.join(each)})" for each in found]


def beginning_of(asked: Sequence[Meant]) -> str | None:
    """The last word, which may not be written out yet, when it says enough."""
    return asked[-1][0] if asked and len(asked[-1][0]) >= words.SHORTEST_BEGINNING else None


def _quote(term: str) -> str:
    """Whatever folding may have made of letters, it is one term and no operator."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def windows(terms: Sequence[str], since: datetime, until: datetime) -> list[Window]:
    """From `until` back to `since`: some days, some months, some years, then all that was before. A common word fills
    its page in the first of them, however many say it; a rare one has not many to go through."""
    found: list[Window] = []
    for sign, first in _signs(until):
        if max(since, first) < until:
            found.append(Window(" & ".join([*terms, *sign]), max(since, first), until))
            until = first
    return found


def _signs(until: datetime) -> Iterator[tuple[list[str], datetime]]:
    """Each stretch of time by its sign, and from when on it lies."""
    day = until.toordinal()
    for many in DAYS:
        days = range(day, max(day - many, 0), -1)
        if days:
            signs = " | ".join(f"'#d{each}'" for each in days)
            yield [f"({signs})"], _day(days[-1])
            day = days[-1] - 1
    newest = words.month(_day(max(day, 1)))
    months = range(newest, max(newest - MONTHS, _YEAR_ONE), -1)
    yield from (([f"'#m{each}'"], datetime(each // 12, each % 12 + 1, 1, tzinfo=UTC)) for each in months)
    newest = (months[-1] - 1) // 12 if months else 1
    years = range(newest, max(newest - YEARS, 0), -1)
    yield from (([f"'#y{each}'"], datetime(each, 1, 1, tzinfo=UTC)) for each in years)
    yield [], datetime.min.replace(tzinfo=UTC)


def _day(ordinal: int) -> datetime:
    return datetime.fromordinal(ordinal).replace(tzinfo=UTC)


_YEAR_ONE = 12
