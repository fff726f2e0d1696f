"""What the journal writes: changes of a chat's messages, each kind in statements of its own, many at once."""

from collections.abc import Collection, Sequence
from typing import ClassVar, NamedTuple, Self

from msgspec import Struct

from kocmoc.core.db import Db
from kocmoc.core.errors import Problem
from kocmoc.messages.types import Message


class Receipt(NamedTuple):
    """What became of a change: the message as it is now, to its author, and whether this change made it so."""

    message: Message
    is_new: bool


class Outcome(NamedTuple):
    """The answer to one change, and what there is to announce of it."""

    answer: Receipt | Problem
    news: tuple[tuple[str, object], ...] = ()


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
