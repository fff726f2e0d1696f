"""Whatever somebody writes stays text, and only addresses are links."""

import asyncio
import json
import re
from typing import Any

import pytest
from playwright.async_api import Route, WebSocketRoute, expect

from tests.cast import Person
from tests.journeys.conftest import Enter

_HOSTILE = [
    "<img src=x onerror=\"alert('img')\">",
    "<script>alert('script')</script>",
    "<svg/onload=alert(1)><style>*{display:none}</style>",
    "javascript:alert(document.domain)",
    "[нажми](javascript:alert(1)) data:text/html,<script>alert(1)</script>",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)}",
    "&lt;b&gt; &amp; &#60;",
]


async def test_hostile_text_is_only_text(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    hers = await enter(tereshkova)
    for text in _HOSTILE:
        await gagarin.say(chat_id, text)
        await expect(hers.row("Gagarin")).to_contain_text(text)
    await hers.open_chat("Gagarin")
    await hers.shows_in_order(*_HOSTILE)
    await expect(hers.feed.locator("img, script, a, style, svg[onload]")).to_have_count(0)
    await hers.composer.fill(_HOSTILE[0])
    await hers.look_for(_HOSTILE[0])
    await expect(hers.page.get_by_role("link", name=_HOSTILE[0])).to_be_visible()
    await expect(hers.page.locator("img[src=x]")).to_have_count(0)


async def test_a_hostile_name_is_only_a_name(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    name, bio = "<img src=x onerror=alert(1)>", "<script>alert(2)</script>"
    named = await gagarin.patch("/users/me", display_name=name, bio=bio)
    assert named.status_code == 200
    await gagarin.say(await gagarin.chat_with(tereshkova), "Привет")
    hers = await enter(tereshkova)
    await hers.rows.first.click()
    await hers.page.get_by_role("button", name="О собеседнике").click()
    panel = hers.page.get_by_role("complementary", name="О собеседнике")
    await expect(panel).to_contain_text(name)
    await expect(panel).to_contain_text(bio)
    await expect(hers.page.locator("img")).to_have_count(0)


async def test_a_right_to_left_override_turns_only_its_own_message(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "до \u202e переворот \u2067 конец")
    await gagarin.say(chat_id, "שלום עולם")
    hers = await enter(tereshkova)
    await expect(hers.row("Gagarin").locator("time")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    await hers.open_chat("Gagarin")
    await expect(hers.messages).to_have_count(2)
    for message in await hers.messages.all():
        # The time is last in the line, whatever the words do.
        words = await message.locator(".text, .emoji").bounding_box()
        time = await message.locator("time").bounding_box()
        assert words
        assert time
        assert time["x"] + time["width"] > words["x"] + words["width"] - 40


async def test_the_longest_message_of_emoji_arrives_whole(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    text = "🚀" * 4096
    await gagarin.chat_with(tereshkova)
    his, hers = await enter(gagarin), await enter(tereshkova)
    await his.open_chat("Tereshkova")
    await hers.open_chat("Gagarin")
    await his.composer.fill(f"{text}🚀")
    await expect(his.page.get_by_role("button", name="Отправить")).to_have_attribute("aria-disabled", "true")
    await his.say(text)
    await expect(hers.messages).to_have_count(1)
    assert text in (await hers.messages.text_content() or "")
    assert await hers.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_links_are_links_and_open_elsewhere(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await gagarin.say(
        await gagarin.chat_with(tereshkova), "Смотри https://cosmos.example/восток?a=1&b=2, или пиши на u@cosmos.ru"
    )
    hers = await enter(tereshkova)
    await hers.open_chat("Gagarin")
    link = hers.feed.get_by_role("link", name="cosmos.example/восток?a=1&b=2")
    await expect(link).to_have_attribute("target", "_blank")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(hers.feed.get_by_role("link", name="u@cosmos.ru")).to_have_attribute("href", "mailto:u@cosmos.ru")


_BROKEN = "Это сообщение не удалось показать"


@pytest.mark.parametrize(
    "damage",
    [
        {"entities": None},
        {"entities": [{"type": "bold", "offset": 0}, None]},
        {"type": "photo", "attachments": [None]},
        {"reactions": None},
        {"reply_to": {"id": "1", "sender_name": "Юрий"}},
    ],
    ids=lambda damage: ", ".join(damage),
)
async def test_a_message_that_cannot_be_shown_is_a_line_and_the_rest_lives_on(
    enter: Enter, gagarin: Person, tereshkova: Person, damage: dict[str, Any]
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for text in ("Раз", "Два", "Три"):
        await gagarin.say(chat_id, text)
    hers = await enter(tereshkova)
    await hers.page.route(re.compile(r"/api/chats/[^/]+/messages"), _breaking("Два", damage))
    await hers.open_chat("Gagarin")
    await expect(hers.feed.get_by_text(_BROKEN)).to_have_count(1)
    for text in ("Раз", "Три"):
        await expect(hers.message(text)).to_be_visible()
    await hers.say("Четыре")
    await expect(hers.progress("Четыре")).to_have_accessible_name("отправлено")


async def test_a_list_lives_on_though_a_newest_message_cannot_be_shown(
    enter: Enter, gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "Раз")
    await stranger.say(await stranger.chat_with(tereshkova), "Кто здесь?")
    hers = await enter(tereshkova)
    await hers.page.route(re.compile(r"/api/chats\?"), _breaking("Раз", {"entities": None}))
    await hers.page.route_web_socket(re.compile("/socket.io/"), lambda _: None)
    await hers.page.reload()
    await expect(hers.row("Gagarin")).to_contain_text(_BROKEN)
    await expect(hers.row("Stranger")).to_contain_text("Кто здесь?")


@pytest.mark.parametrize("part", ["entities", "reactions", "sender"])
async def test_a_message_that_comes_and_cannot_be_shown_is_a_line_and_the_next_one_lives(
    enter: Enter, gagarin: Person, tereshkova: Person, part: str
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    hers = await enter(tereshkova)
    line = _Line("Раз", {part: None})
    await hers.page.route_web_socket(re.compile("/socket.io/"), line.connect)
    await hers.page.reload()
    await hers.open_chat("Gagarin")
    await line.is_in_step.wait()
    await gagarin.say(chat_id, "Раз")
    await expect(hers.feed.get_by_text(_BROKEN)).to_have_count(1)
    await expect(hers.row("Gagarin")).to_contain_text(_BROKEN)
    await gagarin.say(chat_id, "Два")
    await expect(hers.message("Два")).to_be_visible()
    await expect(hers.row("Gagarin")).to_contain_text("Два")


class _Line:
    """The live line, but for one message that comes over it."""

    def __init__(self, text: str, damage: dict[str, Any]) -> None:
        self.is_in_step = asyncio.Event()
        self._text = text
        self._damage = damage

    def connect(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(lambda words: route.send(self._pass(str(words))))

    def _pass(self, words: str) -> str:
        # 43 answers what the client has asked for first: what has happened meanwhile.
        if words.startswith("43"):
            self.is_in_step.set()
        if not words.startswith("42["):
            return words
        event, payload = json.loads(words[2:])
        told = payload | self._damage if payload.get("text") == self._text else payload
        return f"42{json.dumps([event, told])}"


def _breaking(text: str, damage: dict[str, Any]) -> Any:
    """The server's answer, but for one message in it."""

    async def answer(route: Route) -> None:
        response = await route.fetch()
        whole = json.loads(await response.text(), object_hook=_damaged)
        await route.fulfill(response=response, json=whole)

    def _damaged(each: dict[str, Any]) -> dict[str, Any]:
        return each | damage if each.get("text") == text and "sender" in each else each

    return answer
