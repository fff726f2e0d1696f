"""Looking at what is pinned."""

from datetime import UTC, datetime

from kocmoc.core import pages
from kocmoc.core.db import Reader
from kocmoc.messages.pins import store
from kocmoc.messages.pins.types import Pins
from kocmoc.messages.reading import require_chat
from kocmoc.messages.rows import for_reader

_END_OF_TIME = (datetime(9999, 1, 1, tzinfo=UTC), 0)


async def list_pins(reader: Reader, user_id: int, chat_id: int, limit: int, cursor: str | None) -> Pins:
    await require_chat(reader, user_id, chat_id)
    before = pages.place(cursor, tuple[pages.Moment, pages.Number]) or _END_OF_TIME
    rows = await store.list_pinned(reader, chat_id, user_id, before, limit + 1)
    page = rows[:limit]
    return Pins(
        [for_reader(row) for row in page],
        next_cursor=pages.cursor((page[-1]["pinned_at"], page[-1]["seq"])) if len(rows) > limit else None,
    )
