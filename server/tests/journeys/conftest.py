"""The journeys' stage: the built client on a real server, one Chromium a worker, and a window for whoever asks."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack
from itertools import cycle
from pathlib import Path
from typing import Any, Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from kocmoc.serve.nats import NatsServer
from kocmoc.settings import Settings
from tests.cast import Person
from tests.journeys import bundle
from tests.journeys.screen import Screen
from tests.stage import Running, two_servers

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PATIENCE_MS = 15_000
_FAILED = pytest.StashKey[bool]()

expect.set_options(timeout=_PATIENCE_MS)


class Enter(Protocol):
    """Opens a window: of somebody who is signed in, or of nobody."""

    async def __call__(self, person: Person | None = None, **look: Any) -> Screen: ...


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_FAILED] = item.stash.get(_FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def client() -> None:
    """The web client, built from the sources as they are."""
    if trouble := bundle.make():
        pytest.fail(trouble, pytrace=False)


@pytest_asyncio.fixture(scope="session")
async def servers(
    client: None, settings: Settings, new_database: Callable[[], Awaitable[str]], nats: NatsServer
) -> AsyncIterator[list[Running]]:
    """Two that are sure to have the client: whatever people do together they do from one to the other."""
    async with two_servers(settings, await new_database(), nats) as running:
        yield running


@pytest.fixture(scope="session")
def server(servers: list[Running]) -> Running:
    """Where accounts are made, and the first window of a story is connected."""
    return servers[0]


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        pytest.fail(f"The journeys need a browser: none of {', '.join(_BROWSERS)} is installed.", pytrace=False)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def enter(
    request: pytest.FixtureRequest, browser: Browser, servers: list[Running], tmp_path: Path
) -> AsyncIterator[Enter]:
    """Windows for one story, each at another server than the one before. What they looked like when it failed is kept;
    what a browser complained about fails it."""
    windows: list[Screen] = []
    turn = cycle(servers)

    async def open_window(person: Person | None = None, *, url: str = "", **look: Any) -> Screen:
        window = Screen(browser, url or next(turn).url, person, **look)
        windows.append(await stack.enter_async_context(window))
        if person:
            await window.is_live()
        return window

    async with AsyncExitStack() as stack:
        yield open_window
        if request.node.stash.get(_FAILED, False):
            for number, window in enumerate(windows):
                await window.photograph(tmp_path, f"window-{number}")
    assert [words for window in windows for words in window.complaints] == []
