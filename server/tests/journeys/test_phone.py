"""The same on a phone, held upright: one thing at a time, and everything large enough for a thumb."""

import re
from typing import Any

from playwright.async_api import Locator, expect

from tests.cast import Person
from tests.journeys.axe import REST
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen
from tests.journeys.window import PHONE

IN_HAND: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}

# Whatever can be pressed and is smaller than a thumb, however far its neighbours are. A link within words may be small.
_TOO_SMALL = """
    () => {
        const pressable = 'a[href], button, input, textarea, [role=switch], [role=menuitem]'
        const isHit = (owner, x, y) => owner.contains(document.elementFromPoint(x, y))
        const reaches = (owner, x, y) =>
            [-21.5, 21.5].every((by) => isHit(owner, x + by, y) && isHit(owner, x, y + by))
        return [...document.querySelectorAll(pressable)]
            .filter((each) => !each.closest('[role=log] .text') && each.checkVisibility({ visibilityProperty: true }))
            .map((each) => each.closest('label') ?? each)
            .filter((owner) => {
                // At the edge of what scrolls, a part of it is hidden.
                if (owner.closest('[role=dialog]')) owner.scrollIntoView({ block: 'center' })
                const { left, top, width, height } = owner.getBoundingClientRect()
                const [x, y] = [left + width / 2, top + height / 2]
                if (width >= 44 && height >= 44 || !isHit(owner, x, y)) return false
                return !reaches(owner, x, y)
            })
            .map((owner) => `${owner.tagName} ${owner.ariaLabel ?? owner.innerText}: ` +
                `${owner.offsetWidth}×${owner.offsetHeight}`)
    }
"""


async def test_the_list_leads_to_a_chat_and_back(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await tereshkova.say(await gagarin.chat_with(tereshkova), "Кедр, я Чайка")
    window = await enter(gagarin, **IN_HAND)
    await expect(window.composer).not_to_be_visible()
    await window.row("Tereshkova").tap()
    await expect(window.message("Кедр, я Чайка")).to_be_in_viewport()
    await expect(window.row("Tereshkova")).not_to_be_visible()
    await window.page.go_back()
    await expect(window.row("Tereshkova")).to_be_in_viewport()
    await expect(window.composer).not_to_be_visible()
    await window.page.go_forward()
    await expect(window.message("Кедр, я Чайка")).to_be_in_viewport()


async def test_the_drawer_changes_chats(enter: Enter, gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    for other in (tereshkova, stranger):
        await other.say(await gagarin.chat_with(other), f"Это {other.username}")
    window = await enter(gagarin, **IN_HAND)
    await window.row("Tereshkova").tap()
    burger = window.header.get_by_role("button", name="Чаты")
    await burger.tap()
    await expect(window.row("Stranger")).to_be_in_viewport()
    await window.page.touchscreen.tap(380, 400)
    await expect(window.row("Stranger")).not_to_be_visible()
    await burger.tap()
    await window.row("Stranger").tap()
    await expect(window.message(f"Это {stranger.username}")).to_be_in_viewport()
    await expect(window.row("Tereshkova")).not_to_be_visible()


async def test_a_message_is_written_with_thumbs(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await gagarin.chat_with(tereshkova)
    window = await enter(gagarin, **IN_HAND)
    await window.row("Tereshkova").tap()
    await window.composer.tap()
    await window.composer.press_sequentially("Первая строка")
    await window.composer.press("Enter")
    await window.composer.press_sequentially("вторая")
    await expect(window.composer).to_have_value("Первая строка\nвторая")
    await window.page.get_by_role("button", name="Отправить").tap()
    await expect(window.progress("Первая строка")).to_have_accessible_name("отправлено")
    # The keyboard must not fold away between two messages.
    await expect(window.composer).to_be_focused()


async def test_dialogs_fill_the_screen(enter: Enter, gagarin: Person) -> None:
    window = await enter(gagarin, **IN_HAND)
    await window.page.get_by_role("button", name="Новый чат").first.tap()
    await _fills_the_screen(window.dialog)
    await window.dialog.get_by_role("button", name="Закрыть").tap()
    await expect(window.dialog).to_have_count(0)
    await window.page.get_by_role("button", name="Настройки").first.tap()
    await _fills_the_screen(window.dialog)
    await expect(window.dialog.get_by_role("button", name="Выйти")).to_be_attached()


async def test_everything_is_large_enough_and_nothing_too_wide(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await tereshkova.say(chat_id, "А" * 300)
    await tereshkova.say(chat_id, f"https://cosmos.example/{'восток' * 40}")
    nobody = await enter(**IN_HAND)
    await _fits(nobody)
    await nobody.page.get_by_text("Регистрация").tap()
    await _fits(nobody)

    window = await enter(gagarin, **IN_HAND)
    await expect(window.row("Tereshkova")).to_be_visible()
    await _fits(window)
    await window.row("Tereshkova").tap()
    await expect(window.messages).to_have_count(2)
    await _fits(window)
    await window.page.get_by_role("button", name=re.compile("Tereshkova")).tap()
    await expect(window.page.get_by_role("complementary", name="О собеседнике")).to_be_visible()
    await _fits(window)
    await window.page.get_by_role("button", name="Закрыть").tap()
    await window.header.get_by_role("button", name="Чаты").tap()
    await expect(window.row("Tereshkova")).to_be_in_viewport()
    await _fits(window)
    await window.page.get_by_role("button", name="Настройки").first.tap()
    await expect(window.dialog.get_by_role("listitem")).to_have_count(2)
    await _fits(window)


async def _fits(window: Screen) -> None:
    await _comes_to_rest(window)
    assert await window.page.evaluate(_TOO_SMALL) == []
    assert await window.page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth]") == [390, 390]
    assert await window.page.evaluate("document.querySelector('[role=log]')?.scrollWidth ?? 0") <= 390


async def _comes_to_rest(window: Screen) -> None:
    """What slides in has arrived; what turns for ever may turn."""
    await window.page.evaluate(REST)


async def _fills_the_screen(dialog: Locator) -> None:
    await expect(dialog).to_be_visible()
    await expect(dialog).to_have_js_property("offsetWidth", PHONE["width"])
    await expect(dialog).to_have_js_property("offsetHeight", PHONE["height"])
