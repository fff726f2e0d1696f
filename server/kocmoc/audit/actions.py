"""Writing deeds down, and reading them again."""

import asyncpg
import msgspec

from kocmoc import users
from kocmoc.audit import store
from kocmoc.audit.types import Entries, Entry
from kocmoc.core import clock, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.principal import Principal


async def write(db: Db, actor_id: int | None, deed: str, *, user_id: int | None = None, **details: object) -> None:
    """Write down what is being done. Without an actor, the command line does it."""
    await store.write(db, actor_id, deed, user_id, msgspec.json.encode(details).decode())


async def list_entries(reader: Reader, me: Principal | None, limit: int, cursor: str | None) -> Entries:
    """Without anybody who asks, the command line does."""
    if me is not None:
        await users.require_admin(reader, me.id)
    rows = await store.list_page(reader, pages.place(cursor, pages.Number), limit + 1)
    page = rows[:limit]
    return Entries(
        [_from_row(row) for row in page], next_cursor=pages.cursor(page[-1]["id"]) if len(rows) > limit else None
    )


def _from_row(row: asyncpg.Record) -> Entry:
    return Entry(
        id=str(row["id"]),
        actor_id=str(row["actor_id"]) if row["actor_id"] else None,
        actor_name=row["actor_name"],
        deed=row["deed"],
        user_id=str(row["user_id"]) if row["user_id"] else None,
        user_name=row["user_name"],
        details=msgspec.json.decode(row["details"]),
        done_at=clock.wire(row["done_at"]),
    )
