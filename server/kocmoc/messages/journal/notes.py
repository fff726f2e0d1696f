"""Deeds: what is done to a chat, written into it as messages nobody counts."""

from collections.abc import Sequence

import msgspec

from kocmoc.core.db import Db
from kocmoc.messages.errors import ChatNotFound
from kocmoc.messages.journal import store
from kocmoc.messages.rows import from_row
from kocmoc.messages.types import Deed, Message


async def hold(db: Db, chat_id: int) -> None:
    """Take a chat until the end of the transaction: nobody writes in it meanwhile, or changes who may.

    The journal takes the same lock, so a message and a removal have an order. Take several chats in id order.
    """
    if not await store.hold(db, chat_id):
        raise ChatNotFound


async def note(db: Db, chat_id: int, actor_id: int, deed: Deed) -> Message:
    """Write a deed into a chat that is held. It is announced after the commit."""
    [message] = await note_all(db, [(chat_id, actor_id, deed)])
    db.announce("message.created", message)
    return message


async def note_all(db: Db, deeds: Sequence[tuple[int, int, Deed]]) -> list[Message]:
    """Deeds in chats that are held, (chat, actor, deed) each. Whoever calls announces them."""
    if not deeds:
        return []
    rows = await store.note(
        db,
        [chat_id for chat_id, _, _ in deeds],
        [actor_id for _, actor_id, _ in deeds],
        [msgspec.json.encode(deed).decode() for _, _, deed in deeds],
    )
    return [from_row(row) for row in rows]
