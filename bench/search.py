"""What finding messages costs among a million of them; with `--large`, among ten million.

Buffers read and time for one page of finds, by words that everybody, many, one or nobody says.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import asyncpg

from kocmoc.core import migrate
from kocmoc.core.postgres import Embedded

QUESTIONS: tuple[tuple[str, tuple[str, ...], dict[str, object]], ...] = (
    ("a word in every message", ("общее",), {}),
    ("the same and a rarer one", ("общее", "редкое"), {}),
    ("a word of one message", ("единственное",), {}),
    ("a word of no message", ("несказанное",), {}),
    ("a common word, one chat", ("общее",), {"chat_id": 7}),
    ("a common word, one sender", ("общее",), {"sender_id": 1}),
    ("no photo anywhere", (), {"type": "photo"}),
)
SLIPS = (("a slip in a rare word", "единсвтенное"), ("a slip in a common word", "общие"))


async def measure(dsn: str, name: str, messages: int, rounds: int) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "server"))
    from tests.search.archive import CHATS, Cost, filled

    connection = await asyncpg.connect(dsn)
    await connection.execute(f"create database {name}")
    await connection.close()
    dsn = dsn.replace("/postgres?", f"/{name}?", 1)
    await migrate.migrate(dsn)
    began = time.perf_counter()
    async with filled(dsn, messages // CHATS) as archive:
        print(f"\n{messages:,} messages, written in {time.perf_counter() - began:.0f} s")
        print(f"  {'':30}{'found':>6}{'buffers':>9}{'ms':>8}")

        def show(what: str, costs: list[Cost]) -> None:
            middle = statistics.median(each.milliseconds for each in costs)
            print(f"  {what:30}{costs[0].found:6.0f}{costs[-1].pages:9,}{middle:8.1f}")

        for what, words, filters in QUESTIONS:
            show(what, [await archive.search(*words, **filters) for _ in range(rounds)])
        for what, word in SLIPS:
            show(what, [await archive.guess(word) for _ in range(rounds)])
            show("  of which, what was meant", [await archive.alike(word) for _ in range(rounds)])


async def main(dsn: str, rounds: int, *, large: bool) -> None:
    for number, messages in enumerate([1_000_000] + ([10_000_000] if large else [])):
        await measure(dsn, f"archive_{number}", messages, rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", action="store_true", help="ten million messages as well; takes its time")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        Path(temporary).chmod(0o755)
        with Embedded(Path(temporary) / "postgres", settings={"shared_buffers": "256MB", "fsync": "off"}) as server:
            asyncio.run(main(server.dsn, arguments.rounds, large=arguments.large))
