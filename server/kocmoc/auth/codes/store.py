"""All the SQL of codes."""

from kocmoc.auth.codes.types import Proof, Purpose, Recipient
from kocmoc.core.db import Db, Reader

MOST_TRIES = 5

BY_EMAIL = """
    select id as user_id, settings ->> 'language' as language from users where email_key = $1 and disabled_at is null
"""
BY_ID = "select id as user_id, settings ->> 'language' as language from users where id = $1 and disabled_at is null"

# Takes the place of the one before, unless that has only just been sent.
ISSUE = """
    insert into codes (email_key, purpose, user_id, hash, expires_at)
    values ($1, $2, $3, $4, now() + make_interval(secs => $5))
    on conflict (email_key, purpose) do update set
        user_id = excluded.user_id, hash = excluded.hash, tries = 0, sent_at = now(), expires_at = excluded.expires_at
    where codes.sent_at <= now() - make_interval(secs => $6)
    returning true
"""
SENT_AGO = """
    select extract(epoch from now() - sent_at)::float8 from codes where email_key = $1 and purpose = $2
"""

# Counted and compared in one statement: however many come at once, only so many are looked at.
TRY = """
    update codes set tries = tries + (hash <> $4)::int
    where email_key = $1 and purpose = $2 and user_id = $3 and tries < $5 and expires_at > now()
    returning hash = $4
"""
# Of two who were both right only one takes it.
TAKE = """
    delete from codes c
    using users u
    where c.email_key = $1 and c.purpose = $2 and c.user_id = $3 and c.hash = $4 and c.expires_at > now()
        and u.id = c.user_id and u.disabled_at is null and ($2 = 'change' or u.email_key = c.email_key)
    returning true
"""
DROP_ALL = "delete from codes where user_id = $1"

RATION = """
    insert into failures as f (key, count, window_ends_at)
    values ('codes', 1, now() + make_interval(secs => $2))
    on conflict (key) do update set
        count = case when f.window_ends_at <= now() then 1 else least(f.count, $1) + 1 end,
        window_ends_at = case
            when f.window_ends_at <= now() then now() + make_interval(secs => $2) else f.window_ends_at
        end
    returning count <= $1 as is_granted, extract(epoch from window_ends_at - now())::float8 as seconds_left
"""

SWEEP = """
    delete from codes where (email_key, purpose) in (
        select email_key, purpose from codes
        where expires_at < now() - make_interval(secs => $1)
        limit $2 for update skip locked
    )
    returning true
"""


async def find_recipient(reader: Reader, email_key: str) -> Recipient | None:
    row = await reader.fetchrow(BY_EMAIL, email_key)
    return Recipient(*row.values()) if row else None


async def find_user(reader: Reader, user_id: int) -> Recipient | None:
    row = await reader.fetchrow(BY_ID, user_id)
    return Recipient(*row.values()) if row else None


async def issue(
    reader: Reader, email_key: str, purpose: Purpose, user_id: int | None, hashed: bytes, *, seconds: int, gap: int
) -> bool:
    """Whether it was time for another."""
    return bool(await reader.fetchval(ISSUE, email_key, purpose, user_id, hashed, seconds, gap))


async def find_seconds_ago(reader: Reader, email_key: str, purpose: Purpose) -> float:
    """How long ago the latest code was sent."""
    return float(await reader.fetchval(SENT_AGO, email_key, purpose) or 0)


async def is_right(reader: Reader, proof: Proof, purpose: Purpose) -> bool:
    """One try at the living code. It counts when it is wrong."""
    return bool(await reader.fetchval(TRY, proof.email_key, purpose, proof.user_id, proof.hash, MOST_TRIES))


async def take(db: Db, proof: Proof, purpose: Purpose) -> bool:
    """Whether it was there to be taken, and still belongs to the account of its address."""
    return bool(await db.fetchval(TAKE, proof.email_key, purpose, proof.user_id, proof.hash))


async def drop_all(db: Db, user_id: int) -> None:
    await db.execute(DROP_ALL, user_id)


async def ration(reader: Reader, most: int, seconds: int) -> float | None:
    """None when there is one more for everybody together, else the seconds until there is."""
    row = await reader.fetchrow(RATION, most, seconds)
    assert row is not None
    return None if row["is_granted"] else row["seconds_left"]


async def sweep(reader: Reader, seconds: float, batch: int) -> bool:
    """Remove some of the codes that have long expired; whether there may be more."""
    return len(await reader.fetch(SWEEP, seconds, batch)) == batch
