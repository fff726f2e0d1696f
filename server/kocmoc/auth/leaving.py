"""The end of an account. What it wrote stays, signed by nobody; what was only its own goes."""

from collections.abc import Awaitable, Callable, Sequence

from kocmoc import users
from kocmoc.auth import sessions, store
from kocmoc.core.db import Db

# What a room does about somebody who leaves for good, in the same transaction, while they are still who they were.
Farewell = Callable[[Db, int], Awaitable[None]]


class Leaving:
    """Ends accounts, one room after the other."""

    def __init__(self, farewells: Sequence[Farewell]) -> None:
        self._farewells = farewells

    async def remove(self, db: Db, user_id: int) -> None:
        """Again is fine. Sessions end last: whoever was signing in meanwhile has been waited for by then."""
        await users.hold(db, user_id)
        for farewell in self._farewells:
            await farewell(db, user_id)
        await users.erase(db, user_id)
        await store.forget(db, user_id)
        await sessions.end_all(db, user_id)
