"""What a browser spends on a chat of 100,000 messages and a list of 5,000 chats: nodes, milliseconds, memory."""

import argparse
import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import asyncpg
from playwright.async_api import Browser, CDPSession, Page, async_playwright

from bench import trace
from bench.contest import KOCMOC, running
from bench.world import World
from kocmoc.auth.passwords import Passwords
from kocmoc.core.postgres import Embedded

LOGIN = "p10001"
PASSWORD = "поехали-1961"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-precise-memory-info"]
_TRACED = 200
_WARM = 100

_MESSAGES = "document.querySelectorAll('[role=log] article').length"
_ROWS = "document.querySelectorAll('#sidebar nav a').length"
_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_REOPEN = """
    async ([here, there]) => {
        const row = (id) => document.querySelector(`#sidebar nav a[href="/c/${id}"]`)
        const settled = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
        row(there).click()
        await settled()
        performance.clearResourceTimings()
        const began = performance.now()
        row(here).click()
        while (!document.querySelector('[role=log] .placed article')) await settled()
        const asked = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/messages'))
        return [performance.now() - began, asked.length]
    }
"""


class Scrolled(NamedTuple):
    nodes: int
    steps: trace.Steps
    grown_mb: float


async def scroll(browser: Browser, page: Page, count: str, step: int, steps: int) -> Scrolled:
    """Down, step by step: the most nodes there were, what the traced steps cost, what is left in memory."""
    cdp = await page.context.new_cdp_session(page)
    nodes = await _wheel(page, count, step, _WARM)
    before = await _heap(cdp)
    await browser.start_tracing(page=page, categories=trace.CATEGORIES)
    nodes = max(nodes, await _wheel(page, count, step, _TRACED))
    steps_traced = trace.read(await browser.stop_tracing())
    nodes = max(nodes, await _wheel(page, count, step, steps - _TRACED))
    return Scrolled(nodes, steps_traced, (await _heap(cdp) - before) / 2**20)


async def _wheel(page: Page, count: str, step: int, steps: int) -> int:
    most = 0
    for number in range(steps):
        await page.evaluate(f"performance.mark('{trace.MARK}')")
        await page.mouse.wheel(0, step)
        await page.evaluate(_FRAME)
        if number % 10 == 0:
            most = max(most, await page.evaluate(count))
    return most


async def _heap(cdp: CDPSession) -> float:
    await cdp.send("HeapProfiler.collectGarbage")
    used: float = (await cdp.send("Runtime.getHeapUsage"))["usedSize"]
    return used


async def sign_in(page: Page, url: str) -> None:
    """As anybody does."""
    await page.goto(url)
    await page.locator("form input").first.fill(LOGIN)
    await page.fill("input[type=password]", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#sidebar nav a")


async def measure(browser: Browser, url: str, rooms: list[int], steps: int) -> None:
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU")
    page = await context.new_page()
    await sign_in(page, url)
    await page.goto(f"{url}/c/{rooms[0]}")
    await page.wait_for_selector("[role=log] .placed article")
    await page.hover("[role=log]")
    _tell("messages", await scroll(browser, page, _MESSAGES, 400, steps))
    shown = await page.locator("#sidebar nav a").evaluate_all("links => links.map(each => each.pathname.slice(3))")
    took, asked = await page.evaluate(_REOPEN, [str(rooms[0]), next(each for each in shown if each != str(rooms[0]))])
    print(f"  reopened from memory in {took:.0f} ms, {asked} requests for messages")
    await page.hover("#sidebar nav")
    _tell("chats", await scroll(browser, page, _ROWS, 160, steps))
    await context.close()


def _tell(what: str, scrolled: Scrolled) -> None:
    steps = scrolled.steps
    print(
        f"  {what:9} {scrolled.nodes:4} nodes at most · a step {steps.median:.1f} ms, p95 {steps.p95:.1f} ms, "
        f"{steps.forced} forced layouts in {_TRACED} · heap {scrolled.grown_mb:+.1f} MB"
    )


async def fill(dsn: str, chats: int, messages: int) -> tuple[World, list[int]]:
    world = await World.make(dsn, 2)
    rooms = await world.shared(chats)
    for start in range(0, chats, 1000):
        await world.talk(rooms[start : start + 1000], 1)
    connection = await asyncpg.connect(dsn)
    await connection.execute("delete from messages where chat_id = $1", rooms[0])
    passwords = Passwords(4)
    await connection.execute(
        "insert into passwords (user_id, hash) values ($1, $2)",
        world.people[1],
        await passwords.hash(PASSWORD.encode()),
    )
    passwords.close()
    await connection.close()
    await world.talk(rooms[:1], messages)
    return world, rooms


def chromium_path() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        await browser.close()


async def main(dsn: str, postgres: int, chats: int, messages: int, steps: int) -> None:
    world, rooms = await fill(dsn, chats, messages)
    with tempfile.TemporaryDirectory() as folder:
        async with running(KOCMOC, dsn, postgres, Path(folder)) as server, chromium() as browser:
            print(f"{messages:,} messages in one chat, {chats:,} chats, {steps:,} scroll steps")
            await measure(browser, f"http://127.0.0.1:{server.port}", rooms, steps)
    await world.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=5_000)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--steps", type=int, default=2_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        root.chmod(0o755)
        with Embedded(root / "postgres", settings={"max_connections": "100"}) as database:
            postmaster = int((root / "postgres/data/postmaster.pid").read_text().split()[0])
            asyncio.run(main(database.dsn, postmaster, arguments.chats, arguments.messages, arguments.steps))
