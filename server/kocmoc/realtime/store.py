"""All the SQL of news."""

from typing import NamedTuple

from kocmoc.core.db import Reader

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
    select r.chat_id, r.visible_after, r.hidden_at is not null and h.last_seq <= r.visible_after
    from members r
    join chats c on c.id = r.chat_id
    join chat_heads h on h.chat_id = r.chat_id
    where r.user_id = $1 and c.deleted_at is null
    order by r.chat_id
    limit 100000
"""


class Membership(NamedTuple):
    """A chat somebody is in; they see what lies behind `visible_after`. One they have deleted for themselves waits
    for something new."""

    chat_id: int
    visible_after: int = 0
    is_hidden: bool = False


class Acquaintance(NamedTuple):
    """`listener_id` hears of `user_id`; of their coming and going only if they do not hide it."""

    user_id: int
    listener_id: int
    is_hidden: bool


async def list_audience(db: Reader, user_ids: list[int]) -> list[Acquaintance]:
    """Everybody who hears of each of these people."""
    return [Acquaintance(*row.values()) for row in await db.fetch(AUDIENCE, user_ids)]


async def list_memberships(db: Reader, user_id: int) -> list[Membership]:
    return [Membership(*row.values()) for row in await db.fetch(MEMBERSHIPS, user_id)]
