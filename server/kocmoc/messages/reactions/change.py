"""A reaction added, or taken back."""

from collections.abc import Sequence
from typing import Self

import asyncpg
from msgspec.structs import replace

from kocmoc.core.db import Db
from kocmoc.messages.errors import refusal
from kocmoc.messages.journal import Alteration, Outcome, Receipt, altered
from kocmoc.messages.reactions import store
from kocmoc.messages.rows import from_row
from kocmoc.messages.types import Message, Reacted


class Reacting(Alteration, frozen=True):
    """Somebody reacts with an emoji, or no longer."""

    emoji: str
    added: bool

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        rows = await store.react(db, _columns(changes))
        return [_outcome(change, row) for change, row in zip(changes, rows, strict=True)]


class Fading(Reacting, frozen=True):
    """A reaction of somebody whose account has ended is taken back, though nobody asks for it."""

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        rows = await store.fade(db, _columns(changes))
        return [_faded(change, row) for change, row in zip(changes, rows, strict=True)]


def _columns(changes: Sequence[Reacting]) -> store.Columns:
    return (
        [each.chat_id for each in changes],
        [each.seq for each in changes],
        [each.user_id for each in changes],
        [each.emoji for each in changes],
        [each.added for each in changes],
    )


def _outcome(change: Reacting, row: asyncpg.Record) -> Outcome:
    """What a statement reads is from before it, so the reaction it has written is added here."""

    def tell(message: Message) -> tuple[tuple[str, object]]:
        return (("message.reacted", _event(change, message)),)

    outcome = altered(row, tell)
    if not outcome.news or not isinstance(outcome.answer, Receipt):
        return outcome
    mine = [emoji for emoji in row["mine"] or [] if emoji != change.emoji] + [change.emoji] * change.added
    return outcome._replace(answer=Receipt(replace(outcome.answer.message, my_reactions=mine), is_new=True))


def _faded(change: Fading, row: asyncpg.Record) -> Outcome:
    if row["outcome"] == "no_such_message":
        return Outcome(refusal(row["outcome"]))
    message, is_new = from_row(row), row["outcome"] == "ok"
    news = (("message.reacted", _event(change, message)),) if is_new else ()
    return Outcome(Receipt(message, is_new), news)


def _event(change: Reacting, message: Message) -> Reacted:
    return Reacted(
        message.id,
        message.chat_id,
        message.seq,
        message.version,
        message.reactions,
        str(change.user_id),
        change.emoji,
        change.added,
    )
