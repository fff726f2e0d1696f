"""The SQL of retention."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from kocmoc.core.db import Db
from kocmoc.messages.deletions.store import BESIDES, SETS
from kocmoc.messages.store import AROUND, COLUMNS, MESSAGE

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

MARK = """
    insert into retention_marks (chat_id, seq) values ($1, $2)
    on conflict (chat_id) do update set seq = excluded.seq where retention_marks.seq < excluded.seq
"""

_OF_MESSAGE = ", ".join(f"m.{name.strip()}" for name in COLUMNS.split(","))

EXPIRE = f"""
    with asked as (
        select * from unnest($1::bigint[], $2::bigint[]) with ordinality as a (chat_id, seq, n)
    ),
    judged as (
        select a.*, case
            when m.seq is null or m.type = 'system' then 'no_such_message'
            when m.deleted_at is not null then 'same'
            else 'ok'
        end as verdict
        from asked a left join messages m on m.chat_id = a.chat_id and m.seq = a.seq
    ),
    placed as (
        select *, row_number() over (partition by chat_id order by n) as place from judged where verdict = 'ok'
    ),
    heads as (
        update chat_heads h
        set version = h.version + t.total, changed_in = pg_current_xact_id()::text::bigint
        from (select chat_id, count(*) as total from placed group by chat_id) t
        where h.chat_id = t.chat_id
        returning h.chat_id, h.version - t.total as version
    ),
    changed as (
        update messages m
        set version = h.version + p.place, {SETS}
        from placed p join heads h on h.chat_id = p.chat_id
        where m.chat_id = p.chat_id and m.seq = p.seq
        returning {_OF_MESSAGE}
    ){BESIDES}
    select r.n, r.verdict as outcome, {MESSAGE}
    from judged r
    left join lateral (
        select * from changed x where x.chat_id = r.chat_id and x.seq = r.seq
        union all
        select {COLUMNS} from messages x where r.verdict = 'same' and x.chat_id = r.chat_id and x.seq = r.seq
        limit 1
    ) m on true
    {AROUND}
    order by r.n
"""


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
