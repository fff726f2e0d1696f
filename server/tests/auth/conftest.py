"""Visitors without an account, servers with other settings, and a way into the database beside the product."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio

from kocmoc.app import House
from kocmoc.core.db import Database
from kocmoc.settings import Settings
from tests.cast import PASSWORD
from tests.stage import Running

StartServer = Callable[..., Awaitable[Running]]
Visit = Callable[..., httpx.AsyncClient]


@pytest_asyncio.fixture
async def start_server(settings: Settings, new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[StartServer]:
    """Starts a server with other settings, if not told over an empty database: it has no administrator yet."""
    async with AsyncExitStack() as stack:

        async def start(dsn: str | None = None, **changes: object) -> Running:
            house = House(msgspec.structs.replace(settings, **changes), dsn or await new_database())
            return await stack.enter_async_context(Running(house))

        yield start


@pytest_asyncio.fixture
async def visit(server: Running) -> AsyncIterator[Visit]:
    """Opens a browser: cookies of its own, nobody signed in. `headers` go with every request."""
    browsers: list[httpx.AsyncClient] = []

    def open_browser(at: Running = server, **headers: str) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=None)
        browsers.append(httpx.AsyncClient(base_url=at.url, timeout=30, headers=headers, limits=limits))
        return browsers[-1]

    yield open_browser
    for each in browsers:
        await each.aclose()


@pytest.fixture
def browser(visit: Visit) -> httpx.AsyncClient:
    return visit()


@pytest.fixture
def database(server: Running) -> Database:
    return server.house.database


def form(name: str = "leonov", **changes: Any) -> dict[str, Any]:
    """A registration form of somebody new."""
    username = f"{name}_{uuid.uuid4().hex[:10]}"
    return {"username": username, "email": f"{username}@cosmos.example", "password": PASSWORD} | changes


async def sign_up(browser: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """Registers somebody new in this browser and answers what the server said."""
    answer = await browser.post("/api/auth/register", json=form(**changes))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def sign_in(browser: httpx.AsyncClient, login: str, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/api/auth/login", json={"login": login, "password": password})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def whoami(browser: httpx.AsyncClient, token: str) -> int:
    """The status of asking for oneself: 200 while the token is good."""
    return (await browser.get("/api/users/me", headers=bearer(token))).status_code
