"""The office of the server's administrator: reports, invitations, and what was done."""

from playwright.async_api import expect

from tests.cast import PASSWORD, Person
from tests.journeys import axe
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen
from tests.journeys.window import PHONE


async def _administer(window: Screen, section: str, title: str) -> None:
    await window.sign_in("korolev", PASSWORD)
    await expect(window.page.get_by_role("button", name="Новый чат").first).to_be_visible()
    await window.page.goto(f"/admin/{section}")
    await expect(window.page.get_by_role("heading", name=title, level=1)).to_be_visible()


async def test_a_report_is_read_and_whoever_is_to_blame_is_shut_out(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    said = await tereshkova.say(await gagarin.chat_with(tereshkova), "Купите луну")
    assert (await gagarin.post("/reports", message_id=said["id"], reason="Спам")).is_success
    window = await enter(viewport=PHONE)
    await _administer(window, "reports", "Жалобы")
    report = window.page.get_by_role("article").filter(has_text="Купите луну")
    await expect(report).to_contain_text("Спам")
    assert await axe.complaints(window.page) == []
    await report.get_by_role("button", name="Отключить автора").click()
    await window.dialog.get_by_role("button", name="Отключить").click()
    await expect(report).to_have_count(0)
    assert (await tereshkova.get("/users/me")).status_code == 401
    await window.page.get_by_text("Закрытые").click()
    await expect(report).to_contain_text("Аккаунт отключён")
    await report.get_by_role("button", name="Открыть снова").click()
    await expect(report).to_have_count(0)


async def test_an_invitation_is_made_and_taken_back_and_both_are_on_record(enter: Enter) -> None:
    window = await enter()
    await _administer(window, "invites", "Приглашения")
    rows = window.page.get_by_role("listitem")
    await expect(rows.or_(window.page.get_by_text("Приглашений нет")).first).to_be_visible()
    before = await rows.count()
    await window.page.get_by_role("button", name="Создать").click()
    await expect(rows).to_have_count(before + 1)
    await expect(rows.first).to_contain_text("до ")
    assert await axe.complaints(window.page) == []
    await rows.first.get_by_role("button", name="Отозвать").click()
    await expect(rows).to_have_count(before)
    await window.page.get_by_role("link", name="Журнал").click()
    await expect(window.page.get_by_role("listitem").nth(0)).to_contain_text("отозвано приглашение")
    await expect(window.page.get_by_role("listitem").nth(1)).to_contain_text("создано приглашение")
    assert await axe.complaints(window.page) == []
