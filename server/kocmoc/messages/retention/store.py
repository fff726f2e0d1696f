"""The SQL of retention."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from kocmoc.core.db import Db
from kocmoc.messages.deletions.store import BESIDES, SETS
from kocmoc.messages.journal import unasked_alteration

Row = asyncpg.Record

# One process at a time: what it has done the others need not do.
ALONE = "select pg_try_advisory_xact_lock('retention_marks'::regclass::oid::bigint)"

# Chats, and whether the first message behind the mark is over. It is not younger than those behind it.
CHATS = """
    select c.id, coalesce(k.seq, 0) as mark, coalesce(m.created_at < $2, false) as is_over
    from chats c
    left join retention_marks k on k.chat_id = c.id
    left join lateral (
        select created_at from messages where chat_id = c.id and seq > coalesce(k.seq, 0) order by seq limit 1
    ) m on true
    where c.id > $1 and c.deleted_at is null
    order by c.id
    limit $3
"""

# What is deleted already, or was never said by anybody, is looked at as well, so that the mark moves past it.
OVER = """
    select seq, deleted_at is null and type <> 'system' as is_said
    from (
        select seq, created_at, deleted_at, type from messages where chat_id = $1 and seq > $2 order by seq limit $4
    ) m
    where created_at < $3
    order by seq
    limit $4
"""

# A chat that has ended meanwhile wants no mark.
MARK = """
    insert into retention_marks (chat_id, seq)
    select id, $2 from chats where id = $1 for key share
    on conflict (chat_id) do update set seq = excluded.seq where retention_marks.seq < excluded.seq
"""

EXPIRE = unasked_alteration(
    """
        when m.type = 'system' then 'no_such_message'
        when m.deleted_at is not null then 'same'
    """,
    SETS,
    besides=BESIDES,
)


async def have_it_alone(db: Db) -> bool:
    """Until the transaction ends."""
    return bool(await db.fetchval(ALONE))


async def list_chats(db: Db, after: int, until: datetime, limit: int) -> list[asyncpg.Record]:
    return await db.fetch(CHATS, after, until, limit)


async def list_over(db: Db, chat_id: int, mark: int, until: datetime, limit: int) -> list[asyncpg.Record]:
    """What was said in a chat behind the mark and before this moment."""
    return await db.fetch(OVER, chat_id, mark, until, limit)


async def mark(db: Db, chat_id: int, seq: int) -> None:
    await db.execute(MARK, chat_id, seq)


async def expire(db: Db, chat_ids: Sequence[int], seqs: Sequence[int]) -> list[asyncpg.Record]:
    return await db.fetch(EXPIRE, chat_ids, seqs)
