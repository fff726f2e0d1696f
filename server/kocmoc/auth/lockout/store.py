"""All the SQL of failures."""

from typing import NamedTuple

from kocmoc.core.db import Reader

# One statement, so that however many come at once each gets a number of its own. The first try beyond the most
# begins the lock anew; those after it do not make it longer.
RESERVE = """
    insert into failures as f (key, count, window_ends_at)
    values ($1, 1, now() + make_interval(secs => $3))
    on conflict (key) do update set
        count = case when f.window_ends_at <= now() then 1 else f.count + 1 end,
        window_ends_at = case
            when f.window_ends_at <= now() or f.count = $2 then now() + make_interval(secs => $3)
            else f.window_ends_at
        end
    returning count as number, extract(epoch from window_ends_at - now())::float8 as seconds_left
"""
FORGIVE = "delete from failures where key = $1 returning key"
GIVE_BACK = "update failures set count = count - 1 where key = $1 and count > 0 returning key"
SWEEP = """
    delete from failures where key in (
        select key from failures where window_ends_at < now() limit $1 for update skip locked
    )
    returning key
"""


class Try(NamedTuple):
    """The how-manieth try it is, and when all of them are forgotten."""

    number: int
    seconds_left: float


async def reserve(reader: Reader, key: str, most: int, seconds: int) -> Try:
    row = await reader.fetchrow(RESERVE, key, most, seconds)
    assert row is not None
    return Try(*row.values())


async def forgive(reader: Reader, key: str) -> None:
    await reader.fetchval(FORGIVE, key)


async def give_back(reader: Reader, key: str) -> None:
    await reader.fetchval(GIVE_BACK, key)


async def sweep(reader: Reader, batch: int) -> bool:
    """Remove some of the failures that no longer count; whether there may be more."""
    return len(await reader.fetch(SWEEP, batch)) == batch
