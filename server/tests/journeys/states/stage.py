"""The product in one of its states: whose screen it is, and how large."""

import re
from typing import Any

from playwright.async_api import expect

from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen
from tests.journeys.states.world import NOW, World
from tests.journeys.window import PHONE
from tests.phone import Phone

_IN_HAND: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
GROUP = "Восход · выезд на звёзды"
CHANCE = "Math.random = () => 0.5"
_UP_A_LITTLE = """
    (feed) => {
        feed.scrollBy({ top: -200, behavior: 'instant' })
        return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    }
"""


class Stage:
    """`online` are the phones of those who are here now."""

    def __init__(self, world: World, enter: Enter, online: dict[str, Phone]) -> None:
        self.world = world
        self.online = online
        self._enter = enter

    async def door(self, **look: Any) -> Screen:
        window = await self._open("", **look)
        await expect(window.page.get_by_role("heading", name="С возвращением")).to_be_visible()
        return window

    async def desk(self, who: str = "zorin", **look: Any) -> Screen:
        window = await self._open(who, **look)
        await expect(window.rows.first).to_be_visible()
        return window

    async def hand(self, who: str = "zorin", **look: Any) -> Screen:
        return await self.desk(who, **_IN_HAND, **look)

    async def phone_door(self) -> Screen:
        return await self.door(**_IN_HAND)

    async def chat(self, title: str = GROUP, window: Screen | None = None) -> Screen:
        """A chat, open, with all that is in sight loaded."""
        window = window or await self.desk()
        await window.row(title).click()
        await expect(window.header).to_contain_text(title)
        if title == GROUP:
            await self.is_told(window)
        await expect(window.feed.locator(".rows.placed")).to_be_attached()
        await expect(window.messages.first).to_be_attached()
        # What is in sight is read, and the light bends in the panes, a moment later.
        await expect(window.page.locator("#sidebar a[aria-current=page]")).not_to_contain_text("непрочитанн")
        return window

    async def is_told(self, window: Screen) -> None:
        """Of the group: who is here, and what is pinned. Both are asked for when it is opened."""
        await expect(window.header).to_contain_text(f"{len(self.online) + 1} в сети")
        await expect(window.page.get_by_role("button", name=re.compile("^Закреплённое"))).to_be_visible()

    async def _open(self, who: str, **look: Any) -> Screen:
        look = {"timezone_id": "Europe/Moscow", "url": self.world.server.url, "clock": NOW, "before": CHANCE} | look
        return await self._enter(self.world[who] if who else None, **look)


async def to_end(window: Screen) -> None:
    """The newest message is in sight."""
    await window.feed.evaluate("feed => feed.scrollTo(0, feed.scrollHeight)")
    await expect(window.messages.last).to_be_in_viewport()


async def to_message(window: Screen, text: str) -> None:
    """One further up, that may not be in the page yet."""
    while not await window.message(text).count():
        await window.feed.evaluate(_UP_A_LITTLE)
    await window.message(text).scroll_into_view_if_needed()


def named(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text))
