"""The server: who is connected, what is handled, and one write per client and loop turn."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import cached_property

from kocmoc.realtime.engine.carrier import Carrier
from kocmoc.realtime.engine.client import Client
from kocmoc.realtime.engine.handshake import Request
from kocmoc.realtime.engine.neighbours import Neighbours
from kocmoc.realtime.engine.options import Options
from kocmoc.realtime.engine.packets import Packet, encode, opened
from kocmoc.realtime.engine.poll import Poll
from kocmoc.realtime.engine.session import Session
from kocmoc.realtime.engine.sockets import Socket, UnknownEvent
from kocmoc.realtime.engine.speaker import Speaker
from kocmoc.realtime.engine.wheel import Wheel

logger = logging.getLogger(__name__)

LEAVING_AT_ONCE = 20

Handler = Callable[..., Awaitable[object]]


async def _let_in(socket: Socket, auth: dict[str, object]) -> None: ...


def _forget(socket: Socket, reason: str) -> None: ...


def _bad_packet(socket: Socket, detail: str) -> Packet:
    return encode("bad_packet", {"detail": detail}, namespace=socket.namespace)


def _flood(socket: Socket) -> Packet:
    return encode("flood", {"retry_after": 1}, namespace=socket.namespace)


def _explain(error: Exception) -> dict[str, object]:
    logger.error("a handler failed", exc_info=error)
    return {"code": "internal", "detail": "Something went wrong on the server."}


def _peer(request: Request) -> str:
    return request.peer


def _not_noted(address: str, change: int) -> None: ...


class Server:
    """Set the hooks, fill `handlers`, give `websocket(server)` to uvicorn and mount `Polling(server)` at the path."""

    on_connect: Callable[[Socket, dict[str, object]], Awaitable[None]]
    """Raises Refuse, or lets in by returning (or by `socket.accept()`, to emit before it returns)."""

    on_disconnect: Callable[[Socket, str], None]
    """The last thing heard of every socket that was let in, with the reason."""

    on_bad_packet: Callable[[Socket, str], Packet]
    on_flood: Callable[[Socket], Packet]
    """What the client is told before it is cut."""

    explain: Callable[[Exception], dict[str, object]]
    """The `error` of the acknowledgement when a handler raised."""

    locate: Callable[[Request], str]
    """The address a request comes from: the peer's, or what a trusted proxy says."""

    crowd: Callable[[str], int]
    """How many connections an address has; whoever knows of those at other processes counts them too."""

    on_crowd: Callable[[str, int], None]
    """An address has so many more of them, or fewer."""

    def __init__(self, options: Options | None = None, speaker: Callable[[Session], Speaker] = Client) -> None:
        self.options = options or Options()
        self.speaker = speaker
        self.handlers: dict[str, Handler] = {}
        self.on_connect, self.on_disconnect = _let_in, _forget
        self.on_bad_packet, self.on_flood = _bad_packet, _flood
        self.explain, self.locate = _explain, _peer
        self.crowd, self.on_crowd = lambda address: self.addresses[address], _not_noted
        self.sessions: dict[str, Session] = {}
        self.parting: dict[str, Poll] = {}
        self.addresses: Counter[str] = Counter()
        self.draining = False
        self.neighbours: Neighbours | None = None
        self._dirty: list[Session] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._carriers = 0

    @cached_property
    def loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    @cached_property
    def wheel(self) -> Wheel:
        return Wheel(self.loop, self.options.step)

    @cached_property
    def _empty(self) -> asyncio.Event:
        return asyncio.Event()

    def send(self, packet: Packet, sockets: Iterable[Socket]) -> None:
        """Sends one packet to many. The hottest loop of the product: one append for each of them."""
        dirty = self._dirty
        if not dirty:
            self.loop.call_soon(self._flush)
        for socket in sockets:
            session = socket.session
            if not session.pending:
                dirty.append(session)
            session.pending.append(packet)

    def touch(self, session: Session) -> None:
        """The session has something to write when this loop turn is over."""
        if not self._dirty:
            self.loop.call_soon(self._flush)
        self._dirty.append(session)

    def _flush(self) -> None:
        dirty, self._dirty = self._dirty, []
        for session in dirty:
            try:
                session.flush()
            except Exception:  # Whatever it was, it is this client's alone: all others are still waiting.
                logger.exception("a client could not be written to")
                session.drop("transport error")

    def open(self, carrier: Carrier, request: Request, upgrades: list[str]) -> Session:
        options = self.options
        session = Session(self, carrier, self.locate(request))
        self.sessions[session.sid] = session
        self.addresses[session.address] += 1
        self.on_crowd(session.address, 1)
        session.push(
            opened(session.sid, upgrades, options.ping_interval, options.ping_timeout, options.max_payload),
        )
        return session

    def new_sid(self) -> str:
        """Not to be guessed: whoever has it is the client. Among neighbours it also says whose it is."""
        sid = secrets.token_urlsafe(15)
        return f"{self.neighbours.name}.{sid}" if self.neighbours else sid

    def forget(self, session: Session) -> None:
        del self.sessions[session.sid]
        self.addresses[session.address] -= 1
        if not self.addresses[session.address]:
            del self.addresses[session.address]
        self.on_crowd(session.address, -1)
        self._check_empty()

    def connected(self) -> None:
        self._carriers += 1

    def disconnected(self) -> None:
        self._carriers -= 1
        self._check_empty()

    def run(self, work: Coroutine[object, object, None]) -> None:
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def describe(self, error: Exception) -> dict[str, object]:
        """The error of an acknowledgement. There is always one, even when explaining fails."""
        if isinstance(error, UnknownEvent):
            return {"code": "unknown_event", "detail": "There is no such event."}
        try:
            return self.explain(error)
        except Exception as failure:
            return _explain(failure)

    async def spread_out(self, seconds: float) -> None:
        """Lets in nobody, and sends everybody away in an order of chance, so that they do not all come back at once."""
        self.draining = True
        leaving = list(self.sessions.values())
        random.shuffle(leaving)
        while leaving:
            for session in leaving[:LEAVING_AT_ONCE]:
                session.retire()
            pause = seconds * LEAVING_AT_ONCE / len(leaving)
            seconds -= pause
            leaving = leaving[LEAVING_AT_ONCE:]
            if leaving:
                await asyncio.sleep(pause)

    async def drain(self, timeout: float) -> None:  # noqa: ASYNC109
        """Lets in nobody, lets handlers finish and their answers leave, closes every connection; then cuts the rest."""
        self.draining = True
        for session in list(self.sessions.values()):
            session.retire()
        self._check_empty()
        try:
            async with asyncio.timeout(timeout):
                await self._empty.wait()
        except TimeoutError:
            for session in list(self.sessions.values()):
                session.drop("server shutting down")

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._check_empty()

    def _check_empty(self) -> None:
        if self.draining and not (self.sessions or self._carriers or self._tasks):
            self._empty.set()
