"""A million messages: what a search reads of them is bounded, however common its words."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from kocmoc.search import Sweeper, actions, store
from kocmoc.search.question import Filters
from tests.search.archive import CHATS, ME, Archive, Cost, filled

EACH = 25_000
MOST_PAGES = 3000


@pytest_asyncio.fixture(scope="module")
async def archive(new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Archive]:
    async with filled(await new_database(), EACH) as archive:
        yield archive


def _is_bounded(cost: Cost) -> bool:
    assert "Bitmap Index Scan messages_found" in cost.nodes
    assert not [node for node in cost.nodes if node.startswith("Seq Scan") and "messages" in node]
    return cost.pages < MOST_PAGES


async def test_there_are_a_million(archive: Archive) -> None:
    assert await archive.database.fetchval("select count(*) from messages") == EACH * CHATS >= 1_000_000


@pytest.mark.parametrize(
    ("words", "filters", "found"),
    [
        (["общее"], {}, 51),
        (["общее", "редкое"], {}, 51),
        (["единственное"], {}, 1),
        (["словожж"], {}, 51),
        (["словоаа", "редкое"], {}, 0),
        (["несказанное"], {}, 0),
        (["общее"], {"chat_id": 7}, 51),
        (["редкое"], {"chat_id": 7}, 51),
        (["единственное"], {"chat_id": 7}, 0),
        (["общее"], {"sender_id": 1}, 51),
        ([], {"type": "photo"}, 0),
    ],
)
async def test_what_is_read_is_bounded(archive: Archive, words: list[str], filters: dict[str, Any], found: int) -> None:
    cost = await archive.search(*words, **filters)
    assert cost.found == found
    assert _is_bounded(cost), cost


class Watched:
    """The archive as it is asked, with what each look into it costs."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.costs: list[Cost] = []

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        if sql == store.SEARCH:
            self.costs.append(await self._archive.explain(sql, *args))
        return await self._archive.database.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        return await self._archive.database.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        return await self._archive.database.fetchval(sql, *args)


@pytest.mark.parametrize(
    ("asked", "filters", "found", "looks"),
    [
        ("общее", Filters(), 50, 4),
        ("редкое", Filters(), 50, 4),
        ("единственное", Filters(), 1, 4),
        ("общее", Filters(sender_id=1), 50, 4),
        ("общее", Filters(sender_id=2), 0, 0),
    ],
)
async def test_it_is_bounded_for_who_is_in_more_chats_than_are_named_at_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, asked: str, filters: Filters, found: int, looks: int
) -> None:
    monkeypatch.setattr(actions, "CHATS_AT_ONCE", CHATS // 2 // 4)
    watched = Watched(archive)
    page = await actions.search(watched, ME, asked, filters, 50, None)
    assert len(page.messages) == found
    assert len(watched.costs) == looks
    assert all(_is_bounded(cost) for cost in watched.costs), watched.costs


async def test_where_all_is_older_than_what_was_found_is_not_looked(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "CHATS_AT_ONCE", 5)
    move = "update chat_heads set last_message_at = last_message_at + $1 * interval '30 days' where chat_id > 5"
    await archive.connection.execute(move, -1)
    watched = Watched(archive)
    page = await actions.search(watched, ME, "общее", Filters(), 50, None)
    await archive.connection.execute(move, 1)
    assert {each.chat_id for each in page.messages} == {str(n) for n in range(1, 6)}
    assert len(watched.costs) == 1


@pytest.mark.parametrize(("words", "found"), [(["единсвтенное"], 1), (["редкае", "общие"], 51)])
async def test_guessing_is_bounded_too(archive: Archive, words: list[str], found: int) -> None:
    cost = await archive.guess(*words)
    assert cost.found == found
    assert _is_bounded(cost), cost


async def test_where_somebody_never_spoke_is_not_looked_for_them(archive: Archive) -> None:
    spoken = await archive.explain(store.SPOKEN_IN, list(range(1, CHATS + 1)), 2)
    assert spoken.found == CHATS // 2
    assert "Index Only Scan messages_of_sender" in spoken.nodes
    assert spoken.pages < 5 * CHATS


async def test_what_may_be_meant_is_found_by_its_trigrams(archive: Archive) -> None:
    assert await archive.database.fetchval("select count(*) from lexemes") > 20_000
    cost = await archive.alike("единсвтенное")
    assert cost.found >= 1
    assert "Bitmap Index Scan lexemes_alike" in cost.nodes
    assert cost.pages < 400, cost


async def test_what_is_still_to_be_read_is_found_by_its_index(archive: Archive) -> None:
    cost = await archive.explain(store.TAKE, 200)
    assert {"Index Scan messages_unread", "Bitmap Index Scan messages_unread"} & cost.nodes
    assert cost.pages < 10


async def test_the_archive_is_what_the_sweeper_would_have_made_of_it(archive: Archive) -> None:
    """Otherwise all of the above says nothing."""
    some = "select chat_id, seq, tsv::text from messages where seq = any('{1, 77, 24900}') order by 1, 2"
    before = await archive.database.fetch(some)
    await archive.connection.execute("update messages set tsv = null where seq = any('{1, 77, 24900}')")
    await Sweeper(archive.database).sweep()
    # No search has to read through what waits for its place.
    assert await archive.database.fetchval(store.SETTLE) == 0
    assert await archive.database.fetch(some) == before
