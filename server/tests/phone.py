"""A phone: the stock Socket.IO client in somebody's hand, remembering all it hears."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from types import SimpleNamespace, TracebackType
from typing import Any, NamedTuple, Self

import aiohttp
import socketio

from tests.agreement import Mirror, NothingToSee
from tests.cast import Person

PATIENCE_SECONDS = 15.0


@asynccontextmanager
async def line() -> AsyncIterator[aiohttp.ClientSession]:
    """What the stock client talks through. It hangs up without reading the last answers; here they are put away."""
    answers: list[aiohttp.ClientResponse] = []

    async def remember(_: aiohttp.ClientSession, __: SimpleNamespace, told: aiohttp.TraceRequestEndParams) -> None:
        answers.append(told.response)

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(remember)
    async with aiohttp.ClientSession(trace_configs=[trace]) as session:
        try:
            yield session
        finally:
            for answer in answers:
                answer.close()


class Heard(NamedTuple):
    event: str
    payload: Any


class Phone:
    """`async with Phone(gagarin) as phone:` is connected; `heard` is everything that came, in order.

    With a `url` it is connected there, and not where its owner asks.

    When it is put away, the chats of its owner as they were when it was connected and the events since are what a
    fresh look says, unless the test says what it `misses`.
    """

    def __init__(
        self, owner: Person, *, token: str | None = None, url: str = "", transport: str = "websocket", misses: str = ""
    ) -> None:
        self.owner = owner
        self.heard: list[Heard] = []
        self.disconnected = asyncio.Event()
        self.refusal: Any = None
        self._url = url or owner.url
        self._transport = transport
        self._token = token if token is not None else owner.token
        self.news = asyncio.Condition()
        self._mirror = None if misses else Mirror(self)
        self._client: socketio.AsyncClient
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            http = await stack.enter_async_context(line())
            self._client = socketio.AsyncClient(reconnection=False, http_session=http)
            self._client.on("*", self._hear)
            self._client.on("disconnect", self._leave)
            self._client.on("connect_error", self._refused)
            await self._client.connect(
                self._url, auth={"token": self._token}, transports=[self._transport], wait_timeout=PATIENCE_SECONDS
            )
            stack.push_async_callback(self._client.disconnect)
            if self._mirror:
                await self._mirror.begin()
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with self._stack:
            if kind is None:
                await self.agree()

    async def agree(self) -> None:
        """What it has heard is what there is. Whoever may not look any more is hung up on."""
        if self._mirror is None or self.disconnected.is_set():
            return
        try:
            await self._mirror.agree()
        except NothingToSee:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.disconnected.wait()

    @property
    def mirror(self) -> Mirror:
        assert self._mirror
        return self._mirror

    @property
    def worker(self) -> str:
        """The name of the process it is connected to, where there are several behind one address."""
        name, _, _ = str(self._client.eio.sid).partition(".")
        return name

    async def ask(self, event: str, *arguments: Any) -> dict[str, Any]:
        """Emit and return the acknowledgement."""
        data = arguments if len(arguments) != 1 else arguments[0]
        answer: dict[str, Any] = await self._client.call(event, data, timeout=PATIENCE_SECONDS)
        return answer

    async def emit(self, event: str, payload: Any) -> None:
        """Say it without waiting for an acknowledgement."""
        await self._client.emit(event, payload)

    def of(self, event: str) -> list[Any]:
        """The payloads of one event, so far."""
        return [heard.payload for heard in self.heard if heard.event == event]

    async def wait(self, event: str, is_it: Callable[[Any], bool] = lambda _: True) -> Any:
        """The first payload of an event that fits, however long ago it came; or wait for it."""

        def found() -> Any:
            return next((payload for payload in self.of(event) if is_it(payload)), None)

        await self.wait_for(lambda: found() is not None)
        return found()

    async def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Until what was heard makes it so."""
        async with asyncio.timeout(PATIENCE_SECONDS), self.news:
            await self.news.wait_for(is_so)

    async def _hear(self, event: str, payload: Any = None) -> None:
        async with self.news:
            self.heard.append(Heard(event, payload))
            self.news.notify_all()

    async def _leave(self, *_: object) -> None:
        self.disconnected.set()

    async def _refused(self, data: Any) -> None:
        self.refusal = data
