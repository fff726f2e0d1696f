"""Looking for messages whose time is over. They go through the journal, as everything does that changes a message."""

import asyncio
from datetime import UTC, datetime, timedelta

from kocmoc.core import clock
from kocmoc.core.db import Database
from kocmoc.core.errors import NotFound
from kocmoc.messages.journal import Journal
from kocmoc.messages.retention import store
from kocmoc.messages.retention.change import Expiry

TICK_SECONDS = 600.0
BATCH = 200
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


class Retention:
    """Without `days` everything is kept. Several processes may be at it: a message is deleted once."""

    def __init__(self, database: Database, journal: Journal, days: int | None, batch: int = BATCH) -> None:
        self._database = database
        self._journal = journal
        self._days = days
        self._batch = batch
        # Nothing older is left: what is said later is younger, and the history need not be looked through again.
        self._since = _BEGINNING

    async def sweep(self) -> None:
        """All whose time is over, in portions, so that whoever talks meanwhile does not wait."""
        if self._days is None:
            return
        until = clock.now() - timedelta(days=self._days)
        after = (0, 0)
        while over := await store.list_over(self._database, self._since, until, after, self._batch):
            await asyncio.gather(*(self._expire(*each) for each in over))
            after = over[-1]
        self._since = until

    async def _expire(self, chat_id: int, seq: int) -> None:
        try:
            await self._journal.append(Expiry(chat_id, seq))
        except NotFound:
            return  # its chat has ended meanwhile, and it with it
