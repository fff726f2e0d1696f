"""All the SQL of blocks."""

from datetime import datetime

import asyncpg

from kocmoc.core.db import Db, Reader
from kocmoc.users.sight import SEEN

ADD = "insert into blocks (user_id, blocked_id) values ($1, $2) on conflict do nothing returning true"
REMOVE = "delete from blocks where user_id = $1 and blocked_id = $2 returning true"
PAGE = f"""
    select {SEEN}, b.created_at as blocked_at
    from blocks b join users u on u.id = b.blocked_id
    where b.user_id = $1 and ($2::timestamptz is null or (b.created_at, b.blocked_id) < ($2, $3::bigint))
    order by b.created_at desc, b.blocked_id desc
    limit $4
"""


async def add(db: Db, user_id: int, blocked_id: int) -> bool:
    """Whether this is new."""
    return bool(await db.fetchval(ADD, user_id, blocked_id))


async def remove(db: Db, user_id: int, blocked_id: int) -> bool:
    """Whether there was such a block."""
    return bool(await db.fetchval(REMOVE, user_id, blocked_id))


async def list_page(
    reader: Reader, user_id: int, after: tuple[datetime, int] | None, limit: int
) -> list[asyncpg.Record]:
    return await reader.fetch(PAGE, user_id, *(after or (None, None)), limit)
