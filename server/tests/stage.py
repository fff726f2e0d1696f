"""A server running for a test: our own application under the real uvicorn, on a real socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from msgspec.structs import replace

from kocmoc.app import House
from kocmoc.serve.gather import Http
from kocmoc.serve.nats import NatsServer
from kocmoc.settings import Settings
from tests.cast import Person
from tests.conformance import Conformance


class Running:
    """`async with Running(House(settings, dsn)) as server:` serves at `server.url` until the block ends.

    With the `port` of one that has stopped it takes that one's place.
    """

    def __init__(self, house: House, port: int = 0) -> None:
        self.house = house
        self.conformance = Conformance(house.asgi, house.reference)
        self._listening = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._uvicorn = uvicorn.Server(
            uvicorn.Config(
                self.conformance,
                http=Http,
                ws=house.socket_protocol,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                proxy_headers=False,
                timeout_graceful_shutdown=5,
            )
        )
        self._serving: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._serving = asyncio.create_task(self._uvicorn._serve(sockets=[self._listening]))
        while not self._uvicorn.started:
            if self._serving.done():
                self._serving.result()
                raise RuntimeError("the server stopped before it had started")
            await asyncio.sleep(0.005)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._uvicorn.should_exit = True
        if self._serving is not None:
            await self._serving
        if kind is None:
            assert self.conformance.broken == []

    @asynccontextmanager
    async def beside(self, path: Path) -> AsyncIterator[None]:
        """It is asked over this unix socket as well, as the workers of one address ask each other."""
        loop, uvicorn = asyncio.get_running_loop(), self._uvicorn

        def protocol() -> asyncio.Protocol:
            made: asyncio.Protocol = uvicorn.config.http_protocol_class(  # type: ignore[call-arg]
                config=uvicorn.config, server_state=uvicorn.server_state, app_state=uvicorn.lifespan.state
            )
            return made

        listening = await loop.create_unix_server(protocol, path)
        try:
            yield
        finally:
            listening.close()


@asynccontextmanager
async def two_servers(settings: Settings, database: str, nats: NatsServer) -> AsyncIterator[list[Running]]:
    """Behind one database and one NATS, with their administrator Korolev already there."""
    async with AsyncExitStack() as stack:
        running = [
            await stack.enter_async_context(Running(House(replace(settings, nats_url=nats.url), database)))
            for _ in range(2)
        ]
        korolev = await Person.register(running[0].url, "korolev")
        await korolev.leave()
        yield running
