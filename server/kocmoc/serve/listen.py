"""The listening sockets, bound before the slow work: a busy port is known in a moment."""

import errno
import socket
import sys

from kocmoc.core.halt import Halt
from kocmoc.words import say

BACKLOG = 2048

# Elsewhere the kernel does not share out connections among sockets of one port; there all workers share the sockets.
_SHARES_OUT = sys.platform == "linux"

Sockets = list[socket.socket]


class CannotListen(Halt):
    """One sentence: why not here."""


def listen(host: str, port: int, workers: int = 1) -> list[Sockets]:
    """For each worker a socket for every address the host name means; all of them share a port, also when any free one
    was asked for."""
    first = _listen(host, port, alone=True)
    if workers == 1 or not _SHARES_OUT:
        return [first] * workers
    # Only who is alone hears that somebody else has the port. So the first is closed again and the workers' follow.
    taken = first[0].getsockname()[1]
    for each in first:
        each.close()
    return [_listen(host, taken, alone=False) for _ in range(workers)]


def _listen(host: str, port: int, *, alone: bool) -> Sockets:
    sockets: Sockets = []
    try:
        for family, address in _addresses(host, port):
            taken = sockets[0].getsockname()[1] if sockets else port
            sockets.append(socket.create_server((address, taken), family=family, backlog=BACKLOG, reuse_port=not alone))
    except OSError as wrong:
        for each in sockets:
            each.close()
        raise CannotListen(_why(wrong, host, port)) from None
    return sockets


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE | socket.AI_ADDRCONFIG)
    except socket.gaierror:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return list(dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found))


def _why(wrong: OSError, host: str, port: int) -> str:
    if isinstance(wrong, socket.gaierror):
        return f"{host} is not an address of this machine: {wrong.strerror}."
    if wrong.errno == errno.EADDRINUSE:
        return say(
            "Port {port} is busy on {host}: stop the program that uses it, or choose another with --port.",
            port=port,
            host=host,
        )
    if wrong.errno == errno.EACCES:
        return f"Port {port} needs more rights than this account has; choose one above 1023 with --port."
    return f"Cannot listen on {host}:{port}: {wrong.strerror}."
