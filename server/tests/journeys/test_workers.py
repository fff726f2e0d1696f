"""Two people in two windows at two workers of one server, as started from the command line."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import WebSocket, expect

from tests.cast import Person
from tests.ground.owner import wait_until_gone
from tests.ground.running import Command
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen

SETTINGS = {"KOCMOC_ADDRESS_LIMITS": "off", "KOCMOC_LOG_LEVEL": "warning", "KOCMOC_BCRYPT_COST": "4"}
PATIENCE_SECONDS = 60


@pytest_asyncio.fixture
async def url(client: None, tmp_path: Path) -> AsyncIterator[str]:
    kocmoc = Command(tmp_path / "data", "--workers", "2", **SETTINGS)
    yield await asyncio.to_thread(kocmoc.ready)
    kocmoc.kill()
    wait_until_gone(kocmoc.postgres())
    assert "Traceback" not in kocmoc.log


async def _arrive(window: Screen) -> str:
    """Loads the page anew, and answers which worker its live line is with."""
    named: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def hear(words: str | bytes) -> None:
        if str(words).startswith('0{"sid":"') and not named.done():
            named.set_result(str(words).removeprefix('0{"sid":"').partition(".")[0])

    def follow(line: WebSocket) -> None:
        line.on("framereceived", hear)

    window.page.on("websocket", follow)
    await window.page.reload()
    worker = await named
    window.page.remove_listener("websocket", follow)
    return worker


async def _part(his: Screen, hers: Screen) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        worker = await _arrive(his)
        while await _arrive(hers) == worker:
            pass


async def test_two_windows_at_two_workers_are_in_one_conversation(url: str, enter: Enter) -> None:
    gagarin = await Person.register(url, "gagarin", display_name="Gagarin")
    tereshkova = await Person.register(url, "tereshkova", display_name="Tereshkova")
    await gagarin.chat_with(tereshkova)
    group = await gagarin.make_group("Восток", tereshkova)
    his, hers = await enter(gagarin, url=url), await enter(tereshkova, url=url)
    await _part(his, hers)
    await his.open_chat("Tereshkova")
    await hers.open_chat("Gagarin")
    for window in (his, hers):
        await expect(window.header).to_contain_text("в сети")

    await his.composer.press_sequentially("Поехали!")
    await expect(hers.header).to_contain_text("печатает")
    await his.composer.press("Enter")
    await expect(hers.message("Поехали!")).to_be_visible()
    await expect(hers.header).not_to_contain_text("печатает")
    await expect(his.progress("Поехали!")).to_have_accessible_name("прочитано")

    await hers.message("Поехали!").click(button="right")
    await hers.page.get_by_role("menuitemcheckbox", name="Реакция 🔥").click()
    await expect(his.message("Поехали!").get_by_role("button", name="🔥, 1")).to_be_visible()

    await hers.open_chat("Восток")
    await his.open_chat("Восток")
    await his.say("Все здесь?")
    await expect(hers.message("Все здесь?")).to_be_visible()
    assert (await gagarin.delete(f"/chats/{group}/members/{tereshkova.id}")).status_code == 204
    await expect(hers.row("Восток")).to_have_count(0)
    await his.say("Теперь без неё")
    await hers.open_chat("Gagarin")
    await hers.say("Я здесь")
    await his.open_chat("Tereshkova")
    await his.shows_in_order("Поехали!", "Я здесь")
    for person in (gagarin, tereshkova):
        await person.leave()
