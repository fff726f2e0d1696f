"""What two people do with each other's words: answer, feel, word anew, take back, pin, pass on."""

import asyncio
import re

from playwright.async_api import Locator, Route, expect

from tests.cast import Person
from tests.journeys import axe, moves
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen

CALM = {"reduced_motion": "reduce"}


async def _choose(window: Screen, text: str, what: str) -> None:
    """A line of the menu of that message."""
    await window.message(text).get_by_text(text).first.click(button="right")
    await window.page.get_by_role("menuitem", name=what).click()


def _pinned(window: Screen) -> Locator:
    return window.page.get_by_role("button", name=re.compile("^Закреплённое"))


async def test_an_answer_shows_what_it_answers_and_leads_there(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await tereshkova.say(chat_id, "Как самочувствие?")
    for number in range(40):
        await tereshkova.say(chat_id, f"Виток {number}")
    his, hers = await enter(gagarin), await enter(tereshkova)
    await his.open_chat("Tereshkova")
    await hers.open_chat("Gagarin")
    await expect(hers.message("Виток 39")).to_be_in_viewport()
    await _choose(his, "Как самочувствие?", "Ответить")
    await expect(his.page.get_by_text("Ответ: Tereshkova")).to_be_visible()
    await expect(his.composer).to_be_focused()
    await his.page.keyboard.type("Отличное!")
    await his.page.keyboard.press("Enter")
    await expect(his.page.get_by_text("Ответ: Tereshkova")).to_have_count(0)
    answer = hers.message("Отличное!")
    await expect(answer).to_contain_text("Как самочувствие?")
    await answer.get_by_role("button", name="К сообщению: Tereshkova").click()
    await expect(hers.messages.first).to_contain_text("Как самочувствие?")
    await expect(hers.messages.first).to_be_in_viewport()
    await hers.page.get_by_role("button", name="К последним сообщениям").click()
    await expect(answer).to_be_in_viewport()


async def test_a_reaction_is_seen_by_both_and_taken_back(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "Поехали!")
    his, hers = await enter(gagarin), await enter(tereshkova)
    await his.open_chat("Tereshkova")
    await hers.open_chat("Gagarin")
    await hers.message("Поехали!").click(button="right")
    await hers.page.get_by_role("menuitemcheckbox", name="Реакция 🔥").click()
    mine = hers.message("Поехали!").get_by_role("button", name="🔥, 1")
    await expect(mine).to_have_attribute("aria-pressed", "true")
    await his.message("Поехали!").get_by_role("button", name="🔥, 1").click()
    await expect(hers.message("Поехали!").get_by_role("button", name="🔥, 2")).to_be_visible()
    await hers.message("Поехали!").get_by_role("button", name="🔥, 2").click()
    theirs = his.message("Поехали!").get_by_role("button", name="🔥, 1")
    await expect(theirs).to_have_attribute("aria-pressed", "true")


async def test_any_emoji_is_found_by_name_and_may_be_a_reaction(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await tereshkova.say(chat_id, "Старт")
    window = await enter(gagarin)
    await window.open_chat("Tereshkova")
    await window.message("Старт").click(button="right")
    await window.page.get_by_role("menuitem", name="Все эмодзи").click()
    search = window.page.get_by_role("searchbox", name="Найти эмодзи")
    await expect(search).to_be_focused()
    await window.page.keyboard.type("rocket")
    await window.page.get_by_role("button", name="ракета").click()
    await expect(window.message("Старт").get_by_role("button", name="🚀, 1")).to_be_visible()

    await window.page.get_by_role("button", name="Эмодзи", exact=True).click()
    await expect(search).to_be_focused()
    await window.page.keyboard.type("ракет")
    assert await axe.complaints(window.page, "[role=dialog]") == []
    await window.page.get_by_role("button", name="ракета").click()
    await window.page.keyboard.press("Escape")
    await expect(window.composer).to_have_value("🚀")
    await expect(window.composer).to_be_focused()


async def test_words_are_worded_anew_with_the_keyboard_alone(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "Паехали!")
    his, hers = await enter(gagarin), await enter(tereshkova)
    await hers.open_chat("Gagarin")
    await his.open_chat("Tereshkova")
    await expect(his.message("Паехали!")).to_be_visible()
    await his.composer.press("ArrowUp")
    await expect(his.composer).to_have_value("Паехали!")
    await his.composer.fill("**Поехали!**")
    await his.composer.press("Enter")
    await expect(hers.message("Поехали!").locator("b")).to_have_text("Поехали!")
    await expect(hers.message("Поехали!")).to_contain_text("изменено")
    await expect(hers.row("Gagarin")).to_contain_text("Поехали!")
    await _choose(his, "Поехали!", "История изменений")
    await expect(his.dialog).to_contain_text("Паехали!")


async def test_a_message_is_taken_back_for_both_unless_that_is_regretted(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for text in ("Останется", "Исчезнет"):
        await gagarin.say(chat_id, text)
    his, hers = await enter(gagarin), await enter(tereshkova)
    await his.open_chat("Tereshkova")
    await hers.open_chat("Gagarin")
    await _choose(his, "Останется", "Удалить")
    await his.dialog.get_by_role("button", name="Удалить").click()
    await expect(his.message("Останется")).to_have_count(0)
    await his.page.get_by_role("button", name="Отменить").click()
    await expect(his.message("Останется")).to_be_visible()
    await _choose(his, "Исчезнет", "Удалить")
    await his.dialog.get_by_role("button", name="Удалить").click()
    await hers.shows_in_order("Останется", "Сообщение удалено")
    await his.shows_in_order("Останется", "Сообщение удалено")


async def test_what_is_deleted_before_ones_eyes_folds_away(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    sent = await gagarin.say(chat_id, "Исчезнет")
    hers, calmly = await enter(tereshkova, before=moves.NOTE), await enter(tereshkova, before=moves.NOTE, **CALM)
    for window in (hers, calmly):
        await window.open_chat("Gagarin")
        await expect(window.message("Исчезнет")).to_be_visible()
    await gagarin.delete(f"/messages/{sent['id']}/delete")
    for window in (hers, calmly):
        await window.shows_in_order("Сообщение удалено")
    (folded,) = [each for each in await moves.seen(hers) if "balloon" in each["who"]]
    assert set(folded["what"]) == {"transform", "opacity"}
    assert await moves.seen(calmly) == []
    await expect(hers.feed.get_by_text("Исчезнет")).to_have_count(0)


async def test_what_is_pinned_stands_above_and_leads_there(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "Позывной — Кедр")
    for number in range(40):
        await tereshkova.say(chat_id, f"Виток {number}")
    his, hers = await enter(gagarin), await enter(tereshkova)
    await his.open_chat("Tereshkova")
    await hers.open_chat("Gagarin")
    await expect(hers.message("Позывной — Кедр")).to_be_in_viewport()
    await hers.page.get_by_role("button", name="К последним сообщениям").click()
    await expect(hers.message("Виток 39")).to_be_in_viewport()
    link = f"/c/{chat_id}/1"
    await his.page.goto(link)
    await expect(his.message("Позывной — Кедр")).to_be_in_viewport()
    await _choose(his, "Позывной — Кедр", "Закрепить")
    await expect(_pinned(his)).to_contain_text("Позывной — Кедр")
    # She is quicker than the feed, which is only about to be where she was last: at the end.
    arrive = asyncio.Event()

    async def hold(route: Route) -> None:
        await arrive.wait()
        await route.continue_()

    await hers.page.route(re.compile(r"/messages\?"), hold)
    await hers.page.reload()
    await _pinned(hers).click()
    arrive.set()
    await expect(hers.message("Позывной — Кедр")).to_be_in_viewport()


async def test_several_messages_are_passed_on_to_several_chats(
    enter: Enter, gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.chat_with(stranger)
    for text in ("Раз", "Два", "Три"):
        await tereshkova.say(chat_id, text)
    window = await enter(gagarin)
    await window.open_chat("Tereshkova")
    await _choose(window, "Раз", "Выбрать")
    await window.message("Три").click()
    await expect(window.page.get_by_role("toolbar")).to_contain_text("Выбрано 2")
    await window.page.get_by_role("toolbar").get_by_role("button", name="Переслать").click()
    await expect(window.dialog.get_by_role("searchbox")).to_be_focused()
    await window.page.keyboard.type("stran")
    await window.dialog.get_by_text("Stranger").click()
    assert await axe.complaints(window.page, "[role=dialog]") == []
    await window.dialog.get_by_role("button", name="Переслать").click()
    await expect(window.page.get_by_text("Переслано в 1 чат")).to_be_visible()
    await expect(window.page.get_by_role("toolbar")).to_have_count(0)
    theirs = await enter(stranger)
    await theirs.open_chat("Gagarin")
    await theirs.shows_in_order("Раз", "Три")
    await expect(theirs.messages.first).to_contain_text(re.compile("Переслано от.*Tereshkova"))
