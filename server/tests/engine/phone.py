"""The stock Python client, keeping what it hears."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import socketio

from tests.engine.serving import Place, soon


class Phone(socketio.AsyncClient):
    def __init__(self) -> None:
        super().__init__(reconnection=False)
        self._heard: asyncio.Queue[tuple[str, object]] = asyncio.Queue()
        self.left = asyncio.Event()
        self.on("*", self._hear)
        self.on("disconnect", self._leave)

    async def ask(self, event: str, *arguments: object) -> object:
        """Emits, and answers with what the server acknowledges."""
        return await soon(self.call(event, arguments, timeout=15))

    async def hear(self) -> tuple[str, object]:
        """The next event: its name and its payload."""
        return await soon(self._heard.get())

    async def _hear(self, event: str, payload: object = None) -> None:
        self._heard.put_nowait((event, payload))

    async def _leave(self, _reason: str) -> None:
        self.left.set()


@asynccontextmanager
async def calling(place: Place, *transports: str, auth: object = None) -> AsyncIterator[Phone]:
    """A connected phone: over WebSocket, unless other transports are named."""
    phone = Phone()
    await soon(phone.connect(place.url, transports=list(transports) or ["websocket"], auth=auth, wait_timeout=15))
    try:
        yield phone
    finally:
        await phone.disconnect()
        await phone.shutdown()
