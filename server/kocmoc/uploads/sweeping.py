"""Taking away what nobody can see any more: the bytes first, then the row, so that no byte is ever without one."""

import asyncio
import time
from pathlib import Path
from shutil import rmtree

import asyncpg
import structlog

from kocmoc.core.db import Database
from kocmoc.uploads import store
from kocmoc.uploads.storage import Storage
from kocmoc.uploads.types import AVATARS, Remains

SWEEP_SECONDS = 10.0
# The whole folder is walked through for it.
CLEAR_SECONDS = 3600.0
UNCLAIMED_SECONDS = 24 * 3600
_BATCH = 100

_log = structlog.get_logger("uploads")


class Sweeper:
    """Several may be at work at once, in as many processes. In one of them a round waits for the one before: when it
    is over, nothing is left that was to be taken away when it was asked for."""

    def __init__(self, database: Database, storage: Storage, incoming: Path) -> None:
        self._database = database
        self._storage = storage
        self._incoming = incoming
        self._at_it = asyncio.Lock()

    async def sweep(self) -> None:
        """A bounded number at a time, until nothing is left to be taken away."""
        async with self._at_it:
            while await self._take_away(store.take_loose) or await self._take_away(store.take_unclaimed):
                pass
            await asyncio.to_thread(self._clear_tables)

    async def clear_drafts(self) -> None:
        """What was on its way into the storage when a kill cut it off."""
        await self._storage.clear_drafts(time.time() - UNCLAIMED_SECONDS)

    async def _take_away(self, take: store.Take) -> bool:
        try:
            async with self._database.transaction() as db:
                taken = await take(db, _BATCH, UNCLAIMED_SECONDS)
                await self._storage.delete(key for remains in taken.files for key in _keys(remains))
        except asyncpg.ForeignKeyViolationError as error:
            # Somebody is showing one of them this very moment: next time it is looked at again.
            _log.info("sweep_postponed", error=repr(error))
            return False
        return taken.looked_at == _BATCH

    def _clear_tables(self) -> None:
        """What uploads left that a kill has cut off."""
        long_ago = time.time() - UNCLAIMED_SECONDS
        for folder in self._incoming.iterdir() if self._incoming.exists() else ():
            if folder.stat().st_mtime < long_ago:
                rmtree(folder, ignore_errors=True)


def _keys(remains: Remains) -> list[str]:
    keys = [remains.key]
    if remains.thumbnail_key:
        keys.append(remains.thumbnail_key)
    if remains.avatar:
        keys.append(AVATARS + remains.avatar)
    return keys
