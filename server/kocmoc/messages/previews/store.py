"""The SQL of link previews."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from kocmoc.core.db import Db, Reader
from kocmoc.messages.journal import alteration

# For the text it was looked up for, and no later one.
SHOW = alteration(
    """
        when m.deleted_at is not null or m.edited_at is distinct from a.edited_at then 'no_such_message'
        when m.link_preview is not distinct from a.preview then 'same'
    """,
    "link_preview = p.preview",
    edited_at="timestamptz[]",
    preview="jsonb[]",
)

WANTS = "select coalesce(settings ->> 'link_previews', 'true') <> 'false' from users where id = $1"

Columns = tuple[Sequence[int], Sequence[int], Sequence[int], Sequence[datetime | None], Sequence[str]]


async def show(db: Db, columns: Columns) -> list[asyncpg.Record]:
    return await db.fetch(SHOW, *columns)


async def wants(db: Reader, user_id: int) -> bool:
    """Whether this person lets links be looked up."""
    return bool(await db.fetchval(WANTS, user_id))
