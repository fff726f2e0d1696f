"""A storage that takes what it is asked, and says nothing until it is told to."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

_NOT_THERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Stalled:
    """As S3 it would be found at `url` while the block lasts."""

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self._asked = asyncio.Semaphore(0)
        self._server: asyncio.Server | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._hear, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"s3://files?endpoint=http://127.0.0.1:{port}&region=x&access_key_id=a&secret_access_key=b"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._told.set()
        if self._server is not None:
            self._server.close()

    async def wait(self, count: int) -> None:
        """Until so many are waiting for an answer."""
        async with asyncio.timeout(60):
            for _ in range(count):
                await self._asked.acquire()

    def know_nothing(self) -> None:
        """Whatever they ask for is not there."""
        self._told.set()

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            self._asked.release()
            await self._told.wait()
            writer.write(_NOT_THERE)
            await writer.drain()
        writer.close()
