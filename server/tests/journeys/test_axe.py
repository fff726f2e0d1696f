"""Every view in every light, as axe sees it."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.cast import Person
from tests.journeys import axe
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen
from tests.journeys.window import PHONE

_LIGHTS = [("light", False), ("light", True), ("dark", False), ("dark", True)]
in_every_light = pytest.mark.parametrize(("scheme", "neon"), _LIGHTS)


@in_every_light
async def test_the_door(enter: Enter, scheme: str, neon: bool) -> None:
    window = await enter(color_scheme=scheme)
    if neon:
        await window.page.get_by_role("switch", name="Неон").click()
    await _is_lit(window, scheme, neon)
    await _is_fine(window)
    await window.page.get_by_text("Регистрация").click()
    await window.page.get_by_role("button", name="Создать аккаунт").click()
    await expect(window.page.get_by_text("Заполните это поле").first).to_be_visible()
    await _is_fine(window)


@in_every_light
async def test_a_desk(enter: Enter, gagarin: Person, tereshkova: Person, scheme: str, neon: bool) -> None:
    await _talk(gagarin, tereshkova)
    await gagarin.patch("/users/me/settings", neon=neon)
    window = await enter(gagarin, color_scheme=scheme)
    await _is_lit(window, scheme, neon)
    await expect(window.page.get_by_role("heading", name="Выберите чат")).to_be_visible()
    await _is_fine(window)
    await window.open_chat("Tereshkova")
    await expect(window.messages).to_have_count(3)
    await window.page.get_by_role("button", name="О собеседнике").click()
    await expect(window.page.get_by_role("complementary", name="О собеседнике")).to_be_visible()
    await _is_fine(window)
    await window.message("Как слышите?").click(button="right")
    await expect(window.page.get_by_role("menu")).to_be_visible()
    # What is not the menu is dimmed until it closes.
    assert await axe.complaints(window.page, "[role=menu]") == []


@in_every_light
async def test_the_dialogs(enter: Enter, gagarin: Person, scheme: str, neon: bool) -> None:
    await gagarin.patch("/users/me/settings", neon=neon)
    window = await enter(gagarin, color_scheme=scheme)
    await _is_lit(window, scheme, neon)
    await window.open_settings()
    await expect(window.dialog.get_by_role("listitem")).to_have_count(2)
    await _is_fine(window)
    await window.page.keyboard.press("Escape")
    await window.page.get_by_role("button", name="Новый чат").first.click()
    await expect(window.dialog).to_contain_text("Найдите человека по имени")
    await _is_fine(window)


@in_every_light
async def test_a_phone(enter: Enter, gagarin: Person, tereshkova: Person, scheme: str, neon: bool) -> None:
    await _talk(gagarin, tereshkova)
    await gagarin.patch("/users/me/settings", neon=neon)
    in_hand: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    window = await enter(gagarin, color_scheme=scheme, **in_hand)
    await _is_lit(window, scheme, neon)
    await expect(window.row("Tereshkova")).to_be_visible()
    await _is_fine(window)
    await window.row("Tereshkova").tap()
    await expect(window.messages).to_have_count(3)
    await _is_fine(window)


async def _talk(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "Чайка, я Кедр. Как слышите?")
    await tereshkova.say(chat_id, "Слышу хорошо: https://cosmos.example/")
    await tereshkova.say(chat_id, "🚀")


async def _is_lit(window: Screen, scheme: str, neon: bool) -> None:
    await expect(window.page.locator(f"html[data-theme={scheme}][data-neon='{int(neon)}']")).to_be_attached()


async def _is_fine(window: Screen) -> None:
    assert await axe.complaints(window.page) == []
