"""All the SQL of looking at chats. Every chat is reached through somebody's membership; there is no second way."""

from datetime import datetime

import asyncpg

from kocmoc.chats.marks.store import MENTIONS, UNREAD
from kocmoc.chats.types import UNREAD_LIMIT
from kocmoc.core.db import Db, Reader
from kocmoc.messages import AROUND, SEEN

# The other person of a direct chat.
_PEER = """
    case when c.type = 'direct' then case c.low_user_id when r.user_id then c.high_user_id else c.low_user_id end end
"""

_ACTIVE_AT = "coalesce(h.last_message_at, c.created_at)"

# One has deleted this direct chat, and nothing has been said since.
_IS_HIDDEN = "r.hidden_at is not null and h.last_seq <= r.visible_after"

# My memberships are picked first, and only then looked at more closely. The look-ups are laterals with a limit, so
# that each stays a look-up in an index, whatever the planner believes about the number of chats.
_VIEW = """
    select
        c.id, c.title, c.description, c.avatar as chat_avatar, c.history, c.created_at as chat_created_at,
        c.type as chat_type, r.role, r.last_read_seq, r.visible_after as begins_after,
        r.pinned_at is not null as is_pinned,
        r.marked_unread, r.muted_until, r.draft, h.last_seq, h.version as head_version, {active_at} as updated_at,
        peer.user_id as peer_id,
        case c.type when 'direct' then 2 when 'saved' then 1 else h.members_count end as members_count,
        case c.type
            when 'saved' then h.last_seq
            when 'direct' then peer.last_read_seq
            when 'group' then case when f.first_user_id = r.user_id then f.second_seq else f.first_seq end
        end as peer_read_seq,
        {unread} as unread_count, {mentions} as unread_mentions_count,
        last.*
    from ({picked}) r
    join chats c on c.id = r.chat_id
    join chat_heads h on h.chat_id = r.chat_id
    left join lateral (select * from chat_fronts where chat_id = r.chat_id limit 1) f on c.type = 'group'
    left join lateral (
        select o.user_id, o.last_read_seq from members o
        where o.chat_id = c.id and o.user_id = {peer}
        limit 1
    ) peer on true
    left join lateral (
        select {seen}
        from messages m
        {around}
        where m.chat_id = h.chat_id and m.seq = h.last_seq and m.seq > r.visible_after
        limit 1
    ) last on true
"""


def _view(picked: str) -> str:
    """Chats as their member sees them, through the rows of members that are picked."""
    return _VIEW.format(
        picked=picked, active_at=_ACTIVE_AT, unread=UNREAD, mentions=MENTIONS, peer=_PEER, seen=SEEN, around=AROUND
    )


_IN_ORDER = f"r.pinned_at is not null, {_ACTIVE_AT}, r.chat_id"

_PAGE = f"""
    select r.*
    from members r
    join chats c on c.id = r.chat_id
    join chat_heads h on h.chat_id = r.chat_id
    where r.user_id = $1 and not ({_IS_HIDDEN})
    and ({_IN_ORDER}) < ($2, $3, $4)
    and ($5 = '' or strpos(c.title_key, $5) > 0 or (
        select true from user_keys k where k.user_id = {_PEER} and strpos(k.key, $5) > 0 limit 1
    ))
    order by r.pinned_at is not null desc, {_ACTIVE_AT} desc, r.chat_id desc
    limit $6
"""

PAGE = f"{_view(_PAGE)} order by is_pinned desc, updated_at desc, c.id desc"

ONE = _view("select * from members where user_id = $1 and chat_id = $2")

SOME = _view("select * from members where user_id = $1 and chat_id = any($2::bigint[])")

UNREAD_TOTAL = f"""
    select coalesce(sum(least({UNREAD_LIMIT}, {UNREAD})), 0)::bigint
    from members r join chat_heads h on h.chat_id = r.chat_id
    where r.user_id = $1 and h.countable > r.read_countable
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

# Who has blocked the one who asks sees nothing of the chat until something is said in it, as if they had deleted it.
SETTLE = """
    with head as (insert into chat_heads (chat_id) values ($1))
    insert into members (chat_id, user_id, role, hidden_at)
    select $1, p.user_id, 'member', case when exists (
        select from blocks b where b.user_id = p.user_id and b.blocked_id = $3
    ) then now() end
    from unnest($2::bigint[]) as p (user_id)
    returning user_id, hidden_at is not null as is_hidden
"""


async def list_page(
    db: Reader, user_id: int, before: tuple[bool, datetime, int], query: str, limit: int
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
    return chat_id


async def settle(db: Db, chat_id: int, user_ids: list[int], by_id: int) -> dict[int, bool]:
    """Its people, and whether it is hidden from them."""
    rows = await db.fetch(SETTLE, chat_id, user_ids, by_id)
    return {row["user_id"]: row["is_hidden"] for row in rows}
