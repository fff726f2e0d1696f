"""One HTTP connection that is kept, by hand: a tenth of a library's work, and lost exactly when the server loses it."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

PATIENCE_SECONDS = 60.0


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class KeepAlive:
    """One request at a time, with somebody's token. Opens itself anew after a loss."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, url: str, path: str, body: object) -> Answer:
        """Raises OSError when the answer does not come: nobody knows then what became of the request."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._post(urlsplit(url), path, json.dumps(body).encode())
        except BaseException as wrong:
            self.close()
            if isinstance(wrong, EOFError):
                raise ConnectionError("the server hung up") from None
            raise

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _post(self, url: Any, path: str, body: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(url.hostname, url.port)
        reader, writer = self._streams
        head = f"POST {path} HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Bearer {self._token}\r\n"
        writer.write(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        answer = Answer(int(first.split()[1]), headers, await reader.readexactly(int(headers.get("content-length", 0))))
        if headers.get("connection") == "close":
            self.close()
        return answer
