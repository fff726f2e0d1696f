"""Looking at what a message said before."""

import msgspec

from kocmoc.core import clock, pages
from kocmoc.core.db import Reader
from kocmoc.messages import rules
from kocmoc.messages.edits import store
from kocmoc.messages.edits.types import Earlier, Edits
from kocmoc.messages.reading import require_message
from kocmoc.messages.types import Entity


async def list_edits(reader: Reader, user_id: int, message_id: str, limit: int, cursor: str | None) -> Edits:
    """Earlier texts of a message I may see, oldest first."""
    place = rules.place(message_id)
    await require_message(reader, user_id, *place)
    after = pages.place(cursor, pages.Number) or 0
    rows = await store.list_earlier(reader, *place, user_id, after, limit + 1)
    page = rows[:limit]
    return Edits(
        [
            Earlier(text, msgspec.json.decode(entities, type=list[Entity]) if entities else [], clock.wire(moment))
            for _, text, entities, moment in page
        ],
        next_cursor=pages.cursor(page[-1][0]) if len(rows) > limit else None,
    )
