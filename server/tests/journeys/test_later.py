"""What is said otherwise than at once and aloud."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.async_api import expect

from tests.cast import Person
from tests.journeys import axe
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen
from tests.journeys.test_phone import IN_HAND


async def _send_otherwise(window: Screen, how: str) -> None:
    await window.page.get_by_role("button", name="Отправить", exact=True).click(button="right")
    await window.page.get_by_role("menuitem", name=how).click()


async def test_what_is_put_off_is_worded_anew_and_sent_when_it_is_wanted(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    await gagarin.chat_with(tereshkova)
    his, hers = await enter(gagarin), await enter(tereshkova)
    await his.open_chat("Tereshkova")
    await hers.open_chat("Gagarin")
    await his.composer.fill("Паехали")
    await _send_otherwise(his, "Отправить позже…")
    assert await axe.complaints(his.page, "[role=dialog]") == []
    await his.dialog.get_by_role("button", name="Завтра в 9:00").click()
    await expect(his.page.get_by_text("Отправится завтра в 09:00")).to_be_visible()
    await expect(his.composer).to_have_value("")
    await expect(his.messages).to_have_count(0)

    await his.page.get_by_role("button", name="Отложенные сообщения").click()
    await expect(his.dialog).to_contain_text("Завтра в 09:00")
    assert await axe.complaints(his.page, "[role=dialog]") == []
    await his.dialog.get_by_role("button", name="Изменить").click()
    change = his.page.get_by_role("dialog", name="Отложенное сообщение")
    await change.get_by_label("Сообщение").fill("Поехали!")
    await change.get_by_role("button", name="Сохранить").click()
    await expect(change).to_have_count(0)
    await expect(his.dialog.get_by_role("listitem")).to_contain_text("Поехали!")
    await his.dialog.get_by_role("button", name="Отправить сейчас").click()
    await expect(his.dialog).to_contain_text("Ничего не отложено")
    await hers.shows_in_order("Поехали!")


async def test_what_waits_leaves_by_itself_and_can_be_kept_back(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for text, wait in (("Скоро", 4), ("Никогда", 3600)):
        send_at = (datetime.now(UTC) + timedelta(seconds=wait)).isoformat()
        await gagarin.post(f"/chats/{chat_id}/scheduled", client_id=str(uuid4()), text=text, send_at=send_at)
    his, hers = await enter(gagarin), await enter(tereshkova)
    await hers.open_chat("Gagarin")
    await his.open_chat("Tereshkova")
    await his.page.get_by_role("button", name="Отложенные сообщения").click()
    await expect(his.dialog.get_by_role("listitem")).to_have_text(["Никогда"])
    await hers.shows_in_order("Скоро")
    await his.dialog.get_by_role("button", name="Удалить").click()
    await expect(his.dialog).to_contain_text("Ничего не отложено")
    await his.dialog.get_by_role("button", name="Закрыть").click()
    await expect(his.page.get_by_role("button", name="Отложенные сообщения")).to_have_count(0)


async def test_what_waits_is_the_same_on_every_device(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await gagarin.chat_with(tereshkova)
    here, there = await enter(gagarin), await enter(gagarin)
    for window in (here, there):
        await window.open_chat("Tereshkova")
    waiting = there.page.get_by_role("button", name="Отложенные сообщения")
    await expect(waiting).to_have_count(0)
    await here.composer.fill("Поехали!")
    await _send_otherwise(here, "Отправить позже…")
    await here.dialog.get_by_role("button", name="Завтра в 9:00").click()
    await expect(here.page.get_by_text("Отправится завтра в 09:00")).to_be_visible()
    await there.page.evaluate("dispatchEvent(new Event('focus'))")
    await waiting.click()
    await expect(there.dialog.get_by_role("listitem")).to_contain_text("Поехали!")
    await there.dialog.get_by_role("button", name="Отправить сейчас").click()
    await expect(there.dialog).to_contain_text("Ничего не отложено")
    await here.shows_in_order("Поехали!")
    await expect(here.page.get_by_role("button", name="Отложенные сообщения")).to_have_count(0)


async def test_a_message_is_sent_without_a_sound(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await gagarin.chat_with(tereshkova)
    his = await enter(gagarin, **IN_HAND)
    await his.row("Tereshkova").tap()
    await his.composer.fill("Тихо")
    await _send_otherwise(his, "Отправить без звука")
    await his.shows_in_order("Тихо")
    await expect(his.progress("Тихо")).to_have_accessible_name("отправлено")


async def test_a_day_is_found_in_the_calendar_with_the_keys_alone(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for number in range(60):
        await tereshkova.say(chat_id, f"Виток {number}")
    his = await enter(gagarin)
    await his.open_chat("Tereshkova")
    await expect(his.message("Виток 0").first).to_be_in_viewport()
    await his.page.get_by_role("button", name="К последним сообщениям").click()
    await expect(his.message("Виток 59")).to_be_in_viewport()
    await his.header.get_by_role("button", name="Поиск в чате").click()
    await expect(his.page.get_by_role("searchbox", name="Поиск в чате")).to_be_focused()
    await his.page.get_by_role("button", name="Перейти к дате").last.click()
    assert await axe.complaints(his.page, "[role=dialog]") == []
    today = his.dialog.locator("[aria-current=date]")
    await expect(today).to_be_focused()
    await his.page.keyboard.press("ArrowLeft")
    await expect(today).to_be_focused()
    await his.page.keyboard.press("Enter")
    await expect(his.dialog).to_have_count(0)
    await expect(his.message("Виток 0").first).to_be_in_viewport()
