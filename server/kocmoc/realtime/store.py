"""All the SQL of news."""

from datetime import datetime
from typing import NamedTuple

from kocmoc.core.db import Reader
from kocmoc.messages import AROUND, MESSAGE, Message, from_row

# Who hears of somebody: the other halves of their direct chats, and the members of groups of at most 200 they are in.
# `$2` are those who can hear anything now; null is anybody.
AUDIENCE = """
    with places as (
        select r.user_id, r.chat_id
        from members r join chats c on c.id = r.chat_id
        where r.user_id = any($1::bigint[]) and c.deleted_at is null and (
            c.type = 'direct'
            or c.type = 'group' and not exists (
                select from members x where x.chat_id = c.id order by x.user_id offset 200 limit 1
            )
        )
    ),
    known as (
        select distinct p.user_id, o.user_id as listener_id
        from places p join members o on o.chat_id = p.chat_id and o.user_id <> p.user_id
        where $2::bigint[] is null or o.user_id = any($2)
    ),
    seen as (
        select
            k.user_id, k.listener_id,
            coalesce(u.settings ->> 'last_seen', 'everyone') = 'nobody' or exists (
                select from blocks b where b.user_id = k.user_id and b.blocked_id = k.listener_id
            ) as is_hidden
        from known k join users u on u.id = k.user_id
    )
    select
        user_id,
        coalesce(array_agg(listener_id) filter (where not is_hidden), '{}') as open,
        coalesce(array_agg(listener_id) filter (where is_hidden), '{}') as closed
    from seen
    group by user_id
    limit 100000
"""

# Who types to somebody that has blocked them is heard by nobody, and not told why.
IS_BLOCKED = """
    select exists (
        select from chats c join blocks b on b.user_id in (c.low_user_id, c.high_user_id)
        where c.id = $1 and c.type = 'direct' and b.blocked_id = $2
    )
"""

SEEN = """
    select id, last_seen_at from users
    where last_seen_at between $1 and $2 and disabled_at is null
    limit 100000
"""

MEMBERSHIPS = """
    select
        r.user_id, r.chat_id, r.visible_after, r.hidden_at is not null and h.last_seq <= r.visible_after as is_hidden,
        h.version
    from members r
    join chats c on c.id = r.chat_id
    join chat_heads h on h.chat_id = r.chat_id
    where r.user_id = any($1::bigint[]) and c.deleted_at is null
    limit 1000000
"""

# As events show them, to everybody.
CHANGES = f"""
    select {MESSAGE}
    from messages m
    {AROUND}
    where m.chat_id = $1 and m.version > $2 and m.version < $3
    order by m.version
    limit 100
"""

VERSIONS = "select chat_id, version from chat_heads where chat_id = any($1::bigint[]) limit 100000"


class Membership(NamedTuple):
    """A chat somebody is in, and its version; they see what lies behind `visible_after`. One they have deleted for
    themselves waits for something new."""

    user_id: int
    chat_id: int
    visible_after: int
    is_hidden: bool
    version: int


class Listeners(NamedTuple):
    """Who hears of somebody; of their coming and going only those to whom it is open."""

    open: list[int]
    closed: list[int]


async def list_audience(db: Reader, user_ids: list[int], audible: list[int] | None) -> dict[int, Listeners]:
    """For each of these people everybody who hears of them, among those who hear anything now."""
    rows = await db.fetch(AUDIENCE, user_ids, audible)
    return {row["user_id"]: Listeners(row["open"], row["closed"]) for row in rows}


async def list_seen(db: Reader, since: datetime, until: datetime) -> dict[int, datetime]:
    """Who was last seen in between, and when."""
    return {row["id"]: row["last_seen_at"] for row in await db.fetch(SEEN, since, until)}


async def is_blocked(db: Reader, chat_id: int, user_id: int) -> bool:
    """Whether the other half of this direct chat has blocked them."""
    return bool(await db.fetchval(IS_BLOCKED, chat_id, user_id))


async def list_memberships(db: Reader, user_ids: list[int]) -> list[Membership]:
    return [Membership(*row.values()) for row in await db.fetch(MEMBERSHIPS, user_ids)]


async def list_changes(db: Reader, chat_id: int, after: int, until: int) -> list[Message]:
    """Messages whose latest change lies between these versions, in the order of those changes, at most 100."""
    return [from_row(row) for row in await db.fetch(CHANGES, chat_id, after, until)]


async def list_versions(db: Reader, chat_ids: list[int]) -> list[tuple[int, int]]:
    """(chat, version) of each of these chats."""
    return [(row["chat_id"], row["version"]) for row in await db.fetch(VERSIONS, chat_ids)]
