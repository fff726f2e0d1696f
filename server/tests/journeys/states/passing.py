"""The states that pass by themselves: what has not come yet, who is writing, what can be regretted. Here they stay."""

import re

from playwright.async_api import Route, WebSocketRoute, expect

from tests.journeys.screen import Screen
from tests.journeys.states.desk import State
from tests.journeys.states.stage import CHANCE, GROUP, Stage, to_end

_LINE = re.compile("/socket.io/")
# Nothing that takes long comes to its end, not even when the page is left.
_FOR_EVER = """
    const soon = window.setTimeout.bind(window)
    window.setTimeout = (run, after = 0, ...more) => (after < 4000 ? soon(run, after, ...more) : 0)
    addEventListener('pagehide', (event) => event.stopImmediatePropagation(), true)
"""


async def skeleton(stage: Stage) -> Screen:
    window = await stage.desk(before=CHANCE + _FOR_EVER)
    return await _wait_for_all(stage, window)


async def hand_skeleton(stage: Stage) -> Screen:
    window = await stage.hand(before=CHANCE + _FOR_EVER)
    return await _wait_for_all(stage, window)


async def hand_skeleton_list(stage: Stage) -> Screen:
    window = await _wait_for_all(stage, await stage.hand(before=CHANCE + _FOR_EVER), path="/")
    await expect(window.rows).to_have_count(0)
    return window


async def skeleton_messages(stage: Stage) -> Screen:
    window = await stage.desk()
    await window.page.route(re.compile("/messages"), _hold)
    await window.row(GROUP).click()
    await stage.is_told(window)
    await expect(window.page.get_by_role("log")).to_have_attribute("aria-busy", "true")
    await expect(window.feed.locator(".skeleton")).to_be_visible()
    return window


async def typing(stage: Stage) -> Screen:
    window = await stage.desk(before=CHANCE + _FOR_EVER)
    await window.page.route_web_socket(_LINE, _without_stops)
    await window.page.reload()
    # While it is being connected the list stands lower: the pointer would be left on another row.
    await window.is_live()
    await expect(window.rows.first).to_be_visible()
    await stage.chat("Лиза Орлова", window)
    await to_end(window)
    await expect(window.header).to_contain_text("в сети")
    chat_id = stage.world.chats["liza"]
    assert (await stage.online["liza"].ask("typing:start", {"chat_id": chat_id}))["ok"]
    await expect(window.header).to_contain_text("печатает")
    await to_end(window)
    return window


async def regret(stage: Stage) -> Screen:
    window = await stage.chat(window=await stage.desk(before=CHANCE + _FOR_EVER))
    await to_end(window)
    await window.message("Нужно!").get_by_text("Нужно!").first.click(button="right")
    await window.page.get_by_role("menuitem", name="Удалить").click()
    await window.dialog.get_by_role("button", name="Удалить").click()
    await expect(window.dialog).to_have_count(0)
    await expect(window.page.get_by_role("button", name="Отменить")).to_be_visible()
    await to_end(window)
    return window


async def _wait_for_all(stage: Stage, window: Screen, path: str = "") -> Screen:
    """As on a new device, far from the server."""
    await window.page.route(re.compile(r"/api/chats"), _hold)
    await window.page.route_web_socket(_LINE, lambda _: None)
    await window.page.goto(path or f"/c/{stage.world.chats['Восход']}")
    await expect(window.page.locator("[aria-busy=true]").first).to_be_attached()
    await expect(window.page.get_by_text("Соединение…")).to_be_attached()
    await window.page.mouse.move(0, 0)
    return window


async def _hold(_: Route) -> None:
    """No answer yet."""


def _without_stops(route: WebSocketRoute) -> None:
    server = route.connect_to_server()
    server.on_message(lambda words: None if "typing:stop" in words else route.send(words))


STATES: tuple[State, ...] = (skeleton, hand_skeleton, hand_skeleton_list, skeleton_messages, typing, regret)
