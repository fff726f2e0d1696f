"""All the SQL of people."""

from datetime import datetime

import asyncpg
import msgspec

from kocmoc.core.db import Db, Reader
from kocmoc.users import rules
from kocmoc.users.errors import EmailTaken, UsernameTaken
from kocmoc.users.sight import IS_SHOWN, SEEN
from kocmoc.users.types import Newcomer, Settings

FIND = f"select {SEEN} from users u where u.id = any($2::bigint[])"
SHOWN = f"select u.id from users u where u.id = any($2::bigint[]) and {IS_SHOWN}"

# In the order of the keys; of somebody who is found by several, only the first counts.
SEARCH = f"""
    select {SEEN}, k.key
    from user_keys k join users u on u.id = k.user_id
    where k.key >= $2 and k.key < $2 || chr(1114111)
        and (k.key, k.user_id) > ($3, $4)
        and u.disabled_at is null
        and not exists (
            select from user_keys earlier
            where earlier.user_id = k.user_id and earlier.key >= $2 and earlier.key < k.key
        )
    order by k.key, k.user_id
    limit $5
"""

# Beginnings of words in names, by their trigrams.
ALIKE = "select distinct first_word(key) as word from user_keys where trigrams(first_word(key)) @@ $1::tsquery limit $2"

SEARCH_ANY = f"""
    select {SEEN}
    from (
        select distinct k.user_id
        from unnest($2::text[]) as w (beginning)
        cross join lateral (
            select key, user_id from user_keys
            where key >= w.beginning and key < w.beginning || chr(1114111)
            order by key, user_id
            limit $3
        ) k
    ) found
    join users u on u.id = found.user_id and u.disabled_at is null
    order by u.id
    limit $3
"""

ME = """
    select
        id, username, display_name, bio, avatar, is_bot, last_seen_at, true as is_shown,
        email, email_verified_at, is_admin, created_at,
        exists (select from second_factors f where f.user_id = id and f.enabled_at is not null) as totp_enabled
    from users
    where id = $1
"""

HOLD_ME = f"{ME} for no key update"

HOLD = "select true from users where id = $1 and disabled_at is null for no key update"
# In id order, so nobody deadlocks; who is being deleted is waited for, and is nobody then.
KEEP = """
    select count(*) from (
        select id from users where id = any($1::bigint[]) and disabled_at is null order by id limit 1000 for share
    ) kept
"""
VERIFY_EMAIL = "update users set email_verified_at = now() where id = $1 and email_verified_at is null returning true"
SET_EMAIL = "update users set email = $2, email_key = $3, email_verified_at = now() where id = $1"

INSERT = """
    insert into users (username, username_key, display_name, email, email_key, is_admin)
    values ($1, $2, $3, $4, $5, $6)
    returning id
"""

UPDATE = """
    update users
    set username = $2, username_key = $3, display_name = $4, bio = $5
    where id = $1
"""

SET_AVATAR = "update users set avatar = $2 where id = $1"

ADD_KEYS = "insert into user_keys (key, user_id) select unnest($2::text[]), $1"
DROP_KEYS = "delete from user_keys where user_id = $1"

SETTINGS = "select settings from users where id = $1"
CHANGE_SETTINGS = """
    update users
    set settings = (settings || $2) - $3::text[]
    where id = $1
    returning settings
"""

# Names no form lets through, so that nobody has them and nobody can sign in by them; the row itself has to stay.
ERASE = """
    update users set
        username = 'deleted_' || id, username_key = '#' || id, display_name = $2, bio = '', avatar = null,
        email = '', email_key = '#' || id, email_verified_at = null, is_admin = false, settings = '{}',
        last_seen_at = null, disabled_at = coalesce(disabled_at, now()), deleted_at = now()
    where id = $1 and deleted_at is null
    returning id
"""
DROP_BLOCKS = "delete from blocks where user_id = $1 or blocked_id = $1"

EXISTS = "select exists (select from users where id = $1 and deleted_at is null)"
IS_ADMIN = "select exists (select from users where id = $1 and is_admin and disabled_at is null)"
# In id order, so nobody deadlocks; who is one stays one until the transaction ends, and nobody becomes one unseen.
# In id order, as everywhere, so nobody deadlocks.
HOLD_ADMINS = """
    select id, is_admin and disabled_at is null as leads
    from users
    where (is_admin and disabled_at is null) or id = $1
    order by id limit 10000
    for no key update
"""
HAS_ADMIN = "select exists (select from users where is_admin)"
TOUCH = """
    update users u set last_seen_at = seen.at
    from unnest($1::bigint[], $2::timestamptz[]) as seen (user_id, at)
    where u.id = seen.user_id and u.deleted_at is null
    returning u.id
"""

_TAKEN = {"users_username_key_key": UsernameTaken, "users_email_key_key": EmailTaken}


async def find_many(reader: Reader, viewer_id: int, user_ids: list[int]) -> list[asyncpg.Record]:
    return await reader.fetch(FIND, viewer_id, user_ids)


async def find_shown(reader: Reader, viewer_id: int, user_ids: list[int]) -> set[int]:
    return {row["id"] for row in await reader.fetch(SHOWN, viewer_id, user_ids)}


async def search(
    reader: Reader, viewer_id: int, query: str, after: tuple[str, int], limit: int
) -> list[asyncpg.Record]:
    return await reader.fetch(SEARCH, viewer_id, query, *after, limit)


async def list_alike(reader: Reader, trigrams: str, limit: int) -> list[str]:
    return [row["word"] for row in await reader.fetch(ALIKE, trigrams, limit)]


async def search_any(reader: Reader, viewer_id: int, queries: list[str], limit: int) -> list[asyncpg.Record]:
    """People whose keys begin with any of these."""
    return await reader.fetch(SEARCH_ANY, viewer_id, queries, limit)


async def find_me(reader: Reader, user_id: int) -> asyncpg.Record | None:
    return await reader.fetchrow(ME, user_id)


async def lock(db: Db, user_id: int) -> asyncpg.Record | None:
    """Me, until the end of the transaction the same."""
    return await db.fetchrow(HOLD_ME, user_id)


async def hold(db: Db, user_id: int) -> bool:
    return bool(await db.fetchval(HOLD, user_id))


async def keep(db: Db, user_ids: list[int]) -> bool:
    return bool(await db.fetchval(KEEP, user_ids) == len(user_ids))


async def verify_email(db: Db, user_id: int) -> bool:
    return bool(await db.fetchval(VERIFY_EMAIL, user_id))


async def set_email(db: Db, user_id: int, email: str) -> None:
    try:
        await db.execute(SET_EMAIL, user_id, email, rules.email_key(email))
    except asyncpg.UniqueViolationError as error:
        raise _TAKEN[error.constraint_name or ""] from None


async def insert(db: Db, newcomer: Newcomer, is_admin: bool) -> int:
    """The new account's id. Only the unique indexes know what is taken when two come at once."""
    display_name = newcomer.display_name or newcomer.username
    try:
        user_id: int = await db.fetchval(
            INSERT,
            newcomer.username,
            rules.login_key(newcomer.username),
            display_name,
            newcomer.email,
            rules.email_key(newcomer.email),
            is_admin,
        )
    except asyncpg.UniqueViolationError as error:
        raise _TAKEN[error.constraint_name or ""] from None
    await add_keys(db, user_id, newcomer.username, display_name)
    return user_id


async def update(db: Db, user_id: int, username: str, display_name: str, bio: str) -> None:
    try:
        await db.execute(UPDATE, user_id, username, rules.login_key(username), display_name, bio)
    except asyncpg.UniqueViolationError as error:
        raise _TAKEN[error.constraint_name or ""] from None
    await db.execute(DROP_KEYS, user_id)
    await add_keys(db, user_id, username, display_name)


async def set_avatar(db: Db, user_id: int, avatar: str | None) -> None:
    await db.execute(SET_AVATAR, user_id, avatar)


async def add_keys(db: Db, user_id: int, username: str, display_name: str) -> None:
    await db.execute(ADD_KEYS, user_id, sorted(rules.search_keys(username, display_name)))


async def erase(db: Db, user_id: int, display_name: str) -> bool:
    """Whether there was such an account. Its row stays, and tells nothing."""
    if await db.fetchval(ERASE, user_id, display_name) is None:
        return False
    await db.execute(DROP_KEYS, user_id)
    await db.execute(DROP_BLOCKS, user_id)
    return True


async def find_settings(reader: Reader, user_id: int) -> Settings | None:
    stored: str | None = await reader.fetchval(SETTINGS, user_id)
    return msgspec.json.decode(stored, type=Settings) if stored is not None else None


async def change_settings(db: Db, user_id: int, chosen: str, cleared: list[str]) -> Settings | None:
    stored: str | None = await db.fetchval(CHANGE_SETTINGS, user_id, chosen, cleared)
    return msgspec.json.decode(stored, type=Settings) if stored is not None else None


async def exists(reader: Reader, user_id: int) -> bool:
    return bool(await reader.fetchval(EXISTS, user_id))


async def is_admin(reader: Reader, user_id: int) -> bool:
    return bool(await reader.fetchval(IS_ADMIN, user_id))


async def hold_admins(db: Db, user_id: int) -> set[int]:
    return {row["id"] for row in await db.fetch(HOLD_ADMINS, user_id) if row["leads"]}


async def has_admin(reader: Reader) -> bool:
    return bool(await reader.fetchval(HAS_ADMIN))


async def touch(db: Reader, seen: dict[int, datetime]) -> None:
    """When these people were last here. In id order, so that two writers never wait for each other."""
    ids = sorted(seen)
    await db.fetch(TOUCH, ids, [seen[user_id] for user_id in ids])
