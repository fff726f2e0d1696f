"""Hashing passwords. bcrypt takes a quarter of a second on purpose, so it works beside the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import bcrypt

from kocmoc.auth import rules
from kocmoc.auth.errors import Busy

T = TypeVar("T")

THREADS = 2
MOST_WAITING = 256


class Passwords:
    """Hashes and verifies, two at a time; raises Busy when too many wait."""

    def __init__(self, cost: int) -> None:
        self._cost = cost
        # Verifying it takes what anybody's takes, so time does not tell that there is no such account.
        self._nobodys = bcrypt.gensalt(cost) + b"." * 31
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="bcrypt")
        self._waiting = 0

    async def hash(self, password: bytes) -> str:
        return (await self._work(lambda: bcrypt.hashpw(password, bcrypt.gensalt(self._cost)))).decode()

    async def verify(self, given: str, hashed: str | None) -> bool:
        """Whether this is the hashed password; None is the hash of nobody."""
        password = rules.plain(given)
        if password is None or hashed is None:
            await self._work(lambda: bcrypt.checkpw(b"", self._nobodys))
            return False
        return await self._work(lambda: bcrypt.checkpw(password, hashed.encode()))

    async def _work(self, work: Callable[[], T]) -> T:
        if self._waiting >= MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
