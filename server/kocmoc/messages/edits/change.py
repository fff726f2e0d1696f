"""A new text for a message."""

from collections.abc import Sequence
from typing import Self

import msgspec

from kocmoc.core.db import Db
from kocmoc.messages import entities
from kocmoc.messages.edits import store
from kocmoc.messages.journal import Alteration, Outcome, altered, mention
from kocmoc.messages.types import Entity


class Edit(Alteration, frozen=True):
    """The text is already clean; `visible` is whether any of it can be seen."""

    text: str
    entities: list[Entity]
    visible: bool

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        rows = await store.edit(db, _columns(changes))
        outcomes = [altered(row, lambda message: (("message.edited", message),)) for row in rows]
        await _mention(db, [edit for edit, outcome in zip(changes, outcomes, strict=True) if outcome.news])
        return outcomes


async def _mention(db: Db, edits: Sequence[Edit]) -> None:
    """Who is named now, instead of who was."""
    if edits:
        await store.unmention(db, [each.chat_id for each in edits], [each.seq for each in edits])
        await mention(db, [(each.chat_id, each.seq, each.user_id, entities.mentioned(each.entities)) for each in edits])


def _columns(edits: Sequence[Edit]) -> store.Columns:
    return (
        [each.chat_id for each in edits],
        [each.seq for each in edits],
        [each.user_id for each in edits],
        [each.text for each in edits],
        [msgspec.json.encode(each.entities).decode() if each.entities else None for each in edits],
        [each.visible for each in edits],
        [entities.first_link(each.text, each.entities) for each in edits],
    )
