"""All the SQL of taking one's data away: page by page, so that nobody's data is ever whole in memory."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import asyncpg

from kocmoc.core.db import Reader

PAGE = 500


def _own(table: str, owner: str, columns: str) -> str:
    """The rows of a table that are somebody's."""
    return f"select {columns}, id as place from {table} where {owner} = $1 and id > $2 order by id limit $3"


SETTINGS = "select settings::text as settings from users where id = $1 and $2 = 0 limit $3"

SESSIONS = """
    select *
    from (
        select name, created_at, last_seen_at, expires_at, row_number() over (order by created_at, id) as place
        from sessions
        where user_id = $1 and ended_at is null
    ) mine
    where place > $2
    order by place
    limit $3
"""

BLOCKS = """
    select u.id, u.username, u.display_name, b.created_at, b.blocked_id as place
    from blocks b join users u on u.id = b.blocked_id
    where b.user_id = $1 and b.blocked_id > $2
    order by b.blocked_id
    limit $3
"""

CHATS = """
    select c.id, c.type, c.title, r.role, r.joined_at, r.draft, c.id as place
    from members r join chats c on c.id = r.chat_id
    where r.user_id = $1 and c.id > $2 and c.deleted_at is null
    order by c.id
    limit $3
"""

STORIES = _own("stories", "author_id", "id, type, text, file_id, created_at, expires_at")

FILES = _own("files", "owner_id", "id, kind, name, mime, (attachment ->> 'size')::bigint as size, key, created_at")

# What I have said in a chat I am in.
SAID = """
    select
        m.seq, m.type, m.text, m.entities::text as entities, m.reply_to_seq, m.created_at, m.edited_at, m.seq as place,
        array(select f.file_id from message_files f where f.chat_id = m.chat_id and f.seq = m.seq limit 10) as file_ids
    from messages m
    where m.chat_id = $4 and m.sender_id = $1 and m.type <> 'system' and m.deleted_at is null and m.seq > $2
    order by m.seq
    limit $3
"""


# What I have put under other people's words and my own, in a chat I am in.
REACTIONS = """
    select r.chat_id, r.seq, array_agg(r.emoji order by r.reacted_at, r.emoji) as emoji, r.seq as place
    from reactions r
    where r.chat_id = $4 and r.user_id = $1 and r.seq > $2
    group by r.chat_id, r.seq
    order by r.seq
    limit $3
"""

SCHEDULED = _own("scheduled", "user_id", "id, chat_id, draft::text as message, send_at, created_at")

STICKERS = """
    select s.id, p.title as pack, s.emoji, s.file_id, s.id as place
    from sticker_packs p join stickers s on s.pack_id = p.id
    where p.owner_id = $1 and s.id > $2
    order by s.id
    limit $3
"""

REPORTS = _own("reports", "reporter_id", "id, user_id, chat_id, seq, reason, created_at")


async def each(reader: Reader, sql: str, user_id: int, *more: Any) -> AsyncIterator[Mapping[str, Any]]:
    """The rows of a statement that takes whose they are, the place behind which to begin, and how many."""
    place = 0
    while True:
        rows: list[asyncpg.Record] = await reader.fetch(sql, user_id, place, PAGE, *more)
        for row in rows:
            yield {name: value for name, value in row.items() if name != "place"}
        if len(rows) < PAGE:
            return
        place = rows[-1]["place"]
