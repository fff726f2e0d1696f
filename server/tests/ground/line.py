"""A line to the database that can be cut: whoever calls then is sent away at once."""

import asyncio
import contextlib
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit


class Line:
    """`async with Line(dsn) as line:` leads there from `line.dsn` while the block lasts, and while it is not cut."""

    def __init__(self, dsn: str) -> None:
        parts = urlsplit(dsn)
        query = parse_qs(parts.query)
        self._socket = f"{query['host'][0]}/.s.PGSQL.{query.get('port', ['5432'])[0]}"
        self._who, self._database = parts.username, parts.path
        self._is_cut = False
        self._sent_away = asyncio.Semaphore(0)
        self._calls: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.dsn = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.dsn = f"postgresql://{self._who}@127.0.0.1:{port}{self._database}?sslmode=disable"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()
        await asyncio.gather(*self._calls, return_exceptions=True)

    def cut(self) -> None:
        self._is_cut = True
        for call in self._calls:
            call.cancel()

    def mend(self) -> None:
        self._is_cut = False

    async def sends_away(self, count: int) -> None:
        """Until so many more have tried in vain."""
        async with asyncio.timeout(60):
            for _ in range(count):
                await self._sent_away.acquire()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            self._sent_away.release()
            return
        call = asyncio.create_task(self._lead(reader, writer))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)
        # Also of one that is cut before it has begun.
        call.add_done_callback(lambda _: writer.transport.abort())

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._socket)
        try:
            await asyncio.gather(_pass(reader, back), _pass(there, writer))
        finally:
            back.close()


async def _pass(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await source.read(64 * 1024):
            target.write(piece)
            await target.drain()
    target.close()
