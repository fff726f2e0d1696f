"""The SQL of pinning."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from kocmoc.core.db import Db, Reader
from kocmoc.messages.journal import IS_UNWELCOME, alteration
from kocmoc.messages.store import AROUND, SEEN

PIN = alteration(
    f"""
        when m.deleted_at is not null or m.type = 'system' then 'no_such_message'
        when c.type in ('group', 'channel') and o.role = 'member' then 'forbidden'
        when a.pinned and {IS_UNWELCOME} then 'not_accepted'
        when a.pinned = (m.pinned_at is not null) then 'same'
    """,
    "pinned_at = case when p.pinned then clock_timestamp() end",
    pinned="boolean[]",
)

PINNED = f"""
    select {SEEN}
    from members r
    join messages m on m.chat_id = r.chat_id and m.seq > r.visible_after
    {AROUND}
    where r.chat_id = $1 and r.user_id = $2 and m.pinned_at is not null and (m.pinned_at, m.seq) < ($3, $4)
    order by m.pinned_at desc, m.seq desc
    limit $5
"""


async def pin(
    db: Db, chat_ids: Sequence[int], seqs: Sequence[int], user_ids: Sequence[int], pinned: Sequence[bool]
) -> list[asyncpg.Record]:
    return await db.fetch(PIN, chat_ids, seqs, user_ids, pinned)


async def list_pinned(
    db: Reader, chat_id: int, user_id: int, before: tuple[datetime, int], limit: int
) -> list[asyncpg.Record]:
    return await db.fetch(PINNED, chat_id, user_id, *before, limit)
