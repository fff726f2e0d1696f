"""What the system says its person prefers: less motion, less glass, more contrast, colours of their own."""

import re
from typing import Any

from playwright.async_api import expect

from kocmoc.app import STATIC
from tests.cast import Person
from tests.journeys import moves
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen

# What the compositor does alone.
_MAY_MOVE = {"transform", "opacity"}
# Tints follow the pointer, and so long.
_MAY_TINT = {"background", "background-color", "color"}
_HOVER = "var(--t-2)"

_RUNNING = """
    () => document.getAnimations()
        .filter((each) => each.playState === 'running' && each.effect.getComputedTiming().duration > 1)
        .map((each) => each.animationName ?? each.transitionProperty)
"""
_COLOR = "(each) => getComputedStyle(each).color"
_BORDER = "(each) => getComputedStyle(each).borderTopWidth"
_FILTER = "(each) => getComputedStyle(each).backdropFilter"


def test_only_transform_and_opacity_move(client: None) -> None:
    sheets = [path.read_text() for path in (STATIC / "assets").glob("*.css")]
    assert any("@keyframes" in sheet for sheet in sheets)
    assert any("transition:" in sheet for sheet in sheets)
    for sheet in sheets:
        assert _keyframed(sheet) <= _MAY_MOVE
        assert [each for each in _transitions(sheet) if not _is_calm(sheet, *each)] == []


async def test_scripts_move_nothing_else_but_for_the_circle_of_a_theme(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    window = await _talk(await enter(gagarin, before=moves.NOTE), gagarin, tereshkova)
    await window.page.get_by_role("switch", name="Тёмная тема").click()
    await expect(window.page.locator("html")).to_have_attribute("data-theme", "dark")
    (message,) = (await gagarin.get(f"/chats/{await gagarin.chat_with(tereshkova)}/messages")).json()["messages"]
    await gagarin.delete(f"/messages/{message['id']}/delete")
    await window.shows_in_order("Сообщение удалено")
    circle = "::view-transition-new(root)"
    while circle not in (moved := {each["who"]: set(each["what"]) for each in await moves.seen(window)}):
        await window.page.evaluate("new Promise(requestAnimationFrame)")
    assert moved.pop(circle) == {"clipPath"}
    assert moved
    assert set().union(*moved.values()) <= _MAY_MOVE


async def test_how_much_moves_is_chosen_and_known_before_the_first_paint(enter: Enter, gagarin: Person) -> None:
    window = await enter(gagarin)
    root = window.page.locator("html")
    await expect(root).to_have_attribute("data-motion", "full")
    await window.open_settings()
    level = window.dialog.get_by_role("slider", name="Анимация")
    await expect(level).to_have_attribute("aria-valuetext", "Полная")
    await level.press("ArrowLeft")
    await expect(root).to_have_attribute("data-motion", "less")
    await expect(root).to_have_css("--t-4", ".14s")
    # It is seen at once: the word arrives as everything does from now on.
    word = window.dialog.get_by_text("Меньше", exact=True)
    await expect(word).to_have_css("animation-duration", "0.14s")
    await level.press("Home")
    await expect(root).to_have_attribute("data-motion", "none")
    await window.page.keyboard.press("Escape")
    await expect(window.dialog).to_have_count(0)
    assert await window.page.evaluate(_RUNNING) == []
    await window.page.reload()
    await expect(window.page.get_by_text("Пока тихо")).to_be_visible()
    await expect(root).to_have_attribute("data-motion", "none")


async def test_who_wants_less_motion_sees_none(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    window = await _talk(await enter(gagarin, reduced_motion="reduce"), gagarin, tereshkova)
    await window.page.get_by_role("button", name="О собеседнике").click()
    assert await window.page.evaluate(_RUNNING) == []
    await window.open_settings()
    assert await window.page.evaluate(_RUNNING) == []


async def test_who_wants_no_glass_gets_solid_panes(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    window = await _talk(await enter(gagarin), gagarin, tereshkova)
    assert await window.header.evaluate(_FILTER) != "none"
    await _prefer(window, "prefers-reduced-transparency", "reduce")
    await expect(window.header).to_have_css("backdrop-filter", "none")


async def test_who_wants_contrast_gets_one_ink_and_edges(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    window = await _talk(await enter(gagarin, contrast="more"), gagarin, tereshkova)
    name = window.row("Tereshkova").get_by_text("Tereshkova", exact=True)
    said = window.page.get_by_role("navigation", name="Чаты").get_by_text("Как слышите?")
    assert await said.evaluate(_COLOR) == await name.evaluate(_COLOR)
    assert await window.feed.locator(".balloon").first.evaluate(_BORDER) == "1px"
    await expect(window.header).to_have_css("backdrop-filter", "none")


async def test_forced_colours_keep_every_edge(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    window = await _talk(await enter(gagarin, forced_colors="active"), gagarin, tereshkova)
    assert await window.header.evaluate(_BORDER) == "1px"
    assert await window.feed.locator(".balloon").first.evaluate(_BORDER) == "1px"


async def _talk(window: Screen, gagarin: Person, tereshkova: Person) -> Screen:
    await gagarin.say(await gagarin.chat_with(tereshkova), "Как слышите?")
    await window.open_chat("Tereshkova")
    await expect(window.messages).to_have_count(1)
    return window


async def _prefer(window: Screen, feature: str, value: str) -> None:
    cdp = await window.context.new_cdp_session(window.page)
    wish: dict[str, Any] = {"features": [{"name": feature, "value": value}]}
    await cdp.send("Emulation.setEmulatedMedia", wish)


def _transitions(sheet: str) -> list[tuple[str, list[str]]]:
    """Who moves, and in which words: `opacity var(--t-2) 600ms`."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", sheet)
    said = [(who, value) for who, body in rules for value in re.findall(r"transition(?:-property)?:([^;]+)", body)]
    return [(who, part.split()) for who, value in said for part in re.split(r",(?![^(]*\))", value)]


def _is_calm(sheet: str, who: str, words: list[str]) -> bool:
    what, *times = words
    if what in _MAY_TINT:
        return times == [_HOVER] and _is_tinted_by_the_pointer(sheet, who, what)
    # Out of sight only when the way is over.
    return what in _MAY_MOVE | {"none"} or (what == "visibility" and times[0] in {"0s", "0"})


def _is_tinted_by_the_pointer(sheet: str, who: str, what: str) -> bool:
    """In the same component, that is."""
    (scope, *_) = re.findall(r"svelte-\w+", who) or [""]
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", sheet)
    return any(
        ":hover" in selector and scope in selector and re.search(rf"(?<![\w-]){what}(-color)?:", body)
        for selector, body in rules
    )


def _keyframed(sheet: str) -> set[str]:
    bodies = re.findall(r"@keyframes [\w-]+\{((?:[^{}]*\{[^{}]*\})*)\}", sheet)
    steps = [step for body in bodies for step in re.findall(r"\{([^{}]*)\}", body)]
    return {rule.split(":")[0].strip() for step in steps for rule in step.split(";") if rule.strip()}
