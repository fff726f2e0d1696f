"""Looking at chats: each of them as one of its members sees it."""

from datetime import UTC, datetime

import asyncpg

from kocmoc import users
from kocmoc.chats import store
from kocmoc.chats.types import Chat, ChatList, from_row
from kocmoc.core import pages, text
from kocmoc.core.db import Reader
from kocmoc.messages import ChatNotFound
from kocmoc.users import Viewer

LONGEST_QUERY = 256

_TOP = (True, datetime(9999, 1, 1, tzinfo=UTC), 0)


async def list_chats(reader: Reader, viewer: Viewer, query: str, limit: int, cursor: str | None) -> ChatList:
    """One page of my chats, pinned first, then latest activity; `query` is looked for anywhere in titles and names."""
    wanted = text.fold(text.clean(query, "query", LONGEST_QUERY))
    rows = await store.list_page(reader, viewer.id, _place(cursor), wanted, limit + 1)
    page = rows[:limit]
    return ChatList(
        await _see(reader, viewer, page),
        next_cursor=pages.cursor(_place_of(page[-1])) if len(rows) > limit else None,
        unread_total=await store.count_unread(reader, viewer.id),
    )


async def get_chat(reader: Reader, viewer: Viewer, chat_id: int) -> Chat:
    chat = await find_chat(reader, viewer, chat_id)
    if chat is None:
        raise ChatNotFound
    return chat


async def find_chat(reader: Reader, viewer: Viewer, chat_id: int) -> Chat | None:
    row = await store.find(reader, viewer.id, chat_id)
    return (await _see(reader, viewer, [row]))[0] if row else None


async def get_chats(reader: Reader, viewer: Viewer, chat_ids: list[int]) -> list[Chat]:
    """Those of these chats that are mine, in no particular order."""
    return await _see(reader, viewer, await store.list_some(reader, viewer.id, chat_ids))


async def _see(reader: Reader, viewer: Viewer, rows: list[asyncpg.Record]) -> list[Chat]:
    """Rows as this member's chats; all their peers are fetched at once."""
    peers = await users.find_many(reader, viewer, [row["peer_id"] for row in rows if row["peer_id"]])
    return [from_row(row, peers.get(row["peer_id"])) for row in rows]


def _place(cursor: str | None) -> tuple[bool, datetime, int]:
    return pages.place(cursor, tuple[bool, pages.Moment, pages.Number]) or _TOP


def _place_of(row: asyncpg.Record) -> tuple[bool, datetime, int]:
    return row["is_pinned"], row["updated_at"], row["id"]
