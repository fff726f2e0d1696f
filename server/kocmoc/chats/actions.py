"""What people do with chats."""

from datetime import UTC, datetime

import asyncpg

from kocmoc import users
from kocmoc.chats import store
from kocmoc.chats.types import Chat, ChatList, Mark, Opened, from_row
from kocmoc.core import ids, pages, text
from kocmoc.core.db import Db, Reader
from kocmoc.messages import ChatNotFound
from kocmoc.users import Viewer

LONGEST_QUERY = 256

_END_OF_TIME = (datetime(9999, 1, 1, tzinfo=UTC), 0)


async def list_chats(reader: Reader, viewer: Viewer, query: str, limit: int, cursor: str | None) -> ChatList:
    """One page of my chats, latest activity first; `query` is looked for anywhere in titles and names."""
    wanted = text.fold(text.clean(query, "query", LONGEST_QUERY))
    rows = await store.list_page(reader, viewer.id, _place(cursor), wanted, limit + 1)
    page = rows[:limit]
    return ChatList(
        await _see(reader, viewer, page),
        next_cursor=pages.cursor((page[-1]["updated_at"], page[-1]["id"])) if len(rows) > limit else None,
        unread_total=await store.count_unread(reader, viewer.id),
    )


async def get_chat(reader: Reader, viewer: Viewer, chat_id: int) -> Chat:
    row = await store.find(reader, viewer.id, chat_id)
    if row is None:
        raise ChatNotFound
    return (await _see(reader, viewer, [row]))[0]


async def get_chats(reader: Reader, viewer: Viewer, chat_ids: list[int]) -> list[Chat]:
    """Those of these chats that are mine, in no particular order."""
    return await _see(reader, viewer, await store.list_some(reader, viewer.id, chat_ids))


async def open_with(db: Db, me_id: int, user_id: str) -> Opened:
    """The direct chat with this person, made if there is none. With oneself it is the saved messages."""
    other_id = ids.parse(user_id, users.UserNotFound)
    members = tuple(sorted({me_id, other_id}))
    existing = await store.find_pair(db, me_id, other_id)
    if existing is not None:
        return Opened(existing, members, is_new=False)
    await users.require_active(db, other_id)
    made = await store.make_pair(db, me_id, other_id)
    if made is None:
        return await open_with(db, me_id, user_id)
    opened = Opened(made, members, is_new=True)
    db.announce("chat.opened", opened)
    return opened


async def read(db: Db, me_id: int, chat_id: int, seq: int) -> None:
    """Everything up to `seq` is read. A mark never moves back, and never beyond the last message."""
    moved = await store.mark_read(db, chat_id, me_id, seq)
    if moved:
        unread = await store.count_unread_in(db, chat_id, me_id)
        db.announce("chat.read", Mark(chat_id, me_id, *moved, unread))
    elif not await store.is_member(db, chat_id, me_id):
        raise ChatNotFound


async def _see(reader: Reader, viewer: Viewer, rows: list[asyncpg.Record]) -> list[Chat]:
    """Rows as this member's chats; all their peers are fetched at once."""
    peers = await users.find_many(reader, viewer, [row["peer_id"] for row in rows if row["peer_id"]])
    return [from_row(row, peers.get(row["peer_id"])) for row in rows]


def _place(cursor: str | None) -> tuple[datetime, int]:
    return pages.place(cursor, tuple[pages.Moment, pages.Number]) or _END_OF_TIME
