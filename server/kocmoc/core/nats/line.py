"""One connection to NATS that comes back by itself. While it is down, what is published is lost, and nobody waits."""

import asyncio
import random
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import cast

from kocmoc.core import log
from kocmoc.core.nats import wire
from kocmoc.core.nats.place import Place, Places
from kocmoc.core.nats.wire import Delivery, Info, Ping, Pong, WireError

HANDSHAKE_SECONDS = 3.0
PING_SECONDS = 2.0
# More than this unsent, and the server does not read any more: better a fresh connection than old news.
MOST_UNSENT = 32 * 1024 * 1024

logger = log.get("nats")


class Line:
    """`deliver(sid, payload)` hears what comes, in order; `back()` is called each time the line is up (again)."""

    def __init__(self, url: str, name: str) -> None:
        self._places = Places(url)
        self._name = name
        self._subjects: dict[int, str] = {}
        self._last_sid = 0
        self._talk: Talk | None = None
        self._complained = False
        self.deliver: Callable[[int, bytes], None] = _nowhere
        self.back: Callable[[], None] = _nobody

    @property
    def is_up(self) -> bool:
        return self._talk is not None

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """Up whenever NATS is, while the block lasts. The first attempt is over when the block begins."""
        tried = asyncio.Event()
        task = asyncio.create_task(self._keep_up(tried), name="nats")
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(tried.wait(), HANDSHAKE_SECONDS)
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def subscribe(self, subject: str) -> int:
        self._last_sid += 1
        self._subjects[self._last_sid] = subject
        self._say(wire.subscribe(subject, self._last_sid))
        return self._last_sid

    def unsubscribe(self, sid: int) -> None:
        del self._subjects[sid]
        self._say(wire.unsubscribe(sid))

    def publish(self, subject: str, payload: bytes) -> None:
        self._say(wire.publish(subject, payload))

    async def flush(self, seconds: float) -> bool:
        """Whether the server has taken in all we have said so far."""
        talk = self._talk
        return talk is not None and await talk.flush(seconds)

    def _say(self, words: bytes) -> None:
        if self._talk is not None:
            self._talk.say(words)

    async def _keep_up(self, tried: asyncio.Event) -> None:
        while True:
            for place in self._places.turn():
                await self._speak(place, tried)
                tried.set()
            await asyncio.sleep(random.uniform(0.1, 0.4))  # noqa: S311 - not to come back all at once

    async def _speak(self, place: Place, tried: asyncio.Event) -> None:
        """One conversation, from the handshake to its end."""
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                talk = await Talk.begin(place, self._name)
        except (OSError, TimeoutError, WireError) as wrong:
            self._complain("NATS is not to be reached", place, repr(wrong))
            return
        try:
            self._places.learn(talk.info.connect_urls)
            talk.deliver = self.deliver
            talk.say(b"".join(wire.subscribe(subject, sid) for sid, subject in self._subjects.items()))
            self._talk = talk
            self.back()
            tried.set()
            self._complained = False
            await talk.until_over()
            self._complain("the line to NATS is down", place, talk.reason)
        finally:
            self._talk = None
            talk.end()

    def _complain(self, words: str, place: Place, reason: str) -> None:
        """Once, until it is up again."""
        if not self._complained:
            logger.warning(words, server=f"{place.host}:{place.port}", because=reason)
        self._complained = True


class Talk(asyncio.Protocol):
    """One TCP connection: handshake, then operations both ways. What is said in one loop turn leaves in one write."""

    def __init__(self) -> None:
        self.info = Info()
        self.deliver: Callable[[int, bytes], None] = _nowhere
        self.reason = ""
        self._transport: asyncio.Transport | None = None
        self._reader = wire.Reader()
        self._unsaid: list[bytes] = []
        self._introduced = asyncio.Event()
        self._over = asyncio.Event()
        self._question: asyncio.Future[bool] | None = None
        self._pongs: deque[asyncio.Future[bool]] = deque()

    @classmethod
    async def begin(cls, place: Place, name: str) -> "Talk":
        loop = asyncio.get_running_loop()
        transport, talk = await loop.create_connection(cls, place.host, place.port)
        try:
            await talk._introduction()
            if place.is_tls or talk.info.tls_required:
                secure = await loop.start_tls(transport, talk, ssl.create_default_context(), server_hostname=place.host)
                talk._transport = cast("asyncio.Transport", secure)
            token = place.user if place.password is None else None
            user = place.user if place.password is not None else None
            talk.say(wire.connect(name=name, user=user, password=place.password, token=token))
            if not await talk.flush(HANDSHAKE_SECONDS):
                raise WireError(talk.reason or "no answer")
        except BaseException:
            talk.end()
            raise
        return talk

    def say(self, words: bytes) -> None:
        if not self._unsaid:
            asyncio.get_running_loop().call_soon(self._leave)
        self._unsaid.append(words)

    async def flush(self, seconds: float) -> bool:
        """One question serves everybody who asks in this turn of the loop: it is the last thing said in it."""
        if self._over.is_set():
            return False
        if self._question is None:
            self._question = asyncio.get_running_loop().create_future()
            self.say(b"")
        asked = self._question
        await asyncio.wait((asked,), timeout=seconds)
        return asked.done() and asked.result()

    async def until_over(self) -> None:
        """Asks now and then whether anybody is there: a line that is cut far away says nothing by itself."""
        while not self._over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), PING_SECONDS)
            if not self._over.is_set() and not await self.flush(PING_SECONDS):
                self._hang_up("silence")

    def end(self) -> None:
        self._hang_up("we left")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are none by name

    def data_received(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
            while (operation := self._reader.take()) is not None:
                self._obey(operation)
        except (WireError, ValueError) as wrong:
            self._hang_up(str(wrong))

    def connection_lost(self, exc: Exception | None) -> None:
        self._hang_up(repr(exc) if exc else "closed by the server")

    async def _introduction(self) -> None:
        over = asyncio.ensure_future(self._over.wait())
        introduced = asyncio.ensure_future(self._introduced.wait())
        try:
            await asyncio.wait((over, introduced), return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.cancel()
            introduced.cancel()
        if not self._introduced.is_set():
            raise WireError(self.reason)

    def _obey(self, operation: wire.Operation) -> None:
        match operation:
            case Delivery(sid, payload):
                self.deliver(sid, payload)
            case Ping():
                self.say(wire.PONG)
            case Pong():
                if self._pongs:
                    self._pongs.popleft().set_result(True)
            case Info():
                self.info = operation
                self._introduced.set()

    def _leave(self) -> None:
        if self._question is not None:
            self._unsaid.append(wire.PING)
            self._pongs.append(self._question)
            self._question = None
        words, self._unsaid = b"".join(self._unsaid), []
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        transport.write(words)
        if transport.get_write_buffer_size() > MOST_UNSENT:
            self._hang_up("it does not read")

    def _hang_up(self, reason: str) -> None:
        if not self._over.is_set():
            self.reason = reason
            self._over.set()
            self._answer_nobody()
            if self._transport is not None:
                self._transport.abort()

    def _answer_nobody(self) -> None:
        for asked in (*self._pongs, *([self._question] if self._question else ())):
            asked.set_result(False)
        self._pongs.clear()
        self._question = None


def _nowhere(sid: int, payload: bytes) -> None: ...


def _nobody() -> None: ...
