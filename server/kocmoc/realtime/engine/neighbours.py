"""Other processes behind the same address: a session belongs to one of them, and its requests may reach any.

A session's id names its process. A poll is asked of the right one over a unix socket; a WebSocket moves there as it is,
with its file descriptor, so that nobody stands in between afterwards.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

logger = logging.getLogger(__name__)

LONGEST_HEAD = 64 * 1024
PATIENCE_SECONDS = 5.0

Arrival = Callable[[socket.socket, bytes], None]


class Answer(NamedTuple):
    """What the other process said to a request."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Neighbours:
    """`folder` is theirs alone: whoever can open what is in it is trusted. `name` is this process's."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self.name = name

    @property
    def http(self) -> Path:
        """Where this process takes the others' requests."""
        return self._folder / f"{self.name}.http"

    def owner(self, sid: str) -> str | None:
        """The name of the other process whose session this is, if there is one."""
        name, dot, _ = sid.partition(".")
        is_other = bool(dot) and name != self.name and name.isalnum() and (self._folder / f"{name}.http").exists()
        return name if is_other else None

    def others(self) -> list[str]:
        """The names of the other processes; one that was killed may still be among them."""
        return sorted(path.stem for path in self._folder.glob("*.http") if path.stem != self.name)

    async def ask(self, name: str, request: bytes) -> Answer:
        """A request as it is written, with `connection: close`. Raises OSError, also for what is no answer."""
        reader, writer = await asyncio.open_unix_connection(self._folder / f"{name}.http")
        try:
            writer.write(request)
            answer = await reader.read(-1)
        finally:
            writer.transport.abort()
        return _understand(answer)

    def give(self, name: str, connection: socket.socket, head: bytes) -> None:
        """Hand over a connection, with what it has said so far. Raises OSError."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(PATIENCE_SECONDS)
            line.connect(str(self._folder / f"{name}.fd"))
            socket.send_fds(line, [head], [connection.fileno()])

    @asynccontextmanager
    async def taking(self, arrived: Arrival) -> AsyncIterator[None]:
        """While the block lasts, connections handed to this process arrive."""
        loop, path = asyncio.get_running_loop(), self._folder / f"{self.name}.fd"
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(path))
            listening.listen(1024)
            listening.setblocking(False)
            loop.add_reader(listening, _take, listening, arrived)
            try:
                yield
            finally:
                loop.remove_reader(listening)
                path.unlink(missing_ok=True)


def _take(listening: socket.socket, arrived: Arrival) -> None:
    with suppress(BlockingIOError):
        line, _ = listening.accept()
        with line:
            line.settimeout(PATIENCE_SECONDS)  # who connects here has everything ready
            head, descriptors, _, _ = socket.recv_fds(line, LONGEST_HEAD, 1)
        for descriptor in descriptors:
            _arrive(descriptor, head, arrived)


def _arrive(descriptor: int, head: bytes, arrived: Arrival) -> None:
    try:
        arrived(socket.socket(fileno=descriptor), head)
    except OSError:
        logger.warning("a connection broke while it was handed over", exc_info=True)
        os.close(descriptor)


def _understand(answer: bytes) -> Answer:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    words = first.split(b" ")
    if len(words) < 2 or not words[1].isdigit():
        raise ConnectionError("no answer")
    headers = [(name.lower(), value) for name, _, value in (line.partition(b": ") for line in lines)]
    return Answer(int(words[1]), [each for each in headers if each[0] not in (b"connection", b"date")], body)
