"""The SQL of looking at reports."""

import asyncpg

from kocmoc.core.db import Db, Reader

_REPORT = """
    id, reporter_id, user_id, chat_id, seq, excerpt, reason, created_at, resolved_at, resolved_by, resolution
"""

PAGE = f"""
    select {_REPORT}
    from reports
    where ($1::bigint is null or id < $1) and ($2::boolean is null or (resolved_at is not null) = $2)
    order by id desc
    limit $3
"""

# Settling again changes how, not when.
SETTLE = f"""
    update reports set
        resolved_at = case when $2::boolean then coalesce(resolved_at, now()) end,
        resolved_by = case when $2 then $3::bigint end,
        resolution = case when $2 then $4::text end
    where id = $1
    returning {_REPORT}
"""


async def list_page(reader: Reader, before: int | None, resolved: bool | None, limit: int) -> list[asyncpg.Record]:
    return await reader.fetch(PAGE, before, resolved, limit)


async def settle(
    db: Db, report_id: int, actor_id: int | None, *, resolved: bool, resolution: str | None
) -> asyncpg.Record | None:
    return await db.fetchrow(SETTLE, report_id, resolved, actor_id, resolution)
