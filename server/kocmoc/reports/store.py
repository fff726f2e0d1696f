"""All the SQL of reports."""

import asyncpg

from kocmoc.core.db import Db, Reader

# With what was said, as it was said: it may be worded otherwise by the time somebody looks. Whoever deletes it waits
# for us or we for them, so that no quotation outlives it: docs/decisions/0016-reports-quote-what-is-there.md.
ABOUT_MESSAGE = """
    insert into reports (reporter_id, user_id, chat_id, seq, reason, excerpt)
    select r.user_id, m.sender_id, m.chat_id, m.seq, $4, left(m.text, 1024)
    from members r join messages m on m.chat_id = r.chat_id and m.seq > r.visible_after
    where r.user_id = $1 and r.chat_id = $2 and m.seq = $3 and m.deleted_at is null and m.type <> 'system'
    for share of m
    returning id, user_id, chat_id, seq, reason, created_at
"""
ABOUT_USER = """
    insert into reports (reporter_id, user_id, reason)
    select $1, u.id, $3 from users u where u.id = $2 and u.deleted_at is null
    returning id, user_id, chat_id, seq, reason, created_at
"""
SILENCE = "update reports set reason = '' where reporter_id = $1"
SWEEP = """
    delete from reports where id in (
        select id from reports where resolved_at < now() - make_interval(days => $1) limit $2 for update skip locked
    )
    returning id
"""


async def add_about_message(db: Db, reporter_id: int, chat_id: int, seq: int, reason: str) -> asyncpg.Record | None:
    """None when the reporter sees no such message."""
    return await db.fetchrow(ABOUT_MESSAGE, reporter_id, chat_id, seq, reason)


async def add_about_user(db: Db, reporter_id: int, user_id: int, reason: str) -> asyncpg.Record | None:
    return await db.fetchrow(ABOUT_USER, reporter_id, user_id, reason)


async def silence(db: Db, reporter_id: int) -> None:
    """What this person gave as their reasons is not known any more."""
    await db.execute(SILENCE, reporter_id)


async def sweep(reader: Reader, days: int, batch: int) -> bool:
    """Remove some of the reports that were settled so long ago; whether there may be more."""
    return len(await reader.fetch(SWEEP, days, batch)) == batch
