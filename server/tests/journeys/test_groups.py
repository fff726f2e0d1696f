"""A group from its founding to its end, as its people see it."""

import re
from pathlib import Path

from PIL import Image
from playwright.async_api import Locator, expect

from tests.cast import Person
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen


async def found(window: Screen, title: str, *others: Person) -> None:
    await window.page.get_by_role("button", name="Создать группу").click()
    await window.dialog.get_by_label("Название").fill(title)
    for person in others:
        await window.dialog.get_by_label("Кого добавить?").fill(person.username)
        await window.dialog.get_by_text(f"@{person.username}").click()
        await expect(window.dialog.get_by_role("checkbox", name=f"@{person.username}")).to_be_checked()
    await window.dialog.get_by_role("button", name="Далее").click()
    await window.dialog.get_by_role("button", name="Создать", exact=True).click()
    await expect(window.header).to_contain_text(title)


async def open_info(window: Screen) -> None:
    await window.page.get_by_role("button", name="О группе").click()
    await expect(panel(window)).to_be_visible()


def panel(window: Screen) -> Locator:
    return window.page.get_by_role("complementary", name="О группе")


async def deal(window: Screen, person: Person, deed: str) -> None:
    """Chooses something from the menu of a member."""
    await panel(window).get_by_role("button", name=person.me["display_name"]).click()
    await window.page.get_by_role("menuitem", name=deed).click()


async def test_a_group_is_founded_and_everybody_hears(
    enter: Enter, gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    his, hers = await enter(gagarin), await enter(tereshkova)
    await found(his, "Восток", tereshkova, stranger)
    await expect(his.header).to_contain_text("3 участника")
    await his.say("Поехали!")
    await expect(hers.row("Восток")).to_contain_text("Gagarin: Поехали!")
    await hers.open_chat("Восток")
    await expect(hers.message("Поехали!")).to_be_visible()
    await hers.composer.press_sequentially("Слышу")
    await expect(his.header).to_contain_text("Tereshkova печатает")
    await expect(his.row("Восток")).to_contain_text("Tereshkova печатает")
    await hers.composer.press("Enter")
    await expect(his.message("Слышу")).to_be_visible()


async def test_a_group_is_led(enter: Enter, gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    his, hers = await enter(gagarin), await enter(tereshkova)
    await found(his, "Восток", tereshkova, stranger)
    await open_info(his)
    await deal(his, tereshkova, "Назначить администратором")
    await expect(panel(his).get_by_role("button", name="Tereshkova")).to_contain_text("админ")

    await hers.open_chat("Восток")
    await open_info(hers)
    await deal(hers, stranger, "Исключить")
    await hers.dialog.get_by_role("button", name="Исключить").click()
    await expect(panel(his)).to_contain_text("Участники · 2")
    await expect(panel(his).get_by_role("button", name="Stranger")).to_have_count(0)

    await deal(his, tereshkova, "Передать владение")
    await his.dialog.get_by_role("button", name="Передать владение").click()
    await expect(panel(hers).get_by_text("владелец")).to_be_visible()
    await panel(his).get_by_role("button", name="Покинуть группу").click()
    await his.dialog.get_by_role("button", name="Покинуть группу").click()
    await expect(his.rows).to_have_count(0)
    await expect(panel(hers)).to_contain_text("Участники · 1")


async def test_a_group_gets_a_face(enter: Enter, gagarin: Person, tereshkova: Person, tmp_path: Path) -> None:
    picture = tmp_path / "earth.png"
    Image.new("RGB", (300, 200), "teal").save(picture)
    his, hers = await enter(gagarin), await enter(tereshkova)
    await found(his, "Восток", tereshkova)
    await open_info(his)
    await panel(his).get_by_role("button", name="Ещё").click()
    await his.page.get_by_role("menuitem", name="Изменить").click()
    await his.dialog.locator("input[type=file]").set_input_files(picture)
    crop = his.page.get_by_role("dialog", name="Выберите область")
    await crop.get_by_role("application").press("+")
    await crop.get_by_role("button", name="Готово").click()
    await his.dialog.get_by_label("Название").fill("Восход")
    await his.dialog.get_by_label("Описание").fill("Второй полёт")
    await his.dialog.get_by_role("button", name="Сохранить").click()
    await expect(his.dialog).to_have_count(0)
    await expect(panel(his)).to_contain_text("Второй полёт")
    for window in (his, hers):
        await expect(window.row("Восход").locator("img")).not_to_have_js_property("naturalWidth", 0)


async def test_a_group_ends_for_all(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    his, hers = await enter(gagarin), await enter(tereshkova)
    await found(his, "Восток", tereshkova)
    await hers.open_chat("Восток")
    await his.row("Восток").click(button="right")
    await his.page.get_by_role("menuitem", name="Удалить группу").click()
    await his.dialog.get_by_role("button", name="Удалить группу").click()
    for window in (his, hers):
        await expect(window.rows).to_have_count(0)
    await expect(hers.page).to_have_url(re.compile("/$"))


async def test_a_row_is_pinned_muted_and_marked_by_hand(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await tereshkova.say(chat_id, "Приём")
    one, two = await enter(gagarin), await enter(gagarin)
    for choice, sign in (("Закрепить", "Закреплён"), ("Отметить непрочитанным", "Не прочитан")):
        if choice == "Закрепить":
            await choose(one, "Отметить прочитанным")
        await choose(one, choice)
        await expect(two.row("Tereshkova").get_by_role("img", name=sign)).to_be_visible()
    await choose(one, "Выключить звук")
    await one.page.get_by_role("menuitem", name="Навсегда").click()
    await expect(two.row("Tereshkova").get_by_title("Без звука")).to_be_visible()


async def choose(window: Screen, choice: str) -> None:
    await window.row("Tereshkova").click(button="right")
    await window.page.get_by_role("menuitem", name=choice).click()
