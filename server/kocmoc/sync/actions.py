"""Catching up: what a client that was away has missed, in answers of bounded size."""

from typing import TypeVar

import msgspec

from kocmoc import chats, messages
from kocmoc.core import ids, pages
from kocmoc.core.db import Database, Db
from kocmoc.core.errors import NotFound
from kocmoc.sync import store
from kocmoc.sync.cursor import Cursor
from kocmoc.sync.types import SyncAnswer, SyncRequest
from kocmoc.users import Viewer

T = TypeVar("T")

# An answer is full here, with one thing more in it than fits. The largest is a chat with a draft, whose last message
# quotes another and has every link, file and preview there may be: 165 KiB of JSON, and the whole stays below 512.
MAX_BYTES = 320 * 1024
MAX_CHANGES = 200
CHATS_AT_ONCE = 20
# Transactions a crash can undo with all their traces. PostgreSQL writes them down within 0.6 s, so this is far beyond.
LOST_AT_MOST = 10_000


async def sync(database: Database, viewer: Viewer, request: SyncRequest) -> SyncAnswer:
    """One answer, from one snapshot."""
    cursor = pages.place(request.cursor, Cursor)
    async with database.transaction("repeatable_read") as db:
        page = _Page(db, viewer, await _start(db, cursor))
        await page.add_messages(request.chats)
        await page.add_chats()
    return page.answer()


async def _start(db: Db, cursor: Cursor | None) -> Cursor:
    now = await store.take_snapshot(db)
    if cursor is None or cursor.system != now.system or cursor.since > now.newest:
        return Cursor(now.system, 0, now.oldest, run=now.run)
    if cursor.run != now.run:
        return Cursor(now.system, max(0, cursor.since - LOST_AT_MOST), now.oldest, run=now.run)
    return cursor if cursor.until else msgspec.structs.replace(cursor, until=now.oldest)


class _Page:
    """An answer being filled until it is as large as one may be."""

    def __init__(self, db: Db, viewer: Viewer, cursor: Cursor) -> None:
        self._db = db
        self._viewer = viewer
        self._cursor = cursor
        self._bytes = 0
        self._answer = SyncAnswer(cursor="", versions={}, chats=[], messages=[], truncated=[], gone=[], more=False)

    def answer(self) -> SyncAnswer:
        done = Cursor(self._cursor.system, self._cursor.until, run=self._cursor.run)
        self._answer.cursor = pages.cursor(self._cursor if self._answer.more else done)
        return self._answer

    async def add_messages(self, held: dict[str, int]) -> None:
        """For each chat the client holds: what changed in it since."""
        if not held:
            return
        self._weigh(held)
        numbers = {name: _number(name) for name in held}
        versions = await store.list_versions(self._db, self._viewer.id, [*numbers.values()])
        for name, number in numbers.items():
            if number not in versions:
                self._answer.gone.append(name)
            else:
                await self._add_changes(name, number, held[name], versions[number])

    async def _add_changes(self, name: str, chat_id: int, version: int, current: int) -> None:
        answer = self._answer
        if version == current or self._is_full():
            answer.versions[name] = version
            answer.more |= version != current
            return None
        if version > current:
            return self._truncate(name, current)
        changed = await messages.list_changed(self._db, self._viewer.id, chat_id, version, MAX_CHANGES + 1)
        if len(changed) > MAX_CHANGES:
            return self._truncate(name, current)
        for message in changed:
            if self._is_full():
                answer.more = True
                break
            answer.messages.append(self._weigh(message))
            version = message.version
        else:
            version = current
        answer.versions[name] = version
        return None

    def _truncate(self, name: str, current: int) -> None:
        self._answer.truncated.append(name)
        self._answer.versions[name] = current

    async def add_chats(self) -> None:
        """Chats in which anything changed since the cursor, oldest change first."""
        while not self._is_full():
            changed = await store.list_changed(
                self._db, self._viewer.id, self._cursor.since, self._cursor.after, CHATS_AT_ONCE
            )
            if await self._add_changed(changed) and len(changed) < CHATS_AT_ONCE:
                return
        self._answer.more = True

    async def _add_changed(self, changed: list[tuple[int, int]]) -> bool:
        """Whether there was room for all of them."""
        if not changed:
            return True
        found = await chats.get_chats(self._db, self._viewer, [chat_id for _, chat_id in changed])
        by_id = {chat.id: chat for chat in found}
        for place in changed:
            if self._is_full():
                return False
            self._answer.chats.append(self._weigh(by_id[str(place[1])]))
            self._cursor = msgspec.structs.replace(self._cursor, after=place)
        return True

    def _weigh(self, thing: T) -> T:
        self._bytes += len(msgspec.json.encode(thing))
        return thing

    def _is_full(self) -> bool:
        return self._bytes >= MAX_BYTES


def _number(chat_id: str) -> int:
    """The chat's number; 0, which no chat has, for what cannot be one."""
    try:
        return ids.parse(chat_id)
    except NotFound:
        return 0
