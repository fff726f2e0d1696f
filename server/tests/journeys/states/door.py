"""The states at the door."""

from playwright.async_api import expect

from tests.journeys.screen import Screen
from tests.journeys.states.desk import State
from tests.journeys.states.stage import Stage


async def login(stage: Stage) -> Screen:
    return await stage.door()


async def refused(stage: Stage) -> Screen:
    window = await stage.door(expects=("401",))
    await window.sign_in("zorin", "не тот пароль")
    await expect(window.page.get_by_role("alert")).to_have_text("Неверное имя или пароль")
    return window


async def register(stage: Stage) -> Screen:
    window = await stage.door()
    await window.page.get_by_text("Регистрация").click()
    await window.page.get_by_label("Имя", exact=True).fill("Юрий Гагарин")
    await window.page.get_by_label("Имя пользователя").fill("ю")
    await window.page.get_by_label("Пароль", exact=True).fill("поехали-1961")
    await window.page.get_by_role("button", name="Создать аккаунт").click()
    await expect(window.page.get_by_text("Заполните это поле")).to_be_visible()
    return window


async def code(stage: Stage) -> Screen:
    window = await stage.door()
    await window.page.get_by_role("button", name="Войти по коду из письма").click()
    await window.page.get_by_label("Почта", exact=True).fill("nobody@cosmos.example")
    await window.page.get_by_role("button", name="Отправить код").click()
    await expect(window.page.get_by_role("heading", name="Код из письма")).to_be_visible()
    await window.page.get_by_label("Код, шесть цифр").press_sequentially("123")
    return window


async def login_in_hand(stage: Stage) -> Screen:
    return await stage.phone_door()


STATES: tuple[State, ...] = (login, refused, register, code, login_in_hand)
