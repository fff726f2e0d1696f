"""A hundred thousand messages: what a search reads of them is bounded, however common its words."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import asyncpg
import pytest
import pytest_asyncio

from kocmoc.core.db import Database
from kocmoc.core.events import Events
from kocmoc.search import Sweeper, question, store
from kocmoc.search.question import Filters
from tests.plans import explain

ME, CHATS, EACH = 1, 40, 2500
MOST_PAGES = 3000

# I am in the first twenty of forty chats. Every message says "общее"; every hundredth, "редкое"; one, "единственное".
FILL = f"""
    insert into users (username, username_key, display_name, email, email_key)
    select 'user_' || n, 'user_' || n, 'User', n || '@x.example', n || '@x.example' from generate_series(1, 2) n;
    insert into chats (type, title) select 'group', 'Chat ' || n from generate_series(1, {CHATS}) n;
    insert into chat_heads (chat_id, last_seq, version) select n, {EACH}, {EACH} from generate_series(1, {CHATS}) n;
    insert into members (chat_id, user_id, role)
    select n, case when n <= {CHATS // 2} then 1 else 2 end, 'owner' from generate_series(1, {CHATS}) n;
    insert into messages (chat_id, seq, version, sender_id, type, text, countable, created_at)
    select
        c, s, s, case when c <= {CHATS // 2} then 1 else 2 end, 'text',
        'общее слово' || (s * 7919 + c) % 20000 || ' ещё слово' || (s * 104729 + c * 31) % 5000
        || case when s % 100 = 0 then ' редкое' else '' end
        || case when s = 77 and c = 3 then ' единственное' else '' end,
        s, timestamptz '2026-11-01' - make_interval(hours => ({EACH} - s) * 8, secs => c)
    from generate_series(1, {EACH}) s, generate_series(1, {CHATS}) c;
"""


class Cost(NamedTuple):
    pages: int
    nodes: set[str]
    found: int


class Archive:
    """The messages, and what finding some of them costs."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def explain(self, words: list[str], **filters: Any) -> Cost:
        stems = await store.find_stems(self.database, words)
        chosen = Filters(**filters)
        chats = await store.list_chats(self.database, ME, chosen.chat_id, 301)
        terms = question.terms(words, stems) + chosen.signs(chats)
        windows = question.windows(terms, datetime(1, 1, 1, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))
        columns = [each.query for each in windows], [each.since for each in windows], [each.until for each in windows]
        given = ME, *columns, None, None, None, chosen.chat_id, 51
        async with self.database.pool.acquire() as connection:
            [told] = await explain(connection, store.SEARCH, *given, how="analyze, buffers, format json")
        plan = json.loads(told)[0]["Plan"]
        nodes = {
            f"{each['Node Type']} {each.get('Index Name') or each.get('Relation Name', '')}" for each in _walk(plan)
        }
        return Cost(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], nodes, plan["Actual Rows"])


def _walk(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(each for child in plan.get("Plans", ()) for each in _walk(child))]


@pytest_asyncio.fixture(scope="module")
async def archive(new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Archive]:
    dsn = await new_database()
    connection = await asyncpg.connect(dsn)
    await connection.execute(FILL)
    database = Database(dsn, size=2, events=Events())
    async with database.living():
        await Sweeper(database).sweep()
        await connection.execute("vacuum analyze")
        await connection.close()
        yield Archive(database)


@pytest.mark.parametrize(
    ("words", "filters", "found"),
    [
        (["общее"], {}, 51),
        (["общее", "редкое"], {}, 51),
        (["единственное"], {}, 1),
        (["слово77"], {}, 51),
        (["несказанное"], {}, 0),
        (["общее"], {"chat_id": 7}, 51),
        (["редкое"], {"chat_id": 7}, 25),
        (["единственное"], {"chat_id": 7}, 0),
        (["общее"], {"sender_id": 2}, 0),
        ([], {"type": "photo"}, 0),
    ],
)
async def test_what_is_read_is_bounded(archive: Archive, words: list[str], filters: dict[str, Any], found: int) -> None:
    cost = await archive.explain(words, **filters)
    assert cost.found == found
    assert "Bitmap Index Scan messages_found" in cost.nodes
    assert not [node for node in cost.nodes if node.startswith("Seq Scan") and "messages" in node]
    assert cost.pages < MOST_PAGES


async def test_what_is_still_to_be_read_is_found_by_its_index(archive: Archive) -> None:
    told = await archive.database.fetchval(f"explain (format json) {store.TAKE}", 200)
    assert "Index Scan messages_unread" in {
        f"{each['Node Type']} {each.get('Index Name', '')}" for each in _walk(json.loads(told)[0]["Plan"])
    }
