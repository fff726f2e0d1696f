"""What a worker is told by its supervisor, over a socket that also shows each of them when the other is gone."""

import socket
import sys
from collections.abc import Iterator

import msgspec

READY = b"r"


class Orders(msgspec.Struct):
    """How to serve: what the command line said, and what the supervisor has started. The rest is in the settings.

    The `first` one prepares the database, and tells people where everything is. `name` is nobody else's, and
    in the `corridor`, a folder, the workers meet.
    """

    options: dict[str, str | bool]
    name: str
    corridor: str
    database_url: str
    nats_url: str | None
    first: bool


def give(line: socket.socket, orders: Orders) -> None:
    line.sendall(msgspec.json.encode(orders) + b"\n")


def receive(line: socket.socket) -> Orders:
    """Waits for them."""
    told = b"".join(_until_end(line))
    return msgspec.json.decode(told, type=Orders)


def _until_end(line: socket.socket) -> Iterator[bytes]:
    while True:
        some = line.recv(65_536)
        if not some:
            sys.exit(0)  # there is nobody any more whom this would interest
        yield some
        if some.endswith(b"\n"):
            return
