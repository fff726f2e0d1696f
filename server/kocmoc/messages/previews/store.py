"""The SQL of link previews."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from kocmoc.core.db import Db, Reader
from kocmoc.messages.journal import alteration

# For the text it was looked up for, and no later one.
SHOW = alteration(
    """
        when m.deleted_at is not null or m.edited_at is distinct from a.edited_at then 'no_such_message'
        when m.link_preview is not distinct from a.preview then 'same'
    """,
    "link_preview = p.preview",
    edited_at="timestamptz[]",
    preview="jsonb[]",
)

# In order, so that no two who hold several wait for each other.
HOLD_FILES = "select id from files where id = any($1::bigint[]) order by id for no key update"

# Of the messages that do show them now.
SHOW_FILES = """
    with shown as (
        insert into message_files (chat_id, seq, file_id)
        select m.chat_id, m.seq, f.id
        from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as s (chat_id, seq, file_id)
        join files f on f.id = s.file_id
        join messages m on m.chat_id = s.chat_id and m.seq = s.seq
        where m.deleted_at is null and m.link_preview ->> 'thumbnail_url' = '/files/' || f.key
        on conflict do nothing
        returning file_id
    )
    update files set claimed_at = coalesce(claimed_at, now()) where id in (select file_id from shown)
"""

WANTS = "select coalesce(settings ->> 'link_previews', 'true') <> 'false' from users where id = $1"

Columns = tuple[Sequence[int], Sequence[int], Sequence[int], Sequence[datetime | None], Sequence[str]]


async def show(db: Db, columns: Columns) -> list[asyncpg.Record]:
    return await db.fetch(SHOW, *columns)


async def hold_files(db: Db, file_ids: Sequence[int]) -> set[int]:
    """Those that are still there, and stay."""
    return {row["id"] for row in await db.fetch(HOLD_FILES, file_ids)}


async def show_files(db: Db, chat_ids: Sequence[int], seqs: Sequence[int], file_ids: Sequence[int]) -> None:
    await db.execute(SHOW_FILES, chat_ids, seqs, file_ids)


async def wants(db: Reader, user_id: int) -> bool:
    """Whether this person lets links be looked up."""
    return bool(await db.fetchval(WANTS, user_id))
