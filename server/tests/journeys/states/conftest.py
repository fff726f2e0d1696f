"""The photographer: brings the product into a state, and takes its picture in every light."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import msgspec
import pytest
import pytest_asyncio

from kocmoc.app import House
from kocmoc.settings import Settings
from tests.journeys.conftest import Enter
from tests.journeys.states import world as worlds
from tests.journeys.states.past import Past
from tests.journeys.states.stage import Stage
from tests.journeys.states.world import World
from tests.phone import Phone
from tests.stage import Running


@pytest_asyncio.fixture(scope="session")
async def world(
    client: None,
    settings: Settings,
    new_database: Callable[[], Awaitable[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[World]:
    own = msgspec.structs.replace(settings, data_dir=tmp_path_factory.mktemp("pictures"))
    dsn = await new_database()
    async with Running(House(own, dsn)) as server:
        world = World(server, Past(dsn, worlds.NOW))
        try:
            await worlds.fill(world)
            yield world
        finally:
            for person in world.people.values():
                await person.leave()


@pytest_asyncio.fixture
async def stage(world: World, enter: Enter) -> AsyncIterator[Stage]:
    await world.past.come_back()
    async with AsyncExitStack() as stack:
        phones = {
            name: Phone(world[name], misses="all; it only says who is there") for name in ("anya", "liza", "mama")
        }
        online = {name: await stack.enter_async_context(phone) for name, phone in phones.items()}
        yield Stage(world, enter, online)
