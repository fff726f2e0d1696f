"""The states of a phone, held upright."""

from playwright.async_api import expect

from tests.journeys.screen import Screen
from tests.journeys.states.desk import State
from tests.journeys.states.stage import Stage, to_end, to_message


async def hand_list(stage: Stage) -> Screen:
    return await stage.hand()


async def hand_chat(stage: Stage) -> Screen:
    window = await stage.chat(window=await stage.hand())
    await to_end(window)
    return window


async def hand_media(stage: Stage) -> Screen:
    window = await stage.chat(window=await stage.hand())
    await to_message(window, "Прошлый ноябрь")
    for picture in await window.feed.get_by_role("img", name="Фото").all():
        await expect(picture).to_have_css("opacity", "1")
    return window


async def hand_drawer(stage: Stage) -> Screen:
    window = await hand_chat(stage)
    await window.header.get_by_role("button", name="Чаты").tap()
    await expect(window.row("Лиза Орлова")).to_be_in_viewport()
    return window


async def hand_info(stage: Stage) -> Screen:
    window = await hand_chat(stage)
    await window.header.get_by_role("button", name="Восход · выезд на звёзды").tap()
    await expect(window.page.get_by_role("complementary", name="О группе")).to_contain_text("Участники · 8")
    await expect(window.page.locator(".bone")).to_have_count(0)
    return window


async def hand_menu(stage: Stage) -> Screen:
    window = await hand_chat(stage)
    await window.message("Нужно!").get_by_text("Нужно!").first.click(button="right")
    await expect(window.page.get_by_role("menu")).to_be_visible()
    return window


async def hand_dialog(stage: Stage) -> Screen:
    window = await stage.hand()
    await window.page.get_by_role("button", name="Новый чат").first.tap()
    await expect(window.dialog).to_contain_text("Избранное")
    return window


async def hand_settings(stage: Stage) -> Screen:
    window = await stage.hand()
    await window.open_settings()
    await expect(window.dialog.get_by_role("listitem")).to_have_count(1)
    return window


STATES: tuple[State, ...] = (
    hand_list,
    hand_chat,
    hand_media,
    hand_drawer,
    hand_info,
    hand_menu,
    hand_dialog,
    hand_settings,
)
