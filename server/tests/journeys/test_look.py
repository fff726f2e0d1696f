"""Language, theme and neon: changed at once, remembered, and there before anything is painted."""

import re
from typing import Any

from playwright.async_api import expect

from tests.cast import Person
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen

# Notes every look the page ever has, and when it was first painted.
_WATCH = """
    window.looks = []
    new MutationObserver(() => {
        const { theme, neon } = document.documentElement.dataset
        looks.push({ at: performance.now(), theme, neon, lang: document.documentElement.lang })
    }).observe(document, { subtree: true, attributeFilter: ['data-theme', 'data-neon', 'lang'] })
"""
_DARK_NEON_ENGLISH = "html[data-theme=dark][data-neon='1'][lang=en]"
# Asked once: the policy of the page forbids the evaluations by which Playwright would ask again and again.
_PAINTED = """
    () => new Promise((tell) =>
        new PerformanceObserver((seen) => tell(seen.getEntriesByName('first-paint')[0]?.startTime))
            .observe({ type: 'paint', buffered: true }))
"""


async def test_the_language_changes_without_a_reload_and_stays(enter: Enter) -> None:
    window = await enter()
    await window.stays()
    await window.page.get_by_text("Eng", exact=True).click()
    await expect(window.page.get_by_role("heading", name="Welcome back")).to_be_visible()
    await expect(window.page.get_by_label("Username or e-mail")).to_be_visible()
    assert await window.has_stayed()
    await window.page.reload()
    await expect(window.page.get_by_role("heading", name="Welcome back")).to_be_visible()
    await window.page.get_by_text("Рус", exact=True).click()
    await expect(window.page.get_by_role("heading", name="С возвращением")).to_be_visible()


async def test_the_language_of_the_browser_is_the_first_one(enter: Enter) -> None:
    window = await enter(locale="en-GB")
    await expect(window.page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert await window.page.evaluate("document.documentElement.lang") == "en"


async def test_a_dark_page_is_dark_before_the_first_paint(enter: Enter) -> None:
    window = await enter()
    await window.page.get_by_role("switch", name="Тёмная тема").click()
    await window.page.get_by_role("switch", name="Неон").click()
    await window.page.get_by_text("Eng", exact=True).click()
    await expect(window.page.locator(_DARK_NEON_ENGLISH)).to_be_attached()
    assert await _looks_after_reload(window, "Welcome back") == [("dark", "1", "en")]


async def test_the_look_of_a_person_does_not_flash_either(enter: Enter, gagarin: Person) -> None:
    await gagarin.patch("/users/me/settings", theme="dark", neon=True, language="en")
    window = await enter(gagarin)
    await expect(window.page.locator(_DARK_NEON_ENGLISH)).to_be_attached()
    assert await _looks_after_reload(window, "All quiet") == [("dark", "1", "en")]


async def test_the_system_theme_is_followed_while_nobody_has_chosen(enter: Enter) -> None:
    window = await enter(color_scheme="dark")
    await expect(window.page.locator("html")).to_have_attribute("data-theme", "dark")
    await window.page.emulate_media(color_scheme="light")
    await expect(window.page.locator("html")).to_have_attribute("data-theme", "light")


async def _looks_after_reload(window: Screen, heading: str) -> list[tuple[str, str, str]]:
    """All looks the page had from its first paint on."""
    await window.context.add_init_script(_WATCH)
    await window.page.reload()
    await expect(window.page.get_by_role("heading", name=heading)).to_be_visible()
    painted: float = await window.page.evaluate(_PAINTED)
    looks: list[dict[str, Any]] = await window.page.evaluate("looks")
    before = [look for look in looks if look["at"] <= painted]
    after = [look for look in looks if look["at"] > painted]
    return sorted({(look["theme"], look["neon"], look["lang"]) for look in [before[-1], *after]})


async def test_without_a_line_the_sign_of_the_tab_stays_without_its_number(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    window = await enter(gagarin, expects=(r"favicon\.svg",))
    await window.page.route("**/favicon.svg", lambda route: route.abort())
    async with window.page.expect_event("requestfailed"):
        await tereshkova.say(await tereshkova.chat_with(gagarin), "Приём")
    # Time for the browser to tell of what nobody has caught.
    await expect(window.page.locator("link[rel=icon]")).to_have_attribute("href", re.compile(r"/favicon\.svg$"))
    await window.page.evaluate("new Promise(requestAnimationFrame)")
