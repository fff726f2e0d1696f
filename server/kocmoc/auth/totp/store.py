"""All the SQL of second factors."""

from kocmoc.auth.totp.types import Factor
from kocmoc.core.db import Db, Reader

FIND = "select user_id, nonce, enabled_at is not null as is_enabled from second_factors where user_id = $1"
SET_UP = """
    insert into second_factors (user_id, nonce) values ($1, $2)
    on conflict (user_id) do update set nonce = excluded.nonce, created_at = now()
    where second_factors.enabled_at is null
    returning true
"""
ENABLE = """
    update second_factors set enabled_at = now()
    where user_id = $1 and nonce = $2 and enabled_at is null
    returning true
"""
DISABLE = "delete from second_factors where user_id = $1"

# A code is good for one sign-in; whoever saw it being typed has nothing.
USE_STEP = """
    update second_factors set last_step = $2
    where user_id = $1 and last_step < $2 and enabled_at is not null
    returning true
"""
ADD_RECOVERY_CODES = "insert into recovery_codes (user_id, hash) select $1, unnest($2::bytea[])"
USE_RECOVERY_CODE = "delete from recovery_codes where user_id = $1 and hash = $2 returning true"


async def find(reader: Reader, user_id: int) -> Factor | None:
    row = await reader.fetchrow(FIND, user_id)
    return Factor(*row.values()) if row else None


async def set_up(db: Db, user_id: int, nonce: bytes) -> bool:
    """Whether there was none enabled already."""
    return bool(await db.fetchval(SET_UP, user_id, nonce))


async def enable(db: Db, factor: Factor, recovery_hashes: list[bytes]) -> bool:
    """Whether it was still the one being set up."""
    if not await db.fetchval(ENABLE, factor.user_id, factor.nonce):
        return False
    await db.execute(ADD_RECOVERY_CODES, factor.user_id, recovery_hashes)
    return True


async def disable(db: Db, user_id: int) -> None:
    await db.execute(DISABLE, user_id)


async def use_step(reader: Reader, user_id: int, step: int) -> bool:
    """Whether neither this code nor a later one has been used."""
    return bool(await reader.fetchval(USE_STEP, user_id, step))


async def use_recovery_code(reader: Reader, user_id: int, hashed: bytes) -> bool:
    return bool(await reader.fetchval(USE_RECOVERY_CODE, user_id, hashed))
