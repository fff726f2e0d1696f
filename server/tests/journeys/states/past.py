"""When everything in the pictures happened. What the server dated by the clock of this machine is dated anew, once, and
what the looking changes (marks, drafts, who was seen) is put back before each picture."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg

# The search goes by days, so it has to look at them once more.
_DATE_MESSAGES = """
    update messages m
    set
        created_at = told.at,
        edited_at = case when m.edited_at is not null then told.at + interval '1 minute' end,
        tsv = null
    from unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) as told (chat_id, seq, at)
    where m.chat_id = told.chat_id and m.seq = told.seq
"""
# Deeds are nobody's words: they happened right after the words before them.
_DATE_DEEDS = """
    update messages m
    set created_at = coalesce(
        (
            select max(created_at) from messages p
            where p.chat_id = m.chat_id and p.seq < m.seq and p.type <> 'system'
        ),
        $1
    )
    where type = 'system'
"""
_DATE_HEADS = """
    update chat_heads h
    set last_message_at = (
        select created_at from messages m where m.chat_id = h.chat_id order by seq desc limit 1
    )
"""
_KEEP = (
    "update users set created_at = $1, email_verified_at = $1",
    "update chats set created_at = $1",
    "update members set joined_at = $1",
)
_PUT_BY = (
    "create table members_kept as select * from members",
    "create table fronts_kept as select * from chat_fronts",
)
_PUT_BACK = (
    """
    update members m
    set last_read_seq = k.last_read_seq, read_countable = k.read_countable, draft = k.draft,
        pinned_at = k.pinned_at, muted_until = k.muted_until, marked_unread = k.marked_unread
    from members_kept k
    where m.chat_id = k.chat_id and m.user_id = k.user_id
    """,
    """
    update chat_fronts f
    set first_user_id = k.first_user_id, first_seq = k.first_seq,
        second_user_id = k.second_user_id, second_seq = k.second_seq
    from fronts_kept k
    where f.chat_id = k.chat_id
    """,
    "update sessions set ended_at = now() where user_id = 1 and ended_at is null",
)
_SEEN = "update users set last_seen_at = $1::timestamptz - id * interval '7 minutes' where id <> 1"


class Past:
    def __init__(self, dsn: str, now: datetime) -> None:
        self._dsn = dsn
        self._now = now
        self._told: list[tuple[int, int, datetime]] = []

    def remember(self, message: dict[str, Any], at: datetime) -> None:
        self._told.append((int(message["chat_id"]), int(message["seq"]), at))

    async def settle(self) -> None:
        """Everything is told: from now on it was then."""
        long_ago = self._now - timedelta(days=40)
        db = await asyncpg.connect(self._dsn)
        try:
            await db.execute(_DATE_MESSAGES, *map(list, zip(*self._told, strict=True)))
            await db.execute(_DATE_DEEDS, self._now.replace(hour=9, minute=0) - timedelta(days=1))
            await db.execute(_DATE_HEADS)
            for each in _KEEP:
                await db.execute(each, long_ago)
            for each in _PUT_BY:
                await db.execute(each)
        finally:
            await db.close()

    async def come_back(self) -> None:
        db = await asyncpg.connect(self._dsn)
        try:
            for each in _PUT_BACK:
                await db.execute(each)
            await db.execute(_SEEN, self._now)
        finally:
            await db.close()
