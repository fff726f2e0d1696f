"""The open house: database prepared, uvicorn on our sockets, and a stop that loses nothing acknowledged."""

import asyncio
import contextlib
import gc
import importlib
import logging
import socket
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, AsyncExitStack, nullcontext
from typing import NamedTuple

import uvicorn
import uvloop

from kocmoc import app, realtime
from kocmoc.core import db, errors, log, migrate
from kocmoc.core.halt import Halt
from kocmoc.serve.ending import FAREWELL_SECONDS, HOUSE_SECONDS, REQUESTS_SECONDS, SPREAD_SECONDS, Ending
from kocmoc.serve.gather import Http
from kocmoc.serve.listen import BACKLOG
from kocmoc.settings import Settings
from kocmoc.words import say, tell

logger = log.get("serve")

new_loop = uvloop.new_event_loop


class Post(NamedTuple):
    """What a worker was given: sockets, neighbours, whether it is the first, and whom to tell that it serves."""

    sockets: list[socket.socket]
    neighbours: realtime.Neighbours
    first: bool
    ready: Callable[[], object]


async def live(settings: Settings, post: Post, ending: Ending) -> None:
    """From a database that runs to a server that has stopped."""
    loop = asyncio.get_running_loop()
    work = asyncio.create_task(_work(settings, post, ending))
    ending.deed = lambda: _soon(loop, work.cancel)
    if ending.asked:
        work.cancel()
    try:
        await work
    except asyncio.CancelledError:
        if not ending.asked:
            raise


async def _work(settings: Settings, post: Post, ending: Ending) -> None:
    url = settings.database_url or ""
    await _prepare(url)
    login = await _fill(settings, url) if post.first else []
    house = app.build(settings, url)

    async def serving() -> None:
        gc.freeze()  # what is loaded by now stays: each look of the collector through it would hold up everybody 0.1 s
        post.ready()
        if post.first:
            await _introduce(settings, post.sockets, login or await _first_steps(house))

    server = _Server(house, post.neighbours, serving)
    loop, work = asyncio.get_running_loop(), asyncio.current_task()

    def leave() -> None:
        server.should_exit = True
        loop.call_later(HOUSE_SECONDS, hurry)

    def hurry() -> None:
        logger.warning("not everything could be closed in time, leaving")
        logging.getLogger("uvicorn.error").disabled = True  # it would say the same in a stack trace
        if work:
            work.cancel()

    ending.deed = lambda: _soon(loop, leave)
    await server.serve(post.sockets)


async def _introduce(settings: Settings, sockets: list[socket.socket], lines: list[str]) -> None:
    tell("KOCMOC is ready: {url}", url=settings.public_url or _url(settings.host, sockets[0]))
    tell("Data folder: {folder}", folder=settings.data_dir)
    if not app.STATIC.joinpath("index.html").exists():
        tell("The web client is not built; bin/kocmoc builds it. Until then only the API answers.")
    for line in lines:
        tell("{line}", line=line)


async def _first_steps(house: app.House) -> list[str]:
    """A courtesy: a database that goes away at this very moment must not take the server along."""
    try:
        return await house.banner_lines()
    except (*db.AWAY, errors.Unavailable) as wrong:
        logger.warning("cannot tell whether there is an administrator", because=repr(wrong))
        return []


async def _prepare(url: str) -> None:
    await migrate.reach(url, lambda why: tell(say("The database does not answer yet") + f": {why}"))
    await migrate.migrate(url)


async def _fill(settings: Settings, url: str) -> list[str]:
    if not settings.demo:
        return []
    demo = importlib.import_module("kocmoc.demo")
    tell("Filling the demo world…")
    login = await demo.fill(url, settings)
    if login is None:
        return []
    return [say("Demo login: {login}, password: {password}", login=login.login, password=login.password)]


def _url(host: str, listening: socket.socket) -> str:
    shown = "localhost" if host in ("0.0.0.0", "::") else host  # noqa: S104 - only compared
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{listening.getsockname()[1]}"


def _config(house: app.House) -> uvicorn.Config:
    return uvicorn.Config(
        house.asgi,
        http=Http,
        ws=house.socket_protocol,
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # the house knows its trusted proxies
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=75,  # longer than proxies keep theirs, so that they never meet a closing connection
        timeout_graceful_shutdown=REQUESTS_SECONDS,
    )


class _Server(uvicorn.Server):
    """uvicorn with our signals, a word when it is ready, and manners when it leaves."""

    def __init__(self, house: app.House, neighbours: realtime.Neighbours, ready: Callable[[], Awaitable[None]]) -> None:
        super().__init__(_config(house))
        self._house = house
        self._neighbours = house.engine.neighbours = neighbours
        self._stack = AsyncExitStack()
        self._ready = ready

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:
            raise Halt("The server could not start; the log says why.") from None
        await self._meet_neighbours()
        await self._ready()

    async def _meet_neighbours(self) -> None:
        """Requests and connections of our sessions that have reached others."""
        loop, path = asyncio.get_running_loop(), self._neighbours.http
        self.servers.append(await loop.create_unix_server(self._protocol, path))
        self._stack.callback(path.unlink, missing_ok=True)
        arrived = realtime.arrival(self._house.socket_protocol, self.server_state)
        await self._stack.enter_async_context(self._neighbours.taking(arrived))

    def _protocol(self) -> asyncio.Protocol:
        """As uvicorn makes one for each connection."""
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Whoever asks during the farewell is answered, and told to come back over another connection."""
        for server in self.servers:
            server.close()
        for each in sockets or ():
            each.close()
        self.server_state.default_headers.append((b"connection", b"close"))
        farewell = asyncio.create_task(self._house.engine.spread_out(SPREAD_SECONDS))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                while self.server_state.connections:  # noqa: ASYNC110 - uvicorn tells nobody
                    await asyncio.sleep(0.05)
        await farewell
        await self._stack.aclose()
        await super().shutdown()


def _soon(loop: asyncio.AbstractEventLoop, deed: Callable[[], object]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop may have closed this very moment
        loop.call_soon_threadsafe(deed)
