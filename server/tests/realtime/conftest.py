"""The stories of this room are told on two servers that share a database and a NATS: nobody may notice."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import cycle

import pytest
import pytest_asyncio

from kocmoc.serve.nats import NatsServer
from kocmoc.settings import Settings
from tests.admin.conftest import sign_in
from tests.cast import Person
from tests.stage import Running, two_servers


@pytest_asyncio.fixture(scope="session")
async def servers(
    settings: Settings, new_database: Callable[[], Awaitable[str]], nats: NatsServer
) -> AsyncIterator[list[Running]]:
    async with two_servers(settings, await new_database(), nats) as running:
        yield running


@pytest_asyncio.fixture
async def korolev(server: Running) -> AsyncIterator[Person]:
    """The administrator."""
    korolev = await sign_in(server.url, "korolev")
    yield korolev
    await korolev.leave()


@pytest.fixture(scope="session")
def server(servers: list[Running]) -> Running:
    """Where the first one somebody meets is connected."""
    return servers[0]


@pytest_asyncio.fixture
async def meet(servers: list[Running]) -> AsyncIterator[Callable[[str], Awaitable[Person]]]:
    """Introduces somebody new; everybody is connected to another server than the one before."""
    met: list[Person] = []
    turn = cycle(servers)

    async def introduce(name: str) -> Person:
        url = next(turn).url
        met.append(await Person.register(url, f"{name}_{uuid.uuid4().hex[:10]}", display_name=name.capitalize()))
        return met[-1]

    yield introduce
    for person in met:
        await person.leave()
