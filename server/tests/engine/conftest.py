"""The echo server as a process of its own, as the published protocol suites are run against it."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest_asyncio

from tests.engine.wire import Wire, wired


class Echo:
    def __init__(self, url: str) -> None:
        self.url = url
        self.port = int(url.rpartition(":")[2])


@asynccontextmanager
async def echoing(*options: str) -> AsyncIterator[Echo]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kocmoc.realtime.echo", "--port", "0", *options, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        while not (found := re.search(rb"http://\S+:\d+", await process.stderr.readline())):
            pass
    yield Echo(found[0].decode())
    process.terminate()
    await process.communicate()


@pytest_asyncio.fixture(scope="package")
async def echo() -> AsyncIterator[Echo]:
    """With the figures of the suites."""
    async with echoing() as echo:
        yield echo


@pytest_asyncio.fixture(scope="package")
async def patient() -> AsyncIterator[Echo]:
    """One that waits for whoever is slow today."""
    async with echoing("--ping-timeout", "60") as echo:
        yield echo


@pytest_asyncio.fixture
async def wire(echo: Echo) -> AsyncIterator[Wire]:
    async with wired(echo) as wire:
        yield wire
