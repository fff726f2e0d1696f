"""Of an account that has ended only its messages stay. What it felt about those of others is taken back, through the
journal as everything that changes a message, and behind the ending: there may be a hundred thousand of them."""

import asyncio

from kocmoc.core.db import Database, Db
from kocmoc.core.errors import NotFound
from kocmoc.messages.journal import Journal
from kocmoc.messages.reactions import store
from kocmoc.messages.reactions.change import Fading

TICK_SECONDS = 5.0
BATCH = 200


async def let_fade(db: Db, user_id: int) -> None:
    """Somebody leaves for good: from now on their reactions fade."""
    await store.leave_to_fade(db, user_id)


class Feelings:
    """Account by account, in portions, so that whoever talks meanwhile does not wait."""

    def __init__(self, database: Database, journal: Journal, batch: int = BATCH) -> None:
        self._database = database
        self._journal = journal
        self._batch = batch

    async def sweep(self) -> None:
        while await self._fade_some():
            pass

    async def _fade_some(self) -> bool:
        """Whether there may be more to do."""
        async with self._database.transaction() as db:
            user_id = await store.take_fading(db)
            if user_id is None:
                return False
            left = await store.list_fading(db, user_id, self._batch)
            if not left:
                await store.forget_fading(db, user_id)
            return all(await asyncio.gather(*(self._fade(user_id, each) for each in left)))

    async def _fade(self, user_id: int, place: store.Place) -> bool:
        try:
            await self._journal.append(Fading(place.chat_id, place.seq, user_id, place.emoji, added=False))
        except NotFound:
            return False  # its chat has ended meanwhile, and it with it
        return True
