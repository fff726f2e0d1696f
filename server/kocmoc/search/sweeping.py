"""Making messages findable, behind those who write them. What a kill leaves undone is found undone, and done."""

from kocmoc.core.db import Database
from kocmoc.search import store, words

SWEEP_SECONDS = 0.5
BATCH = 500


class Sweeper:
    """Several at once, in as many processes, take different messages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sweep(self) -> None:
        while await self._some() == BATCH:
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
                await store.keep(db, chat_ids, seqs, found)
        return len(rows)
