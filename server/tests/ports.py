"""Ports for servers that are not ours to hand a listening socket to."""

import random
import socket

# Below what systems give out to those who ask for any: there a port found free may be somebody's a moment later.
_RANGE = range(11_000, 21_000)
# SeaweedFS takes one along for gRPC, so much above each.
COMPANION = 10_000


def free_ports(count: int) -> list[int]:
    """Different ones, each free on this machine together with its companion."""
    found: list[int] = []
    for port in random.sample(_RANGE, len(_RANGE)):
        if all(map(_is_free, (port, port + COMPANION))):
            found.append(port)
        if len(found) == count:
            return found
    raise RuntimeError("this machine has no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
