"""Making messages findable, behind those who write them. What a kill leaves undone is found undone, and done."""

from kocmoc.core import spelling
from kocmoc.core.db import Database
from kocmoc.search import store, words

SWEEP_SECONDS = 0.5
BATCH = 500
DOUBTED = 50


class Sweeper:
    """Several at once, in as many processes, take different messages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sweep(self) -> None:
        waiting = await store.waiting(self._database)
        while waiting.unread and await self._some() == BATCH:
            pass
        while waiting.doubted and await self._forget() == DOUBTED:
            pass

    async def _some(self) -> int:
        async with self._database.transaction() as db:
            rows = await store.take(db, BATCH)
            kept = [
                (row["chat_id"], row["seq"], word)
                for row in rows
                for word in [
                    *words.signs(row["chat_id"], row["sender_id"], row["type"], row["created_at"]),
                    *words.distinct(row["text"]),
                ]
            ]
            if kept:
                chat_ids, seqs, found = zip(*kept, strict=True)
                await store.learn(db, [word for word in {*found} if spelling.is_doubtful(word)])
                await store.keep(db, chat_ids, seqs, found)
        return len(rows)

    async def _forget(self) -> int:
        """Words only deleted messages said; nobody else's spelling may tell them."""
        async with self._database.transaction() as db:
            doubted = await store.take_doubted(db, DOUBTED)
            words = {word for each in doubted for word in each if spelling.is_doubtful(word)}
            await store.forget(db, sorted(words))
        return len(doubted)
