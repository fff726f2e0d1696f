"""A client that may send anything: bytes and frames by hand, with no library between the test and the server."""

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.engine.serving import Place, soon

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
FIN = 0x80


def masked(
    payload: bytes | str, opcode: int = TEXT, *, first: int | None = None, key: bytes = b"\x01\x02\x03\x04"
) -> bytes:
    """A client's frame; `first` replaces its whole first byte."""
    data = payload.encode() if isinstance(payload, str) else payload
    size = len(data)
    head = bytes((FIN | opcode if first is None else first,))
    if size < 126:
        head += bytes((0x80 | size,))
    elif size < 65536:
        head += b"\xfe" + size.to_bytes(2, "big")
    else:
        head += b"\xff" + size.to_bytes(8, "big")
    return head + key + bytes(byte ^ key[i % 4] for i, byte in enumerate(data))


class Wire:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    def say(self, *texts: str) -> None:
        for text in texts:
            self.send(masked(text))

    async def frame(self) -> tuple[int, bytes]:
        """The next frame as it comes. Raises IncompleteReadError at the end of the stream."""
        first, second = await soon(self.reader.readexactly(2))
        assert not second & 0x80, "a server never masks"
        size = second & 0x7F
        if size > 125:
            size = int.from_bytes(await soon(self.reader.readexactly(2 if size == 126 else 8)), "big")
        return first & 0x0F, await soon(self.reader.readexactly(size))

    async def text(self) -> str:
        """The next text that is not a heartbeat."""
        while True:
            opcode, payload = await self.frame()
            assert opcode == TEXT, (opcode, payload)
            if payload != b"2":
                return payload.decode()
            self.say("3")

    async def event(self) -> list[object]:
        text = await self.text()
        assert text.startswith("42"), text
        return json.loads(text[2:])

    async def close_code(self) -> int:
        """The code of the close frame, which must be the next thing, and the last."""
        opcode, payload = await self.frame()
        assert opcode == CLOSE, (opcode, payload)
        assert await soon(self.reader.read()) == b""
        return int.from_bytes(payload[:2], "big")

    async def gone(self) -> None:
        """Reads to the end, whatever comes, even a reset."""
        try:
            while await soon(self.reader.read(65536)):
                pass
        except ConnectionError:
            pass


@asynccontextmanager
async def wired(place: Place) -> AsyncIterator[Wire]:
    """A bare TCP connection."""
    wire = Wire(*await asyncio.open_connection("127.0.0.1", place.port))
    try:
        yield wire
    finally:
        wire.writer.close()


async def upgrade(
    wire: Wire, query: str = "EIO=4&transport=websocket", path: str = "/socket.io/", **headers: str
) -> str:
    """Asks for a WebSocket. Answers the response's head."""
    fields = {
        "Host": "127.0.0.1",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    wire.send(f"GET {path}?{query} HTTP/1.1\r\n{lines}\r\n".encode())
    return (await soon(wire.reader.readuntil(b"\r\n\r\n"))).decode()


@asynccontextmanager
async def opened(place: Place, query: str = "EIO=4&transport=websocket") -> AsyncIterator[Wire]:
    """An open Engine.IO session on a WebSocket."""
    async with wired(place) as wire:
        assert (await upgrade(wire, query)).startswith("HTTP/1.1 101")
        if "sid=" not in query:
            assert (await wire.text()).startswith("0{")
        yield wire


@asynccontextmanager
async def connected(place: Place, auth: str = "") -> AsyncIterator[Wire]:
    """A connected Socket.IO client."""
    async with opened(place) as wire:
        wire.say("40" + auth)
        assert (await wire.text()).startswith('40{"sid":')
        yield wire
