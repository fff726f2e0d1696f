"""All the SQL of stickers."""

from collections.abc import Sequence

import asyncpg

from kocmoc.core.db import Db, Reader

_PACK = """
    select
        p.id, p.title, p.owner_id,
        exists (select from sticker_shelves s where s.user_id = $1 and s.pack_id = p.id) as installed
    from sticker_packs p
"""

FIND = f"{_PACK} where p.id = $2"

PAGE = f"""
    select mine.*, s.position
    from ({_PACK}) mine join sticker_shelves s on s.user_id = $1 and s.pack_id = mine.id
    where (s.position, mine.id) > ($2, $3::bigint)
    order by s.position, mine.id
    limit $4
"""

SHELF = "select pack_id from sticker_shelves where user_id = $1 order by position, pack_id limit 1000"

_STICKER = "select s.id, s.pack_id, s.emoji, f.attachment from stickers s join files f on f.id = s.file_id"

STICKERS = f"{_STICKER} where s.pack_id = any($1::bigint[]) order by s.pack_id, s.position, s.id limit 50000"

RECENT = f"""
    {_STICKER}
    join sticker_uses u on u.sticker_id = s.id
    join sticker_shelves shelf on shelf.pack_id = s.pack_id and shelf.user_id = u.user_id
    where u.user_id = $1
    order by u.used_at desc, s.id desc
    limit $2
"""

# Of a sticker somebody may send: one from a pack they have, or have made.
USABLE = """
    select s.file_id
    from stickers s join sticker_packs p on p.id = s.pack_id
    where s.id = $2
    and (p.owner_id = $1 or exists (select from sticker_shelves h where h.user_id = $1 and h.pack_id = p.id))
"""

USE = """
    insert into sticker_uses (user_id, sticker_id)
    select $1, id from stickers where file_id = $2
    for key share
    on conflict (user_id, sticker_id) do update set used_at = excluded.used_at
"""

INSERT_PACK = "insert into sticker_packs (owner_id, title) values ($1, $2) returning id"
# Held by whoever changes it, so that it is never fuller than it may be.
HOLD_PACK = "select owner_id from sticker_packs where id = $1 for no key update"
# Whoever deletes one waits for us, or we for them, and then it is not there.
KEEP_PACKS = "select id from sticker_packs where id = any($1::bigint[]) order by id limit 1000 for key share"
HOLD_USER = "select id from users where id = $1 for no key update"
COUNT_OWN = "select count(*) from sticker_packs where owner_id = $1"
RENAME = "update sticker_packs set title = $2 where id = $1"
DELETE_PACK = "delete from sticker_packs where id = $1"
DELETE_OWN = "delete from sticker_packs where owner_id = $1"
FORGET = "delete from sticker_installs where user_id = $1"
FORGET_USES = "delete from sticker_uses where user_id = $1"

# Any number, as long as nobody else locks it.
ALONE = "select pg_advisory_xact_lock(118044098653557)"
OURS = """
    with made as (
        insert into sticker_packs (owner_id, title) values (null, $1)
        on conflict ((true)) where owner_id is null do nothing
        returning id
    )
    select id from made union all select id from sticker_packs where owner_id is null
"""
KEYS = """
    select f.key, s.id from stickers s join files f on f.id = s.file_id
    where s.pack_id = $1
    order by s.position, s.id
    limit 1000
"""

ARRANGE = """
    insert into sticker_installs (user_id, pack_id, position)
    select $1, pack_id, place from unnest($2::bigint[]) with ordinality as p (pack_id, place)
    on conflict (user_id, pack_id) do update set position = excluded.position, removed_at = null
"""
REMOVE = """
    insert into sticker_installs (user_id, pack_id, position, removed_at) values ($1, $2, 0, now())
    on conflict (user_id, pack_id) do update set removed_at = now()
"""

COUNT = "select count(*) from stickers where pack_id = $1"
INSERT = """
    insert into stickers (pack_id, file_id, emoji, position)
    select $1, $2, $3, coalesce(max(position), 0) + 1 from stickers where pack_id = $1
    returning id
"""
DELETE = "delete from stickers where pack_id = $1 and id = $2 returning id"
ORDER = """
    update stickers s set position = coalesce(array_position($2::bigint[], s.id), 100000 + s.position)
    where s.pack_id = $1
"""


async def find(reader: Reader, user_id: int, pack_id: int) -> asyncpg.Record | None:
    return await reader.fetchrow(FIND, user_id, pack_id)


async def list_page(reader: Reader, user_id: int, after: tuple[int, int], limit: int) -> list[asyncpg.Record]:
    return await reader.fetch(PAGE, user_id, *after, limit)


async def list_shelf(reader: Reader, user_id: int) -> list[int]:
    return [row["pack_id"] for row in await reader.fetch(SHELF, user_id)]


async def list_stickers(reader: Reader, pack_ids: Sequence[int]) -> list[asyncpg.Record]:
    return await reader.fetch(STICKERS, pack_ids)


async def list_recent(reader: Reader, user_id: int, limit: int) -> list[asyncpg.Record]:
    return await reader.fetch(RECENT, user_id, limit)


async def find_usable(reader: Reader, user_id: int, sticker_id: int) -> int | None:
    file_id: int | None = await reader.fetchval(USABLE, user_id, sticker_id)
    return file_id


async def use(reader: Reader, user_id: int, file_id: int) -> None:
    await reader.fetch(USE, user_id, file_id)


async def count_own(db: Db, user_id: int) -> int:
    """How many packs somebody has made, with none added until the end of the transaction."""
    await db.fetchval(HOLD_USER, user_id)
    number: int = await db.fetchval(COUNT_OWN, user_id)
    return number


async def insert_pack(db: Db, owner_id: int | None, title: str) -> int:
    pack_id: int = await db.fetchval(INSERT_PACK, owner_id, title)
    return pack_id


async def hold_pack(db: Db, pack_id: int) -> asyncpg.Record | None:
    """Its owner, until the end of the transaction."""
    return await db.fetchrow(HOLD_PACK, pack_id)


async def keep_packs(db: Db, pack_ids: Sequence[int]) -> set[int]:
    """Those of these packs that there are; until the end of the transaction they stay."""
    return {row["id"] for row in await db.fetch(KEEP_PACKS, pack_ids)}


async def rename(db: Db, pack_id: int, title: str) -> None:
    await db.execute(RENAME, pack_id, title)


async def delete_pack(db: Db, pack_id: int) -> None:
    await db.execute(DELETE_PACK, pack_id)


async def forget(db: Db, user_id: int) -> None:
    for statement in (DELETE_OWN, FORGET, FORGET_USES):
        await db.execute(statement, user_id)


async def hold_ours(db: Db, title: str) -> int:
    """Our own pack, made if there is none; nobody else lays it out until the end of the transaction."""
    await db.fetchval(ALONE)
    pack_id: int = await db.fetchval(OURS, title)
    return pack_id


async def list_keys(reader: Reader, pack_id: int) -> dict[str, int]:
    """The stickers of a pack by the keys of their files, in its order."""
    return {row["key"]: row["id"] for row in await reader.fetch(KEYS, pack_id)}


async def arrange(db: Db, user_id: int, pack_ids: Sequence[int]) -> None:
    """From now on they have these, in this order."""
    await db.execute(ARRANGE, user_id, pack_ids)


async def remove(db: Db, user_id: int, pack_id: int) -> None:
    await db.execute(REMOVE, user_id, pack_id)


async def count(db: Db, pack_id: int) -> int:
    number: int = await db.fetchval(COUNT, pack_id)
    return number


async def insert(db: Db, pack_id: int, file_id: int, emoji: str) -> int:
    sticker_id: int = await db.fetchval(INSERT, pack_id, file_id, emoji)
    return sticker_id


async def delete(db: Db, pack_id: int, sticker_id: int) -> bool:
    return await db.fetchval(DELETE, pack_id, sticker_id) is not None


async def order(db: Db, pack_id: int, sticker_ids: Sequence[int]) -> None:
    await db.execute(ORDER, pack_id, sticker_ids)
