"""Transactions, and what becomes of them."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from kocmoc.core.db import AWAY, Database
from kocmoc.core.events import Events


class Mishap(Exception):
    """What went wrong first."""


async def fail_in(database: Database) -> None:
    """In the middle of a transaction, after its connection is gone."""
    async with database.transaction() as db:
        backend = await db.fetchval("select pg_backend_pid()")
        await database.fetchval("select pg_terminate_backend($1, 5000)", backend)
        with suppress(*AWAY):
            await db.fetchval("select 1")
        raise Mishap


async def test_a_transaction_that_lost_its_connection_ends_with_what_went_wrong_and_nothing_else(
    new_database: Callable[[], Awaitable[str]],
) -> None:
    database = Database(await new_database(), size=2, events=Events())
    async with database.living():
        with pytest.raises(Mishap):
            await fail_in(database)
        assert await database.fetchval("select 1") == 1
