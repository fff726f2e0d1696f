"""New messages."""

from collections.abc import Collection, Sequence
from typing import Self
from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET

from kocmoc.core.db import Db, Reader
from kocmoc.messages import entities
from kocmoc.messages.errors import refusal
from kocmoc.messages.journal import files, mentions, store
from kocmoc.messages.journal.changes import Change, Outcome, Receipt
from kocmoc.messages.journal.extra import Extra, Rest
from kocmoc.messages.rows import from_row, seen
from kocmoc.messages.types import DraftCleared

Key = tuple[int, int, UUID]


class Letter(Change, frozen=True):
    """A message to be written, its text already clean. Its type follows from its files."""

    sender_id: int
    client_id: UUID
    text: str
    extra: Extra | None = None

    @property
    def is_plain(self) -> bool:
        """Nothing but text, as most are."""
        return self.extra is None

    def touches(self) -> Collection[object]:
        return self.extra.file_ids if self.extra else self.nothing

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        shown = await files.look_up(db, [(each.sender_id, each.extra) for each in changes])
        rows = await store.write(db, columns(changes, shown))
        outcomes = [each for each in _outcomes(changes, rows) if each]
        written = [(letter, row) for letter, row in zip(changes, rows, strict=True) if row["outcome"] == "written"]
        await _follow_up(db, written)
        return outcomes

    @classmethod
    async def write_at_once(cls, db: Reader, letters: Sequence[Self]) -> list[Outcome | None]:
        """Plain letters in one statement, which locks their chats itself; None where it could not."""
        return _outcomes(letters, await store.write_at_once(db, columns(letters)))


def columns(letters: Sequence[Letter], shown: Sequence[files.Shown] = ()) -> store.Columns:
    """Letters as the arrays the statement takes."""
    return (
        [each.chat_id for each in letters],
        [each.sender_id for each in letters],
        [each.client_id for each in letters],
        [shown[n].type if each.extra else "text" for n, each in enumerate(letters)],
        [each.text for each in letters],
        [_rest(each.extra, shown[n]) if each.extra else None for n, each in enumerate(letters)],
    )


def _rest(extra: Extra, shown: files.Shown) -> str:
    rest = Rest(
        entities=extra.entities or UNSET,
        attachments=shown.attachments or UNSET,
        reply_to=extra.reply_to or UNSET,
        silent=extra.silent or UNSET,
        forward=extra.source or UNSET,
        passed_on=not extra.is_typed or UNSET,
        flaw=shown.flaw or extra.flaw or UNSET,
    )
    return msgspec.json.encode(rest).decode()


def _outcomes(letters: Sequence[Letter], rows: Sequence[asyncpg.Record]) -> list[Outcome | None]:
    found: dict[Key, Outcome] = {}
    return [_outcome(letter, row, found) for letter, row in zip(letters, rows, strict=True)]


def _outcome(letter: Letter, row: asyncpg.Record, found: dict[Key, Outcome]) -> Outcome | None:
    """A twin, the same message twice in one batch, is answered like the first of the two."""
    key, outcome = (letter.chat_id, letter.sender_id, letter.client_id), row["outcome"]
    if outcome == "busy":
        return None
    if outcome == "twin":
        return found[key]
    if outcome not in ("written", "known"):
        return Outcome(refusal(outcome))
    message = from_row(row)
    receipt = Receipt(seen(message, row), is_new=outcome == "written")
    found[key] = Outcome(receipt._replace(is_new=False))
    if not receipt.is_new:
        return found[key]
    name = "message.forwarded" if letter.extra and letter.extra.source else "message.created"
    if not row["had_draft"]:
        return Outcome(receipt, ((name, message),))
    return Outcome(receipt, ((name, message), ("draft.cleared", DraftCleared(letter.chat_id, letter.sender_id))))


async def _follow_up(db: Db, written: Sequence[tuple[Letter, asyncpg.Record]]) -> None:
    """What else is to be written for messages that have it."""
    if rich := [(letter, row["seq"], letter.extra) for letter, row in written if letter.extra]:
        await files.claim(db, [(each.chat_id, seq, extra) for each, seq, extra in rich])
        # Who is named in what is passed on was called already.
        own = [(each, seq, extra.entities) for each, seq, extra in rich if extra.source is None]
        await mentions.mention(
            db, [(each.chat_id, seq, each.sender_id, entities.mentioned(marked)) for each, seq, marked in own]
        )
