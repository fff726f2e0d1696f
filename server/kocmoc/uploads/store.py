"""All the SQL of files."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import asyncpg
import msgspec

from kocmoc.core.db import Db, Reader
from kocmoc.studio import Kind
from kocmoc.uploads.types import AVATARS, Attachment, Claimed, File, Remains, Stored

NEXT_ID = "select nextval(pg_get_serial_sequence('files', 'id'))"

# While this is held, no other upload of the same owner is counted.
HOLD_OWNER = "select id from users where id = $1 for no key update"
USED = "select coalesce(sum(bytes), 0)::bigint from files where owner_id = $1"

INSERT = """
    insert into files (id, owner_id, kind, attachment, key, thumbnail_key, name, mime, bytes)
    overriding system value
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

DELETE = "delete from files where id = $1 and claimed_at is null"

# The one way to a file. Its owner sees it until it is part of something; from then on those see it who see that.
VISIBLE = """
    select
        f.key, f.mime, f.name, (f.attachment ->> 'size')::bigint as size,
        f.bytes - coalesce(f.avatar_bytes, 0) as bytes
    from files f
    where (f.key = $2 or f.thumbnail_key = $2)
    and (
        (f.owner_id = $1 and f.claimed_at is null)
        or exists (
            select from scheduled_files s join scheduled d on d.id = s.scheduled_id
            where s.file_id = f.id and d.user_id = $1
        )
        or exists (
            select from message_files s
            join messages m on m.chat_id = s.chat_id and m.seq = s.seq
            join members r on r.chat_id = s.chat_id and r.user_id = $1
            where s.file_id = f.id and m.deleted_at is null and m.seq > r.visible_after
        )
        or exists (select from stickers where file_id = f.id)
        or exists (
            select from stories s
            where s.file_id = f.id and s.expires_at > now()
            and (
                s.author_id = $1
                or exists (select from story_audience a where a.story_id = s.id and a.user_id = $1)
            )
        )
    )
    limit 1
"""

# An avatar is anybody's to see, while it is one.
AVATAR = """
    select avatar_bytes
    from files
    where avatar = $1
    and (exists (select from users where avatar = $1) or exists (select from chats where avatar = $1))
    limit 1
"""

CLAIM = """
    update files set claimed_at = now()
    where owner_id = $1 and id = $2 and kind = any($3::text[]) and claimed_at is null
    returning attachment, key
"""
IS_MINE = "select exists (select from files where owner_id = $1 and id = $2 and kind = any($3::text[]))"

# Whoever is about to sweep it waits for us, and lets it be.
KEEP_OURS = "select id from files where key = $1 and owner_id is null for key share"
CLAIM_OURS = "update files set claimed_at = now() where id = $1 and owner_id is null"

GIVE = "update files set owner_id = $2 where id = $1 and owner_id is null and claimed_at is null"

FIND_PHOTO = """
    select key, (attachment ->> 'size')::bigint as size, claimed_at is not null as is_claimed
    from files
    where owner_id = $1 and id = $2 and kind = 'photo'
"""
# From now on the square is part of the photo it is drawn of, and goes when that goes.
CLAIM_AVATAR = f"""
    with square as (
        delete from files where owner_id = $1 and id = $3 and claimed_at is null
        returning substr(key, {len(AVATARS) + 1}) as name, bytes
    )
    update files f
    set claimed_at = now(), avatar = s.name, avatar_bytes = s.bytes, bytes = f.bytes + s.bytes
    from square s
    where f.owner_id = $1 and f.id = $2 and f.kind = 'photo' and f.claimed_at is null
    returning f.avatar
"""

LOOSEN = "insert into loose_files (file_id) values ($1) on conflict do nothing"

LOOSEN_UNCLAIMED = """
    insert into loose_files (file_id)
    select id from files where owner_id = $1 and claimed_at is null
    on conflict do nothing
"""

HOLD_LOOSE = """
    select file_id from loose_files
    order by loosened_at, file_id
    limit $1
    for update skip locked
"""
# Whoever is about to show one of these holds its row: we wait, and then see that it is shown.
TAKE_LOOSE = """
    delete from files f
    where f.id = any($1::bigint[])
    and not exists (select from message_files where file_id = f.id)
    and not exists (select from stories where file_id = f.id)
    and not exists (select from scheduled_files where file_id = f.id)
    and not exists (select from stickers where file_id = f.id)
    and not exists (select from users where avatar = f.avatar)
    and not exists (select from chats where avatar = f.avatar)
    returning f.key, f.thumbnail_key, f.avatar
"""
FASTEN = "delete from loose_files where file_id = any($1::bigint[])"

TAKE_UNCLAIMED = """
    delete from files
    where id in (
        select id from files
        where claimed_at is null and created_at < now() - make_interval(secs => $2)
        order by created_at
        limit $1
        for update skip locked
    )
    and claimed_at is null
    returning key, thumbnail_key, avatar
"""


class Taken(NamedTuple):
    """What is taken away, of how many that were looked at."""

    looked_at: int
    files: list[Remains]


Take = Callable[[Db, int, float], Awaitable[Taken]]


async def next_id(db: Reader) -> int:
    number: int = await db.fetchval(NEXT_ID)
    return number


async def used(db: Db, owner_id: int) -> int:
    """How many bytes of this person's are kept, with nobody adding to them until the end of the transaction."""
    await db.fetchval(HOLD_OWNER, owner_id)
    return await count_used(db, owner_id)


async def count_used(reader: Reader, owner_id: int) -> int:
    total: int = await reader.fetchval(USED, owner_id)
    return total


async def insert(db: Db, owner_id: int | None, file: File) -> None:
    shown = file.attachment
    await db.execute(
        INSERT,
        int(shown.id),
        owner_id,
        shown.kind,
        msgspec.json.encode(shown).decode(),
        file.key,
        file.thumbnail_key,
        shown.name,
        shown.mime,
        file.size,
    )


async def keep_ours(db: Db, key: str) -> int | None:
    file_id: int | None = await db.fetchval(KEEP_OURS, key)
    return file_id


async def claim_ours(db: Db, file_id: int) -> None:
    await db.execute(CLAIM_OURS, file_id)


async def delete(db: Reader, file_id: int) -> None:
    """An upload that came to nothing."""
    await db.fetch(DELETE, file_id)


async def loosen(db: Reader, file_id: int) -> None:
    """The sweeper is to take it away as soon as it can."""
    await db.fetch(LOOSEN, file_id)


async def find_visible(reader: Reader, user_id: int, key: str) -> Stored | None:
    """A file or its thumbnail. `bytes` is of both, so what the file itself does not take is the thumbnail's."""
    row = await reader.fetchrow(VISIBLE, user_id, key)
    if row is None:
        return None
    if key == row["key"]:
        return Stored(key, row["size"], row["mime"], row["name"])
    return Stored(key, row["bytes"] - row["size"], "image/webp", row["name"])


async def find_avatar(reader: Reader, name: str) -> Stored | None:
    size: int | None = await reader.fetchval(AVATAR, name)
    return Stored(AVATARS + name, size, "image/webp", name) if size is not None else None


async def claim(db: Db, owner_id: int, file_id: int, kinds: Sequence[Kind]) -> Claimed | None:
    row = await db.fetchrow(CLAIM, owner_id, file_id, kinds)
    if row is None:
        return None
    return Claimed(msgspec.json.decode(row["attachment"], type=Attachment), row["key"])


async def is_mine(db: Db, owner_id: int, file_id: int, kinds: Sequence[Kind]) -> bool:
    return bool(await db.fetchval(IS_MINE, owner_id, file_id, kinds))


async def give(db: Db, file_id: int, owner_id: int) -> None:
    """What was nobody's has an owner."""
    await db.execute(GIVE, file_id, owner_id)


async def find_photo(reader: Reader, owner_id: int, file_id: int) -> asyncpg.Record | None:
    return await reader.fetchrow(FIND_PHOTO, owner_id, file_id)


async def claim_avatar(db: Db, owner_id: int, photo_id: int, square_id: int) -> str | None:
    name: str | None = await db.fetchval(CLAIM_AVATAR, owner_id, photo_id, square_id)
    return name


async def loosen_unclaimed(db: Db, owner_id: int) -> None:
    await db.execute(LOOSEN_UNCLAIMED, owner_id)


async def take_loose(db: Db, limit: int, _: float) -> Taken:
    """Of the files that may be shown by nothing any more those that really are not, held until the transaction ends."""
    held = [row["file_id"] for row in await db.fetch(HOLD_LOOSE, limit)]
    if not held:
        return Taken(0, [])
    rows = await db.fetch(TAKE_LOOSE, held)
    await db.execute(FASTEN, held)
    return Taken(len(held), [_remains(row) for row in rows])


async def take_unclaimed(db: Db, limit: int, seconds: float) -> Taken:
    """Uploads nobody has made part of anything for so long."""
    rows = await db.fetch(TAKE_UNCLAIMED, limit, seconds)
    return Taken(len(rows), [_remains(row) for row in rows])


def _remains(row: asyncpg.Record) -> Remains:
    return Remains(row["key"], row["thumbnail_key"], row["avatar"])
