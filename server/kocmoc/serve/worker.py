"""One worker: a process that serves on sockets its supervisor has bound, until it is told to stop."""

import asyncio
import os
import socket
import sys
from pathlib import Path

from msgspec.structs import replace

from kocmoc.core import log
from kocmoc.core.halt import Halt
from kocmoc.realtime import Neighbours
from kocmoc.serve.ending import Ending
from kocmoc.serve.furnish import furnish
from kocmoc.serve.live import Post, live, new_loop
from kocmoc.serve.orders import READY, Orders, receive
from kocmoc.settings import Settings, read


def main(arguments: list[str]) -> None:
    """`arguments` are descriptors: of the line to the supervisor, then of the listening sockets."""
    line, *sockets = (socket.socket(fileno=int(each)) for each in arguments)
    orders, ending = receive(line), Ending(quiet=True)
    with ending.heard():
        settings = _settings(orders)
        neighbours = Neighbours(Path(orders.corridor), orders.name)
        post = Post(sockets, neighbours, orders.first, ready=lambda: line.sendall(READY))
        log.configure(settings.log_level, settings.log_format)
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.get_loop().add_reader(line, _listen, line)
            runner.run(live(settings, post, ending))


def _settings(orders: Orders) -> Settings:
    settings = furnish(read(orders.options).settings)
    return replace(settings, database_url=orders.database_url, nats_url=orders.nats_url)


def _listen(line: socket.socket) -> None:
    """The supervisor says nothing more; the end of the line is its end, however it came, and ours."""
    if not line.recv(1):
        os._exit(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Halt as wrong:
        sys.stderr.write(f"kocmoc: {wrong}\n")
        sys.exit(wrong.code)
