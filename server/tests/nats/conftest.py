"""A real NATS server, and processes that meet on it."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from kocmoc.core.nats import NatsBus
from kocmoc.serve.nats import NatsServer


@pytest.fixture
def nats(tmp_path: Path) -> Iterator[NatsServer]:
    server = NatsServer(tmp_path / "nats")
    server.start()
    yield server
    server.stop()


@pytest_asyncio.fixture
async def join(nats: NatsServer) -> AsyncIterator[Callable[[], object]]:
    """Another process of the same installation."""
    async with AsyncExitStack() as stack:

        async def another(installation: str = "vostok") -> NatsBus:
            bus = NatsBus(nats.url, installation)
            await stack.enter_async_context(bus.living())
            return bus

        yield another
