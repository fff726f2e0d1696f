"""All the SQL of chats. Every chat is reached through somebody's membership; there is no second way."""

from datetime import datetime

import asyncpg

from kocmoc.chats.types import UNREAD_LIMIT, ChatType
from kocmoc.core.db import Db, Reader
from kocmoc.messages import AROUND, SEEN

# What the chat has counted since my mark, less what was mine or is deleted by now: a subtraction, not a scan.
UNREAD = """
    h.countable - r.read_countable - (
        select count(*) from messages s
        where s.chat_id = r.chat_id and s.sender_id = r.user_id and s.seq > r.last_read_seq and s.type <> 'system'
    ) - (
        select count(*) from messages s
        where s.chat_id = r.chat_id and s.seq > r.last_read_seq and s.deleted_at is not null
        and s.sender_id <> r.user_id and s.type <> 'system'
    )
"""

# `$1` is whose view it is. The look-ups are laterals with a limit, so that each stays a look-up in an index, whatever
# the planner believes about the number of chats.
CHAT = f"""
    select
        c.id, c.title, c.description, c.avatar as chat_avatar, c.history, c.created_at as chat_created_at,
        c.type as chat_type, r.role, r.last_read_seq, h.last_seq, h.version as head_version,
        coalesce(h.last_message_at, c.created_at) as updated_at,
        peer.id as peer_id,
        case c.type when 'direct' then 2 when 'saved' then 1 else (
            select count(*) from members o where o.chat_id = c.id
        ) end as members_count,
        case c.type
            when 'saved' then h.last_seq
            when 'direct' then peer.last_read_seq
            when 'group' then (
                select coalesce(max(o.last_read_seq), 0) from members o
                where o.chat_id = c.id and o.user_id <> r.user_id
            )
        end as peer_read_seq,
        ({UNREAD}) as unread_count,
        last.*
    from members r
    join chats c on c.id = r.chat_id
    join chat_heads h on h.chat_id = r.chat_id
    left join lateral (
        select o.user_id as id, o.last_read_seq, o.changed_in from members o
        where c.type = 'direct' and o.chat_id = c.id
        and o.user_id = case c.low_user_id when r.user_id then c.high_user_id else c.low_user_id end
        limit 1
    ) peer on true
    left join lateral (
        select {SEEN}
        from messages m
        {AROUND}
        where m.chat_id = h.chat_id and m.seq = h.last_seq and m.seq > r.visible_after
        limit 1
    ) last on true
    where r.user_id = $1
"""

PAGE = f"""
    {CHAT}
    and (coalesce(h.last_message_at, c.created_at), c.id) < ($2, $3)
    and ($4 = '' or exists (
        select from user_keys k where k.user_id = peer.id and strpos(k.key, $4) > 0
    ))
    order by updated_at desc, c.id desc
    limit $5
"""

ONE = f"{CHAT} and r.chat_id = $2"

SOME = f"{CHAT} and r.chat_id = any($2::bigint[])"

UNREAD_TOTAL = f"""
    select coalesce(sum(least({UNREAD_LIMIT}, {UNREAD})), 0)::bigint
    from members r join chat_heads h on h.chat_id = r.chat_id
    where r.user_id = $1 and h.countable > r.read_countable
"""

UNREAD_IN = f"""
    select {UNREAD}
    from members r join chat_heads h on h.chat_id = r.chat_id
    where r.chat_id = $1 and r.user_id = $2
"""

FIND_PAIR = """
    select id from chats where low_user_id = least($1::bigint, $2::bigint) and high_user_id = greatest($1, $2)
"""

# Two people may open their chat at the same moment: the pair is unique, so one of them makes it and the other finds it.
MAKE_PAIR = """
    insert into chats (type, low_user_id, high_user_id)
    values (case when $1::bigint = $2::bigint then 'saved' else 'direct' end, least($1, $2), greatest($1, $2))
    on conflict (low_user_id, high_user_id) where low_user_id is not null do nothing
    returning id
"""

SETTLE = """
    with head as (insert into chat_heads (chat_id) values ($1))
    insert into members (chat_id, user_id, role)
    select $1, user_id, 'member' from unnest($2::bigint[]) as user_id
"""

MARK_READ = """
    update members r
    set last_read_seq = target.seq, read_countable = target.countable, changed_in = pg_current_xact_id()::text::bigint
    from (
        select c.type, m.seq, m.countable
        from members o
        join chats c on c.id = o.chat_id
        join chat_heads h on h.chat_id = o.chat_id
        join messages m on m.chat_id = h.chat_id and m.seq = least($3, h.last_seq)
        where o.chat_id = $1 and o.user_id = $2
    ) target
    where r.chat_id = $1 and r.user_id = $2 and r.last_read_seq < target.seq
    returning r.last_read_seq, target.type
"""

IS_MEMBER = "select exists (select from members where chat_id = $1 and user_id = $2)"

MEMBER_IDS = "select user_id from members where chat_id = $1 order by user_id limit 10000"

PEER_IDS = """
    select o.user_id
    from members r
    join chats c on c.id = r.chat_id and c.type = 'direct'
    join members o on o.chat_id = r.chat_id and o.user_id <> r.user_id
    where r.user_id = $1
    limit 100000
"""


async def list_page(
    db: Reader, user_id: int, before: tuple[datetime, int], query: str, limit: int
) -> list[asyncpg.Record]:
    return await db.fetch(PAGE, user_id, *before, query, limit)


async def find(db: Reader, user_id: int, chat_id: int) -> asyncpg.Record | None:
    return await db.fetchrow(ONE, user_id, chat_id)


async def list_some(db: Reader, user_id: int, chat_ids: list[int]) -> list[asyncpg.Record]:
    return await db.fetch(SOME, user_id, chat_ids)


async def count_unread(db: Reader, user_id: int) -> int:
    total: int = await db.fetchval(UNREAD_TOTAL, user_id)
    return total


async def find_pair(db: Reader, one: int, other: int) -> int | None:
    chat_id: int | None = await db.fetchval(FIND_PAIR, one, other)
    return chat_id


async def make_pair(db: Db, one: int, other: int) -> int | None:
    """The new chat of two people (or of one); None when somebody made it first."""
    chat_id: int | None = await db.fetchval(MAKE_PAIR, one, other)
    if chat_id is not None:
        await db.execute(SETTLE, chat_id, sorted({one, other}))
    return chat_id


async def mark_read(db: Db, chat_id: int, user_id: int, seq: int) -> tuple[int, ChatType] | None:
    """Move a mark forward, not beyond the end; None when it already stood there or further."""
    row = await db.fetchrow(MARK_READ, chat_id, user_id, seq)
    return (row["last_read_seq"], row["type"]) if row else None


async def count_unread_in(db: Reader, chat_id: int, user_id: int) -> int:
    count: int = await db.fetchval(UNREAD_IN, chat_id, user_id)
    return min(count, UNREAD_LIMIT)


async def is_member(db: Reader, chat_id: int, user_id: int) -> bool:
    return bool(await db.fetchval(IS_MEMBER, chat_id, user_id))


async def list_member_ids(db: Reader, chat_id: int) -> list[int]:
    return [row["user_id"] for row in await db.fetch(MEMBER_IDS, chat_id)]


async def list_peer_ids(db: Reader, user_id: int) -> list[int]:
    """The other halves of this person's direct chats."""
    return [row["user_id"] for row in await db.fetch(PEER_IDS, user_id)]
