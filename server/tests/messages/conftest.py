"""A journal over a database of its own, and people and chats in it that nobody had to register."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self
from uuid import uuid4

import asyncpg
import pytest_asyncio

from kocmoc.core.db import Database, Db
from kocmoc.core.events import Events
from kocmoc.messages import Journal, Letter, Message, Writer
from tests.plans import explain


class Archive:
    """The database as the journal's tests see it: a way in beside the product, to prepare and to look."""

    def __init__(self, dsn: str, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self.dsn = dsn
        self.pool = pool

    async def person(self) -> int:
        name = f"p{uuid4().hex[:20]}"
        return await self.pool.fetchval(
            "insert into users (username, username_key, display_name, email, email_key)"
            " values ($1, $1, $1, $1, $1) returning id",
            name,
        )

    async def chat(self, *members: int, kind: str = "group") -> int:
        pair = sorted(members) if kind == "direct" else [None, None]
        chat_id: int = await self.pool.fetchval(
            "insert into chats (type, low_user_id, high_user_id) values ($1, $2, $3) returning id", kind, *pair
        )
        await self.pool.execute("insert into chat_heads (chat_id) values ($1)", chat_id)
        await self.pool.executemany(
            "insert into members (chat_id, user_id) values ($1, $2)", [(chat_id, member) for member in members]
        )
        return chat_id

    async def file(self, owner: int, kind: str = "document") -> int:
        """An upload that nothing shows yet."""
        key = uuid4().hex
        shown = {"id": key, "kind": kind, "name": "план", "mime": "text/plain", "size": 4, "url": f"/files/{key}"}
        return await self.pool.fetchval(
            "insert into files (owner_id, kind, attachment, key, name, mime, bytes)"
            " values ($1, $2, $3, $4, 'план', 'text/plain', 4) returning id",
            owner,
            kind,
            json.dumps(shown),
            key,
        )

    async def texts(self, chat_id: int) -> list[str]:
        rows = await self.pool.fetch("select text from messages where chat_id = $1 order by seq", chat_id)
        return [row["text"] for row in rows]

    async def fill(self, *, people: int, chats: int, messages: int) -> None:
        """Enough of everything that the planner takes the tables seriously."""
        await self.pool.execute(
            """
            with crowd as (
                insert into users (username, username_key, display_name, email, email_key)
                select key, key, key, key, key
                from (select 'c' || substr(md5(random()::text), 1, 20) as key from generate_series(1, $1)) k
                returning id
            ),
            rooms as (insert into chats (type) select 'group' from generate_series(1, $2) returning id),
            numbered as (select id, row_number() over () - 1 as n from rooms),
            heads as (
                insert into chat_heads (chat_id, last_seq, version, countable)
                select id, $3 / $2, $3 / $2, $3 / $2 from rooms
            ),
            seats as (
                insert into members (chat_id, user_id)
                select r.id, c.id from numbered r
                join (select id, row_number() over () - 1 as n from crowd) c on (c.n - r.n) % 40 = 0
            )
            insert into messages (chat_id, seq, version, sender_id, client_id, type, text, countable, created_at)
            select r.id, s, s, (select min(id) from crowd), gen_random_uuid(), 'text', 'шум', s, now()
            from numbered r cross join generate_series(1, $3 / $2) s
            """,
            people,
            chats,
            messages,
        )
        await self.pool.execute("vacuum analyze")

    async def plan(self, sql: str, *args: object) -> str:
        """What PostgreSQL really does for this statement, undone afterwards."""
        async with self.pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            rows = await explain(connection, sql, *args)
            await transaction.rollback()
        return "\n".join(rows)

    async def require_dense(self, chat_id: int, count: int) -> None:
        """Places and versions from 1 without a gap, as many as the head says, and times that never go back."""
        rows = await self.pool.fetch(
            "select seq, version, countable, created_at from messages where chat_id = $1 order by seq", chat_id
        )
        expected = list(range(1, count + 1))
        assert [row["seq"] for row in rows] == expected
        assert sorted(row["version"] for row in rows) == expected
        assert [row["countable"] for row in rows] == expected
        assert [row["created_at"] for row in rows] == sorted(row["created_at"] for row in rows)
        head = await self.pool.fetchrow("select * from chat_heads where chat_id = $1", chat_id)
        assert head is not None
        assert (head["last_seq"], head["version"], head["countable"]) == (count, count, count)


@pytest_asyncio.fixture(scope="session")
async def archive(new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Archive]:
    dsn = await new_database()
    pool = await asyncpg.create_pool(dsn, min_size=1, max_size=5)
    yield Archive(dsn, pool)
    await pool.close()


class Line(Database):
    """A database at the end of a line that may lose the answer to a commit."""

    loses_next = False
    asked = 0

    @asynccontextmanager
    async def transaction(self, isolation: str | None = None) -> AsyncIterator[Db]:
        async with super().transaction(isolation) as db:
            yield db
        self._answer()

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        rows = await super().fetch(sql, *args)
        self._answer()
        return rows

    def _answer(self) -> None:
        self.asked += 1
        if self.loses_next:
            self.loses_next = False
            raise ConnectionResetError


class Desk:
    """A journal at work, and everything it announced."""

    def __init__(self, dsn: str, *, batch: int = 512, capacity: int = 20_000, connections: int = 3) -> None:
        self.database = Line(dsn, size=connections, events=Events())
        self.news: list[tuple[str, object]] = []
        self.journal = Journal(Writer(self.database, self._hear), batch=batch, capacity=capacity)

    @property
    def announced(self) -> list[Message]:
        return [event for _, event in self.news if isinstance(event, Message)]

    def _hear(self, name: str, event: object) -> None:
        self.news.append((name, event))

    async def __aenter__(self) -> Self:
        await self.database.open()
        self.journal.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.journal.close()
        await self.database.close()


@pytest_asyncio.fixture
async def desk(archive: Archive) -> AsyncIterator[Desk]:
    async with Desk(archive.dsn) as desk:
        yield desk


def letter(chat_id: int, sender_id: int, text: str = "Поехали!") -> Letter:
    return Letter(chat_id, sender_id, uuid4(), text)


def numbers(messages: Sequence[Message]) -> list[int]:
    return [message.seq for message in messages]
