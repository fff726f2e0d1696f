"""A message that is to be gone."""

from collections.abc import Sequence
from typing import Self

from kocmoc.core.db import Db
from kocmoc.messages.deletions import store
from kocmoc.messages.journal import Alteration, Outcome, altered
from kocmoc.messages.types import Deleted, Message


class Deletion(Alteration, frozen=True):
    """It stays in its place, and nothing of what it said stays with it."""

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        rows = await store.delete(
            db,
            [each.chat_id for each in changes],
            [each.seq for each in changes],
            [each.user_id for each in changes],
        )
        return [altered(row, tell) for row in rows]


def tell(message: Message) -> tuple[tuple[str, object]]:
    deleted = Deleted(message.id, message.chat_id, message.seq, message.version, message.sender.id, message.type)
    return (("message.deleted", deleted),)
