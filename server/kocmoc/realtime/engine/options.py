"""Every knob of the engine. The defaults are a messenger's; the protocol suites and tests turn them down."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Options(msgspec.Struct, frozen=True, kw_only=True):
    path: str = "/socket.io/"
    namespaces: frozenset[str] = frozenset({"/"})

    origins: tuple[str, ...] | frozenset[str] | Callable[[str], bool] = ()
    """Foreign origins that may connect; the page's own host always may."""

    ping_interval: float = 25.0
    ping_timeout: float = 20.0

    connect_timeout: float = 10.0
    """Who has opened a connection and not said CONNECT by then is a stranger at the door."""

    close_timeout: float = 3.0
    """How long a goodbye waits for the other side before the connection is cut."""

    max_payload: int = 64 * 1024
    """Bytes of one incoming message, fragments together, or of one POST."""

    max_buffer: int = 1024 * 1024
    """Bytes of events that may wait for a client that does not read; one more and it is cut off."""

    max_packets_per_second: int = 50
    max_per_address: int = 0
    """Connections from one address; 0 is no limit."""

    high_water: int = 64 * 1024
    """Bytes handed to the transport before what follows waits, and is counted, here."""

    send_buffer: int = 128 * 1024
    """SO_SNDBUF. Without it the kernel hides up to 4 MB of backlog per client before anybody notices."""

    binary: bool = False

    @property
    def round(self) -> float:
        """One heartbeat: by then a ping has gone out and its pong come back, or the client is lost."""
        return self.ping_interval + self.ping_timeout

    @property
    def step(self) -> float:
        """How finely the timer wheel turns."""
        return min(0.5, max(0.01, min(self.ping_interval, self.ping_timeout) / 50))
