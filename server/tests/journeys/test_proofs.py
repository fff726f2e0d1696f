"""Letters and second steps: coming in with a code, proving an address, and leaving for good."""

import re
from time import time

from playwright.async_api import Locator, expect

from kocmoc.auth.totp import rules
from tests.auth.post import code_for, letters_to, other_than
from tests.cast import PASSWORD, Person
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen
from tests.stage import Running


def _code(window: Screen) -> Locator:
    return window.page.get_by_label("Код, шесть цифр")


def _myself(window: Screen) -> Locator:
    return window.page.get_by_role("contentinfo").or_(window.page.locator("#sidebar footer"))


async def _ask(window: Screen, link: str, email: str) -> None:
    await window.page.get_by_role("button", name=link).click()
    await window.page.get_by_label("Почта", exact=True).fill(email)
    await window.page.get_by_role("button", name="Отправить код").click()
    await expect(window.page.get_by_role("heading", name="Код из письма")).to_be_visible()


async def test_somebody_comes_in_with_a_code_and_a_wrong_one_is_said_so(
    enter: Enter, gagarin: Person, server: Running
) -> None:
    email = gagarin.me["email"]
    window = await enter(expects=("401",))
    await _ask(window, "Войти по коду из письма", email)
    await expect(window.page.get_by_text(re.compile("Новый код — через"))).to_be_visible()
    code = await code_for(server, email)
    await _code(window).press_sequentially(other_than(code))
    await expect(window.page.get_by_role("alert")).to_have_text("Код неверный или устарел")
    await _code(window).fill(f"{code[:3]} — {code[3:]}")
    await expect(_myself(window)).to_contain_text(f"@{gagarin.username}")


async def test_somebody_sets_a_new_password(enter: Enter, gagarin: Person, server: Running) -> None:
    email = gagarin.me["email"]
    window = await enter()
    await _ask(window, "Забыли пароль?", email)
    await _code(window).fill(await code_for(server, email))
    await window.page.get_by_label("Новый пароль", exact=True).fill("следующая-остановка-Луна")
    await window.page.get_by_role("button", name="Сохранить пароль и войти").click()
    await expect(_myself(window)).to_contain_text(f"@{gagarin.username}")


async def test_somebody_proves_the_address_takes_a_second_step_and_leaves_for_good(
    enter: Enter, gagarin: Person, server: Running
) -> None:
    # The socket hears of the end before the page does, and asks for a new token in vain.
    window = await enter(gagarin, expects=("401",))
    await window.open_settings()
    page = window.page
    await page.get_by_role("button", name="Подтвердить").click()
    await page.get_by_role("button", name="Отправить код").click()
    await expect(_code(window)).to_be_visible()
    await _code(window).fill((await letters_to(server, gagarin.me["email"]))[-1].code)
    await expect(page.get_by_text("Подтверждена", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Включить", exact=True).click()
    await expect(page.get_by_role("img", name="QR-код для аутентификатора")).to_be_visible()
    setup = await gagarin.post("/auth/totp/setup")
    secret = rules.base64.b32decode(setup.json()["secret"])
    await page.get_by_label("Код из приложения").fill(rules.code(secret, int(time()) // 30))
    await expect(page.get_by_role("heading", name="Резервные коды")).to_be_visible()
    await page.get_by_role("button", name="Готово").click()
    await page.get_by_role("button", name="Удалить аккаунт").click()
    await page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Удалить навсегда").click()
    await expect(page.get_by_role("heading", name="С возвращением")).to_be_visible()
