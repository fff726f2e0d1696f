"""How a server is told to stop or to renew itself, and how much time it has."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType

from kocmoc.words import tell

# Ten seconds are promised. The requests in flight have four, they and the house 6.5; then PostgreSQL must hurry.
# Before that, connections without a request have a second in which a next one is still answered, and sockets are sent
# away one after the other.
FAREWELL_SECONDS = 1.0
SPREAD_SECONDS = 1.5
REQUESTS_SECONDS = 4
HOUSE_SECONDS = 6.5
WORKERS_SECONDS = 7.5
ALL_SECONDS = 9.0


class Stopped(Exception):
    """Told to stop before there was anything to stop."""


class Ending:
    """The first signal is noted and does the `deed`, if there is one already; a second Ctrl-C means it.

    No signal raises anything: Python would swallow that in the wrong place, a callback of fork for one, and carry on.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.deed: Callable[[], None] = _nothing_yet
        self.renewal: Callable[[], None] | None = None
        self._quiet = quiet
        self._terminal = _terminal()
        self._asked_at: float | None = None

    @property
    def asked(self) -> bool:
        return self._asked_at is not None

    @property
    def seconds_left(self) -> float:
        asked_at = self._asked_at or time.monotonic()
        return max(0.5, asked_at + ALL_SECONDS - time.monotonic())

    def check(self) -> None:
        """For the slow steps of a start to call between them."""
        if self.asked:
            raise Stopped

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)
        self.check()

    @contextlib.contextmanager
    def heard(self) -> Iterator[None]:
        """While the block runs, Ctrl-C, SIGTERM and SIGHUP come here. Ends quietly on Stopped."""
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._hear) for number in numbers}
        try:
            yield
        except Stopped:
            pass
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP and self.renewal is not None and not self._terminal_is_gone():
            self.renewal()
        elif self._asked_at is None:
            self._asked_at = time.monotonic()
            if not self._quiet:
                tell("Stopping…")
            self.deed()
        elif number == signal.SIGINT:
            os._exit(130)  # PostgreSQL notices that we are gone, and shuts down in order

    def _terminal_is_gone(self) -> bool:
        """The same signal also says that the terminal we were started from was closed: then nobody wants us."""
        if self._terminal is None:
            return False
        try:
            os.tcgetpgrp(self._terminal)
        except OSError:
            return True
        return False


def _terminal() -> int | None:
    """The descriptor of the terminal we run on, if there is one."""
    for stream in (sys.stdin, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            if stream.isatty():
                return stream.fileno()
    return None


def _nothing_yet() -> None:
    """Whoever is starting something looks at `asked` soon."""
