"""Two messengers on one machine and one PostgreSQL: how each is started, and what it costs while it works."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from bench.processes import cpu_seconds, memory_kb
from kocmoc.chats import store as chats
from kocmoc.messages import AROUND, SEEN

FOLDER = Path(__file__).parent
SECRET = "a secret of the benchmarks, long enough to sign with"
BIN = Path(sys.executable).parent

# The same limits off on both sides.
_NO_LIMITS = {
    "KOCMOC_ADDRESS_LIMITS": "off",
    "KOCMOC_SEND_BURST": "100000",
    "KOCMOC_SEND_RATE": "100000",
    "KOCMOC_SOCKET_PACKETS": "1000000",
    "KOCMOC_LOG_LEVEL": "warning",
    "KOCMOC_SECRET_KEY": SECRET,
}


# What both read is asked for in the same words.
_READING = {
    "list": chats.PAGE,
    "unread": chats.UNREAD_TOTAL,
    "history": f"""
        select {SEEN}
        from members r join messages m on m.chat_id = r.chat_id and m.seq > r.visible_after
        {AROUND}
        where r.chat_id = $1 and r.user_id = $2
        order by m.seq desc
        limit 50
    """,
}


class Contestant(NamedTuple):
    """A messenger: its name, and the command and environment that start it."""

    name: str
    start: Callable[[str, int, Path], tuple[list[str], dict[str, str]]]


def _kocmoc(workers: int) -> Callable[[str, int, Path], tuple[list[str], dict[str, str]]]:
    def start(dsn: str, port: int, folder: Path) -> tuple[list[str], dict[str, str]]:
        command = [str(BIN / "kocmoc"), "serve", "--port", str(port), "--data-dir", str(folder / "data")]
        return [*command, "--workers", str(workers)], _NO_LIMITS | {"KOCMOC_DATABASE_URL": dsn}

    return start


def _node(batch: str) -> Callable[[str, int, Path], tuple[list[str], dict[str, str]]]:
    def start(dsn: str, port: int, _: Path) -> tuple[list[str], dict[str, str]]:
        told = {"PORT": str(port), "DATABASE_URL": dsn, "SECRET": SECRET, "BATCH": batch, "NODE_ENV": "production"}
        told["STATEMENTS"] = json.dumps(_READING)
        return [str(BIN / "node"), str(FOLDER / "node/server.mjs")], told

    return start


KOCMOC = Contestant("KOCMOC", _kocmoc(1))
KOCMOC_TWO = Contestant("KOCMOC, 2 workers", _kocmoc(2))
NODE = Contestant("Node", _node(""))
NODE_BATCHING = Contestant("Node, batching", _node("1"))


class Cost(NamedTuple):
    """What was used while something was measured: seconds of CPU, and KiB of memory at its end."""

    server_s: float
    postgres_s: float
    memory_kb: int


class Running:
    """A messenger that answers at `port`."""

    def __init__(self, pid: int, port: int, postgres: int) -> None:
        self.port = port
        self.pid = pid
        self._postgres = postgres
        self._before = (0.0, 0.0)

    def begin(self) -> None:
        self._before = (cpu_seconds(self.pid), cpu_seconds(self._postgres))

    def cost(self) -> Cost:
        server, postgres = self._before
        return Cost(cpu_seconds(self.pid) - server, cpu_seconds(self._postgres) - postgres, memory_kb(self.pid))


@asynccontextmanager
async def running(contestant: Contestant, dsn: str, postgres: int, folder: Path) -> AsyncIterator[Running]:
    """Started, until the block ends."""
    port = _free_port()
    command, told = contestant.start(dsn, port, folder)
    with (folder / "server.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*command, env=os.environ | told, stdout=log, stderr=log)
        try:
            await _answers(port, process)
            yield Running(process.pid, port, postgres)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


async def _answers(port: int, process: asyncio.subprocess.Process) -> None:
    async with httpx.AsyncClient() as http:
        for _ in range(600):
            if process.returncode is not None:
                raise RuntimeError(f"the server ended with {process.returncode}")
            try:
                await http.get(f"http://127.0.0.1:{port}/api/chats")
                return
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    raise RuntimeError("the server did not answer")


def build_load() -> Path:
    """The load client, compiled beside its source's cache; needs a C compiler."""
    program = FOLDER.parent / ".bootstrap/load"
    source = FOLDER / "load.c"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["cc", "-O2", "-o", str(program), str(source)], check=True)
    return program


async def load(server: Running, people: Path, **asked: object) -> tuple[dict[str, Any], Cost]:
    """What the load client saw, and what the server spent meanwhile."""
    words = [f"{name}={value}" for name, value in asked.items()]
    process = await asyncio.create_subprocess_exec(
        str(build_load()), f"port={server.port}", f"people={people}", *words, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    if await process.stdout.readline() != b"measuring\n":
        raise RuntimeError("the load client gave up")
    server.begin()
    said = await process.stdout.readline()
    cost = server.cost()
    await process.wait()
    seen: dict[str, Any] = json.loads(said)
    return seen, cost
