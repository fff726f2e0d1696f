"""At most so many wrong passwords: each try is counted before it is looked at, so parallel ones cannot all be first."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from kocmoc.auth.errors import Busy, Locked
from kocmoc.auth.lockout import store
from kocmoc.core.db import Database


def account(user_id: int) -> str:
    return f"password:{user_id}"


def stranger(login: str) -> str:
    """An unknown login, hashed: people type passwords into the wrong field."""
    return f"password:?{hashlib.sha256(login.encode()).hexdigest()}"


class Lockout:
    """Counts in statements of their own: a refusal rolls its request back, and must not roll back the count."""

    def __init__(self, database: Database, most: int, seconds: int) -> None:
        self._database = database
        self._most = most
        self._seconds = seconds
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def check(self, key: str, is_right: Callable[[], Awaitable[bool]]) -> bool:
        """One try: whether it is right. Raises Locked when there were too many that were not.

        Tries at one account take turns, so that many right ones at once do not count against each other.
        """
        turn = self._turns.setdefault(key, asyncio.Lock())
        async with turn:
            attempt = await store.reserve(self._database, key, self._most, self._seconds)
            if attempt.number > self._most:
                raise Locked(retry_after=attempt.seconds_left)
            try:
                right = await is_right()
            except Busy:
                await store.give_back(self._database, key)
                raise
            if right:
                await store.forgive(self._database, key)
            return right

    async def sweep(self, batch: int) -> bool:
        """Remove some of what no longer counts; whether there may be more."""
        return await store.sweep(self._database, batch)
