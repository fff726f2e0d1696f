"""What the page weighs before anybody touches it, and what a very long list costs."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench import trace
from playwright.async_api import Browser, Request, Route, expect

from kocmoc.app import STATIC
from tests.cast import PASSWORD, Person
from tests.journeys import stillness
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen

_LIGHT = 150 * 1024
_MANY = 5_000
_FEW = 100
_LONG = 400
_STEPS = 60
_LEAP = 400
_FRAME = f"""
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {{
        performance.mark('{trace.MARK}')
        done()
    }})))
"""
_HEIGHT = "document.querySelector('[role=log]').scrollHeight"
_SCRIPTS = "performance.getEntriesByType('resource').map(each => each.name).filter(name => name.endsWith('.js'))"


async def test_the_first_load_is_light(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await tereshkova.say(await gagarin.chat_with(tereshkova), "Приём")
    window = await enter(gagarin)
    await expect(window.row("Tereshkova")).to_be_visible()
    scripts: list[str] = await window.page.evaluate(_SCRIPTS)
    weight = sum(_packed(urlsplit(address).path) for address in scripts)
    assert 0 < weight <= _LIGHT, f"{weight} bytes of JavaScript: {scripts}"


async def test_five_thousand_chats_cost_a_screenful(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await tereshkova.say(await gagarin.chat_with(tereshkova), "Приём")
    pattern = (await gagarin.get("/chats")).json()["chats"][0]
    window = await enter()

    async def many(route: Route) -> None:
        chats = [_copy(pattern, number) for number in range(_MANY)]
        await route.fulfill(json={"chats": chats, "next_cursor": None, "unread_total": 0})

    await window.context.route("**/api/chats?*", many)
    await window.sign_in(gagarin.username, PASSWORD)
    await expect(window.rows.first).to_be_visible()
    await window.page.get_by_role("navigation", name="Чаты").hover()
    for _ in range(20):
        await window.page.mouse.wheel(0, 4_000)
        assert 0 < await window.rows.count() < _FEW


async def test_a_long_chat_costs_a_screenful_forces_no_layout_and_opens_again_from_memory(
    browser: Browser, enter: Enter, gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.chat_with(stranger)
    await asyncio.gather(*(gagarin.say(chat_id, f"Виток {number}") for number in range(_LONG)))
    window = await enter(gagarin)
    await window.open_chat("Tereshkova")
    await expect(window.messages.last).to_be_in_viewport()
    await window.feed.hover()
    await window.page.wait_for_load_state("networkidle")
    # On the way up rows are loaded and measured, and those that turn out taller than was guessed push the view back.
    await _scroll(browser, window, -300)
    known = await _scroll(browser, window, 300)
    assert known.forced == []

    asked: list[str] = []
    window.page.on("request", lambda request: _note(request, asked))
    await window.open_chat("Stranger")
    asked.clear()
    await window.open_chat("Tereshkova")
    await expect(window.messages.first).to_be_attached()
    assert asked == []


async def test_older_messages_come_above_and_nothing_in_view_moves(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await asyncio.gather(*(gagarin.say(chat_id, f"Виток {number} " * (number % 7 + 1)) for number in range(_LONG // 2)))
    window = await enter(gagarin)
    come, asked = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await come.wait()
        await route.continue_()

    await window.page.route(re.compile("/messages.*before="), hold)
    await window.open_chat("Tereshkova")
    await expect(window.messages.last).to_be_in_viewport()
    await window.feed.hover()
    while not asked.is_set():
        await window.page.mouse.wheel(0, -_LEAP)
        await window.page.evaluate(_FRAME)
    before = await window.page.evaluate(_HEIGHT)
    await stillness.watch(window)
    come.set()
    while await window.page.evaluate(_HEIGHT) <= before + _LEAP:
        await window.page.evaluate(_FRAME)
    await window.page.evaluate(_FRAME)
    assert await stillness.jumps(window) == []


async def _scroll(browser: Browser, window: Screen, by: int) -> trace.Steps:
    await browser.start_tracing(page=window.page, categories=trace.CATEGORIES)
    for _ in range(_STEPS):
        await window.page.mouse.wheel(0, by)
        await window.page.evaluate(_FRAME)
        assert 0 < await window.messages.count() < _FEW
    steps = trace.read(await browser.stop_tracing())
    assert len(steps.costs) == _STEPS - 1
    return steps


def _note(request: Request, asked: list[str]) -> None:
    if "/messages" in request.url:
        asked.append(request.url)


def _packed(path: str) -> int:
    file = STATIC / path.lstrip("/")
    packed = Path(f"{file}.gz")
    return (packed if packed.exists() else file).stat().st_size


def _copy(pattern: dict[str, Any], number: int) -> dict[str, Any]:
    chat = json.loads(json.dumps(pattern))
    return chat | {"id": f"9{number}", "title": f"Чат {number}", "updated_at": "2020-01-01T00:00:00.000Z"}
