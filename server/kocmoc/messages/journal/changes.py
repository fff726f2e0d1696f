"""What the journal writes: changes of a chat's messages, each kind in statements of its own, many at once."""

from collections.abc import Callable, Collection, Sequence
from typing import ClassVar, NamedTuple, Self

import asyncpg
from msgspec import Struct

from kocmoc.core.db import Db
from kocmoc.core.errors import Problem
from kocmoc.messages.errors import refusal
from kocmoc.messages.rows import from_row, seen
from kocmoc.messages.types import Message

News = tuple[str, object]


class Receipt(NamedTuple):
    """What became of a change: the message as it is now, to its author, and whether this change made it so."""

    message: Message
    is_new: bool


class Outcome(NamedTuple):
    """The answer to one change, and what there is to announce of it."""

    answer: Receipt | Problem
    news: tuple[News, ...] = ()


class Stale(NamedTuple):
    """A chat may have got to this version with nobody living to tell."""

    chat_id: int
    version: int


class Change(Struct, frozen=True):
    """One kind of change. `write` is given changes of locked chats, in order, and answers each of them."""

    chat_id: int

    nothing: ClassVar[tuple[()]] = ()

    def touches(self) -> Collection[object]:
        """What no two changes in one statement may touch, because the later has to see what the earlier has done."""
        return self.nothing

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        raise NotImplementedError


class Alteration(Change, frozen=True):
    """A change of a message that is already there, asked for by a member."""

    seq: int
    user_id: int

    def touches(self) -> Collection[object]:
        return ((self.chat_id, self.seq),)


def altered(row: asyncpg.Record, tell: Callable[[Message], tuple[News, ...]]) -> Outcome:
    """The outcome of an alteration by its row. Whoever hears what `tell` says hears it only of what has changed."""
    if row["outcome"] not in ("ok", "same"):
        return Outcome(refusal(row["outcome"]))
    message, is_new = from_row(row), row["outcome"] == "ok"
    return Outcome(Receipt(seen(message, row), is_new), tell(message) if is_new else ())
