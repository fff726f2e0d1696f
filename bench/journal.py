"""The journal beside one transaction for each message: the same schema, the same PostgreSQL, taking turns in one run.

Both have 200 senders who each wait for the answer before the next message. Run it as `bin/bench journal`.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import asyncpg
import uvloop

from bench.processes import cpu_seconds
from kocmoc.core import migrate
from kocmoc.core.db import Database
from kocmoc.core.events import Events
from kocmoc.core.postgres import Embedded
from kocmoc.messages import Journal, Letter, Writer

SENDERS = 200
TEXT = "x" * 200
Send = Callable[[Letter], Awaitable[object]]

PEOPLE = """
    insert into users (username, username_key, display_name, email, email_key)
    select 'p' || n, 'p' || n, 'p' || n, 'p' || n, 'p' || n from generate_series(1000, 999 + $1) n
    returning id
"""


class Round(NamedTuple):
    """One turn of one contestant."""

    per_second: float
    p50_ms: float
    p99_ms: float
    python_ms_per_1000: float
    postgres_ms_per_1000: float


async def one_transaction(pool: "asyncpg.Pool[asyncpg.Record]", letter: Letter) -> None:
    """What the journal replaces: check, count, insert, commit, for one message."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetchval(
            "select 1 from members where chat_id = $1 and user_id = $2", letter.chat_id, letter.sender_id
        )
        head = await connection.fetchrow(
            """
            update chat_heads set
                last_seq = last_seq + 1, version = version + 1, countable = countable + 1,
                last_message_at = now(), changed_in = pg_current_xact_id()::text::bigint
            where chat_id = $1 returning *
            """,
            letter.chat_id,
        )
        assert head is not None
        await connection.execute(
            """
            insert into messages (chat_id, seq, version, sender_id, client_id, type, text, countable, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            letter.chat_id,
            head["last_seq"],
            head["version"],
            letter.sender_id,
            letter.client_id,
            "text",
            letter.text,
            head["countable"],
            head["last_message_at"],
        )


async def race(send: Send, people: list[int], chats: list[int], seconds: float, postgres: int) -> Round:
    """`SENDERS` senders at it for some seconds."""
    waits: list[float] = []
    end = time.perf_counter() + seconds

    async def sender(n: int) -> None:
        while (began := time.perf_counter()) < end:
            await send(Letter(chats[n % len(chats)], people[n % len(people)], uuid4(), TEXT))
            waits.append(time.perf_counter() - began)

    python, server, began = time.process_time(), cpu_seconds(postgres), time.perf_counter()
    await asyncio.gather(*(sender(n) for n in range(SENDERS)))
    took = time.perf_counter() - began
    waits.sort()
    return Round(
        len(waits) / took,
        waits[len(waits) // 2] * 1000,
        waits[len(waits) * 99 // 100] * 1000,
        (time.process_time() - python) / len(waits) * 1e6,
        (cpu_seconds(postgres) - server) / len(waits) * 1e6,
    )


async def compare(dsn: str, postgres: int, chats: int, rounds: int, seconds: float) -> tuple[Round, Round]:
    """Medians of the two, taking turns."""
    database = Database(dsn, size=3, events=Events())
    await database.open()
    journal = Journal(Writer(database, lambda _name, _event: None))
    journal.start()
    async with asyncpg.create_pool(dsn, min_size=8, max_size=8) as pool:
        people = [row["id"] for row in await pool.fetch("select id from users limit 100")]
        rooms = await _rooms(pool, people, chats)
        turns: tuple[list[Round], list[Round]] = ([], [])
        for _ in range(rounds):
            turns[0].append(await race(journal.append, people, rooms, seconds, postgres))
            turns[1].append(await race(lambda letter: one_transaction(pool, letter), people, rooms, seconds, postgres))
        assert await pool.fetchval("select bool_and(last_seq = version) from chat_heads")
    await journal.close()
    await database.close()
    return _median(turns[0]), _median(turns[1])


async def _rooms(pool: "asyncpg.Pool[asyncpg.Record]", people: list[int], count: int) -> list[int]:
    rows = await pool.fetch("insert into chats (type) select 'group' from generate_series(1, $1) returning id", count)
    rooms = [row["id"] for row in rows]
    await pool.execute("insert into chat_heads (chat_id) select unnest($1::bigint[])", rooms)
    await pool.execute(
        "insert into members (chat_id, user_id) select c, u from unnest($1::bigint[]) c, unnest($2::bigint[]) u",
        rooms,
        people,
    )
    return rooms


def _median(turns: list[Round]) -> Round:
    return Round(*(statistics.median(column) for column in zip(*turns, strict=True)))


async def main(dsn: str, postgres: int, rounds: int, seconds: float) -> None:
    await migrate.migrate(dsn)
    connection = await asyncpg.connect(dsn)
    await connection.fetch(PEOPLE, 100)
    await connection.close()
    print(f"{SENDERS} senders, {len(TEXT)} characters, fsync on, medians of {rounds} turns of {seconds:g} s")
    print(f"{'':32}{'messages/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'Python*':>9}{'Postgres*':>11}")
    for chats in (1, 100):
        journal, single = await compare(dsn, postgres, chats, rounds, seconds)
        where = "one chat" if chats == 1 else f"{chats} chats"
        for name, result in (("journal", journal), ("a transaction each", single)):
            print(f"{where + ', ' + name:32}{result.per_second:12,.0f}{result.p50_ms:9.1f}{result.p99_ms:9.1f}", end="")
            print(f"{result.python_ms_per_1000:9.1f}{result.postgres_ms_per_1000:11.1f}")
        print(f"{where + ', ratio':32}{journal.per_second / single.per_second:11.1f}x")
    print("* CPU ms per 1,000 messages")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with Embedded(Path(folder) / "postgres") as server:
            postmaster = int((Path(folder) / "postgres/data/postmaster.pid").read_text().split()[0])
            uvloop.run(main(server.dsn, postmaster, arguments.rounds, arguments.seconds))
