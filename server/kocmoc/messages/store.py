"""The SQL of reading messages, and the parts every statement that shows one is put together from."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from kocmoc.core.db import Reader

# The columns of `messages`, in one order for all who hand rows of it on.
COLUMNS = """
    chat_id, seq, version, sender_id, client_id, type, text, entities, attachments, reactions, link_preview, deed,
    silent, pinned_at, reply_to_seq, forward_user_id, forward_chat_id, forward_seq, forward_sent_at,
    created_at, edited_at, deleted_at
"""

# What `rows.from_row` reads: a message `m`, and what is around it.
MESSAGE = """
    m.chat_id, m.seq, m.version, m.sender_id, m.client_id, m.type, m.text, m.entities, m.attachments, m.reactions,
    m.link_preview, m.deed, m.silent, m.pinned_at, m.reply_to_seq, m.forward_user_id, m.forward_chat_id, m.forward_seq,
    m.forward_sent_at, m.created_at, m.edited_at, m.deleted_at,
    u.username, u.display_name, u.avatar,
    q.quote_type, q.quote_text, q.quote_deleted_at, q.quote_name, q.chat_history, f.forward_name
"""

# Laterals with a limit, so that each look-up stays one in an index, whatever the planner believes about sizes.
AROUND = """
    left join lateral (
        select username, display_name, avatar from users where id = m.sender_id limit 1
    ) u on true
    left join lateral (
        select
            p.type as quote_type, p.text as quote_text, p.deleted_at as quote_deleted_at,
            s.display_name as quote_name, c.history as chat_history
        from messages p join users s on s.id = p.sender_id join chats c on c.id = p.chat_id
        where p.chat_id = m.chat_id and p.seq = m.reply_to_seq
        limit 1
    ) q on m.reply_to_seq is not null
    left join lateral (
        select display_name as forward_name from users where id = m.forward_user_id limit 1
    ) f on m.forward_user_id is not null
"""

# What `rows.seen` reads: the same for one reader, whose membership is `r`.
SEEN = f"""
    {MESSAGE}, r.visible_after,
    case when m.reactions is not null then array(
        select x.emoji from reactions x
        where x.chat_id = m.chat_id and x.seq = m.seq and x.user_id = r.user_id
        order by x.reacted_at, x.emoji
        limit 10
    ) end as mine,
    case when m.forward_chat_id is not null then coalesce(
        (select true from chats c where c.id = m.chat_id and c.type = 'saved' limit 1),
        (
            select true from members o join chats c on c.id = o.chat_id
            where o.chat_id = m.forward_chat_id and o.user_id = r.user_id
            and c.type = 'channel' and o.visible_after < m.forward_seq
            limit 1
        )
    ) end as is_source_shown
"""

PAGE = f"""
    select {SEEN}
    from members r
    join messages m on m.chat_id = r.chat_id and m.seq > r.visible_after
    {AROUND}
    where r.chat_id = $1 and r.user_id = $2 and m.seq >= $3 and m.seq <= $4
    order by m.seq
    limit 100
"""

BOUNDS = """
    select r.visible_after + 1 as first, h.last_seq as last
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
    select {SEEN}
    from members r
    join messages m on m.chat_id = r.chat_id and m.seq > r.visible_after
    {AROUND}
    where r.chat_id = $1 and r.user_id = $2 and m.version > $3
    order by m.version
    limit $4
"""

# Of mine alone, and so wherever I begin.
SENT = f"""
    select {SEEN}
    from members r
    join messages m on m.chat_id = r.chat_id and m.sender_id = r.user_id
    {AROUND}
    where r.chat_id = $1 and r.user_id = $2 and m.client_id = $3
    limit 1
"""

IS_THERE = """
    select exists (
        select from members r join messages m on m.chat_id = r.chat_id and m.seq > r.visible_after
        where r.chat_id = $1 and r.user_id = $2 and m.seq = $3 and m.deleted_at is null and m.type <> 'system'
    )
"""

# Asked by a member, of members.
NAMED = """
    select u.username_key, u.id
    from users u
    join members r on r.chat_id = $1 and r.user_id = u.id
    where u.username_key = any($3::text[]) and exists (select from members where chat_id = $1 and user_id = $2)
    limit 50
"""

IS_CROWD = """
    select c.type = 'channel' or (
        select count(*) from (select from members r where r.chat_id = c.id limit $2 + 1) crowd
    ) > $2
    from chats c
    where c.id = $1
"""

# When: in which of the moves of their mark that are kept it passed the message; null when that is not kept any more.
READERS = """
    select r.user_id, (
        select moved.at from unnest(r.read_from, r.read_at) with ordinality as moved (left_from, at, n)
        where moved.left_from < m.seq
        order by moved.n
        limit 1
    ) as read_at
    from members r join messages m on m.chat_id = r.chat_id and m.seq = $2
    where r.chat_id = $1 and r.user_id > $3 and r.user_id <> m.sender_id
    and r.last_read_seq >= m.seq and r.visible_after < m.seq
    order by r.user_id
    limit $4
"""


async def find_bounds(db: Reader, chat_id: int, user_id: int) -> tuple[int, int] | None:
    """The first place this member may see and the last there is; None for a chat they are not in."""
    row = await db.fetchrow(BOUNDS, chat_id, user_id)
    return (row["first"], row["last"]) if row else None


async def find_first_at(db: Reader, chat_id: int, moment: datetime) -> int:
    """The place of the first message at or after a moment; one past the last when there is none."""
    place: int = await db.fetchval(FIRST_AT, chat_id, moment)
    return place


async def list_between(db: Reader, chat_id: int, user_id: int, first: int, last: int) -> Sequence[asyncpg.Record]:
    """Messages by place, both ends included, at most 100."""
    return await db.fetch(PAGE, chat_id, user_id, first, last)


async def list_changed(db: Reader, chat_id: int, user_id: int, version: int, limit: int) -> Sequence[asyncpg.Record]:
    """Messages whose latest change came after `version`, in the order of those changes."""
    return await db.fetch(CHANGED, chat_id, user_id, version, limit)


async def find_sent(db: Reader, chat_id: int, user_id: int, client_id: UUID) -> asyncpg.Record | None:
    return await db.fetchrow(SENT, chat_id, user_id, client_id)


async def is_there(db: Reader, chat_id: int, user_id: int, seq: int) -> bool:
    """Whether this member sees the message, and it is neither deleted nor a deed."""
    return bool(await db.fetchval(IS_THERE, chat_id, user_id, seq))


async def find_named(db: Reader, chat_id: int, user_id: int, keys: Sequence[str]) -> dict[str, int]:
    """Members of a chat by their usernames, as another member may know them."""
    return {row["username_key"]: row["id"] for row in await db.fetch(NAMED, chat_id, user_id, keys)}


async def is_crowd(db: Reader, chat_id: int, limit: int) -> bool:
    """Whether it has more members than that, or is a channel, whose readers nobody knows."""
    return bool(await db.fetchval(IS_CROWD, chat_id, limit))


async def list_readers(db: Reader, chat_id: int, seq: int, after: int, limit: int) -> list[tuple[int, datetime | None]]:
    """Who has read it, and when."""
    return [(row["user_id"], row["read_at"]) for row in await db.fetch(READERS, chat_id, seq, after, limit)]
