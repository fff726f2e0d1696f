"""A great many messages, ready to be searched, and what finding some of them costs."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import asyncpg

from kocmoc.core import spelling
from kocmoc.core.db import Database
from kocmoc.core.events import Events
from kocmoc.search import meaning, question, store
from kocmoc.search.question import Filters, Meant
from tests.plans import explain

ME, CHATS = 1, 40
PORTION = 500
LAST = datetime(2026, 11, 1, tzinfo=UTC)
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)

_PEOPLE = f"""
    insert into users (username, username_key, display_name, email, email_key)
    select 'user_' || n, 'user_' || n, 'User', n || '@x.example', n || '@x.example' from generate_series(1, 2) n;
    insert into chats (type, title) select 'group', 'Chat ' || n from generate_series(1, {CHATS}) n;
    insert into members (chat_id, user_id, role)
    select n, case when n <= {CHATS // 2} then 1 else 2 end, 'owner' from generate_series(1, {CHATS}) n;
"""
_HEADS = f"""
    insert into chat_heads (chat_id, last_seq, version, last_message_at)
    select n, $1, $1, timestamptz '{LAST}' from generate_series(1, {CHATS}) n
"""

# Words with their stems; digits as letters, so that one may slip in them.
_VOCABULARY = f"""
    create temporary table vocabulary as
    select n, word, '=' || {store.STEM.format(word="word")} as stem
    from generate_series(0, 19999) n
    cross join lateral (select 'слово' || translate(n::text, '0123456789', 'абвгдежзик')) w (word)
"""

# I am in the first half of the chats. Every message says "общее"; every hundredth, "редкое"; one, "единственное".
_MESSAGES = f"""
    insert into messages (chat_id, seq, version, sender_id, type, text, countable, created_at, tsv)
    select
        c, s, s, sender, 'text', array_to_string(said, ' '), s, moment,
        array_to_tsvector(said || stems || array[v.stem, '#c' || c, '#u' || sender, '#ttext', '#y' || year, month, day])
    from generate_series($2::bigint, $3) s
    cross join generate_series(1, {CHATS}) c
    join vocabulary v on v.n = (s * 7919 + c) % 20000
    cross join lateral (select timestamptz '{LAST}' - interval '1 minute' * (($1 - s) * 1200000.0 / $1)) t (moment)
    cross join lateral (select extract(year from moment)::int) y (year)
    cross join lateral (
        select
            case when c <= {CHATS // 2} then 1 else 2 end,
            '#m' || year * 12 + extract(month from moment)::int - 1,
            '#d' || moment::date - date '0001-01-01' + 1,
            array['общее', 'еще', v.word]
            || case when s % 100 = 0 then array['редкое'] end
            || case when s = 77 and c = 3 then array['единственное'] end,
            array['=общ', '=еще']
            || case when s % 100 = 0 then array['=редк'] end
            || case when s = 77 and c = 3 then array['=единствен'] end
    ) w (sender, month, day, said, stems)
    order by s, c
"""

_INDEXES = """
    select format('%I', c.relname) as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = 'messages'::regclass and not i.indisprimary
"""

_LEXEMES = f"""
    insert into lexemes (word)
    select word from ts_stat('select tsv from messages where seq <= 1000')
    where length(word) between {spelling.SHORTEST} and {spelling.LONGEST} and word !~ '^[=#]'
"""


@asynccontextmanager
async def filled(dsn: str, each: int) -> "AsyncIterator[Archive]":
    """With so many messages in each of the chats, while the block lasts."""
    connection = await asyncpg.connect(dsn)
    database = Database(dsn, size=2, events=Events())
    try:
        await _fill(connection, each)
        async with database.living():
            yield Archive(connection, database)
    finally:
        await connection.close()


async def _fill(connection: "asyncpg.Connection[asyncpg.Record]", each: int) -> None:
    """The indexes are built when everything is there: ten times faster."""
    await connection.execute(_PEOPLE)
    await connection.execute(_HEADS, each)
    await connection.execute(
        "set session_replication_role = replica; set maintenance_work_mem = '256MB'; set work_mem = '128MB'"
    )
    await connection.execute(_VOCABULARY)
    indexes = await connection.fetch(_INDEXES)
    await connection.execute("".join(f"drop index {index['name']};" for index in indexes))
    for first in range(1, each + 1, PORTION):
        await connection.execute(_MESSAGES, each, first, min(first + PORTION - 1, each))
    for index in indexes:
        await connection.execute(index["definition"])
    await connection.execute(_LEXEMES)
    await connection.execute("set session_replication_role = origin")
    await connection.execute("vacuum analyze")


class Cost(NamedTuple):
    pages: int
    nodes: set[str]
    found: int
    milliseconds: float


class Archive:
    """Of forty chats, half of them mine."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]", database: Database) -> None:
        self.connection = connection
        self.database = database

    async def search(self, *words: str, **filters: Any) -> Cost:
        """What one page of finds costs."""
        return await self._search([[word] for word in words], **filters)

    async def guess(self, *words: str) -> Cost:
        """The same for words that are not quite right."""
        return await self._search(await meaning.find(self.database, words))

    async def alike(self, word: str) -> Cost:
        return await self.explain(store.ALIKE, spelling.neighbourhood(word), meaning.MOST_LOOKED_AT)

    async def _search(self, asked: list[Meant], **filters: Any) -> Cost:
        stems = await store.find_stems(self.database, [word for meant in asked for word in meant])
        chosen = Filters(**filters)
        chats = await store.list_chats(self.database, ME, chosen.chat_id)
        terms = [*question.terms(asked, stems), *chosen.signs([*chats])]
        windows = question.windows(terms, _BEGINNING, LAST + timedelta(seconds=1))
        columns = [each.query for each in windows], [each.since for each in windows], [each.until for each in windows]
        return await self.explain(store.SEARCH, ME, *columns, None, None, None, chosen.chat_id, 51)

    async def explain(self, sql: str, *arguments: Any) -> Cost:
        async with self.database.pool.acquire() as connection:
            [said] = await explain(connection, sql, *arguments, how="analyze, buffers, format json")
        told = json.loads(said)[0]
        plan = told["Plan"]
        return Cost(
            plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
            {_name(each) for each in _walk(plan)},
            plan["Actual Rows"],
            told["Planning Time"] + told["Execution Time"],
        )


def _name(node: dict[str, Any]) -> str:
    return f"{node['Node Type']} {node.get('Index Name') or node.get('Relation Name', '')}"


def _walk(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(each for child in plan.get("Plans", ()) for each in _walk(child))]
