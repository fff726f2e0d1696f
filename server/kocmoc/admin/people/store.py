"""The SQL of accounts."""

import asyncpg

from kocmoc.admin.people.types import Held
from kocmoc.core.db import Db, Reader

_ACCOUNT = """
    u.id, u.username, u.display_name, u.bio, u.avatar, u.is_bot, u.last_seen_at, true as is_shown,
    u.email, u.email_verified_at, u.is_admin, u.disabled_at, u.created_at,
    exists (select from second_factors f where f.user_id = u.id and f.enabled_at is not null) as totp_enabled,
    (
        select count(*) from sessions s where s.user_id = u.id and s.ended_at is null and s.expires_at > now()
    ) as sessions_count,
    (
        select coalesce(sum(f.bytes), 0)::bigint from files f where f.owner_id = u.id
    ) as stored_bytes
"""

FIND = f"select {_ACCOUNT} from users u where u.id = $1 and u.deleted_at is null"

PAGE = f"""
    select {_ACCOUNT}
    from users u
    where u.deleted_at is null and ($1::bigint is null or u.id < $1)
    order by u.id desc
    limit $2
"""

# By the beginning of the username, of a word of the name, or of the address.
SEARCH = f"""
    select {_ACCOUNT}
    from (
        select k.user_id as id from user_keys k where k.key >= $3 and k.key < $3 || chr(1114111)
        union
        select x.id from users x where x.email_key >= $3 and x.email_key < $3 || chr(1114111)
    ) found
    join users u on u.id = found.id
    where u.deleted_at is null and ($1::bigint is null or u.id < $1)
    order by u.id desc
    limit $2
"""

HOLD = """
    select is_admin, disabled_at is not null as is_disabled
    from users
    where id = $1 and deleted_at is null
    for no key update
"""
APPOINT = "update users set is_admin = $2 where id = $1"
DISABLE = "update users set disabled_at = case when $2 then coalesce(disabled_at, now()) end where id = $1"
BY_NAME = "select id from users where (username_key = $1 or email_key = $1) and deleted_at is null"


async def find(reader: Reader, user_id: int) -> asyncpg.Record | None:
    return await reader.fetchrow(FIND, user_id)


async def find_by_name(reader: Reader, key: str) -> int | None:
    found: int | None = await reader.fetchval(BY_NAME, key)
    return found


async def list_page(reader: Reader, query: str, before: int | None, limit: int) -> list[asyncpg.Record]:
    return await (reader.fetch(SEARCH, before, limit, query) if query else reader.fetch(PAGE, before, limit))


async def hold(db: Db, user_id: int) -> Held | None:
    row = await db.fetchrow(HOLD, user_id)
    return Held(*row.values()) if row else None


async def appoint(db: Db, user_id: int, *, is_admin: bool) -> None:
    await db.execute(APPOINT, user_id, is_admin)


async def disable(db: Db, user_id: int, *, is_disabled: bool) -> None:
    await db.execute(DISABLE, user_id, is_disabled)
