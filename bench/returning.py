"""A thousand people cut off at once: how long until all of them are back and in step. `bin/bench returning`.

Every worker is killed with SIGKILL; clients come back as stock ones do, half a second to one and a half after they
noticed, and sync from where they were.
"""

import asyncio
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cyclopts
import uvloop
import websockets
from websockets.asyncio.client import ClientConnection

from bench.contest import KOCMOC, KOCMOC_TWO, running
from bench.world import World
from kocmoc.core.postgres import Embedded


class Person:
    """Connected, in step, and then cut off."""

    def __init__(self, token: str, port: int) -> None:
        self._token = token
        self._address = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        self._socket: ClientConnection | None = None
        self._stand: dict[str, object] = {"cursor": None, "chats": {}}

    async def arrive(self) -> None:
        """Tries again, as long as it takes."""
        while True:
            try:
                await self._connect()
                return
            except (OSError, websockets.WebSocketException):
                await asyncio.sleep(random.uniform(0.5, 1.5))

    async def is_cut(self) -> None:
        assert self._socket
        try:
            while True:
                await self._heard(self._socket)
        except websockets.WebSocketException:
            await asyncio.sleep(random.uniform(0.5, 1.5))

    async def leave(self) -> None:
        assert self._socket
        await self._socket.close()

    async def _connect(self) -> None:
        socket = self._socket = await websockets.connect(
            self._address, compression=None, ping_interval=None, open_timeout=20
        )
        await socket.recv()
        await socket.send("40" + json.dumps({"token": self._token}))
        if not (await self._heard(socket)).startswith("40"):
            raise OSError("not let in")
        told = await self._sync(socket)
        while not told["ok"]:
            await asyncio.sleep(told["error"]["retry_after"] * random.uniform(1, 2))
            told = await self._sync(socket)
        self._stand = {"cursor": told["cursor"], "chats": {chat["id"]: chat["version"] for chat in told["chats"]}}

    async def _sync(self, socket: ClientConnection) -> Any:
        await socket.send("421" + json.dumps(["sync", self._stand]))
        while not (answer := await self._heard(socket)).startswith("431"):
            pass
        return json.loads(answer[3:])[0]

    async def _heard(self, socket: ClientConnection) -> str:
        while (text := str(await socket.recv())) == "2":
            await socket.send("3")
        return text


def _workers(supervisor: int) -> list[int]:
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    return [pid for pid in map(int, children) if b"serve.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]


async def measure(dsn: str, postgres: int, folder: Path, people: int, workers: int, times: int) -> list[float]:
    world = await World.make(dsn, people)
    await world.rooms(10)
    tokens = [world.token(user_id) for user_id in world.people]
    await world.close()
    taken = []
    async with running(KOCMOC if workers == 1 else KOCMOC_TWO, dsn, postgres, folder) as server:
        crowd = [Person(token, server.port) for token in tokens]
        await asyncio.gather(*(person.arrive() for person in crowd))
        for _ in range(times):
            began, own = time.monotonic(), time.process_time()
            server.begin()
            for pid in _workers(server.pid):
                os.kill(pid, signal.SIGKILL)
            await asyncio.gather(*(person.is_cut() for person in crowd))
            await asyncio.gather(*(person.arrive() for person in crowd))
            taken.append(time.monotonic() - began)
            cost, own = server.cost(), time.process_time() - own
            sys.stdout.write(
                f"{people} people back and in step after {taken[-1]:.1f} s ({workers} workers); CPU: server "
                f"{cost.server_s:.1f} s, PostgreSQL {cost.postgres_s:.1f} s, clients {own:.1f} s\n"
            )
            sys.stdout.flush()
        await asyncio.gather(*(person.leave() for person in crowd))
    return taken


def run(people: int = 1000, workers: int = 2, times: int = 3) -> None:
    """Cut off that many people, that many times."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Embedded(folder / "postgres") as postgres:
            pid = int((folder / "postgres/data/postmaster.pid").read_text().split()[0])
            taken = uvloop.run(measure(postgres.dsn, pid, folder, people, workers, times))
    sys.stdout.write(f"median {statistics.median(taken):.1f} s\n")


if __name__ == "__main__":
    cyclopts.run(run)
