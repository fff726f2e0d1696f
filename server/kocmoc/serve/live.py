"""The open house: database prepared, uvicorn on our sockets, and a stop that loses nothing acknowledged."""

import asyncio
import contextlib
import importlib
import logging
import socket
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext

import uvicorn
import uvloop

from kocmoc import app
from kocmoc.core import db, errors, log, migrate
from kocmoc.core.halt import Halt
from kocmoc.core.postgres import Embedded
from kocmoc.serve.ending import HOUSE_SECONDS, REQUESTS_SECONDS, Ending
from kocmoc.serve.listen import BACKLOG
from kocmoc.settings import Settings
from kocmoc.words import say, tell

logger = log.get("serve")

new_loop = uvloop.new_event_loop


async def live(
    settings: Settings, sockets: list[socket.socket], url: str, postgres: Embedded | None, ending: Ending
) -> None:
    """From a database that runs to a server that has stopped."""
    loop = asyncio.get_running_loop()
    work = asyncio.create_task(_work(settings, sockets, url, ending))
    ending.deed = lambda: _soon(loop, work.cancel)
    if ending.asked:
        work.cancel()
    guard = asyncio.create_task(postgres.keep_alive()) if postgres else None
    try:
        await work
    except asyncio.CancelledError:
        if not ending.asked:
            raise
    finally:
        if guard:
            guard.cancel()


async def _work(settings: Settings, sockets: list[socket.socket], url: str, ending: Ending) -> None:
    await _prepare(settings, url)
    login = await _fill(settings, url)
    house = app.build(settings, url)

    async def ready() -> None:
        tell("KOCMOC is ready: {url}", url=settings.public_url or _url(settings.host, sockets[0]))
        tell("Data folder: {folder}", folder=settings.data_dir)
        if not app.STATIC.joinpath("index.html").exists():
            tell("The web client is not built; bin/kocmoc builds it. Until then only the API answers.")
        for line in login or await _first_steps(house):
            tell("{line}", line=line)

    server = _Server(_config(house), ready)
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
    await server.serve(sockets)


async def _first_steps(house: app.House) -> list[str]:
    """A courtesy: a database that goes away at this very moment must not take the server along."""
    try:
        return await house.banner_lines()
    except (*db.AWAY, errors.Unavailable) as wrong:
        logger.warning("cannot tell whether there is an administrator", because=repr(wrong))
        return []


async def _prepare(settings: Settings, url: str) -> None:
    if settings.database_url is not None:
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
        http="httptools",
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
    """uvicorn with our signals, and a word when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._ready = ready

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:
            raise Halt("The server could not start; the log says why.") from None
        await self._ready()


def _soon(loop: asyncio.AbstractEventLoop, deed: Callable[[], object]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop may have closed this very moment
        loop.call_soon_threadsafe(deed)
