"""A message pinned to its chat, or taken off."""

from collections.abc import Collection, Sequence
from typing import Self

from kocmoc.core.db import Db
from kocmoc.messages.journal import Alteration, Outcome, altered, note_all
from kocmoc.messages.pins import store
from kocmoc.messages.rows import message_id
from kocmoc.messages.types import Deed, Message, Pinned


class Pinning(Alteration, frozen=True):
    """Pinning is a deed, and a message of its own says so; taking off is silent."""

    pinned: bool

    def touches(self) -> Collection[object]:
        """The chat: between two pins there is the message about the first."""
        return (self.chat_id,)

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        rows = await store.pin(
            db,
            [each.chat_id for each in changes],
            [each.seq for each in changes],
            [each.user_id for each in changes],
            [each.pinned for each in changes],
        )
        outcomes = [altered(row, _tell) for row in rows]
        done = [n for n, outcome in enumerate(outcomes) if outcome.news and changes[n].pinned]
        for n, noted in zip(done, await note_all(db, [_deed(changes[n]) for n in done]), strict=True):
            outcomes[n] = outcomes[n]._replace(news=(*outcomes[n].news, ("message.created", noted)))
        return outcomes


def _deed(change: Pinning) -> tuple[int, int, Deed]:
    deed = Deed("pinned", str(change.user_id), value=message_id(change.chat_id, change.seq))
    return change.chat_id, change.user_id, deed


def _tell(message: Message) -> tuple[tuple[str, object]]:
    return (("message.pinned", Pinned(message.id, message.chat_id, message.seq, message.version, message.pinned)),)
