"""Looking for messages whose time is over. They go through the journal, as everything does that changes a message."""

import asyncio
from datetime import datetime, timedelta

from kocmoc.core import clock
from kocmoc.core.db import Database, Db
from kocmoc.core.errors import NotFound
from kocmoc.messages.journal import Journal
from kocmoc.messages.retention import store
from kocmoc.messages.retention.change import Expiry

TICK_SECONDS = 600.0
BATCH = 200


class Retention:
    """Without `days` everything is kept. Chat by chat, in portions, so that whoever talks meanwhile does not wait."""

    def __init__(self, database: Database, journal: Journal, days: int | None, batch: int = BATCH) -> None:
        self._database = database
        self._journal = journal
        self._days = days
        self._batch = batch

    async def sweep(self) -> None:
        if self._days is None:
            return
        until, after = clock.now() - timedelta(days=self._days), 0
        while (last := await self._some_chats(after, until)) is not None:
            after = last

    async def _some_chats(self, after: int, until: datetime) -> int | None:
        """The last of them; None when there are no more, or another process is at it."""
        async with self._database.transaction() as db:
            if not await store.have_it_alone(db):
                return None
            chats = await store.list_chats(db, after, until, self._batch)
        for chat in chats:
            mark: int | None = chat["mark"] if chat["is_over"] else None
            while mark is not None:
                mark = await self._portion(chat["id"], mark, until)
        return chats[-1]["id"] if len(chats) == self._batch else None

    async def _portion(self, chat_id: int, mark: int, until: datetime) -> int | None:
        """The new mark, if there may be more behind it. A kill in between, and the portion is looked at once more."""
        async with self._database.transaction() as db:
            if not await store.have_it_alone(db):
                return None
            return await self._expire_some(db, chat_id, mark, until)

    async def _expire_some(self, db: Db, chat_id: int, mark: int, until: datetime) -> int | None:
        over = await store.list_over(db, chat_id, mark, until, self._batch)
        await asyncio.gather(*(self._expire(chat_id, each["seq"]) for each in over if each["is_said"]))
        if not over:
            return None
        await store.mark(db, chat_id, over[-1]["seq"])
        return int(over[-1]["seq"]) if len(over) == self._batch else None

    async def _expire(self, chat_id: int, seq: int) -> None:
        try:
            await self._journal.append(Expiry(chat_id, seq))
        except NotFound:
            return  # its chat has ended meanwhile, and it with it
