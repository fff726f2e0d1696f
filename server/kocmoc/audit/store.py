"""All the SQL of what was done."""

import asyncpg

from kocmoc.core.db import Db, Reader

WRITE = "insert into audit (actor_id, deed, user_id, details) values ($1, $2, $3, $4)"

PAGE = """
    select
        e.id, e.actor_id, a.username as actor_name, e.deed, e.user_id, u.username as user_name, e.details, e.done_at
    from audit e
    left join users a on a.id = e.actor_id
    left join users u on u.id = e.user_id
    where $1::bigint is null or e.id < $1
    order by e.id desc
    limit $2
"""


async def write(db: Db, actor_id: int | None, deed: str, user_id: int | None, details: str) -> None:
    await db.execute(WRITE, actor_id, deed, user_id, details)


async def list_page(reader: Reader, before: int | None, limit: int) -> list[asyncpg.Record]:
    return await reader.fetch(PAGE, before, limit)
