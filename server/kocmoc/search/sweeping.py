"""Making messages findable, behind those who write them. What a kill leaves undone is found undone, and done."""

import asyncio
from collections.abc import Mapping

import asyncpg
import structlog

from kocmoc.core import spelling
from kocmoc.core.db import Database
from kocmoc.search import store, words
from kocmoc.search.stems import Stems

SWEEP_SECONDS = 0.5
BATCH = 500
DOUBTED = 50

_log = structlog.get_logger("search")


class Sweeper:
    """Several at once, in as many processes, take different messages. In one of them a round waits for the one before:
    when it is over, all can be found that was said when it was asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stems = Stems()
        self._may_settle = True
        self._at_it = asyncio.Lock()

    async def sweep(self) -> None:
        async with self._at_it:
            await self._sweep()

    async def _sweep(self) -> None:
        waiting = await store.waiting(self._database)
        while waiting.unread and await self._some() == BATCH:
            pass
        while waiting.doubted and await self._forget() == DOUBTED:
            pass
        if waiting.unread and self._may_settle:
            await self._settle()

    async def _settle(self) -> None:
        """Only who owns the index may; for whoever does not, PostgreSQL does so now and then, and searching costs more
        until then."""
        try:
            await store.settle(self._database)
        except asyncpg.InsufficientPrivilegeError as error:
            self._may_settle = False
            _log.warning("index_not_ours", error=repr(error))

    async def _some(self) -> int:
        async with self._database.transaction() as db:
            rows = await store.take(db, BATCH)
            said = [words.distinct(row["text"]) for row in rows]
            known = {word for each in said for word in each}
            stems = await self._stems.of(db, known)
            if rows:
                await store.learn(db, [word for word in known if spelling.is_doubtful(word)])
                kept = [_findable(row, each, stems) for row, each in zip(rows, said, strict=True)]
                await store.keep(db, [row["chat_id"] for row in rows], [row["seq"] for row in rows], kept)
        return len(rows)

    async def _forget(self) -> int:
        """Words only deleted messages said; nobody else's spelling may tell them."""
        async with self._database.transaction() as db:
            doubted = await store.take_doubted(db, DOUBTED)
            words = {word for each in doubted for word in each if spelling.is_doubtful(word)}
            await store.forget(db, sorted(words))
        return len(doubted)


def _findable(row: asyncpg.Record, said: list[str], stems: Mapping[str, str]) -> str:
    signs = words.signs(row["chat_id"], row["sender_id"], row["type"], row["created_at"])
    return store.PARTED.join([*signs, *said, *(f"={stems[word]}" for word in said)])
