"""The SQL of deleting."""

from collections.abc import Sequence

import asyncpg

from kocmoc.core.db import Db
from kocmoc.messages.journal import alteration

_GONE = """
    {name} as (
        delete from {table} x using placed p where x.chat_id = p.chat_id and x.seq = p.seq{returning}
    )"""

# The table wants to be told of every deed; of this one nothing is left to tell.
SETS = """
    text = '', deleted_at = date_trunc('milliseconds', clock_timestamp()), tsv = null, entities = null,
    deed = case when m.deed is not null then '{}'::jsonb end, attachments = null, reactions = null, link_preview = null,
    pinned_at = null, reply_to_seq = null,
    forward_user_id = null, forward_chat_id = null, forward_seq = null, forward_sent_at = null
"""

BESIDES = "".join(
    "," + _GONE.format(name=f"gone_{table}", table=table, returning="")
    for table in ("reactions", "message_edits", "mentions", "message_files")
)

DELETE = alteration(
    """
        when (m.sender_id <> a.user_id or m.type = 'system')
            and not (c.type in ('group', 'channel') and o.role in ('owner', 'admin'))
            then 'not_author'
        when m.deleted_at is not null then 'same'
    """,
    SETS,
    besides=BESIDES,
)


async def delete(db: Db, chat_ids: Sequence[int], seqs: Sequence[int], user_ids: Sequence[int]) -> list[asyncpg.Record]:
    return await db.fetch(DELETE, chat_ids, seqs, user_ids)
