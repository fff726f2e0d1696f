"""At most so many wrong tries: each is counted before it is looked at, so parallel ones cannot all be first."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Literal
from weakref import WeakValueDictionary

from kocmoc.auth.errors import Locked
from kocmoc.auth.lockout import store
from kocmoc.core.db import Database
from kocmoc.core.errors import Problem

# Passwords, codes by mail, and codes of an authenticator. None of them locks another.
Secret = Literal["password", "code", "factor"]
IsRight = Callable[[], Awaitable[bool]]

MOST_AN_HOUR = 25
HOUR = 3600


def account(secret: Secret, user_id: int) -> str:
    return f"{secret}:{user_id}"


def stranger(secret: Secret, login: str) -> str:
    """An unknown login, hashed: people type passwords into the wrong field."""
    return f"{secret}:?{hashlib.sha256(login.encode()).hexdigest()}"


class Lockout:
    """Counts in statements of their own: a refusal rolls its request back, and must not roll back the count.

    A right try clears the count, unless it is not `forgiving`: then only the wrong ones of a time are counted.
    """

    def __init__(self, database: Database, most: int, seconds: int, *, forgiving: bool = True) -> None:
        self._database = database
        self._most = most
        self._seconds = seconds
        self._settle = store.forgive if forgiving else store.give_back
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def check(self, key: str, is_right: IsRight) -> bool:
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
            except Problem:  # nobody has looked at it
                await store.give_back(self._database, key)
                raise
            if right:
                await self._settle(self._database, key)
            return right


class CodeLockout:
    """For what has only six digits: the same, and on top of it so many an hour, whatever is forgiven."""

    def __init__(self, database: Database, most: int, seconds: int) -> None:
        self._soon = Lockout(database, most, seconds)
        self._hourly = Lockout(database, MOST_AN_HOUR, HOUR, forgiving=False)

    async def check(self, key: str, is_right: IsRight) -> bool:
        return await self._soon.check(key, lambda: self._hourly.check(f"hour:{key}", is_right))


class Lockouts:
    """The counters of every account."""

    def __init__(self, database: Database, most: int, seconds: int) -> None:
        self._database = database
        self.passwords = Lockout(database, most, seconds)
        self.codes = CodeLockout(database, most, seconds)
        self.factors = CodeLockout(database, most, seconds)

    async def forgive_passwords(self, user_id: int) -> None:
        await store.forgive(self._database, account("password", user_id))

    async def sweep(self, batch: int) -> bool:
        """Remove some of what no longer counts; whether there may be more."""
        return await store.sweep(self._database, batch)
