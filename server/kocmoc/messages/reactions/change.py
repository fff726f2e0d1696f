"""A reaction added, or taken back."""

from collections.abc import Sequence
from typing import Self

import asyncpg
from msgspec.structs import replace

from kocmoc.core.db import Db
from kocmoc.messages.journal import Alteration, Outcome, Receipt, altered
from kocmoc.messages.reactions import store
from kocmoc.messages.types import Message, Reacted


class Reacting(Alteration, frozen=True):
    """Somebody reacts with an emoji, or no longer."""

    emoji: str
    added: bool

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        rows = await store.react(
            db,
            (
                [each.chat_id for each in changes],
                [each.seq for each in changes],
                [each.user_id for each in changes],
                [each.emoji for each in changes],
                [each.added for each in changes],
            ),
        )
        return [_outcome(change, row) for change, row in zip(changes, rows, strict=True)]


def _outcome(change: Reacting, row: asyncpg.Record) -> Outcome:
    """What a statement reads is from before it, so the reaction it has written is added here."""

    def tell(message: Message) -> tuple[tuple[str, object]]:
        return (("message.reacted", _event(change, message)),)

    outcome = altered(row, tell)
    if not outcome.news or not isinstance(outcome.answer, Receipt):
        return outcome
    mine = [emoji for emoji in row["mine"] or [] if emoji != change.emoji] + [change.emoji] * change.added
    return outcome._replace(answer=Receipt(replace(outcome.answer.message, my_reactions=mine), is_new=True))


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
