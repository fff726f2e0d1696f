"""All the SQL of scheduled messages."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from kocmoc.core.db import Db, Reader
from kocmoc.messages.scheduled.types import Due, Kept

# Held while it is decided, so that two at once do not both find room for the last one. The verdict is the journal's.
HOLD_SEAT = """
    select case
        when c.type = 'channel' and r.role = 'member' then 'forbidden'
        when c.type = 'direct' and exists (
            select from users p
            where p.id in (c.low_user_id, c.high_user_id) and p.id <> r.user_id
            and (p.disabled_at is not null or exists (
                select from blocks b where b.user_id = p.id and b.blocked_id = r.user_id
            ))
        ) then 'not_accepted'
        else 'ok'
    end
    from members r join chats c on c.id = r.chat_id
    where r.chat_id = $1 and r.user_id = $2
    for no key update of r
"""

COUNT = "select count(*) from scheduled where chat_id = $1 and user_id = $2"

FIND = """
    select s.id, s.chat_id, s.client_id, s.draft, s.send_at, s.created_at, array(
        select f.attachment from scheduled_files k join files f on f.id = k.file_id
        where k.scheduled_id = s.id
        order by k.place
        limit 10
    ) as attachments
    from members r join scheduled s on s.chat_id = r.chat_id and s.user_id = r.user_id
    where r.chat_id = $1 and r.user_id = $2
"""

BY_CLIENT_ID = f"{FIND} and s.client_id = $3"

PAGE = f"""
    {FIND} and (s.send_at, s.id) > ($3, $4)
    order by s.send_at, s.id
    limit $5
"""

INSERT = """
    insert into scheduled (chat_id, user_id, client_id, draft, send_at) values ($1, $2, $3, $4, $5) returning id
"""

KEEP_FILES = """
    with claimed as (
        update files set claimed_at = coalesce(claimed_at, now()) where id = any($2::bigint[])
    )
    insert into scheduled_files (scheduled_id, file_id, place)
    select $1, f.id, f.place from unnest($2::bigint[]) with ordinality as f (id, place)
"""

DELETE = "delete from scheduled where id = $1 and chat_id = $2 and user_id = $3 returning id"

DELETE_OF = "delete from scheduled where user_id = $1"

DELETE_IN = "delete from scheduled where chat_id = $1 and user_id = $2"

# Several may be at work at once, in as many processes.
TAKE_DUE = """
    select s.id, s.chat_id, s.user_id, s.client_id, s.draft, u.disabled_at is not null as is_barred
    from scheduled s join users u on u.id = s.user_id
    where s.send_at <= now()
    order by s.send_at, s.id
    limit $1
    for update of s skip locked
"""

DONE = "delete from scheduled where id = any($1::bigint[])"


async def hold_seat(db: Db, chat_id: int, user_id: int) -> str | None:
    """Whether this member may post here: `ok`, or why not; None for who is no member."""
    verdict: str | None = await db.fetchval(HOLD_SEAT, chat_id, user_id)
    return verdict


async def count(db: Db, chat_id: int, user_id: int) -> int:
    """How many of theirs wait here. Only exact while their seat is held."""
    number: int = await db.fetchval(COUNT, chat_id, user_id)
    return number


async def find(db: Reader, chat_id: int, user_id: int, client_id: UUID) -> asyncpg.Record | None:
    return await db.fetchrow(BY_CLIENT_ID, chat_id, user_id, client_id)


async def list_page(
    db: Reader, chat_id: int, user_id: int, after: tuple[datetime, int], limit: int
) -> list[asyncpg.Record]:
    return await db.fetch(PAGE, chat_id, user_id, *after, limit)


async def insert(db: Db, chat_id: int, user_id: int, client_id: UUID, kept: Kept, send_at: datetime) -> None:
    number: int = await db.fetchval(INSERT, chat_id, user_id, client_id, msgspec.json.encode(kept).decode(), send_at)
    if kept.file_ids:
        await db.execute(KEEP_FILES, number, kept.file_ids)


async def delete(db: Db, number: int, chat_id: int, user_id: int) -> bool:
    return await db.fetchval(DELETE, number, chat_id, user_id) is not None


async def delete_of(db: Db, user_id: int) -> None:
    await db.execute(DELETE_OF, user_id)


async def delete_in(db: Db, chat_id: int, user_id: int) -> None:
    await db.execute(DELETE_IN, chat_id, user_id)


async def take_due(db: Db, limit: int) -> list[Due]:
    rows = await db.fetch(TAKE_DUE, limit)
    return [
        Due(
            row["id"],
            row["chat_id"],
            row["user_id"],
            row["client_id"],
            msgspec.json.decode(row["draft"], type=Kept),
            row["is_barred"],
        )
        for row in rows
    ]


async def done(db: Db, numbers: Sequence[int]) -> None:
    await db.execute(DONE, numbers)
