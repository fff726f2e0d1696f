"""All the SQL of wishes."""

from kocmoc.chats.wishes.types import Wishes
from kocmoc.core.db import Db

# Until the end of the transaction they are the same: two devices do not undo each other's changes.
HOLD = """
    select pinned_at is not null as pinned, muted_until, draft, marked_unread
    from members
    where chat_id = $1 and user_id = $2
    for no key update
"""

CHANGE = """
    update members
    set pinned_at = case when $3 then coalesce(pinned_at, now()) end,
        muted_until = $4,
        draft = $5,
        marked_unread = $6,
        changed_in = pg_current_xact_id()::text::bigint
    where chat_id = $1 and user_id = $2
"""

CLEAR = """
    update members r
    set visible_after = h.last_seq, changed_in = pg_current_xact_id()::text::bigint
    from chat_heads h
    where r.chat_id = $1 and r.user_id = $2 and h.chat_id = r.chat_id
    returning r.visible_after
"""

HIDE = """
    update members
    set hidden_at = now(), pinned_at = null, draft = null, changed_in = pg_current_xact_id()::text::bigint
    where chat_id = $1 and user_id = $2
"""

# What is hidden no more, because something was said, is not brought back: it is there.
UNHIDE = """
    update members r
    set hidden_at = null, changed_in = pg_current_xact_id()::text::bigint
    from chat_heads h
    where r.chat_id = $1 and r.user_id = $2 and r.hidden_at is not null
    and h.chat_id = r.chat_id and h.last_seq <= r.visible_after
    returning r.visible_after
"""


async def hold(db: Db, chat_id: int, user_id: int) -> Wishes | None:
    row = await db.fetchrow(HOLD, chat_id, user_id)
    return Wishes(*row.values()) if row else None


async def change(db: Db, chat_id: int, user_id: int, wishes: Wishes) -> None:
    await db.execute(CHANGE, chat_id, user_id, wishes.pinned, wishes.muted_until, wishes.draft, wishes.marked_unread)


async def clear(db: Db, chat_id: int, user_id: int) -> int | None:
    """The place behind which this member's chat begins now; None when they are not in it."""
    place: int | None = await db.fetchval(CLEAR, chat_id, user_id)
    return place


async def hide(db: Db, chat_id: int, user_id: int) -> None:
    await db.execute(HIDE, chat_id, user_id)


async def unhide(db: Db, chat_id: int, user_id: int) -> int | None:
    """The place behind which it begins, if it was hidden."""
    place: int | None = await db.fetchval(UNHIDE, chat_id, user_id)
    return place
