"""What one does about people one has had enough of."""

from kocmoc.core import pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Invalid
from kocmoc.users import store as people
from kocmoc.users.blocks import store
from kocmoc.users.blocks.types import Blocks
from kocmoc.users.errors import UserNotFound
from kocmoc.users.types import BlockChanged, Viewer, see


async def block(db: Db, me_id: int, user_id: int) -> None:
    if user_id == me_id:
        raise Invalid.field("user_id", "One cannot block oneself")
    if not await people.exists(db, user_id):
        raise UserNotFound
    if await store.add(db, me_id, user_id):
        db.announce("block.changed", BlockChanged(me_id, user_id))


async def unblock(db: Db, me_id: int, user_id: int) -> None:
    if await store.remove(db, me_id, user_id):
        db.announce("block.changed", BlockChanged(me_id, user_id))


async def list_mine(reader: Reader, viewer: Viewer, limit: int, cursor: str | None) -> Blocks:
    """Whom I block, the latest first."""
    after = pages.place(cursor, tuple[pages.Moment, pages.Number])
    rows = await store.list_page(reader, viewer.id, after, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    return Blocks(
        [see(row, viewer) for row in rows[:limit]],
        next_cursor=pages.cursor((last["blocked_at"], last["id"])) if last else None,
    )
