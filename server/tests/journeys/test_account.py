"""At the door: registering, signing in, and what is said to those who cannot."""

import re
from uuid import uuid4

from playwright.async_api import Locator, expect

from tests.cast import PASSWORD, Person
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen


async def test_somebody_registers_and_is_in(enter: Enter) -> None:
    username = f"gagarin_{uuid4().hex[:10]}"
    window = await enter()
    await window.page.get_by_text("Регистрация").click()
    await _register(window, "Юрий Гагарин", username, f"{username}@cosmos.example", PASSWORD)
    await expect(window.page.get_by_role("heading", name="Пока тихо")).to_be_visible()
    await expect(_myself(window)).to_contain_text(f"@{username}")
    await window.page.reload()
    await expect(_myself(window)).to_contain_text("Юрий Гагарин")


async def test_somebody_signs_in_leaves_and_comes_back_by_mail(enter: Enter, gagarin: Person) -> None:
    window = await enter()
    await window.sign_in(gagarin.username, PASSWORD)
    await expect(_myself(window)).to_contain_text(f"@{gagarin.username}")
    await window.is_live()
    await window.open_settings()
    await window.page.get_by_role("button", name="Выйти").click()
    await expect(window.page.get_by_role("heading", name="С возвращением")).to_be_visible()
    await window.sign_in(f"{gagarin.username}@cosmos.example", PASSWORD)
    await expect(_myself(window)).to_contain_text(f"@{gagarin.username}")


async def test_a_wrong_password_is_said_so_and_the_right_one_still_opens(enter: Enter, gagarin: Person) -> None:
    window = await enter(expects=("401",))
    await window.sign_in(gagarin.username, "не тот пароль")
    await expect(window.page.get_by_role("alert")).to_have_text("Неверное имя или пароль")
    await window.sign_in(gagarin.username, PASSWORD)
    await expect(_myself(window)).to_contain_text(f"@{gagarin.username}")


async def test_every_field_says_what_is_wrong_with_it(enter: Enter) -> None:
    window = await enter()
    await window.page.get_by_text("Регистрация").click()
    await _register(window, "", "", "", "")
    for label in ("Имя пользователя", "Почта", "Пароль"):
        await expect(_field(window, label)).to_have_accessible_description("Заполните это поле")
        await expect(_field(window, label)).to_have_attribute("aria-invalid", "true")
    await _register(window, "Юрий", "1-й космонавт", "не почта", "коротк")
    await expect(_field(window, "Имя пользователя")).to_have_accessible_description(re.compile("Латинские буквы"))
    await expect(_field(window, "Почта")).to_have_accessible_description("Проверьте адрес почты")
    await expect(_field(window, "Пароль")).to_have_accessible_description("")
    await _field(window, "Пароль").fill("1234567")
    await window.page.get_by_role("button", name="Создать аккаунт").click()
    await expect(_field(window, "Пароль")).to_have_accessible_description(re.compile("От 8 до 72 знаков"))


async def test_a_name_that_is_taken_is_said_at_its_field(enter: Enter, gagarin: Person) -> None:
    window = await enter(expects=("409",))
    await window.page.get_by_text("Регистрация").click()
    await _register(window, "Двойник", gagarin.username, f"{uuid4().hex}@cosmos.example", PASSWORD)
    await expect(_field(window, "Имя пользователя")).to_have_accessible_description("Это имя уже занято")


async def test_a_password_can_be_looked_at(enter: Enter) -> None:
    window = await enter()
    await _field(window, "Пароль").fill(PASSWORD)
    await expect(_field(window, "Пароль")).to_have_attribute("type", "password")
    await window.page.get_by_role("button", name="Показать пароль").click()
    await expect(_field(window, "Пароль")).to_have_attribute("type", "text")


def _field(window: Screen, label: str) -> Locator:
    return window.page.get_by_label(label, exact=True)


def _myself(window: Screen) -> Locator:
    return window.page.get_by_role("contentinfo").or_(window.page.locator("#sidebar footer"))


async def _register(window: Screen, name: str, username: str, email: str, password: str) -> None:
    for label, value in {"Имя": name, "Имя пользователя": username, "Почта": email, "Пароль": password}.items():
        await _field(window, label).fill(value)
    await window.page.get_by_role("button", name="Создать аккаунт").click()
