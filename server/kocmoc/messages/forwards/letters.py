"""One message for several chats, as letters that are written together or not at all."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from kocmoc.core.db import Db
from kocmoc.messages.forwards import store
from kocmoc.messages.journal import Extra, Letter, Source
from kocmoc.messages.types import Entity
from kocmoc.uploads import Attachment

_NOTHING_TO_FORWARD = Extra(is_typed=False, flaw="no_such_message")


async def compose(
    db: Db, user_id: int, source: tuple[int, int], chat_ids: Sequence[int], client_id: UUID
) -> list[Letter]:
    """A letter for each chat. Of what this person may not forward only what was written before is shown again."""
    chat_id, seq = source
    row = await store.find_source(db, chat_id, user_id, seq)
    text, extra = (row["text"], _extra(row)) if row else ("", _NOTHING_TO_FORWARD)
    return [Letter(target, user_id, client_id, text, extra) for target in chat_ids]


def _extra(row: asyncpg.Record) -> Extra:
    """The first author stays the author, however often it is passed on."""
    attachments = msgspec.json.decode(row["attachments"] or "[]", type=list[Attachment])
    return Extra(
        entities=msgspec.json.decode(row["entities"] or "[]", type=list[Entity]),
        shared=tuple(int(each.id) for each in attachments),
        is_typed=False,
        source=Source(row["user_id"], row["chat_id"], row["seq"], row["sent_at"]),
    )
