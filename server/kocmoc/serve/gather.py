"""HTTP connections whose answers leave whole: uvicorn writes the head and the body apart, which is two system calls and
two packets for every small answer, an eighth of what a request costs."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# More than this is written at once, so that the transport's own marks say when to wait.
HELD_BYTES = 64 * 1024


class Gathering(asyncio.Transport):
    """A transport that holds what is written until the turn of the loop ends."""

    __slots__ = ("_bytes", "_held", "_loop", "plain")

    def __init__(self, plain: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self.plain = plain
        self._loop = loop
        self._held: list[Any] = []
        self._bytes = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._held:
            self._loop.call_soon(self.flush)
        self._held.append(data)
        self._bytes += len(data)
        if self._bytes > HELD_BYTES:
            self.flush()

    def flush(self) -> None:
        held, self._held, self._bytes = self._held, [], 0
        if held and not self.plain.is_closing():
            self.plain.write(b"".join(held))

    def close(self) -> None:
        self.flush()
        self.plain.close()

    def is_closing(self) -> bool:
        return self.plain.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self.plain.get_extra_info(name, default)

    def pause_reading(self) -> None:
        self.plain.pause_reading()

    def resume_reading(self) -> None:
        self.plain.resume_reading()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.plain.set_protocol(protocol)


class Http(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 over such a transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(Gathering(transport, self.loop))

    def handle_websocket_upgrade(self) -> None:
        """A WebSocket has its own idea of a turn, and takes the transport for good."""
        if isinstance(self.transport, Gathering):
            self.transport.flush()
            self.transport = self.transport.plain
        super().handle_websocket_upgrade()
