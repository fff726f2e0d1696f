"""All the SQL of passwords and sessions."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from kocmoc.auth.types import Session, SessionOver
from kocmoc.core.db import Db, Reader

# Any number, as long as nobody else locks it.
ALONE = "select pg_advisory_xact_lock(118044098653555)"

CREDENTIALS = """
    select u.id as user_id, p.hash
    from users u left join passwords p on p.user_id = u.id
    where (u.username_key = $1 or u.email_key = $1) and u.disabled_at is null
"""
HASH = "select hash from passwords where user_id = $1"
# While this is held the password stays what it is; one that has changed in the meantime is not found.
HOLD_HASH = """
    select true
    from passwords p join users u on u.id = p.user_id
    where p.user_id = $1 and p.hash = $2 and u.disabled_at is null
    for share of p
"""
TAKE_HASH = "delete from passwords where user_id = $1 and hash = $2 returning true"
DROP_HASH = "delete from passwords where user_id = $1"
SET_HASH = """
    insert into passwords (user_id, hash) values ($1, $2)
    on conflict (user_id) do update set hash = excluded.hash, changed_at = now()
"""

REPLACE_HASH = """
    update passwords set hash = $3, changed_at = now()
    where user_id = $1 and hash = $2
    returning true
"""

FORGET = """
    with forgotten_password as (delete from passwords where user_id = $1),
    forgotten_factor as (delete from second_factors where user_id = $1)
    delete from codes where user_id = $1
"""

OPEN = """
    insert into sessions (user_id, name, expires_at)
    values ($1, $2, now() + make_interval(secs => $3))
    returning id, user_id, generation, expires_at
"""

# Of two that come with the same token only one finds the generation it names.
ROTATE = """
    update sessions s
    set generation = generation + 1, rotated_at = now(), last_seen_at = now(),
        expires_at = now() + make_interval(secs => $3)
    from users u
    where s.id = $1 and s.generation = $2 and s.ended_at is null and s.expires_at > now()
        and u.id = s.user_id and u.disabled_at is null
    returning s.id, s.user_id, s.generation, s.expires_at
"""

ROTATED = """
    select s.id, s.user_id, s.generation, s.expires_at, s.rotated_at > now() - make_interval(secs => $2) as just_now
    from sessions s join users u on u.id = s.user_id
    where s.id = $1 and s.ended_at is null and s.expires_at > now() and u.disabled_at is null
"""

LIST = """
    select id, name, created_at, last_seen_at
    from sessions
    where user_id = $1 and ended_at is null and expires_at > now()
        and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
    order by created_at desc, id desc
    limit $4
"""

END = """
    update sessions set ended_at = now()
    where id = $1 and user_id = $2 and ended_at is null
    returning id, user_id
"""
END_ALL = """
    update sessions set ended_at = now()
    where user_id = $1 and ended_at is null
    returning id, user_id
"""
END_OTHERS = """
    update sessions set ended_at = now()
    where user_id = $1 and id <> $2 and ended_at is null
    returning id, user_id
"""

REVOKED = """
    select id as session_id, user_id from sessions where ended_at > now() - make_interval(secs => $1)
    union all
    select null, id from users where disabled_at > now() - make_interval(secs => $2)
"""

SWEEP_ENDED = """
    delete from sessions where id in (
        select id from sessions where ended_at < now() - make_interval(secs => $1) limit $2 for update skip locked
    )
    returning id
"""
SWEEP_EXPIRED = """
    delete from sessions where id in (
        select id from sessions where expires_at < now() - make_interval(secs => $1) limit $2 for update skip locked
    )
    returning id
"""


class Credentials(NamedTuple):
    """An account that may sign in; without a hash no password is right."""

    user_id: int
    hash: str | None


class Rotated(NamedTuple):
    """A living session, and whether its newest refresh token has only just been made."""

    session: Session
    just_now: bool


async def lock_first_account(db: Db) -> None:
    """Until the transaction ends nobody else looks whether there is an account yet."""
    await db.execute(ALONE)


async def find_credentials(reader: Reader, login_key: str) -> Credentials | None:
    row = await reader.fetchrow(CREDENTIALS, login_key)
    return Credentials(*row.values()) if row else None


async def find_hash(reader: Reader, user_id: int) -> str | None:
    hashed: str | None = await reader.fetchval(HASH, user_id)
    return hashed


async def hold_password(db: Db, credentials: Credentials) -> bool:
    return bool(await db.fetchval(HOLD_HASH, credentials.user_id, credentials.hash))


async def take_password(db: Db, user_id: int, hashed: str) -> bool:
    """Whether it was still this one; nothing is right any more."""
    return bool(await db.fetchval(TAKE_HASH, user_id, hashed))


async def drop_password(db: Db, user_id: int) -> None:
    await db.execute(DROP_HASH, user_id)


async def set_password(db: Db, user_id: int, hashed: str) -> None:
    await db.execute(SET_HASH, user_id, hashed)


async def replace_password(db: Db, user_id: int, before: str | None, hashed: str) -> bool:
    """Whether it was still the one before."""
    return bool(await db.fetchval(REPLACE_HASH, user_id, before, hashed))


async def forget(db: Db, user_id: int) -> None:
    """Nothing proves any more that somebody is this user."""
    await db.execute(FORGET, user_id)


async def open_session(db: Db, user_id: int, name: str, seconds: int) -> Session:
    row = await db.fetchrow(OPEN, user_id, name, seconds)
    assert row is not None
    return Session(*row.values())


async def rotate(db: Db, session_id: UUID, generation: int, seconds: int) -> Session | None:
    row = await db.fetchrow(ROTATE, session_id, generation, seconds)
    return Session(*row.values()) if row else None


async def find_rotated(db: Db, session_id: UUID, grace_seconds: int) -> Rotated | None:
    row = await db.fetchrow(ROTATED, session_id, grace_seconds)
    return Rotated(Session(*[*row.values()][:-1]), row["just_now"]) if row else None


async def list_sessions(
    reader: Reader, user_id: int, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    return await reader.fetch(LIST, user_id, *(after or (None, None)), limit)


async def end(db: Db, user_id: int, session_id: UUID) -> list[SessionOver]:
    return _over(await db.fetch(END, session_id, user_id))


async def end_all(db: Db, user_id: int) -> list[SessionOver]:
    return _over(await db.fetch(END_ALL, user_id))


async def end_others(db: Db, user_id: int, session_id: UUID) -> list[SessionOver]:
    return _over(await db.fetch(END_OTHERS, user_id, session_id))


def _over(rows: list[asyncpg.Record]) -> list[SessionOver]:
    return [SessionOver(str(row["id"]), row["user_id"]) for row in rows]


async def list_revoked(reader: Reader, ended_since: float, disabled_since: float) -> list[asyncpg.Record]:
    """Sessions ended and users disabled so many seconds ago at most; a disabled user has no `session_id`."""
    return await reader.fetch(REVOKED, ended_since, disabled_since)


async def sweep(reader: Reader, seconds: float, batch: int) -> bool:
    """Remove some of the sessions that have been over for so long; whether there may be more."""
    swept = [len(await reader.fetch(sql, seconds, batch)) for sql in (SWEEP_ENDED, SWEEP_EXPIRED)]
    return batch in swept
