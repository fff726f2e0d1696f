"""The SQL of reacting."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import asyncpg

from kocmoc.core.db import Db, Reader
from kocmoc.messages.journal import IS_UNWELCOME, alteration, unasked_alteration

# Counted in the row itself: a look at a message must not count the reactions of thousands.
_SETS = """
    reactions = (
        select jsonb_agg(jsonb_build_object('emoji', kind.emoji, 'count', kind.count) order by kind.place)
        from (
            select t.emoji, sum(t.count)::bigint as count, min(t.place) as place
            from (
                select e.each ->> 'emoji' as emoji, (e.each ->> 'count')::bigint as count, e.place
                from jsonb_array_elements(coalesce(m.reactions, '[]')) with ordinality as e (each, place)
                union all
                select p.emoji, case when p.added then 1 else -1 end, 1000
            ) t
            group by t.emoji
            having sum(t.count) > 0
        ) kind
    )
"""

_BESIDES = """,
    added as (
        insert into reactions (chat_id, seq, user_id, emoji)
        select chat_id, seq, user_id, emoji from placed where added
    ),
    removed as (
        delete from reactions x using placed p
        where not p.added and x.chat_id = p.chat_id and x.seq = p.seq and x.user_id = p.user_id and x.emoji = p.emoji
    )"""

REACT = alteration(
    f"""
        when m.deleted_at is not null or m.type = 'system' then 'no_such_message'
        when a.added = exists (
            select from reactions x
            where x.chat_id = a.chat_id and x.seq = a.seq and x.user_id = a.user_id and x.emoji = a.emoji
        ) then 'same'
        when not a.added then 'ok'
        when {IS_UNWELCOME} then 'not_accepted'
        when 3 <= (
            select count(*) from reactions x
            where x.chat_id = a.chat_id and x.seq = a.seq and x.user_id = a.user_id
        ) then 'too_many_reactions'
        when 20 <= jsonb_array_length(coalesce(m.reactions, '[]'))
            and not m.reactions @> jsonb_build_array(jsonb_build_object('emoji', a.emoji)) then 'too_many_reactions'
    """,
    _SETS,
    emoji="text[]",
    added="boolean[]",
    besides=_BESIDES,
)

# Nobody asks: whoever had reacted is no member of anything any more.
FADE = unasked_alteration(
    """
        when not exists (
            select from reactions x
            where x.chat_id = a.chat_id and x.seq = a.seq and x.user_id = a.user_id and x.emoji = a.emoji
        ) then 'same'
    """,
    _SETS,
    user_id="bigint[]",
    emoji="text[]",
    added="boolean[]",
    besides=_BESIDES,
)

LEAVE_TO_FADE = "insert into fading_reactions (user_id) values ($1) on conflict do nothing"

# One at a time, so that two processes do not take the same.
TAKE_FADING = "select user_id from fading_reactions order by user_id limit 1 for update skip locked"

# What a chat that has ended still has goes with it.
FADING = """
    select x.chat_id, x.seq, x.emoji
    from reactions x join chats c on c.id = x.chat_id and c.deleted_at is null
    where x.user_id = $1
    limit $2
"""

FADED = "delete from fading_reactions where user_id = $1"

REACTORS = """
    select x.reacted_at, x.user_id, x.emoji
    from members r
    join messages m on m.chat_id = r.chat_id and m.seq = $2 and m.seq > r.visible_after
    join reactions x on x.chat_id = m.chat_id and x.seq = m.seq
    where r.chat_id = $1 and r.user_id = $3 and (x.user_id, x.emoji) > ($4, $5)
    order by x.user_id, x.emoji
    limit $6
"""

Columns = tuple[Sequence[int], Sequence[int], Sequence[int], Sequence[str], Sequence[bool]]


class Reactor(NamedTuple):
    """Who reacted with what, and when."""

    reacted_at: datetime
    user_id: int
    emoji: str


class Place(NamedTuple):
    """A reaction of somebody's."""

    chat_id: int
    seq: int
    emoji: str


async def react(db: Db, columns: Columns) -> list[asyncpg.Record]:
    return await db.fetch(REACT, *columns)


async def fade(db: Db, columns: Columns) -> list[asyncpg.Record]:
    return await db.fetch(FADE, *columns)


async def leave_to_fade(db: Db, user_id: int) -> None:
    await db.execute(LEAVE_TO_FADE, user_id)


async def take_fading(db: Db) -> int | None:
    """Somebody whose reactions are to go, held until the transaction ends."""
    user_id: int | None = await db.fetchval(TAKE_FADING)
    return user_id


async def list_fading(db: Db, user_id: int, limit: int) -> list[Place]:
    return [Place(*row) for row in await db.fetch(FADING, user_id, limit)]


async def forget_fading(db: Db, user_id: int) -> None:
    await db.execute(FADED, user_id)


async def list_reactors(
    db: Reader, chat_id: int, seq: int, user_id: int, after: tuple[int, str], limit: int
) -> list[Reactor]:
    return [Reactor(*row) for row in await db.fetch(REACTORS, chat_id, seq, user_id, *after, limit)]
