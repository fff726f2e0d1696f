"""The states of the desktop: what the design shows of the conversations, of the list and of what lies over them."""

from collections.abc import Awaitable, Callable

from playwright.async_api import expect

from tests.journeys.screen import Screen
from tests.journeys.states.stage import Stage, to_end
from tests.journeys.window import LINE_IS_CUT

State = Callable[[Stage], Awaitable[Screen]]


async def empty(stage: Stage) -> Screen:
    return await stage.desk()


async def chat(stage: Stage) -> Screen:
    window = await stage.chat()
    await to_end(window)
    return window


async def media(stage: Stage) -> Screen:
    window = await stage.chat()
    await window.message("Прошлый ноябрь").scroll_into_view_if_needed()
    for picture in await window.feed.get_by_role("img", name="Фото").all():
        await expect(picture).to_have_css("opacity", "1")
    return window


async def documents(stage: Stage) -> Screen:
    window = await stage.chat()
    await window.message("Трек и смета").scroll_into_view_if_needed()
    return window


async def beginning(stage: Stage) -> Screen:
    window = await stage.chat()
    await window.feed.evaluate("feed => feed.scrollTo(0, 0)")
    await expect(window.messages.first).to_be_in_viewport()
    return window


async def direct(stage: Stage) -> Screen:
    window = await stage.chat("Лиза Орлова")
    await window.page.get_by_role("button", name="О собеседнике").click()
    await expect(window.page.get_by_role("complementary", name="О собеседнике")).to_be_visible()
    return window


async def info(stage: Stage) -> Screen:
    window = await stage.chat()
    await window.page.get_by_role("button", name="О группе").click()
    await expect(window.page.get_by_role("complementary", name="О группе")).to_contain_text("Участники · 8")
    await expect(window.page.locator(".bone")).to_have_count(0)
    return window


async def channel(stage: Stage) -> Screen:
    return await stage.chat("Астроклуб «Парсек»")


async def saved(stage: Stage) -> Screen:
    return await stage.chat("Избранное")


async def draft(stage: Stage) -> Screen:
    return await stage.chat("Дмитрий Ким")


async def menu(stage: Stage) -> Screen:
    window = await stage.chat()
    await to_end(window)
    await window.message("Встаём на то же место").get_by_text("Встаём").first.click(button="right")
    await expect(window.page.get_by_role("menu")).to_be_visible()
    return window


async def chat_menu(stage: Stage) -> Screen:
    window = await stage.desk()
    await window.row("Тимур Ахметов").click(button="right")
    await expect(window.page.get_by_role("menu")).to_be_visible()
    return window


async def selection(stage: Stage) -> Screen:
    window = await stage.chat()
    await to_end(window)
    await window.message("Нужно!").get_by_text("Нужно!").first.click(button="right")
    await window.page.get_by_role("menuitem", name="Выбрать").click()
    await window.message("Можно я с собакой").click()
    await expect(window.page.get_by_role("toolbar")).to_contain_text("Выбрано 2")
    return window


async def reply(stage: Stage) -> Screen:
    window = await stage.chat()
    await to_end(window)
    await window.message("Можно я с собакой").get_by_text("Можно").first.click(button="right")
    await window.page.get_by_role("menuitem", name="Ответить").click()
    await window.composer.fill("Конечно!\nПоводок возьми светящийся")
    return window


async def edit(stage: Stage) -> Screen:
    window = await stage.chat()
    await window.composer.press("ArrowUp")
    await expect(window.composer).not_to_have_value("")
    await to_end(window)
    return window


async def formatting(stage: Stage) -> Screen:
    window = await stage.chat()
    await to_end(window)
    await window.composer.fill("Сбор у северных ворот")
    await window.composer.press("Control+a")
    await expect(window.page.get_by_role("toolbar")).to_be_visible()
    return window


async def emoji(stage: Stage) -> Screen:
    window = await stage.chat()
    await to_end(window)
    await window.page.get_by_role("button", name="Эмодзи", exact=True).click()
    await expect(window.page.get_by_role("button", name="ракета")).to_be_attached()
    return window


async def search(stage: Stage) -> Screen:
    window = await stage.desk()
    await window.look_for("сбор")
    await expect(window.page.get_by_role("complementary", name="Чаты").get_by_text("северных ворот")).to_be_visible()
    return window


async def search_in_chat(stage: Stage) -> Screen:
    window = await stage.chat()
    await window.header.get_by_role("button", name="Поиск в чате").click()
    await expect(window.page.get_by_role("searchbox", name="Поиск в чате")).to_be_focused()
    await window.page.keyboard.type("прогноз")
    await expect(window.page.get_by_text("1 из 2")).to_be_visible()
    return window


async def nothing_found(stage: Stage) -> Screen:
    window = await stage.desk()
    await window.look_for("такого-здесь-нет")
    await expect(window.page.get_by_text("Ничего не нашлось")).to_be_visible()
    return window


async def new_chat(stage: Stage) -> Screen:
    window = await stage.desk()
    await window.page.get_by_role("button", name="Новый чат").first.click()
    await window.dialog.get_by_label("Кому написать?").fill("anya")
    await expect(window.dialog.get_by_text("@anya")).to_be_visible()
    return window


async def new_group(stage: Stage) -> Screen:
    window = await stage.desk()
    await window.page.get_by_role("button", name="Создать группу").click()
    await window.dialog.get_by_label("Название").fill("Перевал")
    await window.dialog.get_by_text("Лиза Орлова").click()
    await expect(window.dialog).to_contain_text("Выбрано: 1")
    return window


async def new_group_details(stage: Stage) -> Screen:
    window = await new_group(stage)
    await window.dialog.get_by_role("button", name="Далее").click()
    await expect(window.dialog.get_by_label("Описание")).to_be_visible()
    return window


async def settings(stage: Stage) -> Screen:
    window = await stage.desk()
    await window.open_settings()
    await expect(window.dialog.get_by_role("listitem")).to_have_count(1)
    return window


async def forward(stage: Stage) -> Screen:
    window = await stage.chat()
    await to_end(window)
    await window.message("Прогноз обновили").get_by_text("Прогноз").first.click(button="right")
    await window.page.get_by_role("menuitem", name="Переслать").click()
    await window.dialog.get_by_text("Тимур Ахметов").click()
    return window


async def deletion(stage: Stage) -> Screen:
    window = await stage.chat()
    await to_end(window)
    await window.message("Нужно!").get_by_text("Нужно!").first.click(button="right")
    await window.page.get_by_role("menuitem", name="Удалить").click()
    await expect(window.dialog).to_be_visible()
    return window


async def toast(stage: Stage) -> Screen:
    """An error stays until it is closed; whatever else is said is gone before the fourth picture."""
    window = await stage.desk(expects=("404",))
    await window.page.goto("/c/404")
    await expect(window.page.get_by_text("Чат не найден")).to_be_visible()
    await window.is_live()
    return window


async def offline(stage: Stage) -> Screen:
    window = await stage.chat(window=await stage.desk(expects=(LINE_IS_CUT,)))
    await to_end(window)
    await window.context.set_offline(True)
    await expect(window.line).to_contain_text("Нет сети")
    await expect(window.header).to_contain_text("Ожидание сети…")
    await window.say("Уже едем")
    await expect(window.progress("Уже едем")).to_have_accessible_name("отправляется")
    return window


STATES: tuple[State, ...] = (
    empty,
    chat,
    media,
    documents,
    beginning,
    direct,
    info,
    channel,
    saved,
    draft,
    menu,
    chat_menu,
    selection,
    reply,
    edit,
    formatting,
    emoji,
    search,
    search_in_chat,
    nothing_found,
    new_chat,
    new_group,
    new_group_details,
    settings,
    forward,
    deletion,
    toast,
    offline,
)
