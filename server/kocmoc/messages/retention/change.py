"""A message whose time is over."""

from collections.abc import Collection, Sequence
from typing import Self

from kocmoc.core.db import Db
from kocmoc.messages.deletions import tell
from kocmoc.messages.errors import refusal
from kocmoc.messages.journal import Change, Outcome, Receipt
from kocmoc.messages.retention import store
from kocmoc.messages.rows import from_row


class Expiry(Change, frozen=True):
    """Deleted as its author could have, though nobody asks for it; its author may have left long ago."""

    seq: int

    def touches(self) -> Collection[object]:
        return ((self.chat_id, self.seq),)

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        rows = await store.expire(db, [each.chat_id for each in changes], [each.seq for each in changes])
        return [_outcome(row) for row in rows]


def _outcome(row: store.Row) -> Outcome:
    if row["outcome"] == "no_such_message":
        return Outcome(refusal(row["outcome"]))
    message, is_new = from_row(row), row["outcome"] == "ok"
    return Outcome(Receipt(message, is_new), tell(message) if is_new else ())
