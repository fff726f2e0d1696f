"""A walk through the whole product in English: nowhere a Russian word."""

from typing import Any
from uuid import uuid4

from playwright.async_api import Locator, expect

from tests.cast import PASSWORD, Person
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen

_ENGLISH: dict[str, Any] = {"locale": "en-US", "timezone_id": "UTC"}
# All that is seen and all that is read aloud, but for what people have written themselves and the name of a language.
_WORDS = """
    (theirs) => {
        const spoken = ['aria-label', 'aria-description', 'placeholder', 'title', 'alt']
        const isOurs = (each) => !each.closest(theirs) && !/^Рус/.test(each.textContent.trim())
        const all = [document.title]
        for (const each of document.body.querySelectorAll('*')) {
            if (!isOurs(each)) continue
            all.push(...spoken.map((name) => each.getAttribute(name)))
            if (each.getClientRects().length)
                all.push(...[...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data))
        }
        return all.filter((words) => /[а-яё]/i.test(words ?? ''))
    }
"""
_NOTHING = "script"


async def _is_english(window: Screen, theirs: str = _NOTHING) -> None:
    assert await window.page.evaluate(_WORDS, theirs) == []


async def test_a_russian_word_would_be_met(enter: Enter) -> None:
    window = await enter()
    await expect(window.page.get_by_role("heading", name="С возвращением")).to_be_visible()
    assert "С возвращением" in await window.page.evaluate(_WORDS, _NOTHING)


async def test_a_walk_in_english_meets_no_russian_word(enter: Enter, tereshkova: Person) -> None:
    window = await enter(**_ENGLISH)
    page = window.page
    await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    await _is_english(window)
    await page.get_by_role("button", name="Sign in with a code").click()
    await expect(page.get_by_role("heading", name="Welcome back")).to_have_count(0)
    await _is_english(window)
    await page.reload()
    await _register(window)
    await expect(page.get_by_role("heading", name="Start a conversation")).to_be_visible()
    await _is_english(window)

    await page.get_by_role("button", name="New chat").first.click()
    await expect(window.dialog.get_by_role("searchbox")).to_be_focused()
    await _is_english(window)
    await page.keyboard.type(tereshkova.username)
    await window.dialog.get_by_role("button", name="Tereshkova").click()
    await expect(window.header).to_contain_text("Tereshkova")
    await _converse(window, tereshkova)

    await page.get_by_role("button", name="New group").click()
    await expect(window.dialog.get_by_label("Title")).to_be_focused()
    await page.keyboard.type("Vostok")
    await _is_english(window)
    await page.keyboard.press("Enter")
    await expect(window.dialog.get_by_label("Description")).to_be_visible()
    await _is_english(window)
    await window.dialog.get_by_role("button", name="Create", exact=True).click()
    await expect(window.header).to_contain_text("Vostok")
    await _open(window, window.header.get_by_role("button", name="Group info"), page.get_by_role("complementary").last)

    await _open(window, page.get_by_role("button", name="Settings").first, window.dialog.get_by_role("listitem").first)


async def test_the_office_speaks_english(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    said = await tereshkova.say(await gagarin.chat_with(tereshkova), "Buy the moon")
    await gagarin.post("/reports", message_id=said["id"], reason="Spam")
    window = await enter(**_ENGLISH)
    page = window.page
    await page.get_by_label("Username or e-mail").fill("korolev")
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("button", name="New chat").first).to_be_visible()
    await page.goto("/admin")
    await expect(page.get_by_role("list").first).to_be_visible()
    await _is_english(window)
    for section, theirs in {
        "Users": "tbody b, tbody small, [aria-label^='Actions']",
        "Reports": "article",
        "Invitations": _NOTHING,
        "Audit log": "li",
    }.items():
        await page.get_by_role("link", name=section).click()
        await expect(page.get_by_role("heading", name=section, level=1)).to_be_visible()
        await expect(page.locator(".bone")).to_have_count(0)
        await _is_english(window, theirs)


async def _register(window: Screen) -> None:
    page, username = window.page, f"armstrong_{uuid4().hex[:8]}"
    await page.get_by_text("Register", exact=True).click()
    await expect(page.get_by_role("heading", name="New account")).to_be_visible()
    await page.get_by_role("button", name="Create account").click()
    await expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    await _is_english(window)
    for label, value in {
        "Name": "Neil Armstrong",
        "Username": username,
        "E-mail": f"{username}@moon.example",
        "Password": PASSWORD,
    }.items():
        await page.get_by_label(label, exact=True).fill(value)
    await page.get_by_role("button", name="Create account").click()


async def _converse(window: Screen, other: Person) -> None:
    page = window.page
    composer = page.get_by_role("textbox", name="Message")
    await _is_english(window)
    await composer.fill("The Eagle has landed")
    await composer.press("Enter")
    message = window.message("The Eagle has landed")
    await expect(message).to_be_visible()
    chat_id = page.url.rsplit("/", 1)[-1]
    await other.say(chat_id, "Roger")
    await expect(window.message("Roger")).to_be_visible()
    await _is_english(window)
    await _open(window, message.get_by_text("The Eagle"), page.get_by_role("menu"), button="right")
    await _open(window, window.header.get_by_role("button", name="Chat actions"), page.get_by_role("menu"))
    await _open(window, page.get_by_role("button", name="Emoji", exact=True), window.dialog)
    await _open(window, window.header.get_by_role("button", name="Profile"), page.get_by_role("complementary").last)
    await page.keyboard.press("Control+k")
    await expect(page.locator("#sidebar input")).to_be_focused()
    await page.keyboard.type("nobody-here")
    await expect(page.get_by_text("Nothing found")).to_be_visible()
    await _is_english(window)
    await page.keyboard.press("Escape")


async def _open(window: Screen, opener: Locator, opened: Locator, **how: Any) -> None:
    """Looks at it, and closes it."""
    await opener.click(**how)
    await expect(opened).to_be_visible()
    await _is_english(window)
    await window.page.keyboard.press("Escape")
