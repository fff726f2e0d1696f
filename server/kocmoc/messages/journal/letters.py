"""New messages."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import asyncpg

from kocmoc.core.db import Db
from kocmoc.core.errors import Forbidden, NotFound
from kocmoc.messages.errors import ChatNotFound, MessageNotFound, NotAccepted
from kocmoc.messages.journal import store
from kocmoc.messages.journal.changes import Change, Outcome, Receipt
from kocmoc.messages.rows import from_row, seen

_REFUSALS: dict[str, type[NotFound | Forbidden]] = {
    "no_such_chat": ChatNotFound,
    "no_such_message": MessageNotFound,
    "not_accepted": NotAccepted,
    "forbidden": Forbidden,
}


class Letter(Change, frozen=True):
    """A message to be written, its text already clean."""

    sender_id: int
    client_id: UUID
    type: str
    text: str

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        found: dict[tuple[int, int, UUID], Outcome] = {}
        rows = await store.write(db, columns(changes))
        return [_outcome(letter, row, found) for letter, row in zip(changes, rows, strict=True)]


def columns(letters: Sequence[Letter]) -> store.Columns:
    """Letters as the arrays the statement takes."""
    return (
        [each.chat_id for each in letters],
        [each.sender_id for each in letters],
        [each.client_id for each in letters],
        [each.type for each in letters],
        [each.text for each in letters],
        [None] * len(letters),
    )


def _outcome(letter: Letter, row: asyncpg.Record, found: dict[tuple[int, int, UUID], Outcome]) -> Outcome:
    """A twin, the same message twice in one batch, is answered like the first of the two."""
    key, outcome = (letter.chat_id, letter.sender_id, letter.client_id), row["outcome"]
    if outcome == "twin":
        return found[key]
    if outcome not in ("written", "known"):
        return Outcome(_REFUSALS[outcome]())
    message = from_row(row)
    receipt = Receipt(seen(message, row), is_new=outcome == "written")
    found[key] = Outcome(receipt._replace(is_new=False))
    return Outcome(receipt, (("message.created", message),) if receipt.is_new else ())
