"""Two people find each other and talk."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.cast import Person
from tests.journeys import moves
from tests.journeys.conftest import Enter
from tests.journeys.test_phone import IN_HAND
from tests.journeys.window import DESKTOP

# Presses the row; in how many frames the words are there, wholly to be seen, and whether there was a skeleton before.
_FRAMES_UNTIL = """
    async (row, words) => {
        let isBare = false
        row.click()
        for (let frames = 1; frames < 600; frames++) {
            await new Promise(requestAnimationFrame)
            const rows = document.querySelector('[role=log] .rows')
            isBare ||= document.querySelector('[role=log] .skeleton') !== null
            if (rows?.textContent.includes(words) && getComputedStyle(rows).opacity === '1') return [frames, isBare]
        }
        return [Infinity, isBare]
    }
"""
# A tenth of a second on any screen.
_AT_ONCE = 6


async def test_somebody_is_found_by_name_and_the_first_words_are_heard(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    his, hers = await enter(gagarin), await enter(tereshkova)
    await his.look_for(tereshkova.username)
    await his.page.get_by_role("button", name=f"@{tereshkova.username}").click()
    await expect(his.page).to_have_url(re.compile("/c/"))
    await his.say("Поехали!")
    await expect(his.progress("Поехали!")).to_have_accessible_name("отправлено")
    await expect(hers.row("Gagarin")).to_contain_text("Поехали!")
    await expect(hers.row("Gagarin")).to_contain_text("1 непрочитанное")

    await hers.open_chat("Gagarin")
    await expect(hers.divider).to_be_visible()
    await expect(hers.row("Gagarin")).not_to_contain_text("непрочитанное")
    await expect(his.progress("Поехали!")).to_have_accessible_name("прочитано")
    await expect(his.row("Tereshkova").get_by_role("img", name="прочитано")).to_be_visible()

    await hers.say("Счастливого пути!")
    await expect(hers.divider).to_have_count(0)
    await expect(his.message("Счастливого пути!")).to_be_visible()
    await expect(hers.progress("Счастливого пути!")).to_have_accessible_name("прочитано")
    for window in (his, hers):
        await window.shows_in_order("Поехали!", "Счастливого пути!")


async def test_a_new_chat_begins_in_its_dialog(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    window = await enter(gagarin)
    await window.page.get_by_role("button", name="Новый чат").first.click()
    await expect(window.dialog).to_contain_text("Найдите человека по имени")
    await expect(window.dialog.get_by_role("searchbox")).to_be_focused()
    await window.page.keyboard.type(tereshkova.username)
    await window.dialog.get_by_role("button", name=tereshkova.username).click()
    await expect(window.dialog).to_have_count(0)
    await expect(window.header).to_contain_text("Tereshkova")
    await window.say("Чайка, я Кедр")
    await expect(window.row("Tereshkova")).to_contain_text("Вы: Чайка, я Кедр")


async def test_nobody_is_found_kindly(enter: Enter, gagarin: Person) -> None:
    window = await enter(gagarin)
    await window.look_for("такого-здесь-нет")
    await expect(window.page.get_by_text("Ничего не нашлось")).to_be_visible()
    await window.page.keyboard.press("Escape")
    await expect(window.page.get_by_text("Пока тихо")).to_be_visible()


async def test_one_sees_the_other_typing_online_and_gone(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "Как связь?")
    hers = await enter(tereshkova)
    await hers.open_chat("Gagarin")
    await expect(hers.header).to_contain_text("был(а)")
    his = await enter(gagarin)
    await his.open_chat("Tereshkova")
    await expect(hers.header).to_contain_text("в сети")
    await expect(hers.row("Gagarin")).to_contain_text("в сети")
    await expect(his.header).to_contain_text("в сети")

    await his.composer.press_sequentially("Слышу")
    await expect(hers.header).to_contain_text("печатает")
    await expect(hers.row("Gagarin")).to_contain_text("печатает")
    await expect(hers.feed.get_by_role("img", name="Gagarin печатает")).to_be_visible()
    await his.composer.press("Enter")
    await expect(hers.message("Слышу")).to_be_visible()
    await expect(hers.header).not_to_contain_text("печатает")
    await expect(hers.row("Gagarin")).to_contain_text("Слышу")

    await his.context.close()
    await expect(hers.header).to_contain_text("был(а) только что")
    await expect(hers.row("Gagarin")).not_to_contain_text("в сети")


async def test_the_list_is_in_the_order_of_the_latest_words(
    enter: Enter, gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    with_her = await gagarin.chat_with(tereshkova)
    with_stranger = await gagarin.chat_with(stranger)
    await tereshkova.say(with_her, "Раз")
    await stranger.say(with_stranger, "Два")
    window = await enter(gagarin)
    await expect(window.rows).to_contain_text(["Stranger", "Tereshkova"])
    await tereshkova.say(with_her, "Три")
    await expect(window.rows).to_contain_text(["Tereshkova", "Stranger"])
    await expect(window.row("Tereshkova")).to_contain_text("2 непрочитанных")
    await expect(window.row("Stranger")).to_contain_text("1 непрочитанное")
    await window.open_chat("Stranger")
    await window.composer.fill("не дописано")
    await window.open_chat("Tereshkova")
    await expect(window.row("Stranger")).to_contain_text("Черновик: не дописано")
    await expect(window.rows).to_contain_text(["Stranger", "Tereshkova"])
    await window.open_chat("Stranger")
    await expect(window.composer).to_have_value("не дописано")


@pytest.mark.parametrize("look", [{"viewport": DESKTOP}, IN_HAND], ids=["desktop", "phone"])
async def test_a_row_slides_to_its_new_place_beneath_what_is_pinned(
    enter: Enter, gagarin: Person, tereshkova: Person, leonov: Person, stranger: Person, look: dict[str, Any]
) -> None:
    for other in (stranger, tereshkova, leonov):
        await other.say(await gagarin.chat_with(other), "Раз")
    pinned = await gagarin.chat_with(stranger)
    await gagarin.patch(f"/chats/{pinned}/settings", pinned=True)
    window = await enter(gagarin, before=moves.NOTE, **look)
    await expect(window.rows).to_contain_text(["Stranger", "Leonov", "Tereshkova"])
    before = len(await moves.seen(window))
    await tereshkova.say(await gagarin.chat_with(tereshkova), "Два")
    await expect(window.rows).to_contain_text(["Stranger", "Tereshkova", "Leonov"])
    slid = {(each["who"], each["from"]) for each in (await moves.seen(window))[before:]}
    assert slid == {("Tereshkova", "translateY(68px)"), ("Leonov", "translateY(-68px)")}


async def test_a_chat_that_was_open_is_there_in_a_few_frames_without_asking_anybody(
    enter: Enter, gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    for other in (tereshkova, stranger):
        await other.say(await gagarin.chat_with(other), f"Это {other.username}")
    window = await enter(gagarin)
    for other in (tereshkova, stranger):
        await window.open_chat("Tereshkova" if other is tereshkova else "Stranger")
        await expect(window.message(f"Это {other.username}")).to_be_in_viewport()
    await window.page.wait_for_load_state("networkidle")
    enough = asyncio.Event()

    async def hold(route: Route) -> None:
        await enough.wait()
        await route.continue_()

    await window.page.route(re.compile("/api/"), hold)
    row = window.row("Tereshkova")
    frames, is_bare = await row.evaluate(_FRAMES_UNTIL, f"Это {tereshkova.username}")
    enough.set()
    assert frames <= _AT_ONCE
    assert not is_bare


async def test_what_is_read_in_one_window_is_read_in_the_other(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    await tereshkova.say(await gagarin.chat_with(tereshkova), "Приём")
    one, two = await enter(gagarin), await enter(gagarin)
    await expect(two.row("Tereshkova")).to_contain_text("1 непрочитанное")
    await one.open_chat("Tereshkova")
    await expect(two.row("Tereshkova")).not_to_contain_text("непрочитанное")
    await one.say("Слышу вас хорошо")
    await expect(two.row("Tereshkova")).to_contain_text("Вы: Слышу вас хорошо")


async def test_what_fits_the_screen_is_read_without_scrolling(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for text in ("Раз", "Два", "Три"):
        await tereshkova.say(chat_id, text)
    window = await enter(gagarin)
    await expect(window.row("Tereshkova")).to_contain_text("3 непрочитанных")
    await window.open_chat("Tereshkova")
    await expect(window.divider).to_be_visible()
    await expect(window.row("Tereshkova")).not_to_contain_text("непрочитанн")


async def test_back_and_forward_walk_between_chats(
    enter: Enter, gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    for other in (tereshkova, stranger):
        await other.say(await gagarin.chat_with(other), f"Это {other.username}")
    window = await enter(gagarin)
    await window.open_chat("Tereshkova")
    await window.open_chat("Stranger")
    await window.page.go_back()
    await expect(window.header).to_contain_text("Tereshkova")
    await window.page.go_forward()
    await expect(window.header).to_contain_text("Stranger")
    await window.page.reload()
    await expect(window.message(f"Это {stranger.username}")).to_be_visible()
