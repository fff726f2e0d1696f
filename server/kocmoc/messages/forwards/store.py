"""The SQL of forwarding."""

import asyncpg

from kocmoc.core.db import Db

SOURCE = """
    select
        m.text, m.entities, m.attachments,
        coalesce(m.forward_user_id, m.sender_id) as user_id,
        case when m.forward_user_id is null then m.chat_id else m.forward_chat_id end as chat_id,
        case when m.forward_user_id is null then m.seq else m.forward_seq end as seq,
        coalesce(m.forward_sent_at, m.created_at) as sent_at
    from members r join messages m on m.chat_id = r.chat_id and m.seq > r.visible_after
    where r.chat_id = $1 and r.user_id = $2 and m.seq = $3 and m.deleted_at is null and m.type <> 'system'
"""


async def find_source(db: Db, chat_id: int, user_id: int, seq: int) -> asyncpg.Record | None:
    """A message this member may forward, and who wrote it first."""
    return await db.fetchrow(SOURCE, chat_id, user_id, seq)
