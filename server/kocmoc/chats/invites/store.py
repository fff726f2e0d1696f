"""All the SQL of invitations."""

from datetime import datetime

import asyncpg

from kocmoc.core.db import Db, Reader

_INVITE = "i.code, i.chat_id, i.created_by, i.created_at, i.expires_at, i.max_uses, i.uses"

# Neither revoked nor over nor used up. Asked by the clock, not by the start of a transaction that had to wait.
_WORKS = """(
    i.revoked_at is null
    and (i.expires_at is null or i.expires_at > clock_timestamp())
    and (i.max_uses is null or i.uses < i.max_uses)
)"""

_BY_A_LEADER = """
    exists (
        select from members r
        where r.chat_id = i.chat_id and r.user_id = $2 and r.role in ('owner', 'admin')
    )
"""

# Held while it is decided, so that two at once do not both find room for the last one.
HOLD = "select id from chats where id = $1 for no key update"

COUNT = f"select count(*) from (select from chat_invites i where i.chat_id = $1 and {_WORKS} limit $2) working"

MAKE = f"""
    insert into chat_invites as i (code, chat_id, created_by, expires_at, max_uses)
    select $3, r.chat_id, r.user_id, $4, $5
    from members r join chats c on c.id = r.chat_id
    where r.chat_id = $1 and r.user_id = $2 and r.role in ('owner', 'admin') and c.type in ('group', 'channel')
    returning {_INVITE}
"""

PAGE = f"""
    select {_INVITE}
    from chat_invites i
    where i.chat_id = $1 and {_WORKS} and {_BY_A_LEADER} and (i.created_at, i.code) > ($3, $4)
    order by i.created_at, i.code
    limit $5
"""

REVOKE = f"""
    update chat_invites i
    set revoked_at = now()
    where i.chat_id = $1 and i.code = $3 and i.revoked_at is null and {_BY_A_LEADER}
    returning i.code
"""

# To whoever is in already it shows the way, even when it works no more for others.
FIND = f"""
    select i.code, i.chat_id, i.expires_at, c.type, c.title, c.description, c.avatar, h.members_count,
        r.user_id is not null as is_in
    from chat_invites i
    join chats c on c.id = i.chat_id and c.deleted_at is null
    join chat_heads h on h.chat_id = i.chat_id
    left join members r on r.chat_id = i.chat_id and r.user_id = $2
    where i.code = $1 and {_WORKS}
"""

CHAT_OF = f"""
    select i.chat_id
    from chat_invites i join chats c on c.id = i.chat_id and c.deleted_at is null
    where i.code = $1 and {_WORKS}
"""

# Whoever comes at the same moment waits for this row, and then sees how often it has been used.
USE = f"update chat_invites i set uses = i.uses + 1 where i.code = $1 and {_WORKS} returning i.created_by"


async def count(db: Db, chat_id: int, most: int) -> int:
    """How many of a chat's invitations work, at most so many; nobody makes another until this is over."""
    await db.execute(HOLD, chat_id)
    number: int = await db.fetchval(COUNT, chat_id, most)
    return number


async def make(
    db: Db, chat_id: int, by_id: int, code: str, expires_at: datetime | None, max_uses: int | None
) -> asyncpg.Record | None:
    """None when that is not theirs to do."""
    return await db.fetchrow(MAKE, chat_id, by_id, code, expires_at, max_uses)


async def list_page(
    db: Reader, chat_id: int, by_id: int, after: tuple[datetime, str], limit: int
) -> list[asyncpg.Record]:
    return await db.fetch(PAGE, chat_id, by_id, *after, limit)


async def revoke(db: Db, chat_id: int, by_id: int, code: str) -> bool:
    return await db.fetchval(REVOKE, chat_id, by_id, code) is not None


async def find(db: Reader, code: str, user_id: int) -> asyncpg.Record | None:
    return await db.fetchrow(FIND, code, user_id)


async def find_chat(db: Reader, code: str) -> int | None:
    chat_id: int | None = await db.fetchval(CHAT_OF, code)
    return chat_id


async def use(db: Db, code: str) -> bool:
    return await db.fetchval(USE, code) is not None
