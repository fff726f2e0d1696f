"""Ending a chat, and sweeping up behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kocmoc.chats.ending import store
from kocmoc.chats.types import Ended
from kocmoc.core import jobs
from kocmoc.core.db import Database, Db

SWEEP_SECONDS = 30.0
AT_ONCE = 1000


async def end(db: Db, chat_id: int, owner_id: int) -> None:
    """Gone for everybody in it. The chat is held, and `owner_id` owns it."""
    db.announce("chat.ended", Ended(chat_id, tuple(await store.end(db, chat_id, owner_id))))


async def end_notes(db: Db, user_id: int) -> None:
    """What somebody wrote to themselves goes with them."""
    await store.end_notes(db, user_id)


class Sweeper:
    """Takes away what is left of ended chats, in transactions nobody notices. A round waits for the one before: when it
    is over, nothing is left of what had ended when it was asked for."""

    def __init__(self, database: Database, at_once: int = AT_ONCE) -> None:
        self._database = database
        self._at_once = at_once
        self._at_it = asyncio.Lock()

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        async with jobs.every(SWEEP_SECONDS, self.sweep):
            yield

    async def sweep(self) -> None:
        async with self._at_it:
            while await self._sweep_chat():
                pass
            async with self._database.transaction() as db:
                await store.sweep_invites(db, self._at_once)

    async def _sweep_chat(self) -> bool:
        """A piece of one ended chat; whether there was one."""
        async with self._database.transaction() as db:
            chat_id = await store.hold_ended(db)
            if chat_id is None:
                return False
            if await store.sweep_messages(db, chat_id, self._at_once) < self._at_once:
                await store.forget(db, chat_id)
            return True
