"""An answer over HTTP leaves in one piece."""

import asyncio
from typing import Any

from kocmoc.serve.gather import HELD_BYTES, Gathering
from tests.stage import Running


class Wire(asyncio.Transport):
    """What reaches the kernel, write by write."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.closed = False

    def write(self, data: Any) -> None:
        self.writes.append(bytes(data))

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True


def _gathering() -> tuple[Wire, Gathering]:
    wire = Wire()
    return wire, Gathering(wire, asyncio.get_running_loop())


async def test_what_is_written_in_one_turn_leaves_in_one_write() -> None:
    wire, gathering = _gathering()
    gathering.write(b"head ")
    gathering.write(b"body")
    assert wire.writes == []
    await asyncio.sleep(0)
    gathering.write(b"next")
    await asyncio.sleep(0)
    assert wire.writes == [b"head body", b"next"]


async def test_much_is_not_held() -> None:
    wire, gathering = _gathering()
    for _ in range(4):
        gathering.write(bytes(HELD_BYTES))
    assert sum(map(len, wire.writes)) >= 3 * HELD_BYTES


async def test_what_was_written_before_the_end_leaves_before_it() -> None:
    wire, gathering = _gathering()
    gathering.write(b"farewell")
    gathering.close()
    assert gathering.is_closing()
    assert wire.writes == [b"farewell"]
    await asyncio.sleep(0)
    assert wire.writes == [b"farewell"]


async def test_head_and_body_of_a_server_arrive_together(server: Running) -> None:
    host, _, port = server.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for _ in range(20):
        writer.write(b"GET /health HTTP/1.1\r\nHost: kocmoc\r\n\r\n")
        head, _, body = (await reader.read(65536)).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        assert b'"status"' in body
    writer.close()
    await writer.wait_closed()
