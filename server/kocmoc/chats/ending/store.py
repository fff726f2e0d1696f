"""All the SQL of endings."""

from kocmoc.core.db import Db

END = """
    update chats c
    set deleted_at = now()
    from members r
    where c.id = $1 and c.type in ('group', 'channel') and c.deleted_at is null
    and r.chat_id = c.id and r.user_id = $2 and r.role = 'owner'
    returning c.id
"""

# Nobody else is in it, so there is nobody to tell.
END_NOTES = """
    with ended as (
        update chats set deleted_at = now()
        where low_user_id = $1 and high_user_id = $1 and deleted_at is null
        returning id
    )
    delete from members r using ended where r.chat_id = ended.id
"""

EMPTY = "delete from members where chat_id = $1 returning user_id"

# One chat at a time, and whoever sweeps it has it to themselves.
HOLD_ENDED = """
    select id from chats
    where deleted_at is not null
    order by deleted_at
    limit 1
    for update skip locked
"""

# Whatever belongs to a message goes with it. Its files belong to nobody then, and are swept where files are.
SWEEP_MESSAGES = """
    with swept as (
        delete from messages
        where chat_id = $1 and seq in (
            select seq from messages where chat_id = $1 order by seq limit $2
        )
        returning seq
    )
    select count(*) from swept
"""

FORGET = "delete from chats where id = $1 and deleted_at is not null"

# Long enough for whoever made an invitation to see that it is over, or used up.
SWEEP_INVITES = """
    with swept as (
        delete from chat_invites
        where code in (
            select code from chat_invites
            where least(expires_at, revoked_at) < now() - interval '30 days'
            or (uses = max_uses and created_at < now() - interval '30 days')
            limit $1
            for update skip locked
        )
        returning code
    )
    select count(*) from swept
"""


async def end(db: Db, chat_id: int, owner_id: int) -> list[int]:
    """It is over for everybody; returns who was in it."""
    if await db.fetchval(END, chat_id, owner_id) is None:
        return []
    return [row["user_id"] for row in await db.fetch(EMPTY, chat_id)]


async def end_notes(db: Db, user_id: int) -> None:
    await db.execute(END_NOTES, user_id)


async def hold_ended(db: Db) -> int | None:
    chat_id: int | None = await db.fetchval(HOLD_ENDED)
    return chat_id


async def sweep_messages(db: Db, chat_id: int, limit: int) -> int:
    count: int = await db.fetchval(SWEEP_MESSAGES, chat_id, limit)
    return count


async def forget(db: Db, chat_id: int) -> None:
    await db.execute(FORGET, chat_id)


async def sweep_invites(db: Db, limit: int) -> int:
    count: int = await db.fetchval(SWEEP_INVITES, limit)
    return count
