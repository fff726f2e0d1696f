"""Messages into rooms, beside Express 5 + pg + socket.io 4: accepted durably, delivered to all, and what that costs.

Contestants take turns over fresh databases of one PostgreSQL; figures are medians. Run it as `bin/bench rooms`, with
the names of the series wanted (default: all): rest, socket, steady, thousand, spread, flood, idle, workers.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import uvloop

from bench.contest import BIN, FOLDER, KOCMOC, KOCMOC_TWO, NODE, NODE_BATCHING, Contestant, Cost, load, running
from bench.world import World
from kocmoc.core.postgres import Embedded


class Series(NamedTuple):
    """People in rooms, of whom some send. `rate` is messages a second in all, 0 for as many as there can be."""

    about: str
    people: int
    rooms: int
    senders: int
    via: str
    rate: int = 0
    window: int = 16
    idle: int = 0
    contestants: tuple[Contestant, ...] = (KOCMOC, NODE, NODE_BATCHING)


SERIES = {
    "rest": Series("A room of 100, 10 senders over REST, as fast as it goes", 100, 1, 10, "rest"),
    "socket": Series("A room of 100, 10 senders over the socket, as fast as it goes", 100, 1, 10, "socket"),
    "steady": Series("A room of 100, 10 senders over REST, 20 messages/s", 100, 1, 10, "rest", rate=20),
    "thousand": Series("A room of 1,000, 10 senders over REST, as fast as it goes", 1000, 1, 10, "rest"),
    "spread": Series("1,000 people in 10 rooms, 10,000 deliveries/s", 1000, 10, 100, "socket", rate=100),
    "flood": Series("1,000 people in 10 rooms, 300,000 deliveries/s offered", 1000, 10, 100, "socket", rate=3000),
    "idle": Series(
        "5,000 people connected, in 50 chats each", 5000, 50, 0, "socket", idle=10, contestants=(KOCMOC, NODE)
    ),
    "workers": Series(
        "A room of 100 over REST with one worker and with two", 100, 1, 10, "rest", contestants=(KOCMOC, KOCMOC_TWO)
    ),
}


class Turn(NamedTuple):
    """One turn of one contestant."""

    accepted: float
    delivered: float
    server_ms: float
    postgres_ms: float
    ack_p50: float
    ack_p99: float
    delivery_p50: float
    delivery_p99: float
    memory_mb: float


def _turn(seen: dict[str, Any], cost: Cost) -> Turn:
    seconds, acked = seen["seconds"], max(seen["acked"], 1)
    return Turn(
        seen["acked"] / seconds,
        seen["delivered"] / seconds,
        cost.server_s / acked * 1e6,
        cost.postgres_s / acked * 1e6,
        seen["ack_p50"],
        seen["ack_p99"],
        seen["delivery_p50"],
        seen["delivery_p99"],
        cost.memory_kb / 1024,
    )


class Arena:
    """One PostgreSQL, with a fresh database for every turn."""

    def __init__(self, dsn: str, postgres: int, folder: Path) -> None:
        self._dsn = dsn
        self._postgres = postgres
        self._folder = folder
        self._turns = 0

    async def turn(self, series: Series, contestant: Contestant, seconds: float) -> Turn:
        self._turns += 1
        name = f"turn_{self._turns}"
        connection = await asyncpg.connect(self._dsn)
        await connection.execute(f"create database {name}")
        dsn = self._dsn.replace("/postgres?", f"/{name}?", 1)
        folder = self._folder / name
        folder.mkdir()
        people = await self._people(series, dsn, folder / "people")
        async with running(contestant, dsn, self._postgres, folder) as server:
            asked: dict[str, object] = {"via": series.via, "rate": series.rate, "window": series.window}
            asked |= {"idle": series.idle} if series.idle else {"seconds": seconds, "warm": min(3.0, seconds)}
            before = server.cost().memory_kb
            seen, cost = await load(server, people, **asked)
        await connection.execute(f"drop database {name} with (force)")
        await connection.close()
        shutil.rmtree(folder)
        return _turn(seen, cost._replace(memory_kb=cost.memory_kb - before if series.idle else cost.memory_kb))

    async def _people(self, series: Series, dsn: str, path: Path) -> Path:
        world = await World.make(dsn, series.people)
        rooms = await (world.shared(series.rooms) if series.idle else world.rooms(series.rooms))
        await world.close()
        return world.invite(path, rooms, series.senders)


async def contest(arena: Arena, series: Series, rounds: int, seconds: float) -> dict[str, Turn]:
    """Medians of each contestant, who take turns."""
    turns: dict[str, list[Turn]] = {each.name: [] for each in series.contestants}
    for number in range(rounds):
        for each in series.contestants[:: 1 if number % 2 == 0 else -1]:
            turns[each.name].append(await arena.turn(series, each, seconds))
    return {
        name: Turn(*(statistics.median(column) for column in zip(*all_, strict=True))) for name, all_ in turns.items()
    }


def show(series: Series, medians: dict[str, Turn]) -> None:
    print(f"\n{series.about}")
    if series.idle:
        for name, turn in medians.items():
            print(f"  {name:18}{turn.memory_mb * 1024 / series.people:8.1f} kB for each connection")
        return
    print(
        f"  {'':18}{'accepted/s':>11}{'delivered/s':>12}{'server*':>9}{'postgres*':>10}"
        f"{'ack ms':>16}{'delivery ms':>16}"
    )
    for name, turn in medians.items():
        ack, delivery = f"{turn.ack_p50:.1f}/{turn.ack_p99:.1f}", f"{turn.delivery_p50:.1f}/{turn.delivery_p99:.1f}"
        print(f"  {name:18}{turn.accepted:11,.0f}{turn.delivered:12,.0f}{turn.server_ms:9.1f}", end="")
        print(f"{turn.postgres_ms:10.1f}{ack:>16}{delivery:>16}")
    first, *others = medians.items()
    for name, turn in others:
        cpu = (turn.server_ms + turn.postgres_ms) / max(first[1].server_ms + first[1].postgres_ms, 0.001)
        print(f"  {first[0]} to {name}: {first[1].accepted / max(turn.accepted, 0.001):.1f}x accepted,", end="")
        print(f" {first[1].delivered / max(turn.delivered, 0.001):.1f}x delivered, 1/{cpu:.1f} of the CPU")


async def main(arena: Arena, names: list[str], rounds: int, seconds: float) -> dict[str, dict[str, Any]]:
    results = {}
    for name in names or SERIES:
        medians = await contest(arena, SERIES[name], rounds, seconds)
        show(SERIES[name], medians)
        results[name] = {each: turn._asdict() for each, turn in medians.items()}
    print("\n* CPU ms per 1,000 messages; medians, p50/p99")
    return results


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("series", nargs="*", choices=[*SERIES, []], default=[])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--out", type=Path, help="a JSON file for the figures")
    arguments = parser.parse_args()
    if not (FOLDER / "node/node_modules").exists():
        subprocess.run([str(BIN / "npm"), "ci", "--silent"], cwd=FOLDER / "node", check=True)
    with tempfile.TemporaryDirectory() as temporary:
        Path(temporary).chmod(0o755)
        with Embedded(Path(temporary) / "postgres", settings={"max_connections": "100"}) as postgres:
            postmaster = int((Path(temporary) / "postgres/data/postmaster.pid").read_text().split()[0])
            turns = Arena(postgres.dsn, postmaster, Path(temporary))
            results = uvloop.run(main(turns, arguments.series, arguments.rounds, arguments.seconds))
            if arguments.out:
                arguments.out.write_text(json.dumps(results, indent=2) + "\n")
