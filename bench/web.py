"""What a browser spends on a chat of 100,000 messages and a list of 5,000 chats: nodes, milliseconds, memory."""

import argparse
import asyncio
from collections import Counter
from typing import NamedTuple

from playwright.async_api import BrowserContext, CDPSession, Page

from bench import trace
from bench.browser import chromium, lived_in, sign_in

_TRACED = 200
_WARM = 100

_MESSAGES = "document.querySelectorAll('[role=log] article').length"
_ROWS = "document.querySelectorAll('#sidebar nav a').length"
# A step begins with the wheel and ends when its frame, and whatever that led to, is on the screen.
_STEP = """
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
        performance.mark('step')
        done()
    })))
"""
_REOPEN = """
    async ([here, there]) => {
        const row = (id) => document.querySelector(`#sidebar nav a[href="/c/${id}"]`)
        const frame = () => new Promise(requestAnimationFrame)
        const shown = async () => {
            do await frame(); while (!document.querySelector('[role=log] .placed article'))
        }
        row(there).click()
        await shown()
        performance.clearResourceTimings()
        const began = performance.now()
        row(here).click()
        await shown()
        const took = performance.now() - began
        const asked = performance.getEntriesByType('resource').map(({ name }) => name)
        return [took, asked.filter((name) => name.includes(`/chats/${here}/messages`)).length]
    }
"""


class Scrolled(NamedTuple):
    """The most nodes there were, what the traced steps cost, what is left in memory."""

    nodes: int
    steps: trace.Steps
    grown_mb: float

    def __str__(self) -> str:
        said = (
            f"{self.nodes:4} nodes at most · a step {self.steps.median:.1f} ms, p95 {self.steps.p95:.1f} ms, "
            f"{len(self.steps.forced)} forced layouts in {_TRACED} · heap {self.grown_mb:+.1f} MB"
        )
        return "\n      ".join([said, *(f"{times} x {calls}" for calls, times in Counter(self.steps.forced).items())])


async def scroll(context: BrowserContext, page: Page, count: str, step: int, steps: int) -> Scrolled:
    """Down, step by step; the last of them are traced, when nothing is left of what the page began with."""
    cdp = await context.new_cdp_session(page)
    nodes = await _wheel(page, count, step, _WARM)
    before = await _heap(cdp)
    nodes = max(nodes, await _wheel(page, count, step, steps))
    grown = (await _heap(cdp) - before) / 2**20
    assert context.browser
    await context.browser.start_tracing(page=page, categories=trace.CATEGORIES)
    nodes = max(nodes, await _wheel(page, count, step, _TRACED))
    return Scrolled(nodes, trace.read(await context.browser.stop_tracing()), grown)


async def _wheel(page: Page, count: str, step: int, steps: int) -> int:
    most = 0
    for number in range(steps):
        await page.mouse.wheel(0, step)
        await page.evaluate(_STEP)
        if number % 10 == 0:
            most = max(most, await page.evaluate(count))
    return most


async def _heap(cdp: CDPSession) -> float:
    await cdp.send("HeapProfiler.collectGarbage")
    used: float = (await cdp.send("Runtime.getHeapUsage"))["usedSize"]
    return used


async def measure(context: BrowserContext, url: str, rooms: list[int], steps: int) -> None:
    page = await context.new_page()
    await sign_in(page, url)
    await page.goto(f"{url}/c/{rooms[0]}")
    await page.wait_for_selector("[role=log] .placed article")
    # The list comes page by page.
    await page.wait_for_load_state("networkidle")
    for what, where, count, step in (
        ("messages, notches", "[role=log]", _MESSAGES, 120),
        ("messages, leaps", "[role=log]", _MESSAGES, 400),
        ("chats", "#sidebar nav", _ROWS, 160),
    ):
        await page.hover(where)
        print(f"  {what:17} {await scroll(context, page, count, step, steps)}", flush=True)
    await _reopen(page, rooms[0])


async def _reopen(page: Page, room: int) -> None:
    await page.evaluate("document.querySelector('#sidebar nav').scrollTo(0, 0)")
    await page.wait_for_selector(f'#sidebar nav a[href="/c/{room}"]')
    shown = await page.locator("#sidebar nav a").evaluate_all("links => links.map(each => each.pathname.slice(3))")
    took, asked = await page.evaluate(_REOPEN, [str(room), next(each for each in shown if each != str(room))])
    print(f"  reopened from memory in {took:.0f} ms, {asked} requests for messages")


async def main(chats: int, messages: int, steps: int) -> None:
    async with lived_in(chats, messages) as place, chromium(place.folder / "profile") as context:
        print(f"{messages:,} messages in one chat, {chats:,} chats, {steps:,} scroll steps", flush=True)
        await measure(context, place.url, place.rooms, steps)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=5_000)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--steps", type=int, default=2_000)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.chats, arguments.messages, arguments.steps))
