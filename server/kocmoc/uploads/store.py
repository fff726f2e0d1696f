"""All the SQL of files."""

import asyncpg
import msgspec

from kocmoc.core.db import Db, Reader
from kocmoc.uploads.types import Attachment, Stored

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
    select f.key, f.thumbnail_key, f.mime, f.name, (f.attachment ->> 'size')::bigint as size, f.bytes
    from files f
    where (f.key = $2 or f.thumbnail_key = $2)
    and (
        (f.owner_id = $1 and f.claimed_at is null)
        or exists (
            select from message_files s
            join messages m on m.chat_id = s.chat_id and m.seq = s.seq
            join members r on r.chat_id = s.chat_id and r.user_id = $1
            where s.file_id = f.id and m.deleted_at is null and m.seq > r.visible_after
        )
    )
    limit 1
"""


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


async def insert(db: Db, owner_id: int, attachment: Attachment, key: str, thumbnail_key: str | None, size: int) -> None:
    shown = msgspec.json.encode(attachment).decode()
    await db.execute(
        INSERT,
        int(attachment.id),
        owner_id,
        attachment.kind,
        shown,
        key,
        thumbnail_key,
        attachment.name,
        attachment.mime,
        size,
    )


async def delete(db: Reader, file_id: int) -> None:
    """An upload that came to nothing."""
    await db.fetch(DELETE, file_id)


async def find_visible(reader: Reader, user_id: int, key: str) -> Stored | None:
    row = await reader.fetchrow(VISIBLE, user_id, key)
    return _stored(row, key) if row else None


def _stored(row: asyncpg.Record, key: str) -> Stored:
    """`bytes` is of both together, so what the file itself does not take is the thumbnail's."""
    if key == row["key"]:
        return Stored(key, row["size"], row["mime"], row["name"])
    return Stored(key, row["bytes"] - row["size"], "image/webp", row["name"])
