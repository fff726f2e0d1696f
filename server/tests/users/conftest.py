"""People made beside the product, many at a time, to be searched among."""

import uuid
from collections.abc import Awaitable, Callable

import pytest_asyncio

from kocmoc import users
from kocmoc.core.db import Database
from tests.stage import Running

Settle = Callable[..., Awaitable[int]]


@pytest_asyncio.fixture
async def database(server: Running) -> Database:
    return server.house.database


@pytest_asyncio.fixture
async def settle(database: Database) -> Settle:
    """Gives somebody an account without a password, and answers their number."""

    async def settle(username: str, display_name: str | None = None) -> int:
        email = f"{uuid.uuid4().hex}@cosmos.example"
        async with database.transaction() as db:
            return await users.create(db, users.Newcomer(username=username, email=email, display_name=display_name))

    return settle
