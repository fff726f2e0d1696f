"""The SQL of editing."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from kocmoc.core.db import Db, Reader
from kocmoc.messages.journal import IS_UNWELCOME, alteration

# More than these of one message nobody reads.
MOST_KEPT = 100

EDIT = alteration(
    f"""
        when m.deleted_at is not null then 'no_such_message'
        when m.sender_id <> a.user_id or m.type in ('system', 'sticker') or m.forward_user_id is not null
            then 'not_author'
        when c.type = 'channel' and o.role = 'member' then 'forbidden'
        when {IS_UNWELCOME} then 'not_accepted'
        when m.attachments is null and not a.visible then 'empty_message'
        when m.attachments is not null and char_length(a.text) > 1024 then 'too_long'
        when m.text = a.text and m.entities is not distinct from a.entities then 'same'
    """,
    """
        text = p.text, tsv = null, entities = p.entities, edited_at = date_trunc('milliseconds', clock_timestamp()),
        link_preview = case when m.link_preview ->> 'url' = p.link then m.link_preview end
    """,
    text="text[]",
    entities="jsonb[]",
    visible="boolean[]",
    link="text[]",
    besides=f""",
    unillustrated as (
        delete from message_files f
        using placed p join messages m on m.chat_id = p.chat_id and m.seq = p.seq
        where f.chat_id = m.chat_id and f.seq = m.seq and m.link_preview is not null
        and m.link_preview ->> 'url' is distinct from p.link
    ),
    kept as (
        insert into message_edits (chat_id, seq, version, text, entities, written_at)
        select m.chat_id, m.seq, h.version + p.place, m.text, m.entities, coalesce(m.edited_at, m.created_at)
        from placed p
        join heads h on h.chat_id = p.chat_id
        join messages m on m.chat_id = p.chat_id and m.seq = p.seq
    ),
    forgotten as (
        delete from message_edits e using placed p
        where e.chat_id = p.chat_id and e.seq = p.seq and e.version < (
            select min(version) from (
                select version from message_edits k
                where k.chat_id = p.chat_id and k.seq = p.seq
                order by version desc limit {MOST_KEPT - 1}
            ) latest
        )
    )""",
)

UNMENTION = """
    delete from mentions
    where (chat_id, seq) in (select * from unnest($1::bigint[], $2::bigint[]))
"""

EARLIER = """
    select e.version, e.text, e.entities, e.written_at
    from members r
    join messages m on m.chat_id = r.chat_id and m.seq = $2 and m.seq > r.visible_after
    join message_edits e on e.chat_id = m.chat_id and e.seq = m.seq
    where r.chat_id = $1 and r.user_id = $3 and e.version > $4
    order by e.version
    limit $5
"""

Columns = tuple[
    Sequence[int],
    Sequence[int],
    Sequence[int],
    Sequence[str],
    Sequence[str | None],
    Sequence[bool],
    Sequence[str | None],
]


async def edit(db: Db, columns: Columns) -> list[asyncpg.Record]:
    return await db.fetch(EDIT, *columns)


async def unmention(db: Db, chat_ids: Sequence[int], seqs: Sequence[int]) -> None:
    await db.execute(UNMENTION, chat_ids, seqs)


async def list_earlier(
    db: Reader, chat_id: int, seq: int, user_id: int, after: int, limit: int
) -> list[tuple[int, str, str | None, datetime]]:
    """(version, text, entities, moment) of what a message said before, oldest first."""
    rows = await db.fetch(EARLIER, chat_id, seq, user_id, after, limit)
    return [tuple(row) for row in rows]
