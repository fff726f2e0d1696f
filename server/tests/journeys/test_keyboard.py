"""With the keyboard: dialogs keep the focus, and give it back to where it came from."""

from playwright.async_api import Keyboard, expect

from tests.cast import Person
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen

_FOCUSED = """
    () => {
        const { activeElement: here } = document
        return here.ariaLabel ?? here.labels?.[0]?.innerText ?? here.innerText
    }
"""
_IS_WITHIN = "(dialog) => dialog.contains(document.activeElement)"


async def test_a_dialog_keeps_the_focus_and_gives_it_back(enter: Enter, gagarin: Person) -> None:
    window, keys = await _window(enter, gagarin)
    settings = window.page.get_by_role("button", name="Настройки").first
    await settings.focus()
    await keys.press("Enter")
    await expect(window.dialog.get_by_role("listitem")).to_have_count(2)
    for _ in range(30):
        await keys.press("Tab")
        assert await window.dialog.evaluate(_IS_WITHIN), await window.page.evaluate(_FOCUSED)
    await keys.press("Escape")
    await expect(window.dialog).to_have_count(0)
    await expect(settings).to_be_focused()


async def _window(enter: Enter, person: Person) -> tuple[Screen, Keyboard]:
    window = await enter(person)
    await expect(window.page.get_by_text("Пока тихо")).to_be_visible()
    return window, window.page.keyboard
