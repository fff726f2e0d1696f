"""The real command in a process group of its own, with a durable PostgreSQL: killed at will, and started again."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import httpx

from kocmoc.core.postgres import processes
from tests.cast import Person
from tests.ground.owner import wait_until_gone
from tests.ground.running import Command

# Nothing that makes writing less durable; only what would slow down many people on one machine.
SETTINGS = {
    "KOCMOC_ADDRESS_LIMITS": "off",
    "KOCMOC_BCRYPT_COST": "4",
    "KOCMOC_SEND_BURST": "100000",
    "KOCMOC_SEND_RATE": "100000",
}
# A machine with a lot to do besides may be given more.
RECOVERY_SECONDS = float(os.environ.get("KOCMOC_TEST_RECOVERY", "15"))


class Product:
    """`at()` waits until it serves and answers its address; everybody registered follows when it moves."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.people: list[Person] = []
        self.url = ""
        self._data_dir = data_dir
        self._settings = SETTINGS | settings
        self._commands: list[Command] = []
        self._serving = asyncio.Event()

    @property
    def database(self) -> str:
        """The DSN of its own PostgreSQL."""
        return f"postgresql://kocmoc@/postgres?host={quote(str((self._data_dir / 'postgres' / 'sock').resolve()))}"

    @property
    def command(self) -> Command:
        return self._commands[-1]

    async def start(self) -> float:
        """The seconds from the command to the first 200 of /health."""
        self.launch()
        await self.arrive()
        return time.monotonic() - self.command.began

    def launch(self) -> Command:
        self._commands.append(Command(self._data_dir, **self._settings))
        return self.command

    async def stir(self) -> None:
        """Only the beginning of a start: until there is a PostgreSQL, still recovering."""
        command = self.launch()
        async with asyncio.timeout(RECOVERY_SECONDS):
            while not await asyncio.to_thread(command.postgres):
                assert command.process.poll() is None, command.ended().log

    async def arrive(self) -> None:
        self.url = await asyncio.to_thread(self.command.ready)
        for person in self.people:
            person.http.base_url = self.url
        await self.health(200)
        self._serving.set()

    async def at(self) -> str:
        async with asyncio.timeout(60):
            await self._serving.wait()
        return self.url

    async def register(self, name: str) -> Person:
        person = await Person.register(self.url, f"{name}_{uuid4().hex[:10]}")
        self.people.append(person)
        return person

    async def health(self, status: int) -> httpx.Response:
        """The first answer of /health with this status; it has to come soon."""
        async with httpx.AsyncClient() as anybody, asyncio.timeout(RECOVERY_SECONDS):
            while (answer := await anybody.get(f"{self.url}/health", timeout=10)).status_code != status:
                pass
        return answer

    def kill_everything(self, dice: random.Random) -> None:
        """kill -9 of the server's process group and of PostgreSQL's processes, in any order."""
        self._serving.clear()
        everything = [self.command.process.pid, *self.command.postgres()]
        dice.shuffle(everything)
        _kill(everything)
        self._bury()

    def kill_server(self) -> None:
        self._serving.clear()
        self.command.kill()

    def postmaster(self) -> int:
        server = processes.postmaster((self._data_dir / "postgres" / "data").resolve())
        assert server is not None
        return server.pid

    async def renewed(self, victim: int) -> None:
        """Another PostgreSQL is there. Its predecessor may have been missed by nobody."""
        data = (self._data_dir / "postgres" / "data").resolve()

        def look() -> list[int]:
            found = processes.postmaster(data)
            return [found.pid] if found else []

        await self._become(look, 1, victim)

    def terminate(self) -> None:
        self._serving.clear()
        self.command.tell(signal.SIGTERM)

    async def ended(self) -> int:
        """Its exit code, once it is gone; no PostgreSQL may be left by then."""
        code = await asyncio.to_thread(lambda: self.command.code)
        assert self.command.postgres() == []
        return code

    async def workers(self, count: int, *, without: int = 0) -> list[int]:
        """The processes that serve, once there are so many, and that one is not among them."""
        return await self._become(lambda: self.command.workers(), count, without)

    async def nats(self, *, without: int = 0) -> int:
        """The process by which they hear of each other."""
        return (await self._become(lambda: self.command.nats(), 1, without))[0]

    async def _become(self, look: Callable[[], list[int]], count: int, without: int) -> list[int]:
        async with asyncio.timeout(RECOVERY_SECONDS * 2):
            while len(pids := look()) != count or without in pids:  # noqa: ASYNC110 - a dead process tells nobody
                await asyncio.sleep(0.02)
        return pids

    def mishaps(self) -> list[str]:
        """What no log should have: the stack traces of all the commands that ended."""
        return [line for command in self._commands for line in command.log.splitlines() if "Traceback" in line]

    async def end(self) -> None:
        """Nothing it started is left, whatever happened to it."""
        for person in self.people:
            await person.leave()
        for command in self._commands:
            command.kill()
        if self._commands:
            self._bury()

    def _bury(self) -> None:
        self.command.ended()
        while left := self.command.postgres():
            _kill(left)
            wait_until_gone(left)


@contextmanager
def frozen(pids: list[int]) -> Iterator[None]:
    """They neither answer nor fail while the block lasts."""
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def _kill(pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
