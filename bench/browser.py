"""A messenger in which somebody has one very long chat and many others, and the browser they look at it with."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

import asyncpg
from playwright.async_api import BrowserContext, Page, async_playwright

from bench.contest import KOCMOC, running
from bench.world import World
from kocmoc.auth.passwords import Passwords
from kocmoc.core.postgres import Embedded

LOGIN = "p10001"
PASSWORD = "поехали-1961"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Place(NamedTuple):
    """Where the messenger answers, its chats with the long one first, and a folder to use meanwhile."""

    url: str
    rooms: list[int]
    folder: Path


@asynccontextmanager
async def lived_in(chats: int, messages: int) -> AsyncIterator[Place]:
    with _database() as (dsn, postmaster, folder):
        rooms = await _fill(dsn, chats, messages)
        async with running(KOCMOC, dsn, postmaster, folder) as server:
            yield Place(f"http://127.0.0.1:{server.port}", rooms, folder)


@contextmanager
def _database() -> Iterator[tuple[str, int, Path]]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)
        with Embedded(folder / "postgres", settings={"max_connections": "100"}) as database:
            postmaster = int((folder / "postgres/data/postmaster.pid").read_text().split()[0])
            yield database.dsn, postmaster, folder


async def _fill(dsn: str, chats: int, messages: int) -> list[int]:
    world = await World.make(dsn, 2)
    rooms = await world.shared(chats)
    await world.talk(rooms[1:], 1)
    await world.talk(rooms[:1], messages)
    await _let_in(dsn, world.people[1])
    await world.close()
    return rooms


async def _let_in(dsn: str, user_id: int) -> None:
    passwords = Passwords(4)
    hashed = await passwords.hash(PASSWORD.encode())
    passwords.close()
    connection = await asyncpg.connect(dsn)
    await connection.execute("insert into passwords (user_id, hash) values ($1, $2)", user_id, hashed)
    await connection.close()


@asynccontextmanager
async def chromium(profile: Path, *flags: str) -> AsyncIterator[BrowserContext]:
    """A desktop's worth of window, in Russian, with a profile of its own."""
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=[*_FLAGS, *flags],
            viewport={"width": 1440, "height": 900},
            locale="ru-RU",
        )
        yield context
        await context.close()


async def sign_in(page: Page, url: str) -> None:
    """As anybody does."""
    await page.goto(url)
    await page.locator("form input").first.fill(LOGIN)
    await page.fill("input[type=password]", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#sidebar nav a")
