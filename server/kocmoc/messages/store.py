"""All the SQL of messages."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from kocmoc.core.db import Reader
from kocmoc.messages.types import Message, from_row

MESSAGE = """
    m.chat_id, m.seq, m.version, m.sender_id, m.client_id, m.type, m.text,
    m.created_at, m.edited_at, m.deleted_at, u.username, u.display_name, u.avatar
"""

_LOCK = """
    with locked as (
        select chat_id from chat_heads
        where chat_id = any($1::bigint[])
        order by chat_id
        for no key update {patience}
    )
    select h.chat_id, exists (select from locked l where l.chat_id = h.chat_id) as ours
    from chat_heads h
    where h.chat_id = any($1::bigint[])
"""
LOCK_NOW = _LOCK.format(patience="skip locked")
LOCK_PATIENTLY = _LOCK.format(patience="")

# Runs when the chats are ours, as a statement of its own: only a fresh snapshot sees what the last holder committed.
# `limit 1` keeps each look-up a look-up in an index, whatever the planner believes about the size of a batch.
WRITE = f"""
    with drafts as (
        select d.*, verdict.*
        from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::text[], $5::text[])
            with ordinality as d (chat_id, sender_id, client_id, type, text, n)
        left join lateral (
            select
                case
                    when c.type = 'channel' and r.role = 'member' then 'forbidden'
                    when c.type = 'direct' and exists (
                        select from users p
                        where p.id in (c.low_user_id, c.high_user_id)
                        and p.id <> d.sender_id and p.disabled_at is not null
                    ) then 'not_accepted'
                    else 'ok'
                end as verdict
            from members r join chats c on c.id = r.chat_id
            where r.chat_id = d.chat_id and r.user_id = d.sender_id
            limit 1
        ) verdict on true
    ),
    known as (
        select d.n, {MESSAGE}
        from drafts d
        join lateral (
            select * from messages
            where chat_id = d.chat_id and sender_id = d.sender_id and client_id = d.client_id
            limit 1
        ) m on d.verdict is not null
        join users u on u.id = m.sender_id
    ),
    firsts as (
        select distinct on (chat_id, sender_id, client_id) *
        from drafts d
        where d.verdict = 'ok' and d.n not in (select n from known)
        order by chat_id, sender_id, client_id, n
    ),
    placed as (
        select *, row_number() over (partition by chat_id order by n) as place from firsts
    ),
    heads as (
        update chat_heads h
        set last_seq = h.last_seq + t.total,
            version = h.version + t.total,
            countable = h.countable + t.total,
            last_message_at = greatest(h.last_message_at, date_trunc('milliseconds', clock_timestamp())),
            changed_in = pg_current_xact_id()::text::bigint
        from (select chat_id, count(*) as total from placed group by chat_id) t
        where h.chat_id = t.chat_id
        returning
            h.chat_id, h.last_seq - t.total as seq, h.version - t.total as version,
            h.countable - t.total as countable, h.last_message_at
    ),
    numbered as (
        select
            p.n, p.chat_id, h.seq + p.place as seq, h.version + p.place as version, p.sender_id, p.client_id,
            p.type, p.text, h.countable + p.place as countable, h.last_message_at as created_at,
            null::timestamptz as edited_at, null::timestamptz as deleted_at
        from placed p join heads h on h.chat_id = p.chat_id
    ),
    written as (
        insert into messages (chat_id, seq, version, sender_id, client_id, type, text, countable, created_at)
        select chat_id, seq, version, sender_id, client_id, type, text, countable, created_at from numbered
    )
    select 'known' as outcome, k.* from known k
    union all
    select 'written', m.n, {MESSAGE}
    from numbered m join users u on u.id = m.sender_id
    union all
    select
        case
            when d.verdict is null then 'no_such_chat'
            when d.verdict = 'ok' then 'twin'
            else d.verdict
        end,
        d.n, d.chat_id, 0, 0, d.sender_id, d.client_id, '', '', null, null, null, '', '', null
    from drafts d
    where d.n not in (select n from known) and d.n not in (select n from placed)
"""

PAGE = f"""
    select {MESSAGE}
    from messages m join users u on u.id = m.sender_id
    where m.chat_id = $1 and m.seq >= $2 and m.seq <= $3
    order by m.seq
    limit 100
"""

LAST_SEQ = """
    select h.last_seq
    from members r join chat_heads h on h.chat_id = r.chat_id
    where r.chat_id = $1 and r.user_id = $2
"""

# Places are dense and times never go back within a chat, so a date is found by halving, without an index on it.
FIRST_AT = """
    with recursive search (low, high) as (
        select 1::bigint, last_seq + 1 from chat_heads where chat_id = $1
        union all
        select
            case when m.created_at >= $2 then s.low else m.seq + 1 end,
            case when m.created_at >= $2 then m.seq else s.high end
        from search s
        join messages m on m.chat_id = $1 and m.seq = (s.low + s.high) / 2
        where s.low < s.high
    )
    select low from search where low = high
"""

CHANGED = f"""
    select {MESSAGE}
    from messages m join users u on u.id = m.sender_id
    where m.chat_id = $1 and m.version > $2
    order by m.version
    limit $3
"""


async def find_last_seq(db: Reader, chat_id: int, user_id: int) -> int | None:
    """The last place of a chat this user is in; None for any other chat."""
    last: int | None = await db.fetchval(LAST_SEQ, chat_id, user_id)
    return last


async def find_first_at(db: Reader, chat_id: int, moment: datetime) -> int:
    """The place of the first message at or after a moment; one past the last when there is none."""
    place: int = await db.fetchval(FIRST_AT, chat_id, moment)
    return place


async def list_between(db: Reader, chat_id: int, first: int, last: int) -> list[Message]:
    """Messages by place, both ends included, at most 100."""
    return [from_row(row) for row in await db.fetch(PAGE, chat_id, first, last)]


async def list_changed(db: Reader, chat_id: int, version: int, limit: int) -> list[Message]:
    """Messages whose latest change came after `version`, in the order of those changes."""
    return [from_row(row) for row in await db.fetch(CHANGED, chat_id, version, limit)]


Columns = tuple[Sequence[int], Sequence[int], Sequence[UUID], Sequence[str], Sequence[str]]


async def lock(db: Reader, chat_ids: Sequence[int], *, patiently: bool) -> dict[int, bool]:
    """Which of these chats exist, and whether they are locked for us now. In id order, so nobody deadlocks."""
    rows = await db.fetch(LOCK_PATIENTLY if patiently else LOCK_NOW, chat_ids)
    return {row["chat_id"]: row["ours"] for row in rows}


async def write(db: Reader, columns: Columns) -> list[asyncpg.Record]:
    """Write drafts of locked chats; one row for every draft, its place in the batch from 1 as `n`."""
    return await db.fetch(WRITE, *columns)
