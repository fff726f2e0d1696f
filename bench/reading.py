"""What opening the app costs: the chat list and the last 50 messages of a chat, beside Express 5 + pg.

With 100 and with 1,000 chats, and with more and more messages stored. Run it as `bin/bench reading`; `--large` goes on
to ten million messages.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import asyncpg
import httpx
import uvloop

from bench.contest import KOCMOC, NODE, Contestant, running
from bench.world import World
from kocmoc.core.postgres import Embedded

CONCURRENT = 8
CONTESTANTS = (KOCMOC, NODE)


class Reading(NamedTuple):
    """One kind of request: requests a second, and CPU of server and PostgreSQL for each."""

    per_second: float
    server_ms: float
    postgres_ms: float


class Library(NamedTuple):
    """A database that is read from: who reads, where, and how much there is."""

    dsn: str
    token: str
    chat: int
    about: str


async def read(library: Library, contestant: Contestant, postgres: int, path: str, requests: int) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running(contestant, library.dsn, postgres, Path(folder)) as server,
            httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{server.port}", headers={"Authorization": f"Bearer {library.token}"}
            ) as http,
        ):
            await _ask(http, path, requests // 10)
            server.begin()
            began = time.perf_counter()
            await _ask(http, path, requests)
            took, cost = time.perf_counter() - began, server.cost()
    return Reading(requests / took, cost.server_s / requests * 1000, cost.postgres_s / requests * 1000)


async def _ask(http: httpx.AsyncClient, path: str, requests: int) -> None:
    async def reader(count: int) -> None:
        for _ in range(count):
            answer = await http.get(path)
            assert answer.status_code == 200, answer.text

    await asyncio.gather(*(reader(requests // CONCURRENT + 1) for _ in range(CONCURRENT)))


async def fill(dsn: str, name: str, chats: int, messages: int) -> Library:
    connection = await asyncpg.connect(dsn)
    await connection.execute(f"create database {name}")
    await connection.close()
    dsn = dsn.replace("/postgres?", f"/{name}?", 1)
    world = await World.make(dsn, 2)
    rooms = await world.shared(chats)
    for start in range(0, len(rooms), 20):
        await world.talk(rooms[start : start + 20], messages // chats)
    await world.close()
    return Library(dsn, world.token(world.people[1]), rooms[0], f"{chats:,} chats, {messages:,} messages")


Compared = dict[str, dict[str, dict[str, float]]]


async def compare(library: Library, postgres: int, rounds: int, requests: int) -> Compared:
    """Medians by what is read and who answers, printed as well."""
    compared: Compared = {}
    print(f"\n{library.about}")
    print(f"  {'':36}{'requests/s':>11}{'server ms':>11}{'postgres ms':>13}")
    for what, path in (
        ("the list", "/api/chats?limit=100"),
        ("50 messages", f"/api/chats/{library.chat}/messages?limit=50"),
    ):
        turns: dict[str, list[Reading]] = {each.name: [] for each in CONTESTANTS}
        for _ in range(rounds):
            for each in CONTESTANTS:
                turns[each.name].append(await read(library, each, postgres, path, requests))
        medians = [Reading(*(statistics.median(c) for c in zip(*all_, strict=True))) for all_ in turns.values()]
        for name, median in zip(turns, medians, strict=True):
            print(
                f"  {f'{what}, {name}':36}{median.per_second:11,.0f}{median.server_ms:11.2f}{median.postgres_ms:13.2f}"
            )
        compared[what] = {name: median._asdict() for name, median in zip(turns, medians, strict=True)}
        ours, theirs = (median.server_ms + median.postgres_ms for median in medians)
        print(f"  {what}: {theirs / ours:.1f}x less CPU than Node")
    return compared


async def main(dsn: str, postgres: int, rounds: int, requests: int, *, large: bool) -> dict[str, Compared]:
    sizes = [(100, 10_000), (1000, 100_000), (100, 1_000_000)] + ([(100, 10_000_000)] if large else [])
    compared = {}
    for number, (chats, messages) in enumerate(sizes):
        library = await fill(dsn, f"library_{number}", chats, messages)
        compared[library.about] = await compare(library, postgres, rounds, requests)
    return compared


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--large", action="store_true", help="ten million messages as well; takes its time")
    parser.add_argument("--out", type=Path, help="a JSON file for the figures")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        Path(temporary).chmod(0o755)
        with Embedded(Path(temporary) / "postgres", settings={"max_connections": "100"}) as server:
            postmaster = int((Path(temporary) / "postgres/data/postmaster.pid").read_text().split()[0])
            asked = arguments.rounds, arguments.requests
            compared = uvloop.run(main(server.dsn, postmaster, *asked, large=arguments.large))
            if arguments.out:
                arguments.out.write_text(json.dumps(compared, indent=2) + "\n")
