"""PostgreSQL: a pool for reading, and `Db`, one transaction that is committed once, at the edge of a request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol, runtime_checkable

import asyncpg

from kocmoc.core.errors import Unavailable
from kocmoc.core.events import Events

# The database is away, restarting, full or overloaded: the request may come again later.
AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    OSError,
    TimeoutError,
)
ACQUIRE_SECONDS = 5.0
_SESSION = {
    "application_name": "kocmoc",
    "timezone": "UTC",
    "jit": "off",
    # Each statement is planned once. Left to itself PostgreSQL plans the journal's anew for every batch, which takes
    # three times as long as running it.
    "plan_cache_mode": "force_generic_plan",
}


@runtime_checkable  # Litestar checks what it injects
class Reader(Protocol):
    """Whatever can be asked: the pool itself, or a transaction."""

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]: ...
    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None: ...
    async def fetchval(self, sql: str, *args: Any) -> Any: ...


class Db:
    """One transaction of one request.

    A connection is taken at the first statement, so a request that is refused before it costs none.
    What is announced leaves after the commit, and is dropped on rollback.
    """

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", isolation: str | None = None) -> None:
        self._pool = pool
        self._isolation = isolation
        self._connection: Any = None
        self._transaction: Any = None
        self._announcements: list[tuple[str, object]] = []

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await (await self._begin()).fetch(sql, *args)
        return rows

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        row: asyncpg.Record | None = await (await self._begin()).fetchrow(sql, *args)
        return row

    async def fetchval(self, sql: str, *args: Any) -> Any:
        return await (await self._begin()).fetchval(sql, *args)

    async def execute(self, sql: str, *args: Any) -> None:
        await (await self._begin()).execute(sql, *args)

    def announce(self, name: str, event: object) -> None:
        self._announcements.append((name, event))

    async def _begin(self) -> Any:
        if self._connection is None:
            self._connection = await self._pool.acquire(timeout=ACQUIRE_SECONDS)
            self._transaction = self._connection.transaction(isolation=self._isolation)
            await self._transaction.start()
        return self._connection

    async def commit(self, events: Events) -> None:
        try:
            if self._transaction is not None:
                await self._transaction.commit()
        finally:
            await self._release()
        if self._announcements:
            await events.announce_all(self._announcements)

    async def rollback(self) -> None:
        """What is lost with its connection has nothing to be rolled back, and nothing to say beside what went wrong."""
        try:
            with suppress(*AWAY):
                if self._transaction is not None and not self._connection.is_closed():
                    await self._transaction.rollback()
        finally:
            await self._release()

    async def _release(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await self._pool.release(connection)


class Database:
    """The pool. Reads go straight through it, writes through `transaction()`."""

    def __init__(self, dsn: str, *, size: int, events: Events) -> None:
        self._dsn = dsn
        self._size = size
        self._events = events
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    @property
    def pool(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._pool is None:
            raise Unavailable
        return self._pool

    @property
    def connections(self) -> tuple[int, int]:
        """How many are open, and how many of those are in use."""
        if self._pool is None:
            return 0, 0
        return self._pool.get_size(), self._pool.get_size() - self._pool.get_idle_size()

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """Open while the block lasts."""
        await self.open()
        try:
            yield
        finally:
            await self.close()

    async def open(self) -> None:
        self._pool = await asyncpg.create_pool(
            self._dsn,
            min_size=0,  # asyncpg keeps up a floor by itself, with a stack trace in the log whenever it cannot
            max_size=self._size,
            timeout=ACQUIRE_SECONDS,
            command_timeout=30,
            statement_cache_size=512,
            max_cached_statement_lifetime=0,
            # We never leave session state behind, so handing a connection back needs no round trip.
            reset=_nothing_to_reset,
            server_settings=_SESSION,
        )

    async def close(self) -> None:
        if self._pool is None:
            return
        pool, self._pool = self._pool, None
        try:
            await asyncio.wait_for(pool.close(), 3)
        except TimeoutError:
            pool.terminate()

    @asynccontextmanager
    async def transaction(self, isolation: str | None = None) -> AsyncIterator[Db]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        db = Db(self.pool, isolation)
        try:
            yield db
        except BaseException:
            await db.rollback()
            raise
        await db.commit(self._events)

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        async with self.pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            return await connection.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        async with self.pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            return await connection.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        async with self.pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            return await connection.fetchval(sql, *args)


async def _nothing_to_reset(_: object) -> None:
    """asyncpg would otherwise send RESET ALL and friends after every use."""
