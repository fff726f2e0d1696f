"""What a link leads to, found out after its message was written."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Self

import msgspec
from msgspec.structs import replace

from kocmoc.core.db import Db
from kocmoc.messages.journal import Alteration, Outcome, altered
from kocmoc.messages.previews import store
from kocmoc.messages.types import LinkPreview


class Card(NamedTuple):
    """What is shown of a page, and the file its small picture is."""

    preview: LinkPreview
    file_id: int | None = None


class Previewing(Alteration, frozen=True):
    """For the text of `edited_at`: a later one may lead elsewhere."""

    edited_at: datetime | None
    preview: LinkPreview
    file_id: int | None = None

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        files = sorted({each.file_id for each in changes if each.file_id})
        kept = await store.hold_files(db, files) if files else set[int]()
        outcomes = await cls._show(db, [each if each.file_id in kept else each.bare() for each in changes])
        if kept:
            shown = [each for each in changes if each.file_id in kept]
            await store.show_files(
                db,
                [each.chat_id for each in shown],
                [each.seq for each in shown],
                [each.file_id for each in shown if each.file_id],
            )
        return outcomes

    def bare(self) -> Self:
        """Without a picture: there is none, or it was taken away since it was looked up."""
        return replace(self, preview=replace(self.preview, thumbnail_url=None), file_id=None)

    @classmethod
    async def _show(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
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
