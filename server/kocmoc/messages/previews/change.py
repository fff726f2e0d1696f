"""What a link leads to, found out after its message was written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

import msgspec

from kocmoc.core.db import Db
from kocmoc.messages.journal import Alteration, Outcome, altered
from kocmoc.messages.previews import store
from kocmoc.messages.types import LinkPreview


class Previewing(Alteration, frozen=True):
    """For the text of `edited_at`: a later one may lead elsewhere."""

    edited_at: datetime | None
    preview: LinkPreview

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        rows = await store.show(
            db,
            (
                [each.chat_id for each in changes],
                [each.seq for each in changes],
                [each.user_id for each in changes],
                [each.edited_at for each in changes],
                [msgspec.json.encode(each.preview).decode() for each in changes],
            ),
        )
        return [altered(row, lambda message: (("message.previewed", message),)) for row in rows]
