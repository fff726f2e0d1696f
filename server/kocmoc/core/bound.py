"""A child process that cannot outlive us."""

import ctypes
import os
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def bound_to_us(farewell: int) -> Callable[[], None] | None:
    """On Linux the kernel sends the child this signal when we are gone, even by kill -9."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def bind() -> None:
        prctl(_PR_SET_PDEATHSIG, int(farewell))
        if os.getppid() != parent:
            os._exit(1)

    return bind
