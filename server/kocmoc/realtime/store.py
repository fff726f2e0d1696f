"""All the SQL of news."""

from typing import NamedTuple

from kocmoc.core.db import Reader
from kocmoc.messages import AROUND, MESSAGE, Message, from_row

# Who hears of somebody: the other halves of their direct chats.
AUDIENCE = """
    select
        r.user_id, o.user_id as listener_id,
        coalesce(u.settings ->> 'last_seen', 'everyone') = 'nobody' or exists (
            select from blocks b where b.user_id = r.user_id and b.blocked_id = o.user_id
        ) as is_hidden
    from members r
    join chats c on c.id = r.chat_id and c.type = 'direct'
    join members o on o.chat_id = r.chat_id and o.user_id <> r.user_id
    join users u on u.id = r.user_id
    where r.user_id = any($1::bigint[])
    limit 1000000
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


class Acquaintance(NamedTuple):
    """`listener_id` hears of `user_id`; of their coming and going only if they do not hide it."""

    user_id: int
    listener_id: int
    is_hidden: bool


async def list_audience(db: Reader, user_ids: list[int]) -> list[Acquaintance]:
    """Everybody who hears of each of these people."""
    return [Acquaintance(*row.values()) for row in await db.fetch(AUDIENCE, user_ids)]


async def list_memberships(db: Reader, user_ids: list[int]) -> list[Membership]:
    return [Membership(*row.values()) for row in await db.fetch(MEMBERSHIPS, user_ids)]


async def list_changes(db: Reader, chat_id: int, after: int, until: int) -> list[Message]:
    """Messages whose latest change lies between these versions, in the order of those changes, at most 100."""
    return [from_row(row) for row in await db.fetch(CHANGES, chat_id, after, until)]


async def list_versions(db: Reader, chat_ids: list[int]) -> list[tuple[int, int]]:
    """(chat, version) of each of these chats."""
    return [(row["chat_id"], row["version"]) for row in await db.fetch(VERSIONS, chat_ids)]
