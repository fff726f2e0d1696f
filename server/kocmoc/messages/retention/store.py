"""The SQL of retention."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from kocmoc.core.db import Db, Reader
from kocmoc.messages.deletions.store import BESIDES, SETS
from kocmoc.messages.store import AROUND, COLUMNS, MESSAGE

Row = asyncpg.Record

OVER = """
    select m.chat_id, m.seq
    from messages m join chats c on c.id = m.chat_id
    where m.created_at >= $1 and m.created_at < $2 and (m.chat_id, m.seq) > ($3, $4)
    and m.deleted_at is null and m.type <> 'system' and c.deleted_at is null
    order by m.chat_id, m.seq
    limit $5
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


async def list_over(
    reader: Reader, since: datetime, until: datetime, after: tuple[int, int], limit: int
) -> list[tuple[int, int]]:
    """Messages said between these moments, by chat and place."""
    rows = await reader.fetch(OVER, since, until, *after, limit)
    return [(row["chat_id"], row["seq"]) for row in rows]


async def expire(db: Db, chat_ids: Sequence[int], seqs: Sequence[int]) -> list[asyncpg.Record]:
    return await db.fetch(EXPIRE, chat_ids, seqs)
