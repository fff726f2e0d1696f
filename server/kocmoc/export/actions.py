"""Putting together what is somebody's own: who they are, what they have said, what they have uploaded."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from kocmoc import users
from kocmoc.core import clock
from kocmoc.core.db import Database
from kocmoc.core.errors import Problem
from kocmoc.core.limits import Limits, Rate
from kocmoc.export import store
from kocmoc.export.archive import Archive
from kocmoc.uploads import Uploads
from kocmoc.users import Viewer

RATE = Rate.per(5, 3600)

_LISTS = {
    "settings.json": store.SETTINGS,
    "sessions.json": store.SESSIONS,
    "blocks.json": store.BLOCKS,
    "chats.json": store.CHATS,
    "scheduled.json": store.SCHEDULED,
    "stories.json": store.STORIES,
    "stickers.json": store.STICKERS,
    "reports.json": store.REPORTS,
    "files.json": store.FILES,
}


class Missing(Struct, frozen=True):
    """A file that is not in the archive, or not whole: `code` says why, as an answer would."""

    id: int
    path: str
    code: str


class Export:
    """Read page by page and sent as it is read: how much there is does not matter to the server."""

    def __init__(self, database: Database, uploads: Uploads, limits: Limits) -> None:
        self._database = database
        self._uploads = uploads
        self._limits = limits

    async def begin(self, viewer: Viewer) -> AsyncIterator[bytes]:
        """Refused before anything is sent, or not at all."""
        self._limits.spend(f"export:{viewer.id}", RATE)
        me = await users.get_me(self._database, viewer)
        return self._write(viewer.id, me)

    async def _write(self, user_id: int, me: users.Me) -> AsyncIterator[bytes]:
        archive = Archive()
        missing: list[Missing] = []
        async for piece in archive.add("profile.json", _once(msgspec.json.encode(me))):
            yield piece
        for name, sql in _LISTS.items():
            async for piece in archive.add(name, _listed(store.each(self._database, sql, user_id))):
                yield piece
        async for chat in store.each(self._database, store.CHATS, user_id):
            said = store.each(self._database, store.SAID, user_id, chat["id"])
            async for piece in archive.add(f"messages/{chat['id']}.json", _listed(said)):
                yield piece
        async for piece in archive.add("reactions.json", _listed(self._reactions(user_id))):
            yield piece
        async for file in store.each(self._database, store.FILES, user_id):
            async for piece in archive.add(_path(file), self._read(file, missing), packed=False):
                yield piece
        async for piece in archive.add("missing.json", _once(msgspec.json.encode(missing))):
            yield piece
        yield archive.end()

    async def _reactions(self, user_id: int) -> AsyncIterator[Mapping[str, Any]]:
        async for chat in store.each(self._database, store.CHATS, user_id):
            async for reaction in store.each(self._database, store.REACTIONS, user_id, chat["id"]):
                yield reaction

    async def _read(self, file: Mapping[str, Any], missing: list[Missing]) -> AsyncIterator[bytes]:
        """A file that cannot be read, or not to its end, is said to be missing, and the rest goes on: it has begun to
        be sent, and whoever wants what is missing as well asks again."""
        if not file["size"]:
            return
        try:
            async for piece in self._uploads.keeper.storage.read(file["key"], 0, file["size"]):
                yield piece
        except Problem as why:
            missing.append(Missing(file["id"], _path(file), why.code))


def _path(file: Mapping[str, Any]) -> str:
    """Whatever a file is called, it lands in its own folder."""
    name = str(file["name"]).replace("/", "_").replace("\\", "_")
    return f"files/{file['id']}/{name if name.strip('.') else 'file'}"


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _listed(rows: AsyncIterator[Mapping[str, Any]]) -> AsyncIterator[bytes]:
    """One JSON array, a line for each row."""
    mark = b"[\n"
    async for row in rows:
        yield mark + msgspec.json.encode({name: _plain(name, value) for name, value in row.items() if name != "key"})
        mark = b",\n"
    yield b"[]\n" if mark == b"[\n" else b"\n]\n"


def _plain(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return clock.wire(value)
    if name in ("settings", "entities", "message") and isinstance(value, str):
        return msgspec.Raw(value.encode())
    return value
