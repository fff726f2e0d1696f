"""An engine on a real port, behind the real uvicorn, in the test's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TypeVar

import httpx
import uvicorn

from kocmoc.realtime.engine import Polling, Server, Socket, websocket
from kocmoc.realtime.engine.session import Session
from kocmoc.serve.gather import Http

T = TypeVar("T")


class Place:
    """Where an engine can be reached."""

    def __init__(self, server: Server) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(Polling(server), http=Http, ws=websocket(server), lifespan="off", log_config=None)
        config.load()
        self._uvicorn = uvicorn.Server(config)
        self._uvicorn.lifespan = config.lifespan_class(config)

    async def open(self) -> None:
        await self._uvicorn.startup(sockets=[self._listening])

    async def shut(self) -> None:
        """What SIGTERM leads to."""
        await self._uvicorn.shutdown(sockets=[self._listening])

    async def close(self) -> None:
        for server in self._uvicorn.servers:
            server.close()
        await until(lambda: not self._uvicorn.server_state.connections)


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[Place]:
    """Serves until the block ends, and proves that nobody stays behind."""
    place = Place(server)
    await place.open()
    try:
        yield place
    finally:
        await server.drain(2)
        await place.close()
    assert not server.sessions


def browser(url: str) -> httpx.AsyncClient:
    """Speaks plain HTTP, so it need not read the machine's certificates first, which takes longer than most tests."""
    return httpx.AsyncClient(base_url=url, timeout=15, verify=False)


def departures(server: Server) -> list[str]:
    """Why everybody left, in order, as it happens."""
    reasons: list[str] = []

    def note(_: Socket, reason: str) -> None:
        reasons.append(reason)

    server.on_disconnect = note
    return reasons


def transparent(work: Coroutine[None, None, None]) -> None:
    """Runs on the one event loop that shows its timers."""
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(work)


def timers() -> int:
    return sum(not timer.cancelled() for timer in asyncio.get_running_loop()._scheduled)


async def soon(awaited: Awaitable[T]) -> T:
    """Whatever a test waits for happens within fifteen seconds, or the test fails there."""
    async with asyncio.timeout(15):
        return await awaited


async def until(happened: Callable[[], object]) -> None:
    """As soon, for what no event tells."""
    async with asyncio.timeout(15):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


async def next_second(session: Session) -> None:
    """Until the packets counted so far count no more."""
    await until(lambda: session.server.loop.time() - session._second >= 1.0)
