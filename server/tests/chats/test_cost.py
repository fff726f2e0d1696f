"""What looking at chats costs: the same few statements for one chat and a hundred, and none that reads whole tables."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from kocmoc.chats import look, store
from kocmoc.core.clock import now
from kocmoc.core.db import Database
from kocmoc.core.events import Events
from kocmoc.sync import store as sync_store
from kocmoc.users import NobodyOnline, Viewer
from kocmoc.users import store as users_store
from tests.plans import explain

ME = Viewer(1, NobodyOnline())
LARGE = r"Seq Scan on (messages|members|mentions|user_keys|users|chats|chat_heads|chat_fronts)\b"


class Counting:
    """A reader that remembers how often it was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked = 0

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        self.asked += 1
        return await self._database.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        self.asked += 1
        return await self._database.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        self.asked += 1
        return await self._database.fetchval(sql, *args)


@pytest_asyncio.fixture(scope="module")
async def world(new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Database]:
    """The first person is in a thousand chats."""
    database = Database(dsn := await new_database(), size=2, events=Events())
    connection = await asyncpg.connect(dsn)
    await connection.execute((Path(__file__).parent / "world.sql").read_text())
    await connection.close()
    async with database.living():
        yield database


async def test_a_hundred_chats_cost_as_many_statements_as_one(world: Database) -> None:
    asked = []
    for limit in (1, 100):
        reader = Counting(world)
        page = await look.list_chats(reader, ME, "", limit, None)
        assert len(page.chats) == limit
        asked.append(reader.asked)
    assert asked == [3, 3]
    assert page.unread_total == 1000 * 10
    assert {chat.unread_count for chat in page.chats} == {10}
    assert {chat.unread_mentions_count for chat in page.chats} == {1}
    assert {chat.members_count for chat in page.chats} == {2, 20}


async def test_a_thousand_chats_are_walked_through_without_gap(world: Database) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        page = await look.list_chats(world, ME, "", 100, cursor)
        seen += [chat.id for chat in page.chats]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 1000
    found = await look.list_chats(world, ME, "ГРУППА 1", 100, None)
    assert {chat.title[:8] for chat in found.chats} == {"Группа 1"}


@pytest.mark.parametrize(
    ("statement", "arguments"),
    [
        (store.PAGE, (1, True, now(), 0, "", 101)),
        (store.PAGE, (1, False, now(), 0, "person_12", 101)),
        (store.ONE, (1, 17)),
        (store.SOME, (1, list(range(1, 200)))),
        (store.UNREAD_TOTAL, (1,)),
        (sync_store.CHANGED, (1, 0, 0, 0, 20)),
        (sync_store.VERSIONS, (1, list(range(1, 501)))),
        (users_store.FIND, (1, list(range(2, 202)))),
    ],
)
async def test_no_look_at_chats_reads_whole_tables(
    world: Database, statement: str, arguments: tuple[object, ...]
) -> None:
    async with world.pool.acquire() as connection:
        plan = "\n".join(await explain(connection, statement, *arguments))
    assert not re.search(LARGE, plan), plan
