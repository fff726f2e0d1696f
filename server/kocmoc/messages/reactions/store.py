"""The SQL of reacting."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import asyncpg

from kocmoc.core.db import Db, Reader
from kocmoc.messages.journal import IS_UNWELCOME, alteration

# Counted in the row itself: a look at a message must not count the reactions of thousands.
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
    """
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
    """,
    emoji="text[]",
    added="boolean[]",
    besides=""",
    added as (
        insert into reactions (chat_id, seq, user_id, emoji)
        select chat_id, seq, user_id, emoji from placed where added
    ),
    removed as (
        delete from reactions x using placed p
        where not p.added and x.chat_id = p.chat_id and x.seq = p.seq and x.user_id = p.user_id and x.emoji = p.emoji
    )""",
)

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


async def react(db: Db, columns: Columns) -> list[asyncpg.Record]:
    return await db.fetch(REACT, *columns)


async def list_reactors(
    db: Reader, chat_id: int, seq: int, user_id: int, after: tuple[int, str], limit: int
) -> list[Reactor]:
    return [Reactor(*row) for row in await db.fetch(REACTORS, chat_id, seq, user_id, *after, limit)]
