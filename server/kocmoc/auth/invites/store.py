"""All the SQL of invitations."""

from datetime import datetime

import asyncpg

from kocmoc.core.db import Db, Reader

ADD = """
    insert into server_invites (code, created_by, expires_at, max_uses) values ($1, $2, $3, $4)
    returning code, expires_at, max_uses, uses, created_at
"""
PAGE = """
    select code, expires_at, max_uses, uses, created_at
    from server_invites
    where $1::timestamptz is null or (created_at, code) < ($1, $2::text)
    order by created_at desc, code desc
    limit $3
"""
REMOVE = "delete from server_invites where code = $1 returning true"

IS_OPEN = """
    select exists (
        select from server_invites
        where code = $1 and (expires_at is null or expires_at > now()) and (max_uses is null or uses < max_uses)
    )
"""
USE = """
    update server_invites set uses = uses + 1, last_used_at = now()
    where code = $1 and (expires_at is null or expires_at > now()) and (max_uses is null or uses < max_uses)
    returning true
"""
# Those that have opened nothing for a long time, and never will again.
SWEEP = """
    delete from server_invites where code in (
        select code from server_invites
        where expires_at < now() - make_interval(days => $1)
            or (uses = max_uses and last_used_at < now() - make_interval(days => $1))
        limit $2 for update skip locked
    )
    returning code
"""

KEEP_DAYS = 90


async def add(db: Db, code: str, created_by: int, expires_at: datetime | None, max_uses: int | None) -> asyncpg.Record:
    row = await db.fetchrow(ADD, code, created_by, expires_at, max_uses)
    assert row is not None
    return row


async def list_page(reader: Reader, after: tuple[datetime, str] | None, limit: int) -> list[asyncpg.Record]:
    return await reader.fetch(PAGE, *(after or (None, None)), limit)


async def remove(db: Db, code: str) -> bool:
    """Whether there was such an invitation."""
    return bool(await db.fetchval(REMOVE, code))


async def is_open(reader: Reader, code: str) -> bool:
    return bool(await reader.fetchval(IS_OPEN, code))


async def use(db: Db, code: str) -> bool:
    """Whether it still let somebody in."""
    return bool(await db.fetchval(USE, code))


async def sweep(reader: Reader, batch: int) -> bool:
    """Remove some of the invitations that have long been of no use; whether there may be more."""
    return len(await reader.fetch(SWEEP, KEEP_DAYS, batch)) == batch
