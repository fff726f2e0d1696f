"""Closed laptops, cut lines, restarted servers: whoever comes back finds everything, once and in order."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Route, WebSocketRoute, expect

from kocmoc.app import House
from kocmoc.settings import Settings
from tests.cast import Person
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen
from tests.journeys.window import LINE_IS_CUT
from tests.stage import Running


async def test_a_closed_laptop_misses_nothing(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    his, hers = await enter(gagarin, expects=(LINE_IS_CUT,)), await enter(tereshkova)
    await his.open_chat("Tereshkova")
    await hers.open_chat("Gagarin")
    await his.stays()

    await his.context.set_offline(True)
    await expect(his.line).to_contain_text("Нет сети")
    await expect(his.header).to_contain_text("Ожидание сети…")
    await his.say("из тени 1", "из тени 2", "из тени 3")
    await expect(his.progress("из тени 3")).to_have_accessible_name("отправляется")
    await hers.say("пока тебя нет 1", "пока тебя нет 2", "пока тебя нет 3")
    await expect(hers.progress("пока тебя нет 3")).to_have_accessible_name("отправлено")

    await his.context.set_offline(False)
    await expect(his.line).to_be_empty()
    await expect(his.header).to_contain_text("в сети")
    told = [f"пока тебя нет {n}" for n in (1, 2, 3)] + [f"из тени {n}" for n in (1, 2, 3)]
    for window in (his, hers):
        await window.shows_in_order(*told)
    assert await _history(gagarin, chat_id) == told
    await expect(his.progress("из тени 3")).to_have_accessible_name("прочитано")
    assert await his.has_stayed()


async def test_a_restarted_server_loses_nobody_and_nothing(
    enter: Enter, client: None, settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> None:
    database = await new_database()
    async with Running(House(settings, database)) as server:
        gagarin = await Person.register(server.url, "gagarin", display_name="Gagarin")
        tereshkova = await Person.register(server.url, "tereshkova", display_name="Tereshkova")
        chat_id = await gagarin.chat_with(tereshkova)
        his = await enter(gagarin, url=server.url, expects=(LINE_IS_CUT, "503"))
        hers = await enter(tereshkova, url=server.url, expects=(LINE_IS_CUT, "503"))
        await his.open_chat("Tereshkova")
        await hers.open_chat("Gagarin")
        await his.say("до")
        await expect(hers.message("до")).to_be_visible()
    for window in (his, hers):
        await window.stays()
        await expect(window.line).to_contain_text("Нет сети")
    await his.say("он 1", "он 2")
    await hers.say("она 1", "она 2")

    async with Running(House(settings, database), port=int(server.url.rsplit(":", 1)[1])):
        for window in (his, hers):
            # Between two tries there may be fifteen seconds by then.
            await expect(window.messages).to_have_count(5, timeout=45_000)
            await expect(window.line).to_be_empty()
        told = await _history(gagarin, chat_id)
        assert sorted(told) == sorted(["до", "он 1", "он 2", "она 1", "она 2"])
        assert told.index("он 1") < told.index("он 2")
        assert told.index("она 1") < told.index("она 2")
        for window in (his, hers):
            await window.shows_in_order(*told)
            assert await window.has_stayed()
            await window.context.close()
    await gagarin.leave()
    await tereshkova.leave()


async def test_a_reload_in_the_middle_of_sending_sends_everything_once(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    his, hers = await enter(gagarin), await enter(tereshkova)
    await hers.open_chat("Gagarin")
    net = Net(his)
    await net.catch()
    await his.open_chat("Tereshkova")
    await expect(his.header).to_contain_text("в сети")

    net.is_deaf = True
    await his.say("раз", "два", "три")
    # The first one arrives, but he cannot know; the others wait for its acknowledgement.
    await expect(hers.message("раз")).to_be_visible()
    await expect(his.progress("раз")).to_have_accessible_name("отправляется")
    net.is_deaf = False
    await his.page.reload()

    for window in (his, hers):
        await window.shows_in_order("раз", "два", "три")
    await expect(his.progress("три")).to_have_accessible_name("прочитано")
    assert await _history(gagarin, chat_id) == ["раз", "два", "три"]


async def test_what_could_not_be_sent_at_all_survives_a_reload(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    his = await enter(gagarin)
    net = Net(his)
    await net.catch()
    await his.open_chat("Tereshkova")
    await expect(his.header).to_contain_text("был(а)")
    net.is_deaf = net.is_mute = True
    await his.say("раз", "два")
    assert await _history(gagarin, chat_id) == []
    net.is_deaf = net.is_mute = False
    await his.page.reload()
    await expect(his.progress("два")).to_have_accessible_name("отправлено")
    assert await _history(gagarin, chat_id) == ["раз", "два"]


async def test_a_dead_line_is_noticed_and_replaced_by_hand(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await gagarin.chat_with(tereshkova)
    his = await enter(gagarin, expects=(LINE_IS_CUT,))
    await his.open_chat("Tereshkova")
    await his.context.set_offline(True)
    await expect(his.line).to_contain_text(re.compile(r"Повтор через\s\d+\sс"))
    await his.page.get_by_role("button", name="Подключиться").click()
    await expect(his.line).to_contain_text("Нет сети")
    await his.context.set_offline(False)
    await expect(his.line).to_be_empty()


async def test_a_tab_older_than_the_server_offers_to_reload_and_loses_no_draft(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    await gagarin.chat_with(tereshkova)
    his = await enter(gagarin, expects=(LINE_IS_CUT,))
    await his.open_chat("Tereshkova")
    await his.composer.fill("Недописанное")
    await his.stays()
    await his.page.route(re.compile("/$"), _update)
    await his.context.set_offline(True)
    await expect(his.line).to_contain_text("Нет сети")
    await his.context.set_offline(False)
    await expect(his.line).to_contain_text("Вышла новая версия")
    assert await his.has_stayed()
    await his.line.get_by_role("button", name="Обновить").click()
    await expect(his.composer).to_have_value("Недописанное")
    await expect(his.line).to_be_empty()
    assert not await his.has_stayed()


async def _update(route: Route) -> None:
    """The page of a later version, for whoever asks for more than the page that is open."""
    response = await route.fetch()
    page = await response.text()
    await route.fulfill(response=response, body=re.sub(r'(<script type="module"[^>]*src="[^"]*)-', r"\1-newer-", page))


class Net:
    """What lies between a window and the server: what it loses, the live line never learns."""

    def __init__(self, window: Screen) -> None:
        self.is_deaf = False
        self.is_mute = False
        self._window = window

    async def catch(self) -> None:
        """From the next load of the page on."""
        await self._window.page.route_web_socket(re.compile("/socket.io/"), self._connect)
        await self._window.page.reload()

    async def _connect(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        route.on_message(lambda words: None if self.is_mute else server.send(words))
        server.on_message(lambda words: None if self.is_deaf else route.send(words))


async def _history(person: Person, chat_id: str) -> list[str]:
    page: dict[str, Any] = (await person.get(f"/chats/{chat_id}/messages")).json()
    assert [message["seq"] for message in page["messages"]] == list(range(1, len(page["messages"]) + 1))
    return [message["text"] for message in page["messages"]]
