"""The database, for what cannot be seen from outside."""

import pytest_asyncio

from kocmoc.core.db import Database
from tests.stage import Running


@pytest_asyncio.fixture
async def database(server: Running) -> Database:
    return server.house.database
