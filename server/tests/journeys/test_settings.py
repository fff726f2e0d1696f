"""Oneself: name, look, devices, and leaving."""

import re
from pathlib import Path

from PIL import Image
from playwright.async_api import expect

from tests.cast import Person
from tests.journeys.conftest import Enter


async def test_a_new_name_is_seen_at_once_by_the_other(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await gagarin.say(await gagarin.chat_with(tereshkova), "Я сменил позывной")
    his, hers = await enter(gagarin), await enter(tereshkova)
    await hers.open_chat("Gagarin")
    await his.open_settings()
    name = his.dialog.get_by_label("Имя", exact=True)
    await expect(name).to_have_value("Gagarin")
    await name.fill("Юрий Алексеевич")
    await his.dialog.get_by_label("О себе").fill("Лётчик-космонавт")
    await his.dialog.get_by_role("button", name="Сохранить").click()
    await expect(his.page.get_by_role("status").filter(has_text="Изменения сохранены")).to_be_visible()
    await expect(his.dialog.get_by_role("button", name="Сохранить")).to_have_count(0)

    await expect(hers.row("Юрий Алексеевич")).to_be_visible()
    await expect(hers.header).to_contain_text("Юрий Алексеевич")
    await expect(hers.message("Я сменил позывной")).to_have_accessible_name(re.compile("^Юрий Алексеевич, "))
    await hers.page.get_by_role("button", name="О собеседнике").click()
    panel = hers.page.get_by_role("complementary", name="О собеседнике")
    await expect(panel).to_contain_text("Лётчик-космонавт")
    await expect(panel).to_contain_text(f"@{gagarin.username}")


async def test_a_face_is_given_to_oneself_and_taken_away(
    enter: Enter, gagarin: Person, tereshkova: Person, tmp_path: Path
) -> None:
    face = tmp_path / "face.png"
    Image.new("RGB", (300, 200), "teal").save(face)
    await gagarin.chat_with(tereshkova)
    his, hers = await enter(gagarin), await enter(tereshkova)
    pictures = hers.row("Gagarin").locator("img")
    await his.open_settings()
    await his.dialog.locator("input[type=file]").set_input_files(face)
    await his.page.get_by_role("dialog", name="Выберите область").get_by_role("button", name="Готово").click()
    await his.dialog.get_by_role("button", name="Сохранить").click()
    # Whoever still fetches what is taken away a moment later is told that it is not there.
    mine = his.page.locator("#sidebar footer img")
    for picture in (pictures, mine):
        await expect(picture).to_have_attribute("src", re.compile("^/"))
        await expect(picture).not_to_have_js_property("naturalWidth", 0)
    await his.dialog.get_by_role("button", name="Убрать фото").click()
    await his.dialog.get_by_role("button", name="Сохранить").click()
    await expect(pictures).to_have_count(0)
    await expect(mine).to_have_count(0)


async def test_a_name_somebody_has_is_refused_where_it_was_typed(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    window = await enter(gagarin, expects=("409",))
    await window.open_settings()
    field = window.dialog.get_by_label("Имя пользователя")
    await field.fill(tereshkova.username)
    await window.dialog.get_by_role("button", name="Сохранить").click()
    await expect(field).to_have_accessible_description("Это имя уже занято")
    # What was typed is not lost by a slip of the hand.
    await window.page.keyboard.press("Escape")
    await expect(window.dialog).to_be_visible()
    await window.dialog.get_by_role("button", name="Закрыть").click()
    await expect(window.dialog).to_have_count(0)


async def test_the_look_follows_to_the_next_device(enter: Enter, gagarin: Person) -> None:
    window = await enter(gagarin)
    root = window.page.locator("html")
    await window.open_settings()
    await window.dialog.get_by_text("Тёмная", exact=True).click()
    await expect(root).to_have_attribute("data-theme", "dark")
    await window.dialog.get_by_role("switch", name="Неон").click()
    await expect(root).to_have_attribute("data-neon", "1")
    await window.dialog.get_by_role("switch", name="Прозрачность").click()
    await expect(root).to_have_attribute("data-glass", "0")
    await window.dialog.get_by_role("slider", name="Размер текста").press("End")
    await expect(window.dialog).to_contain_text(re.compile(r"137,5\s%"))
    await expect(root).to_have_css("--text-size", "137.5%")
    async with window.page.expect_response(lambda answer: "language" in (answer.request.post_data or "") and answer.ok):
        await window.dialog.get_by_text("English", exact=True).click()
    await expect(window.dialog.get_by_role("heading", name="Settings")).to_be_visible()

    other = await enter(gagarin)
    await expect(other.page.get_by_text("All quiet")).to_be_visible()
    await expect(other.page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(other.page.locator("html")).to_have_attribute("data-neon", "1")
    await expect(other.page.locator("html")).to_have_css("--text-size", "137.5%")


async def test_another_device_is_signed_out_from_here(enter: Enter, gagarin: Person) -> None:
    # The one that is ended learns it from a refusal.
    here, there = await enter(gagarin), await enter(gagarin, expects=("401",))
    await expect(there.page.get_by_text("Пока тихо")).to_be_visible()
    await here.open_settings()
    devices = here.dialog.get_by_role("listitem")
    await expect(devices).to_have_count(3)
    await expect(devices.filter(has_text="это устройство")).to_have_count(1)
    await expect(devices.filter(has_text="Chrom").filter(has_text="активность")).to_have_count(1)
    await devices.filter(has_text="Chrom").get_by_role("button", name="Завершить сеанс").click()
    await expect(there.page.get_by_role("heading", name="С возвращением")).to_be_visible()
    await expect(devices).to_have_count(2)
    await expect(here.page.get_by_role("status").filter(has_text="Сеанс завершён")).to_be_visible()
    await there.page.reload()
    await expect(there.page.get_by_role("heading", name="С возвращением")).to_be_visible()


async def test_leaving_in_one_tab_is_leaving_in_all(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await tereshkova.say(await gagarin.chat_with(tereshkova), "секрет")
    window = await enter(gagarin)
    tab = await window.context.new_page()
    await tab.goto("/")
    await expect(tab.get_by_text("секрет")).to_be_visible()
    # A line that is hung up while it is being opened is a complaint of the browser's.
    await expect(tab.locator("#sidebar [data-line=online]")).to_be_attached()
    await window.open_settings()
    await window.dialog.get_by_role("button", name="Выйти").click()
    for page in (window.page, tab):
        await expect(page.get_by_role("heading", name="С возвращением")).to_be_visible()
        await expect(page.get_by_text("секрет")).to_have_count(0)
